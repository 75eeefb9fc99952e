import { JobError } from '../delivery/job-error.ts'
import type { Handler } from '../delivery/worker.ts'
import type { Log } from '../log.ts'
import { type Reports, report } from '../publishing/reports.ts'

/**
 * Counts what a person says is wrong. Of a crisis line, or anything else of an area's core, an operator hears at once:
 * it is never hidden, for somebody may want a helpline hidden.
 */
export function createReporter(reports: Reports, log: Log): Handler {
  return async ({ conversation, payload }) => {
    const read = report.safeParse(safely(payload))
    if (!read.success) throw new JobError('not_a_report', { retry: false })
    await reports.add(conversation, read.data)
    if (read.data.core) log.error('core_reported_wrong', { outcome: read.data.fault })
    else log.info('reported_wrong', { outcome: read.data.fault })
  }
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

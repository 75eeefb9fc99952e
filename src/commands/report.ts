import { JobError } from '../delivery/job-error.ts'
import type { Handler } from '../delivery/worker.ts'
import type { Log } from '../log.ts'
import { type Reports, report } from '../publishing/reports.ts'

/**
 * Counts what a person says is wrong. Of a crisis line, a helpline, or anything else that is never hidden, an operator
 * hears at once: somebody may want a helpline hidden.
 */
export function createReporter(reports: Reports, log: Log): Handler {
  return async ({ conversation, payload }) => {
    const read = report.safeParse(safely(payload))
    if (!read.success) throw new JobError('not_a_report', { retry: false })
    const { source, ...one } = read.data
    await reports.add(source ?? conversation, one)
    if (one.core) log.error('core_reported_wrong', { outcome: one.fault })
    else log.info('reported_wrong', { outcome: one.fault })
  }
}

function safely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

import { reportKind } from '../assistant.ts'
import { createEraser } from '../channels/twilio/index.ts'
import type { Config } from '../config.ts'
import type { Handlers } from '../delivery/worker.ts'
import type { Log } from '../log.ts'
import { createReports } from '../publishing/reports.ts'
import type { Store } from '../store/index.ts'
import { createReporter } from './report.ts'

/** What does each kind of job, as far as it is set up. */
export function handlersFor({ twilio }: Config, log: Log, store: Store): Handlers {
  return {
    [reportKind]: createReporter(createReports(store, Date.now), log),
    ...(twilio ? { erase: createEraser(twilio, log) } : {}),
  }
}

import { createEraser } from '../channels/twilio/index.ts'
import type { Config } from '../config.ts'
import type { Handlers } from '../delivery/worker.ts'
import type { Log } from '../log.ts'

/** What does each kind of job, as far as it is set up. */
export function handlersFor({ twilio }: Config, log: Log): Handlers {
  return twilio ? { erase: createEraser(twilio, log) } : {}
}

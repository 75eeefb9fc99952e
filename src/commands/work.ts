import { randomUUID } from 'node:crypto'
import { withAlerts } from '../alerts.ts'
import type { Config } from '../config.ts'
import { startWorker } from '../delivery/worker.ts'
import { createLog, type Log } from '../log.ts'
import { keepOptOuts, openStore, type Store } from '../store/index.ts'
import { handlersFor } from './handlers.ts'
import { toldToStop } from './signals.ts'

export type WorkOptions = { dead?: boolean; revive?: string }

/** How many dead letters are shown. */
const shown = 1000

/**
 * Does what turns left to be done, until it is told to stop (SIGTERM, SIGINT). With `dead` it only lists what was given
 * up, as tab-separated text that names nobody; with `revive` it gives one of those another life, and the exit code is 1
 * where there is no such.
 */
export async function work(config: Config, { dead, revive }: WorkOptions): Promise<void> {
  const log = withAlerts(createLog(config.logLevel), { url: config.alertUrl })
  const { store } = keepOptOuts(
    openStore(config.store, (state, error) => log[state === 'away' ? 'error' : 'info'](`store_${state}`, { error })),
    log,
  )
  try {
    if (revive !== undefined) await reviveOne(store, revive)
    else if (dead) await listDead(store)
    else await serveJobs(config, store, log)
  } finally {
    await store.close()
  }
}

async function serveJobs(config: Config, store: Store, log: Log): Promise<void> {
  const worker = startWorker({ store, log, handlers: handlersFor(config, log, store), name: randomUUID() })
  process.stderr.write('Fingerpost does what is waiting\n')
  await toldToStop()
  await worker.stop()
}

async function listDead(store: Store): Promise<void> {
  const rows = (await store.dead(shown)).map(({ id, kind, why, since, attempt }) => [
    id,
    kind,
    why,
    new Date(since).toISOString(),
    attempt,
  ])
  process.stdout.write(
    [['id', 'kind', 'why', 'since', 'attempts'], ...rows].map((row) => `${row.join('\t')}\n`).join(''),
  )
}

async function reviveOne(store: Store, id: string): Promise<void> {
  if (await store.revive(id)) return
  process.stderr.write(`fingerpost: there is no dead letter ${id}\n`)
  process.exitCode = 1
}

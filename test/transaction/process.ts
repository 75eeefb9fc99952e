import { flushCompileCache } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createApp, createHttpServer } from '../../src/channels/http.ts'
import { createSmsRouter } from '../../src/channels/sms/index.ts'
import { createDelivery } from '../../src/delivery/index.ts'
import { startWorker } from '../../src/delivery/worker.ts'
import { createLog } from '../../src/log.ts'
import { createAddresses, createPseudonyms } from '../../src/privacy/index.ts'
import { openStore, parseStoreAddress } from '../../src/store/index.ts'
import { keys, publicUrl, twilio } from '../channels/house.ts'
import { until } from '../store/redis-server.ts'
import { chain, withoutStore } from './chain.ts'
import { noteIn } from './notes.ts'

/**
 * What `fingerpost serve` wires, as far as a text goes, about a turn that needs no content: so that it starts in a moment
 * and can be killed often. From the environment: STORE, PORT, LEASE_MS, and JOBS, the file in which it notes the jobs it
 * did (absent: it does none). It says "ready at URL" when it is.
 */
const where = parseStoreAddress(process.env.STORE ?? '')
if (!where) throw new Error('STORE')
// Whoever started it has gone without a word.
process.stdin.resume().once('end', () => process.exit())
const log = createLog(process.env.LOG_LEVEL ?? 'silent')
const store = openStore(where)
const delivery = createDelivery({ store, log, sessionMs: 3_600_000 })
const app = createApp({
  say: (key) => key,
  language: 'en',
  log,
  publicUrl,
  proxies: 0,
  state: () => 'ready',
  ping: () => store.ping(),
  routers: [
    createSmsRouter({
      twilio,
      publicUrl,
      phoneToken: null,
      pseudonyms: createPseudonyms(keys),
      addresses: createAddresses(keys),
      delivery,
      turn: chain,
      withoutStore,
      guard: (_sender, turn, without) => ({ turn, withoutStore: without }),
      limits: { texter: async () => 'within' },
    }),
  ],
})
const server = createHttpServer(app).listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  await until(() => store.ping())
  // Whoever is killed writes no cache when it ends, and the next one starts the faster for it.
  flushCompileCache()
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
const { JOBS, LEASE_MS } = process.env
if (JOBS)
  startWorker({
    store,
    log,
    name: `${process.pid}`,
    leaseMs: Number(LEASE_MS ?? 2000),
    pollMs: 100,
    // FORGET leaves one at Twilio, who is not here.
    handlers: { note: noteIn(JOBS), erase: async () => {} },
  })

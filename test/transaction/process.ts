import { flushCompileCache } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createApp, createHttpServer } from '../../src/channels/http.ts'
import { createSmsRouter } from '../../src/channels/sms/index.ts'
import { createDelivery, type Turn } from '../../src/delivery/index.ts'
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
 * and can be killed often. From the environment: STORE, PORT, LEASE_MS, JOBS, the file in which it notes the jobs it
 * did (absent: it does none), and TWILIO_API, to which it sends buttons on WhatsApp (absent: it has no WhatsApp). It says
 * "ready at URL" when it is.
 */
const where = parseStoreAddress(process.env.STORE ?? '')
if (!where) throw new Error('STORE')
// Whoever started it has gone without a word.
process.stdin.resume().once('end', () => process.exit())
const log = createLog(process.env.LOG_LEVEL ?? 'silent')
const store = openStore(where)
const delivery = createDelivery({ store, log, sessionMs: 3_600_000 })
const { JOBS, LEASE_MS, TWILIO_API } = process.env
const pseudonyms = createPseudonyms(keys)
const addresses = createAddresses(keys)
const app = createApp({
  leaveUrl: 'https://weather.example',
  say: (key) => key,
  language: 'en',
  log,
  publicUrl,
  proxies: 0,
  state: () => 'ready',
  ping: () => store.ping(),
  webhooks: [
    ...(TWILIO_API ? [await whatsapp(TWILIO_API)] : []),
    createSmsRouter({
      twilio,
      publicUrl,
      phoneToken: null,
      pseudonyms,
      addresses,
      delivery,
      turn: chain,
      withoutStore,
      guard: (_sender, turn, without) => ({ turn, withoutStore: without }),
    }),
  ],
  routers: [],
})
const server = createHttpServer(app).listen(Number(process.env.PORT ?? 0), '127.0.0.1', async () => {
  await until(() => store.ping())
  // Whoever is killed writes no cache when it ends, and the next one starts the faster for it.
  flushCompileCache()
  process.stdout.write(`ready at http://127.0.0.1:${(server.address() as AddressInfo).port}\n`)
})
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

/** Every answer is two buttons. Loaded only where it is asked for: Twilio's client takes long. */
async function whatsapp(apiBase: string) {
  const { createOffers, createWhatsappRouter } = await import('../../src/channels/whatsapp/index.ts')
  const { writeReply } = await import('../../src/channels/whatsapp/offer.ts')
  const account = { ...twilio, apiBase }
  const offers = createOffers({ twilio: account, publicUrl, pseudonyms, log, memory: store, pushMs: 1000 })
  await offers.ready
  const items = ['One', 'Two'].map((title) => ({ title, id: `choice:x:${title}` }))
  const turn: Turn = (...given) => {
    const done = chain(...given)
    return { ...done, reply: writeReply(done.reply, { lines: [done.reply], items, opener: 'Choose' }) }
  }
  return createWhatsappRouter({
    twilio: account,
    publicUrl,
    phoneToken: null,
    pseudonyms,
    addresses,
    delivery,
    guarded: () => ({ turn, withoutStore }),
    offers,
    placeAt: () => null,
  })
}

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { greet, sayInstead, tellsDanger } from '../../src/assistant.ts'
import { createDirectLine } from '../../src/channels/botframework/index.ts'
import { createBreaker, createBudget, createGuard, createSmsRouter } from '../../src/channels/sms/index.ts'
import { createStatusRouter } from '../../src/channels/twilio/index.ts'
import { createWebRouter } from '../../src/channels/web/index.ts'
import { createOffers, createWhatsappRouter } from '../../src/channels/whatsapp/index.ts'
import { turnsOf } from '../../src/commands/turns.ts'
import { encodePlace } from '../../src/conversation/place-code.ts'
import { createDelivery } from '../../src/delivery/index.ts'
import { createSourceOf } from '../../src/limits/index.ts'
import { createLog } from '../../src/log.ts'
import { createAddresses, createPseudonyms } from '../../src/privacy/index.ts'
import { openSqliteStore, type Store, StoreError } from '../../src/store/index.ts'
import type { ChannelId } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'
import { instead } from '../store/instead.ts'
import { keys, publicUrl, twilio } from './house.ts'
import { serveApp } from './serve-app.ts'
import { webOfSandwell } from './web-parts.ts'

export type Edge = {
  url: string
  store: Store
  /** Every line that was logged. */
  logged: string[]
  /** From now on the store is away, or back. */
  away(isAway: boolean): void
  /** Resolves when the templates for WhatsApp have been looked up. */
  ready: Promise<void>
  close(): Promise<void>
}

/**
 * All channels with the assistant itself behind them, on one store, as they are served; WhatsApp with buttons where
 * `contentAt` says where the Content API is.
 */
export async function openEdge({ contentAt, now }: { contentAt?: string; now?: () => number } = {}): Promise<Edge> {
  const folder = mkdtempSync(join(tmpdir(), 'edge-'))
  const real = openSqliteStore(join(folder, 'store.db'))
  let isAway = false
  const gone = () => Promise.reject(new StoreError('away', 'the store is away'))
  const guarded =
    <T extends unknown[], R>(work: (...given: T) => Promise<R>) =>
    (...given: T) =>
      isAway ? gone() : work(...given)
  const store = instead(real, {
    begin: guarded(real.begin.bind(real)),
    replyTo: guarded(real.replyTo.bind(real)),
    load: guarded(real.load.bind(real)),
    commit: guarded(real.commit.bind(real)),
  })
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const delivery = createDelivery({ store, log, now, sessionMs: 3_600_000, storeMs: 3000 })
  const pseudonyms = createPseudonyms(keys)
  const addresses = createAddresses(keys)
  const turns = (channel: ChannelId) => turnsOf({ bundle: () => sandwell }, channel)
  const dayOf = (at: number) => new Date(at).toISOString().slice(0, 10)
  const guard = createGuard({
    budget: createBudget({ limits: { all: 0, foreign: 0 }, counts: async () => ({}), dayOf }),
    dayOf,
    breaker: createBreaker((text) => sandwell.isAutoReply(text), keys),
    log,
    instead: (what, text, session, at) =>
      sayInstead(sandwell, `errors:${what}`, { channel: 'sms', text, session, now: at }),
    isDanger: (text) => tellsDanger(sandwell, text),
  })
  const signers = { twilio: { ...twilio, optOut: 'none' as const }, publicUrl, phoneToken: null }
  const offers = contentAt
    ? createOffers({ twilio: { ...twilio, apiBase: contentAt }, publicUrl, pseudonyms, log, memory: store, now })
    : null
  const directLine = createDirectLine({
    config: { secret: null, origins: [] },
    keys,
    memory: store,
    pseudonyms,
    delivery,
    ...turns('botframework'),
    greeting: (language) => greet(sandwell, 'botframework', language, now?.() ?? Date.now()),
    offered: () => sandwell.offered,
    limits: { web: async () => 'within' },
    sourceOf: createSourceOf(keys, now),
    isDanger: (text) => tellsDanger(sandwell, text),
    publicUrl: () => publicUrl,
    log,
    now,
  })
  const { url, close } = await serveApp({
    log,
    publicUrl,
    ping: () => store.ping(),
    webhooks: [
      createWhatsappRouter({
        ...signers,
        pseudonyms,
        addresses,
        delivery,
        guarded: () => guard('whatsapp', turns('whatsapp').turn, turns('whatsapp').withoutStore),
        offers,
        placeAt: (point) => {
          const place = sandwell.places.nearest(point)
          return place && `place:${encodePlace(place)}`
        },
      }),
      createSmsRouter({ ...signers, pseudonyms, addresses, delivery, ...turns('sms'), guard }),
      createStatusRouter({ ...signers, pseudonyms, log, memory: store, now, onFailed: offers?.sayInstead }),
    ],
    routers: [
      directLine.router,
      createWebRouter({ ...webOfSandwell(now ?? Date.now), pseudonyms, delivery, ...turns('web') }),
    ],
  })
  return {
    url,
    store: real,
    logged,
    away: (is) => {
      isAway = is
    },
    ready: offers?.ready ?? Promise.resolve(),
    close: async () => {
      directLine.streams.close()
      close()
      await real.close()
      rmSync(folder, { recursive: true })
    },
  }
}

import { Router } from 'express'
import { Temporal } from 'temporal-polyfill'
import { asksToErase, greet, sayInstead, tellsDanger } from '../assistant.ts'
import { createDirectLine } from '../channels/botframework/index.ts'
import { createDoor } from '../channels/door.ts'
import { createOpenDataRouter } from '../channels/open-data/index.ts'
import { createPagesRouter } from '../channels/pages/index.ts'
import { createSuggestedRouter } from '../channels/pages/suggested.ts'
import { createPhoneRouter } from '../channels/phone/index.ts'
import { createBreaker, createBudget, createGuard, createSmsRouter } from '../channels/sms/index.ts'
import { createStatusRouter } from '../channels/twilio/index.ts'
import { announce, createVoiceRouter } from '../channels/voice/index.ts'
import { createWebRouter } from '../channels/web/index.ts'
import { createOffers, createWhatsappRouter } from '../channels/whatsapp/index.ts'
import type { Config } from '../config.ts'
import { publicationOf } from '../content/publication.ts'
import { encodePlace } from '../conversation/place-code.ts'
import type { Delivery } from '../delivery/index.ts'
import { createLimits, createSourceOf } from '../limits/index.ts'
import type { Log } from '../log.ts'
import { createAddresses, createPseudonyms } from '../privacy/index.ts'
import type { Live } from '../publishing/live.ts'
import type { Releases } from '../publishing/releases.ts'
import type { Reports } from '../publishing/reports.ts'
import type { Suggestions } from '../publishing/suggestions.ts'
import { createAssetsRouter, createReferRouter, createRenderPage } from '../staff/index.ts'
import type { Store } from '../store/index.ts'
import type { Language } from '../taxonomy.ts'
import { londonDay } from './bundle.ts'
import { type Desk, openDesk } from './desk.ts'
import { licencesIn } from './licences.ts'
import { saidIn, turnsOf } from './turns.ts'

export type Wiring = {
  config: Config
  root: string
  store: Store
  log: Log
  live: Live
  releases: Releases
  reports: Reports
  suggestions: Suggestions
  delivery: Delivery
  /** What the on-screen phone signs with; null in production. */
  phoneToken: string | null
  say: (key: string, params?: Record<string, string | number>) => string
  /** The day (YYYY-MM-DD) a time counts to. */
  dayOf: (now: number) => string
  /** Where we are reached, once we listen. */
  url: () => string
}

export type Routers = {
  /** Those that Twilio calls. */
  webhooks: Router[]
  routers: Router[]
  desk: Desk | null
  /** What answers the upgrade to a WebSocket, to be closed before the server. */
  streams: ReturnType<typeof createDirectLine>['streams']
}

/** Every address we answer at, wired to the assistant. */
export async function openRouters(wiring: Wiring): Promise<Routers> {
  const { config, store, log, live, delivery, say } = wiring
  const pseudonyms = createPseudonyms(config.pseudonymKeys)
  const bundle = () => live.bundle()
  const isDanger = (text: string) => tellsDanger(bundle(), text)
  const limits = createLimits({ tally: store.tally.bind(store), keys: config.pseudonymKeys, log })
  const door = createDoor({
    leaveUrl: config.leaveUrl,
    limits,
    sentences: () => bundle().sentences,
    offered: () => bundle().offered,
    numbers: () => bundle().numbers,
    withoutStore: turnsOf(live, 'web').withoutStore,
    isDanger,
    erases: (activity) => asksToErase(bundle(), saidIn(activity, 'web')),
    busy: (activity) =>
      sayInstead(bundle(), 'errors:busy', { ...saidIn(activity, 'web'), session: null, now: Date.now() }),
  })
  const shared = { pseudonyms, delivery }
  const sourceOf = createSourceOf(config.pseudonymKeys)
  const directLine = createDirectLine({
    ...botFramework(),
    config: config.directLine,
    keys: config.pseudonymKeys,
    memory: store,
    limits,
    sourceOf,
    isDanger,
    publicUrl: wiring.url,
  })
  const desk =
    config.desk &&
    openDesk({ ...wiring, desk: config.desk, render: createRenderPage({ say, language: 'en', home: '/desk' }) })
  return {
    webhooks: twilioRouters(),
    routers: [
      createWebRouter({
        ...shared,
        ...turnsOf(live, 'web'),
        sourceOf,
        sentences: () => bundle().sentences,
        offered: () => bundle().offered,
        attribution: () => bundle().area.attribution,
        numbers: () => bundle().numbers,
        door,
        greeting: (language, audience) => greet(bundle(), 'web', language, Date.now(), audience),
        leaveUrl: config.leaveUrl,
        embedOrigins: config.embedOrigins,
        smsNumber: config.smsNumber,
        whatsappNumber: config.whatsappNumber,
        service: (id) => bundle().directory.get(id) ?? null,
        isBankHoliday: bundle().isBankHoliday,
        now: () => Temporal.Now.instant(),
      }),
      createPagesRouter({
        sentences: () => bundle().sentences,
        offered: () => bundle().offered,
        area: () => bundle().area,
        packages: licencesIn(wiring.root),
        sessionDays: config.sessionDays,
        leaveUrl: config.leaveUrl,
        operator: config.operator,
        numbers: () => bundle().numbers,
      }),
      createSuggestedRouter({
        sentences: () => bundle().sentences,
        offered: () => bundle().offered,
        outcomeOf: wiring.suggestions.outcomeOf,
        door: door.page(),
        leaveUrl: config.leaveUrl,
      }),
      createAssetsRouter(),
      Router()
        .use('/refer', door.page())
        .use(
          '/go/:name',
          door.page(({ params }) => bundle().links.get(String(params.name))?.name),
        ),
      createReferRouter({
        bundle,
        render: createRenderPage({ say, language: 'en', home: '/refer' }),
        publicUrl: config.publicUrl,
        smsNumber: config.smsNumber,
        count: (name) =>
          void store.count(name, londonDay(Date.now()).toString()).catch((error) => log.warn('not_counted', { error })),
        counts: (day) => store.counts(day),
      }),
      ...(desk ? [desk.router] : []),
      directLine.router,
      ...(await botService()),
      createOpenDataRouter(() => publicationOf(bundle())),
      ...(wiring.phoneToken ? [createPhoneRouter({ token: wiring.phoneToken, publicUrl: config.publicUrl, say })] : []),
    ],
    desk,
    streams: directLine.streams,
  }

  function twilioRouters(): Router[] {
    const { publicUrl, twilio } = config
    const signers = { twilio, publicUrl, phoneToken: wiring.phoneToken }
    const addresses = createAddresses(config.pseudonymKeys)
    const guard = createGuard({
      budget: createBudget({
        limits: config.smsDailyParts,
        counts: (day) => store.counts(day),
        dayOf: wiring.dayOf,
      }),
      breaker: createBreaker((text) => bundle().isAutoReply(text), config.pseudonymKeys),
      log,
      instead: (what, text, session, now) =>
        sayInstead(bundle(), `errors:${what}`, { channel: 'sms', text, session, now }),
      isDanger,
      dayOf: wiring.dayOf,
    })
    const offers = twilio ? createOffers({ twilio, publicUrl, pseudonyms, log, memory: store }) : null
    return [
      createWhatsappRouter({
        ...signers,
        ...shared,
        addresses,
        guarded: () => {
          const { turn, withoutStore } = turnsOf(live, 'whatsapp')
          return guard('whatsapp', turn, withoutStore)
        },
        offers,
        placeAt: (point) => {
          const place = bundle().places.nearest(point)
          return place && `place:${encodePlace(place)}`
        },
      }),
      createSmsRouter({ ...signers, ...shared, ...turnsOf(live, 'sms'), addresses, guard }),
      createStatusRouter({ ...signers, pseudonyms, log, memory: store, onFailed: offers?.sayInstead }),
      createVoiceRouter({
        ...signers,
        announcement: () => announce(bundle(), Date.now()),
        again: () => ({ language: 'en', words: say('call:again') }),
        end: () => ({ language: 'en', words: say('call:end') }),
      }),
    ]
  }

  function botFramework() {
    return {
      ...shared,
      ...turnsOf(live, 'botframework'),
      greeting: (language: Language) => greet(bundle(), 'botframework', language, Date.now()),
      offered: () => bundle().offered,
      log,
    }
  }

  /** Loaded only where it is used: it is the largest of our libraries. */
  async function botService(): Promise<Router[]> {
    if (!config.botService) return []
    const { createBotServiceRouter } = await import('../channels/botframework/messages.ts')
    return [createBotServiceRouter({ ...botFramework(), config: config.botService })]
  }
}

import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from '@microsoft/agents-activity'
import { answer, answerWithoutStore, greet, type Said, sayInstead, tellsDanger } from '../assistant.ts'
import { createApp, createHttpServer } from '../channels/http.ts'
import { createPagesRouter } from '../channels/pages/index.ts'
import { createPhoneRouter, createPhoneToken } from '../channels/phone/index.ts'
import {
  createBreaker,
  createBudget,
  createGuard,
  createSmsRouter,
  createStatusRouter,
  type SmsChannelData,
  smsPath,
} from '../channels/sms/index.ts'
import { announce, createVoiceRouter, voicePath } from '../channels/voice/index.ts'
import { createWebRouter, type WebChannelData } from '../channels/web/index.ts'
import { type Config, ConfigError } from '../config.ts'
import { type Bundle, ContentError, unconfirmedCore } from '../content/index.ts'
import { createDelivery } from '../delivery/index.ts'
import { startWorker } from '../delivery/worker.ts'
import { createLog } from '../log.ts'
import { createPseudonyms } from '../privacy/index.ts'
import { createLive, type Live } from '../publishing/live.ts'
import { createReleases } from '../publishing/releases.ts'
import { createReports } from '../publishing/reports.ts'
import { createAssetsRouter, createReferRouter, createRenderPage, longestLink, tooLong } from '../staff/index.ts'
import { openStore } from '../store/index.ts'
import type { ChannelId } from '../taxonomy.ts'
import { bundleFor, londonDay } from './bundle.ts'
import { openDesk } from './desk.ts'
import { handlersFor } from './handlers.ts'
import { licencesIn } from './licences.ts'
import { toldToStop } from './signals.ts'

const hour = 3_600_000
/** How often it is looked what was published elsewhere. */
const lookMs = 5000
const day = 24 * hour

/**
 * Serves the assistant until it is told to stop (SIGTERM, SIGINT): then takes nothing new, answers what came in, and ends.
 * @param options.work whether it also does what turns left to be done
 * @throws ContentError in production while the area's core is not confirmed
 */
export async function serve(config: Config, root: string, options: { work: boolean }): Promise<void> {
  const installed = bundleFor(config, root, Date.now())
  const log = createLog(config.logLevel)
  const store = openStore(config.store, (state, error) =>
    log[state === 'away' ? 'error' : 'info'](`store_${state}`, { error }),
  )
  const releases = createReleases(store, Date.now)
  const reports = createReports(store, Date.now)
  const live = createLive({ bundle: installed, releases, reports, log, today: () => londonDay(Date.now()) })
  await takeInPublished(live)
  try {
    if (config.production) requireConfirmedCore(live.bundle())
  } catch (error) {
    await store.close()
    throw error
  }
  const delivery = createDelivery({
    store,
    log,
    sessionMs: config.sessionDays * day,
    dayOf: (now) => londonDay(now).toString(),
  })
  const pseudonyms = createPseudonyms(config.pseudonymKeys)
  const phoneToken = config.production ? null : createPhoneToken()
  const say = (key: string, params?: Record<string, string | number>) => live.bundle().sentences.say('en', key, params)
  const turns = (channel: ChannelId) => ({
    turn: (activity: Activity, session: string | null, now: number, stopped: boolean) =>
      answer(live.bundle(), { ...saidIn(activity, channel), session, stopped, now }),
    withoutStore: (activity: Activity, now: number) =>
      answerWithoutStore(live.bundle(), { ...saidIn(activity, channel), now }),
  })
  const guard = createGuard({
    budget: createBudget(config.smsDailyParts),
    breaker: createBreaker((text) => live.bundle().isAutoReply(text)),
    log,
    instead: (what, text, session, now) =>
      sayInstead(live.bundle(), `errors:${what}`, { channel: 'sms', text, session, now }),
    isDanger: (text) => tellsDanger(live.bundle(), text),
  })
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  const { publicUrl, twilio } = config
  const signers = { twilio, publicUrl, phoneToken }
  const render = createRenderPage({ say, language: 'en', home: '/desk' })
  let url = publicUrl
  const desk =
    config.desk &&
    openDesk({ config, desk: config.desk, root, store, log, live, releases, reports, render, say, url: () => url })
  const app = createApp({
    say,
    language: 'en',
    log,
    publicUrl,
    state: () => state,
    ping: () => store.ping(),
    routers: [
      createSmsRouter({ ...signers, pseudonyms, delivery, ...turns('sms'), guard }),
      createStatusRouter({ ...signers, pseudonyms, log, memory: store }),
      createVoiceRouter({
        ...signers,
        announcement: () => announce(live.bundle(), Date.now()),
        again: () => ({ language: 'en', words: say('call:again') }),
        end: () => ({ language: 'en', words: say('call:end') }),
      }),
      createWebRouter({
        sentences: () => live.bundle().sentences,
        offered: () => live.bundle().offered,
        attribution: () => live.bundle().area.attribution,
        pseudonyms,
        delivery,
        ...turns('web'),
        greeting: (language) => greet(live.bundle(), 'web', language, Date.now()),
      }),
      createPagesRouter({
        sentences: () => live.bundle().sentences,
        offered: () => live.bundle().offered,
        area: () => live.bundle().area,
        packages: licencesIn(root),
        sessionDays: config.sessionDays,
        leaveUrl: 'https://www.bbc.co.uk/weather',
      }),
      createAssetsRouter(),
      createReferRouter({
        bundle: () => live.bundle(),
        render: createRenderPage({ say, language: 'en', home: '/refer' }),
        publicUrl,
        smsNumber: config.smsNumber,
        count: (name) =>
          void store.count(name, londonDay(Date.now()).toString()).catch((error) => log.warn('not_counted', { error })),
        counts: (day) => store.counts(day),
      }),
      ...(desk ? [desk.router] : []),
      ...(phoneToken ? [createPhoneRouter({ token: phoneToken, publicUrl, say })] : []),
    ],
  })
  const server = createHttpServer(app)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ConfigError('PORT', `cannot be listened on (${error.code ?? error.name})`)),
    )
    server.listen(config.port, config.host ?? undefined, resolve)
  })
  state = 'ready'
  const { port } = server.address() as AddressInfo
  if (config.port === 0) url = `http://localhost:${port}`
  tellWhere(url, config, tooLong(live.bundle().links.all, publicUrl).length, desk?.link(url) ?? null)

  // Confirmations count by the day, and what is published on another machine is shown here soon after.
  const looking = setInterval(() => void live.refresh(), lookMs)
  // What has expired must go even when nobody writes.
  const upkeep = setInterval(() => {
    store.sweep(Date.now()).then(
      (count) => log.info('swept', { count }),
      (error) => log.error('sweep_failed', { error }),
    )
  }, hour)

  const handlers = handlersFor(config, log, store)
  const worker = options.work ? startWorker({ store, log, handlers, name: randomUUID() }) : null

  await toldToStop()
  state = 'draining'
  clearInterval(upkeep)
  clearInterval(looking)
  const closed = new Promise((resolve) => server.close(resolve))
  await Promise.all([delivery.drain(), worker?.stop()])
  server.closeIdleConnections()
  await closed
  await store.close()
}

function saidIn(activity: Activity, channel: ChannelId): Omit<Said, 'session' | 'now'> {
  const { value, language, keyword } = (activity.channelData ?? {}) as Partial<WebChannelData> & SmsChannelData
  return {
    channel,
    text: activity.text ?? '',
    value,
    language,
    keyword,
    media: (activity.attachments?.length ?? 0) > 0,
  }
}

/**
 * What was published is what counts, here as on every machine. A store that is not there after some seconds is not waited
 * for: what is installed is true enough to answer people with.
 */
async function takeInPublished(live: Live): Promise<void> {
  for (let attempt = 0; attempt < 10 && !(await live.refresh()); attempt++) await sleep(300)
}

function requireConfirmedCore(bundle: Bundle): void {
  const missing = unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed)
  if (missing.length === 0) return
  throw new ContentError([
    ...missing.map(({ part, services }) => `not confirmed, ${part}: ${services.join(', ')}`),
    'content/confirmations.yaml must confirm these first; `fingerpost check --confirmations` prints the list to ring through',
  ])
}

/** @param desk a trial's way to the desk */
function tellWhere(url: string, config: Config, tooLongLinks: number, desk: string | null): void {
  const lines = [
    `Fingerpost is at ${url}`,
    ...(config.production ? [] : [`A phone to try SMS with: ${url}/phone`]),
    ...(desk ? [`The curators' desk, for one person, once: ${desk}`] : []),
    config.twilio
      ? `Twilio's webhooks: ${url}${smsPath}, ${url}${voicePath}`
      : 'SMS through Twilio is not set up (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN)',
    ...(tooLongLinks > 0
      ? [`${tooLongLinks} links are over ${longestLink} characters: a shorter PUBLIC_URL or name is easier to type`]
      : []),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

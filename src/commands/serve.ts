import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import type { Activity } from '@microsoft/agents-activity'
import { answer, answerWithoutStore, greet, type Said, sayInstead, tellsDanger } from '../assistant.ts'
import { createApp, createHttpServer } from '../channels/http.ts'
import { createOpenDataRouter } from '../channels/open-data/index.ts'
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
import { calendarFor, publicationOf } from '../content/publication.ts'
import { createDelivery } from '../delivery/index.ts'
import { startWorker } from '../delivery/worker.ts'
import { createLog } from '../log.ts'
import { createPseudonyms } from '../privacy/index.ts'
import { openStore } from '../store/index.ts'
import type { ChannelId } from '../taxonomy.ts'
import { bundleFor, londonDay } from './bundle.ts'
import { handlersFor } from './handlers.ts'
import { toldToStop } from './signals.ts'

const hour = 3_600_000
const day = 24 * hour

/**
 * Serves the assistant until it is told to stop (SIGTERM, SIGINT): then takes nothing new, answers what came in, and ends.
 * @param options.work whether it also does what turns left to be done
 * @throws ContentError in production while the area's core is not confirmed
 */
export async function serve(config: Config, root: string, options: { work: boolean }): Promise<void> {
  let bundle = bundleFor(config, root, Date.now())
  if (config.production) requireConfirmedCore(bundle)
  const log = createLog(config.logLevel)
  const store = openStore(config.store, (state, error) =>
    log[state === 'away' ? 'error' : 'info'](`store_${state}`, { error }),
  )
  const delivery = createDelivery({
    store,
    log,
    sessionMs: config.sessionDays * day,
    dayOf: (now) => londonDay(now).toString(),
  })
  const pseudonyms = createPseudonyms(config.pseudonymKeys)
  const phoneToken = config.production ? null : createPhoneToken()
  const say = (key: string, params?: Record<string, string | number>) => bundle.sentences.say('en', key, params)
  const turns = (channel: ChannelId) => ({
    turn: (activity: Activity, session: string | null, now: number, stopped: boolean) =>
      answer(bundle, { ...saidIn(activity, channel), session, stopped, now }),
    withoutStore: (activity: Activity, now: number) =>
      answerWithoutStore(bundle, { ...saidIn(activity, channel), now }),
  })
  const guard = createGuard({
    budget: createBudget(config.smsDailyParts),
    breaker: createBreaker((text) => bundle.isAutoReply(text)),
    log,
    instead: (what, text, session, now) => sayInstead(bundle, `errors:${what}`, { channel: 'sms', text, session, now }),
    isDanger: (text) => tellsDanger(bundle, text),
  })
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  const { publicUrl, twilio } = config
  const signers = { twilio, publicUrl, phoneToken }
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
        announcement: () => announce(bundle, Date.now()),
        again: () => ({ language: 'en', words: say('call:again') }),
        end: () => ({ language: 'en', words: say('call:end') }),
      }),
      createWebRouter({
        sentences: () => bundle.sentences,
        offered: () => bundle.offered,
        attribution: () => bundle.area.attribution,
        pseudonyms,
        delivery,
        ...turns('web'),
        greeting: (language) => greet(bundle, 'web', language, Date.now()),
      }),
      createOpenDataRouter(
        () => publicationOf(bundle),
        (service) => calendarFor(bundle, service, Date.now()),
      ),
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
  const url = config.port === 0 ? `http://localhost:${port}` : publicUrl
  tellWhere(url, config)

  // Confirmations count by the day, and what has expired must go even when nobody writes.
  const upkeep = setInterval(() => {
    bundle = bundle.on(londonDay(Date.now()))
    store.sweep(Date.now()).then(
      (count) => log.info('swept', { count }),
      (error) => log.error('sweep_failed', { error }),
    )
  }, hour)

  const handlers = handlersFor(config, log)
  const worker = options.work ? startWorker({ store, log, handlers, name: randomUUID() }) : null

  await toldToStop()
  state = 'draining'
  clearInterval(upkeep)
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

function requireConfirmedCore(bundle: Bundle): void {
  const missing = unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed)
  if (missing.length === 0) return
  throw new ContentError([
    ...missing.map(({ part, services }) => `not confirmed, ${part}: ${services.join(', ')}`),
    'content/confirmations.yaml must confirm these first; `fingerpost check --confirmations` prints the list to ring through',
  ])
}

function tellWhere(url: string, config: Config): void {
  const lines = [
    `Fingerpost is at ${url}`,
    ...(config.production ? [] : [`A phone to try SMS with: ${url}/phone`]),
    config.twilio
      ? `Twilio's webhooks: ${url}${smsPath}, ${url}${voicePath}`
      : 'SMS through Twilio is not set up (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN)',
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

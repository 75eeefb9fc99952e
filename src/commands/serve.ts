import { randomUUID } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { withAlerts } from '../alerts.ts'
import { createApp, createHttpServer } from '../channels/http.ts'
import { createPhoneToken } from '../channels/phone/index.ts'
import { smsPath } from '../channels/sms/index.ts'
import { voicePath } from '../channels/voice/index.ts'
import { whatsappPath } from '../channels/whatsapp/index.ts'
import { type Config, ConfigError } from '../config.ts'
import { type Bundle, ContentError, unconfirmedCore } from '../content/index.ts'
import { createDelivery } from '../delivery/index.ts'
import { startWorker } from '../delivery/worker.ts'
import { createLog } from '../log.ts'
import { createLive, type Live } from '../publishing/live.ts'
import { createReleases } from '../publishing/releases.ts'
import { createReports } from '../publishing/reports.ts'
import { createSuggestions } from '../publishing/suggestions.ts'
import { longestLink, tooLong } from '../staff/index.ts'
import { keepOptOuts, openStore } from '../store/index.ts'
import { bundleFor, createDayOf, londonDay } from './bundle.ts'
import { handlersFor } from './handlers.ts'
import { openRouters } from './routers.ts'
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
  const log = withAlerts(createLog(config.logLevel), { url: config.alertUrl })
  const { store, heldOptOut } = keepOptOuts(
    openStore(config.store, (state, error) => log[state === 'away' ? 'error' : 'info'](`store_${state}`, { error })),
    log,
  )
  const releases = createReleases(store, Date.now)
  const reports = createReports(store, Date.now)
  const suggestions = createSuggestions(store, Date.now)
  const live = createLive({ bundle: installed, releases, reports, log, today: () => londonDay(Date.now()) })
  await takeInPublished(live)
  try {
    if (config.production) requireConfirmedCore(live.bundle())
  } catch (error) {
    await store.close()
    throw error
  }
  const dayOf = createDayOf()
  const delivery = createDelivery({ store, heldOptOut, log, sessionMs: config.sessionDays * day, dayOf })
  const say = (key: string, params?: Record<string, string | number>) => live.bundle().sentences.say('en', key, params)
  const phoneToken = config.production ? null : createPhoneToken()
  let url = config.publicUrl
  const { webhooks, routers, desk, streams } = await openRouters({
    ...{ config, root, store, log, live, releases, reports, suggestions, delivery, phoneToken, say, dayOf },
    url: () => url,
  })
  let state: 'starting' | 'ready' | 'draining' = 'starting'
  const app = createApp({
    leaveUrl: config.leaveUrl,
    say,
    language: 'en',
    log,
    publicUrl: config.publicUrl,
    proxies: config.proxies,
    state: () => state,
    ping: () => store.ping(),
    webhooks,
    routers,
  })
  const server = createHttpServer(app)
  server.on('upgrade', streams.upgrade)
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new ConfigError('PORT', `cannot be listened on (${error.code ?? error.name})`)),
    )
    server.listen(config.port, config.host ?? undefined, resolve)
  })
  state = 'ready'
  const { port } = server.address() as AddressInfo
  if (config.port === 0) url = `http://localhost:${port}`
  tellWhere(url, config, desk?.link(url) ?? null, tooLong(live.bundle().links.all, url).length)

  // Confirmations count by the day, and what is published on another machine is shown here soon after.
  const looking = setInterval(() => void live.refresh(), lookMs)
  // What has expired must go even when nobody writes.
  const keepUp = () => {
    store.sweep(Date.now()).then(
      (count) => log.info('swept', { count }),
      (error) => log.error('sweep_failed', { error }),
    )
  }
  keepUp()
  const upkeep = setInterval(keepUp, hour)

  const handlers = handlersFor(config, log, store)
  const worker = options.work ? startWorker({ store, log, handlers, name: randomUUID() }) : null

  await toldToStop()
  state = 'draining'
  clearInterval(upkeep)
  clearInterval(looking)
  const closed = new Promise((resolve) => server.close(resolve))
  streams.close()
  await Promise.all([delivery.drain(), worker?.stop()])
  server.closeIdleConnections()
  await closed
  await store.close()
}

/**
 * What was published is what counts, here as on every machine. A store that is not there after some seconds is not waited
 * for: what is installed is true enough to answer people with.
 */
async function takeInPublished(live: Live): Promise<void> {
  for (let attempt = 0; attempt < 3 && !(await live.refresh()); attempt++) await sleep(300)
}

function requireConfirmedCore(bundle: Bundle): void {
  const missing = unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed)
  if (missing.length === 0) return
  throw new ContentError([
    ...missing.map(({ part, services }) => `not confirmed, ${part}: ${services.join(', ')}`),
    'content/confirmations.yaml must confirm these first; `fingerpost check --confirmations` prints the list to ring through',
  ])
}

/** @param desk a trial's way to the desk; `tooLongLinks`: how many links are longer than they may be */
function tellWhere(url: string, config: Config, desk: string | null, tooLongLinks: number): void {
  const lines = [
    `Fingerpost is at ${url}`,
    ...(config.production ? [] : [`A phone to try SMS with: ${url}/phone`]),
    ...(desk ? [`The curators' desk, for one person, once: ${desk}`] : []),
    config.twilio
      ? `Twilio's webhooks: ${url}${smsPath}, ${url}${whatsappPath}, ${url}${voicePath}`
      : 'SMS through Twilio is not set up (TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN)',
    ...(tooLongLinks > 0
      ? [`${tooLongLinks} links are over ${longestLink} characters: a shorter PUBLIC_URL or name is easier to type`]
      : []),
  ]
  process.stderr.write(`${lines.join('\n')}\n`)
}

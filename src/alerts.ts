import { allowed, type Fields, type Log } from './log.ts'

export type AlertSettings = {
  /** Where alerts are posted as JSON; null: nowhere. */
  url: string | null
  /** The same again not before. */
  everyMs?: number
  /** Epoch milliseconds. */
  now?: () => number
}

/** What an operator should hear of though it is no error: money that runs out, and the end of a trouble. */
const toldToo = new Set(['sms_budget', 'store_back'])

const quarterHour = 900_000
/** After an alert that could not be posted, the next may be tried so much later. */
const againMs = 60_000

/**
 * A log whose errors are told to a person, too: each is posted as one JSON object that holds what its log line does, and so
 * nothing about a person, with `count`, how many of its kind there were since the last was posted, and `text`, which chat
 * services show. The same at most every `everyMs`, for each process. An alert that cannot be posted is logged.
 */
export function withAlerts(log: Log, { url, everyMs = quarterHour, now = Date.now }: AlertSettings): Log {
  if (url === null) return log
  const kinds = new Map<string, { silentUntil: number; count: number }>()

  const alert = (level: string, event: string, fields: Fields) => {
    const { ms: _, ...line } = allowed(event, fields)
    const name = [line.event, line.outcome, line.error, line.code].filter((part) => part !== undefined).join(' ')
    const kind = kinds.get(name) ?? { silentUntil: Number.NEGATIVE_INFINITY, count: 0 }
    kinds.set(name, kind)
    kind.count++
    const at = now()
    if (at < kind.silentUntil) return
    kind.silentUntil = at + everyMs
    const { count } = kind
    kind.count = 0
    const time = new Date(at).toISOString()
    post(url, { service: 'fingerpost', text: `Fingerpost: ${name}`, level, time, ...line, count }).catch((error) => {
      kind.silentUntil = at + Math.min(againMs, everyMs)
      kind.count += count
      log.warn('alert_failed', { error })
    })
  }
  const telling =
    (level: keyof Log): Log[keyof Log] =>
    (event, fields = {}) => {
      log[level](event, fields)
      if (level === 'error' || toldToo.has(event)) alert(level, event, fields)
    }
  return { debug: log.debug, info: telling('info'), warn: telling('warn'), error: telling('error') }
}

async function post(url: string, body: object): Promise<void> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(5000),
  })
  await response.body?.cancel()
  if (!response.ok) throw Object.assign(new Error('refused'), { code: `status_${response.status}` })
}

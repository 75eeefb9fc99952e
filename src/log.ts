import { type DestinationStream, pino, stdTimeFunctions } from 'pino'

/** The only things a log line may hold besides level and time. `error` is reduced to its name and code. */
export type Fields = {
  channel?: string
  outcome?: string
  ms?: number
  status?: number
  /** The pattern a request matched ("/channels/sms"), never its URL. */
  route?: string
  count?: number
  /** A kind of job. */
  job?: string
  /** A provider's error code. */
  code?: number
  error?: unknown
}

export type Log = Record<'debug' | 'info' | 'warn' | 'error', (event: string, fields?: Fields) => void>

/**
 * A structured log on standard output (or `destination`), one JSON line an event. Whatever is not on the list of
 * fields is dropped, and so is a value that could carry words or a number: nothing about a person reaches a log.
 */
export function createLog(level = 'info', destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  }
  // Nobody who waits for an answer waits for a line: lines of one moment are written together, the last when the process ends.
  const logger = pino(options, destination ?? pino.destination({ sync: false }))
  const at =
    (name: keyof Log) =>
    (event: string, fields: Fields = {}) =>
      logger[name](allowed(event, fields))
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}

/** What of an event may be written, or told to anybody. */
export function allowed(event: string, fields: Fields): Record<string, unknown> {
  const line: Record<string, unknown> = { event: word(event) }
  for (const key of ['channel', 'outcome', 'job'] as const) if (fields[key] !== undefined) line[key] = word(fields[key])
  for (const key of ['ms', 'status', 'count', 'code'] as const)
    if (fields[key] !== undefined) line[key] = figure(fields[key])
  if (fields.route !== undefined) line.route = route(fields.route)
  if (fields.error !== undefined) Object.assign(line, nameOf(fields.error))
  return line
}

function nameOf(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { error: typeof error }
  const code = (error as { code?: unknown }).code
  return { error: word(error.name), ...(code === undefined ? {} : { code: word(String(code)) }) }
}

/** An identifier as a programmer writes it; more than five digits in a row could be a phone number. */
function word(value: string): string {
  return /^[A-Za-z0-9_.-]{1,48}$/.test(value) && !/\d{6}/.test(value) ? value : 'withheld'
}

function route(value: string): string {
  return /^[A-Za-z0-9_.:/*{}-]{1,64}$/.test(value) && !/\d{6}/.test(value) ? value : 'withheld'
}

/** Durations and counts are small; anything greater could be a phone number. */
function figure(value: unknown): number | string {
  return typeof value === 'number' && Math.abs(value) < 1e6 ? Math.round(value) : 'withheld'
}

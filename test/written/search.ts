import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Written } from './listen.ts'

export type Found = {
  /** Lines that hold what no line may hold, each with why. */
  problems: string[]
  /** How much was listened to: lines of logs, of these by processes as people run them, of errors; and messages people sent. */
  logs: number
  ofCommands: number
  errors: number
  said: number
}

/** What a line may hold (src/log.ts). */
const fields = new Set([
  'level',
  'time',
  'event',
  'channel',
  'outcome',
  'job',
  'ms',
  'status',
  'count',
  'code',
  'route',
  'error',
])

/** Written by anybody: phone numbers however they are put, pseudonyms, ids of providers, sealed addresses, keys. */
const never: readonly [RegExp, string][] = [
  [/(?<![\d.])(?:\+|00)?\d(?:[ ().-]?\d){8,}/, 'a number as long as a phone number'],
  [/\bv\d{1,3}\.[\w-]{43}/, 'a pseudonym'],
  [/\b(?:SM|MM|AC|CA)[0-9a-f]{32}\b/i, "a provider's id"],
  [/[A-Za-z0-9+/]{43}=/, 'a key'],
  [/\b[0-9a-f]{32}\b/, 'a token'],
]

/** Reads what `listen.ts` took down, and looks in it for numbers, names and words of people. */
export function searchWritten(folder: string): Found {
  const written = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .flatMap((name) => readFileSync(join(folder, name), 'utf8').trim().split('\n'))
    .map((line) => JSON.parse(line) as Written)
  const of = (...kinds: Written['kind'][]) => written.filter(({ kind }) => kinds.includes(kind))
  const said = new Set(
    of('said')
      .map(({ text }) => plain(text))
      .filter(telling),
  )
  const words = wordsOfOurs()
  const problems = of('log', 'stderr', 'crash').flatMap((one) =>
    [
      ...new Set([...judge(one, said), ...(one.kind === 'log' && one.command ? unknownWords(one.text, words) : [])]),
    ].map((why) => `${why}: ${one.text.trim().slice(0, 300)}`),
  )
  return {
    problems: [...new Set(problems)],
    logs: of('log').length,
    ofCommands: of('log').filter(({ command }) => command).length,
    errors: of('stderr', 'crash').length,
    said: said.size,
  }
}

function judge({ kind, text }: Written, said: ReadonlySet<string>): string[] {
  const bare = text.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '')
  const found = never.filter(([pattern]) => pattern.test(bare)).map(([, why]) => why)
  const line = plain(text)
  for (const one of said) if (line.includes(one)) found.push('what somebody said')
  if (kind === 'log') {
    const wrong = Object.keys(JSON.parse(text)).filter((field) => !fields.has(field))
    if (wrong.length > 0) found.push(`a field that is not on the list (${wrong})`)
  }
  return found
}

/** A word of a log line that stands nowhere in our own source is somebody else's. */
function unknownWords(line: string, ours: ReadonlySet<string>): string[] {
  const { event, channel, outcome, job, error, code } = JSON.parse(line) as Record<string, unknown>
  const words = [event, channel, outcome, job, error, code].filter((word) => typeof word === 'string')
  return (
    words
      .filter((word) => !word.split(/[_.]/).every((part) => ours.has(part) || /^\d{1,5}$/.test(part)))
      // What the system and Node name themselves.
      .filter((word) => !/^(E[A-Z]{2,}|ERR_[A-Z_]+|[A-Z]\w*Error|undefined|string|object|number)$/.test(word))
      .map((word) => `a word that is not ours (${word})`)
  )
}

function wordsOfOurs(): Set<string> {
  const src = join(import.meta.dirname, '../../src')
  const code = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'))
  return new Set(code.flatMap((name) => readFileSync(join(src, name), 'utf8').match(/[A-Za-z][A-Za-z0-9]*/g) ?? []))
}

function plain(text: string): string {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim()
}

/** Two words at least, or letters that no log of ours has: "1", "MORE" or "danger" may stand in a line by themselves. */
function telling(text: string): boolean {
  return (/\S \S/.test(text) && text.length > 5) || /[^\p{ASCII}]/u.test(text)
}

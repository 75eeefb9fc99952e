import { type Hours, type Schedule, schedule, weekdays } from '../service.ts'
import { begins, daysIn, withPlainDashes } from './days.ts'
import { timeOf } from './values.ts'

/**
 * Opening hours as one writes them into a cell of a spreadsheet: "Mon-Fri 09:00-17:00; Sat 10am-12pm", "first,last Sun
 * 14:00-16:00 meeting", "always". After the times, in any order: `meeting`; `every 2 weeks from 2026-01-05`; `from` and
 * `until` a date; `season 04-01 to 09-30`; `except` dates; `bank holidays open` or `closed`. docs/directory.md shows it. One
 * for each line, or apart by semicolons.
 * @returns null for what is not written so
 */
export function readOpening(text: string): Hours | null {
  const read = readLines(text, {})
  return 'fault' in Object(read) ? null : (read as Hours)
}

/** What is wrong with a line of hours: not written so, or with no such time. */
export type OpeningFault = { fault: 'unreadable' | 'time'; line: string }
/** `bareHours`: "9-12" is from nine to twelve, for somebody who sees what is made of it ("9-5" would end in the night). */
export type OpeningOptions = { bareHours?: boolean }

/** The same, with the line that cannot be read where there is one. */
export function readLines(text: string, options: OpeningOptions): Hours | OpeningFault {
  const plain = withPlainDashes(text).trim().toLowerCase()
  if (plain === '' || plain === 'unknown') return 'unknown'
  if (/^(always( open)?|(open )?24 ?\/ ?7|(open )?24 hours( a day)?)$/.test(plain)) return 'always'
  const slots = plain.split(betweenSlots).map((one) => one.trim())
  // "Sun closed" says what leaving it out says.
  const told = slots.filter((slot) => slot !== '' && !/^[a-z][a-z ,&-]* closed$/.test(slot))
  const read = told.map((slot) => readSlot(slot, options))
  const bad = read.findIndex((one) => typeof one === 'string')
  const fault = read[bad]
  if (typeof fault === 'string') return { fault, line: told[bad] ?? '' }
  return read.length > 0 ? (read as Schedule[]) : { fault: 'unreadable', line: text }
}

/** A semicolon, a new line, or a comma between a time and the next day: "Mon 9am-5pm, Sat 10am-12pm". */
const betweenSlots =
  /[;\n]|(?<=\d|[ap]\.?m\.?|noon|midnight)\s*,(?=\s*(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b[^;\n]*\d)/

/** The same written back; `readOpening` reads it as it was. */
export function writeOpening(hours: Hours): string {
  return typeof hours === 'string' ? hours : hours.map((one) => writeSlot(one)).join('; ')
}

const ordinals = new Map<string, NonNullable<Schedule['nth']>[number]>([
  ['first', 1],
  ['second', 2],
  ['third', 3],
  ['fourth', 4],
  ['fifth', 5],
  ['last', -1],
  ['1st', 1],
  ['2nd', 2],
  ['3rd', 3],
  ['4th', 4],
  ['5th', 5],
])
const shortDays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

const date = '\\d{4}-\\d\\d-\\d\\d'
const shape =
  /^(?:(?<nth>[a-z0-9]+(?:\s*(?:[,&]|\band\b)\s*[a-z0-9]+)*)\s+)??(?<days>[a-z]+(?:(?:\s*[-,&]\s*(?:and\s+)?|\s+(?:to|and)\s+)[a-z]+)*)\s+(?<opens>[0-9:.]+(?:\s?[ap]\.?m\.?)?|noon|midnight)\s*(?:-|to)\s*(?<closes>[0-9:.]+(?:\s?[ap]\.?m\.?)?|noon|midnight)(?<rest>(?:,?\s.*)?)$/
const tails: [RegExp, (found: string[]) => Partial<Schedule>][] = [
  [/^meeting/, () => ({ meeting: true })],
  [
    new RegExp(`^every (\\d+) weeks from (${date})`),
    ([weeks, from = '']) => ({ every: { weeks: Number(weeks), from } }),
  ],
  [new RegExp(`^from (${date})`), ([from]) => ({ from })],
  [new RegExp(`^until (${date})`), ([until]) => ({ until })],
  [/^season (\d\d-\d\d) to (\d\d-\d\d)/, ([from = '', until = '']) => ({ season: { from, until } })],
  [new RegExp(`^except (${date}(?:, ?${date})*)`), ([all = '']) => ({ except: all.split(/, ?/) })],
  [/^bank holidays (open|closed|unknown)/, ([state]) => ({ bank_holidays: state as Schedule['bank_holidays'] })],
  [/^(open|closed) on bank holidays/, ([state]) => ({ bank_holidays: state as Schedule['bank_holidays'] })],
]

function readSlot(text: string, { bareHours }: OpeningOptions): Schedule | OpeningFault['fault'] {
  const plain = text
    .replace(/^every day\b/, 'daily')
    .replace(/^every (?=[a-z])/, '')
    .replace(/ (of|in) ((the|each|every) )?month\b/, '')
  const { nth, days, opens, closes, rest } = shape.exec(plain)?.groups ?? {}
  if (days === undefined || rest === undefined) return 'unreadable'
  const order = nth?.split(/\s*(?:[,&]|\band\b)\s*/).map((one) => ordinals.get(one))
  const on = daysIn(days)
  const more = tailsOf(rest)
  if (!on || !more || order?.includes(undefined)) return 'unreadable'
  const clock = (time = '') => timeOf(bareHours && /^\d{1,2}$/.test(time) ? `${time}:00` : time)
  const [start, end] = [clock(opens), clock(closes)]
  if (!start || !end || (order && start === '24:00')) return 'time'
  const read = schedule.safeParse({
    ...(order ? { nth: order } : {}),
    ...more,
    ...begins(on, start),
    closes: end,
  })
  return read.success ? read.data : 'time'
}

function tailsOf(text: string): Partial<Schedule> | null {
  let rest = text.replace(/^[\s,]+/, '').trim()
  let found: Partial<Schedule> = {}
  while (rest !== '') {
    const tail = tails.find(([pattern]) => pattern.test(rest))
    const [whole, ...parts] = tail?.[0].exec(rest) ?? []
    if (!tail || !whole) return null
    found = { ...found, ...tail[1](parts) }
    rest = rest.slice(whole.length).replace(/^[\s,]+/, '')
  }
  return found
}

/** One line of it. `on`: its days in words, where they are not to be written one by one. */
export function writeSlot(slot: Schedule, on?: string): string {
  const { days, opens, closes, nth, meeting, every, from, until, season, except, bank_holidays } = slot
  const order = nth?.map((one) => [...ordinals].find(([, value]) => value === one)?.[0]).join(',')
  return [
    order,
    on ?? days.map((day) => shortDays[weekdays.indexOf(day)]).join(','),
    `${opens}-${closes}`,
    meeting && 'meeting',
    every && `every ${every.weeks} weeks from ${every.from}`,
    from && `from ${from}`,
    until && `until ${until}`,
    season && `season ${season.from} to ${season.until}`,
    except && except.length > 0 && `except ${except.join(', ')}`,
    bank_holidays !== 'unknown' && `bank holidays ${bank_holidays}`,
  ]
    .filter(Boolean)
    .join(' ')
}

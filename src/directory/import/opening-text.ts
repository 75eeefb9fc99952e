import { type Hours, type Schedule, schedule, weekdays } from '../service.ts'
import { begins, daysIn, withPlainDashes } from './days.ts'
import { timeOf } from './values.ts'

/**
 * Opening hours as one writes them into a cell of a spreadsheet: "Mon-Fri 09:00-17:00; Sat 10am-12pm", "first,last Sun
 * 14:00-16:00 meeting", "always". After the times, in any order: `meeting`; `every 2 weeks from 2026-01-05`; `from` and
 * `until` a date; `season 04-01 to 09-30`; `except` dates; `bank holidays open` or `closed`. docs/directory.md shows it.
 * @returns null for what is not written so
 */
export function readOpening(text: string): Hours | null {
  const plain = withPlainDashes(text).trim().toLowerCase()
  if (plain === '' || plain === 'unknown') return 'unknown'
  if (/^(always( open)?|24\/7|24 hours( a day)?)$/.test(plain)) return 'always'
  const slots = plain.split(';').map((one) => one.trim())
  // "Sun closed" says what leaving it out says.
  const read = slots.filter((slot) => slot !== '' && !/^[a-z][a-z ,&-]* closed$/.test(slot)).map(readSlot)
  const good = read.filter((one) => one !== null)
  return good.length > 0 && good.length === read.length ? good : null
}

/** The same written back; `readOpening` reads it as it was. */
export function writeOpening(hours: Hours): string {
  return typeof hours === 'string' ? hours : hours.map(writeSlot).join('; ')
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
  /^(?:(?<nth>[a-z0-9]+(?:\s*,\s*[a-z0-9]+)*)\s+)??(?<days>[a-z]+(?:(?:\s*[-,&]\s*(?:and\s+)?|\s+(?:to|and)\s+)[a-z]+)*)\s+(?<opens>[0-9:.apm]+|noon|midnight)\s*(?:-|to)\s*(?<closes>[0-9:.apm]+|noon|midnight)(?<rest>(?:,?\s.*)?)$/
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
]

function readSlot(text: string): Schedule | null {
  const plain = text
    .replace(/^every day\b/, 'daily')
    .replace(/^every (?=[a-z])/, '')
    .replace(/ (of|in) (the|each|every) month\b/, '')
  const { nth, days, opens, closes, rest } = shape.exec(plain)?.groups ?? {}
  if (days === undefined || rest === undefined) return null
  const order = nth?.split(/\s*,\s*/).map((one) => ordinals.get(one))
  const on = daysIn(days)
  const start = timeOf(opens)
  const end = timeOf(closes)
  const more = tailsOf(rest)
  if (!on || !start || !end || !more || order?.includes(undefined) || (order && start === '24:00')) return null
  const read = schedule.safeParse({
    ...(order ? { nth: order } : {}),
    ...more,
    ...begins(on, start),
    closes: end,
  })
  return read.success ? read.data : null
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

function writeSlot({ days, opens, closes, nth, meeting, every, from, until, season, except, bank_holidays }: Schedule) {
  const order = nth?.map((one) => [...ordinals].find(([, value]) => value === one)?.[0]).join(',')
  return [
    order,
    days.map((day) => shortDays[weekdays.indexOf(day)]).join(','),
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

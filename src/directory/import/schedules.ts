import { type Hours, type Schedule, schedule, type Weekday, weekdays } from '../service.ts'
import { begins, daysIn } from './days.ts'
import { readOpening } from './opening-text.ts'
import {
  dateOf,
  type Fields,
  fieldsOf,
  isFields,
  isSaid,
  listOf,
  numberOf,
  textOf,
  timeOf,
  weekdayOn,
} from './values.ts'

/** `words`: something was written beside the times that somebody has to read ("in term time only"). */
export type ReadHours = { hours: Hours; understood: boolean; words?: boolean }

/**
 * The schedules of Open Referral (HSDS 1 to 3 and both UK profiles): RFC 5545 rules in columns, or a weekday with two times.
 * Times are read as the clock on the wall shows them, whatever suffix they carry: feeds write "09:00:00Z" in summer for a
 * door that opens at nine. One rule that cannot be understood makes all of it unknown, for the rest would be half the truth.
 */
export function hoursOf(rows: readonly Fields[], closedDays: readonly string[] = []): ReadHours {
  const timed = rows.filter((row) => [row.opens_at, row.closes_at, row.freq, row.byday].some(isSaid))
  // Times in words ("Mon to Fri, nine to five") are times that somebody has to look at.
  const inWords = rows.some((row) => !timed.includes(row) && (textOf(row.description) ?? textOf(row.notes)))
  if (timed.length === 0) return { hours: 'unknown', understood: !inWords }
  if (timed.some((row) => textOf(row.notes) === 'Fingerpost: always')) return { hours: 'always', understood: true }
  const read = timed.map(schedulesOf)
  if (read.some((one) => one === null)) return { hours: 'unknown', understood: false }
  const except = closedDays.length > 0 ? { except: [...closedDays] } : {}
  const words = inWords || timed.some((row) => textOf(row.notes) !== null && !ownOpening(row.notes))
  return {
    hours: merged(read.flatMap((one) => one ?? []).map((one) => ({ ...one, ...except }))),
    understood: true,
    ...(words ? { words } : {}),
  }
}

/** Rules this model has no words for. */
const beyond = ['bymonthday', 'byyearday', 'byweekno', 'count']
/** The columns of days; one that says something and no day would be a rule without its end. */
const dates = ['dtstart', 'valid_from', 'valid_to', 'until']
/** Offsets of the United Kingdom from UTC, in minutes and in hours as they are met (HSDS 3, schedule.timezone). */
const offsets = [0, 1, 60]

function schedulesOf(row: Fields): Schedule[] | null {
  const own = ownOpening(row.notes)
  if (own) return own
  if (beyond.some((key) => isSaid(row[key])) || dates.some((key) => isSaid(row[key]) && !dateOf(row[key]))) return null
  if (isSaid(row.timezone) && !offsets.includes(numberOf(row.timezone) ?? 0)) return null
  const opens = timeOf(row.opens_at)
  // "23:59" is how those write midnight whose clock has no 24:00.
  const closes = timeOf(row.closes_at)?.replace('23:59', '24:00')
  // From one time to the same is a blank that a form filled in, but for a door that never shuts (every day, midnight).
  if (!opens || !closes || (opens === closes && opens !== '00:00')) return null
  const freq = isSaid(row.freq) ? (textOf(row.freq, 20)?.toUpperCase() ?? '') : 'WEEKLY'
  const days = daysOf(row, freq)
  if (!days || !['WEEKLY', 'MONTHLY', 'DAILY'].includes(freq)) return null
  if (opens === closes && new Set(days.map((day) => day.day)).size < 7) return null
  const interval = isSaid(row.interval) ? numberOf(row.interval) : 1
  const start = dateOf(row.dtstart) ?? dateOf(row.valid_from)
  if (interval === null) return null
  if (interval !== 1 && (freq !== 'WEEKLY' || !start || interval < 1)) return null
  if ((freq !== 'MONTHLY' || opens === '24:00') && days.some((day) => day.nth !== 0)) return null
  const from = latest([dateOf(row.valid_from), dateOf(row.dtstart)])
  const until = earliest([dateOf(row.valid_to), dateOf(row.until)])
  if (from && until && until < from) return null
  const made: Schedule[] = []
  for (const nth of new Set(days.map((day) => day.nth))) {
    const candidate = schedule.safeParse({
      ...begins(
        days.filter((day) => day.nth === nth).map((day) => day.day),
        opens,
      ),
      closes,
      ...(nth !== 0 ? { nth: [nth] } : {}),
      ...(interval !== 1 && start ? { every: { weeks: interval, from: start } } : {}),
      ...(from ? { from } : {}),
      ...(until ? { until } : {}),
    })
    if (!candidate.success) return null
    made.push(candidate.data)
  }
  return made
}

/** What an export of Fingerpost says in full, for what RFC 5545 has no column. */
function ownOpening(notes: unknown): Schedule[] | null {
  const [, text] = /^Fingerpost: (.+)$/.exec(textOf(notes, 20_000) ?? '') ?? []
  const hours = text ? readOpening(text) : null
  return Array.isArray(hours) ? hours : null
}

/** Days with their place in the month, 0 for every one. */
function daysOf(row: Fields, freq: string): { day: Weekday; nth: number }[] | null {
  const given = [row.byday, row.weekday].find(isSaid)
  const written = (listOf(given) ?? [given]).flatMap((one) => (textOf(one) ?? '').split(/[,;]/))
  if (freq === 'DAILY' && !isSaid(given)) return weekdays.map((day) => ({ day, nth: 0 }))
  const first = dateOf(row.dtstart)
  // RFC 5545: a rule that names no day is for the one it starts on.
  if (freq === 'WEEKLY' && isSaid(row.freq) && !isSaid(given)) return first ? [{ day: weekdayOn(first), nth: 0 }] : null
  const days = written.map((one) => {
    const [, nth = '0', name = ''] = /^\s*([+-]?\d)?\s*([A-Za-z][A-Za-z\s-]*)$/.exec(one) ?? []
    return daysIn(name)?.map((day) => ({ day, nth: Number(nth) })) ?? null
  })
  if (days.includes(null)) return null
  const all = days.flatMap((each) => each ?? [])
  if (!isSaid(row.bysetpos)) return all
  // The first of one weekday is what "1SU" says; of several it is something else.
  const [one] = all
  const place = numberOf(row.bysetpos)
  return one && place && all.length === 1 && one.nth === 0 && freq === 'MONTHLY' ? [{ day: one.day, nth: place }] : null
}

/** Days of a v1 feed's holiday schedules on which it is shut. */
export function closedDaysOf(rows: readonly Fields[]): string[] {
  return rows.flatMap((row) => {
    const first = dateOf(row.start_date)
    const last = dateOf(row.end_date) ?? first
    if (row.closed !== true && textOf(row.closed)?.toLowerCase() !== 'true') return []
    if (!first || !last) return []
    const length = (Date.parse(last) - Date.parse(first)) / 86_400_000
    if (length < 0 || length > 60) return []
    return Array.from({ length: length + 1 }, (_, day) =>
      new Date(Date.parse(first) + day * 86_400_000).toISOString().slice(0, 10),
    )
  })
}

/** `operating_hours`: rows of a weekday and two times, or an object by weekday. Text is not understood. */
export function operatingHoursOf(value: unknown): ReadHours | null {
  if (textOf(value)) return { hours: 'unknown', understood: false }
  const rows = isFields(value)
    ? Object.entries(value).flatMap(([day, held]) =>
        (Array.isArray(held) ? held : [held]).map((one) => dayRow(day, one)),
      )
    : fieldsOf(value).map((one) => dayRow(one.weekday ?? one.day ?? one.day_of_week ?? one.byday, one))
  const open = rows.filter((row) => row !== 'closed')
  if (rows.length === 0) return null
  if (open.some((row) => row === null)) return { hours: 'unknown', understood: false }
  return hoursOf(open.filter((row) => row !== null))
}

function dayRow(day: unknown, held: unknown): Fields | 'closed' | null {
  if (held === null || /^closed$/i.test(textOf(held) ?? '')) return 'closed'
  const [, from, to] = /^(.+?)\s*(?:-|–|to)\s*(.+)$/.exec(textOf(held) ?? '') ?? []
  if (from && to) return { weekday: day, opens_at: from, closes_at: to }
  if (!isFields(held)) return null
  if (held.closed === true || held.is_closed === true) return 'closed'
  return {
    ...held,
    byday: undefined,
    weekday: day,
    opens_at: held.opens_at ?? held.opens ?? held.open ?? held.open_time ?? held.opening_time ?? held.start,
    closes_at: held.closes_at ?? held.closes ?? held.close ?? held.close_time ?? held.closing_time ?? held.end,
  }
}

/** Rows that differ in nothing but their day are one: five rows for Monday to Friday. */
function merged(all: readonly Schedule[]): Hours {
  const byRest = new Map<string, Schedule>()
  for (const { days, ...rest } of all) {
    const key = JSON.stringify(rest)
    const held = byRest.get(key)
    const together = new Set([...(held?.days ?? []), ...days])
    byRest.set(key, { ...rest, days: weekdays.filter((day) => together.has(day)) })
  }
  if ([...byRest.values()].some(isAlways)) return 'always'
  return byRest.size === 0 ? 'unknown' : [...byRest.values()]
}

/** Every day from midnight to midnight, without a rule. */
function isAlways({ days, opens, closes, bank_holidays, meeting, ...rules }: Schedule): boolean {
  const plain = Object.values(rules).every((rule) => rule === undefined)
  return plain && !meeting && days.length === 7 && opens === '00:00' && ['00:00', '24:00'].includes(closes)
}

function latest(dates: readonly (string | null)[]): string | null {
  return dates.reduce((found, date) => (date && (!found || date > found) ? date : found), null)
}

function earliest(dates: readonly (string | null)[]): string | null {
  return dates.reduce((found, date) => (date && (!found || date < found) ? date : found), null)
}

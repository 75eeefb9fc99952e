import { ICalCalendar } from 'ical-generator'
import { Temporal } from 'temporal-polyfill'
import { linkTo } from '../import/values.ts'
import { londonDay, londonDayAt } from '../londonDays.ts'
import type { IsBankHoliday } from '../opening.ts'
import { timingOf } from '../recurrence.ts'
import type { Schedule, Service } from '../service.ts'
import { uuidOf } from './ids.ts'

/** One meeting, or one weekly slot of a door, as an entry of somebody's calendar. */
export type CalendarEntry = {
  /** Stays the same for the same meeting, so that a calendar renews it: a UUID or a slug. */
  uid: string
  /** What the calendar shows, and with it everybody who sees that calendar: the caller decides how much it says. */
  title: string
  where: string | null
  note: string | null
  url: string | null
  schedule: Schedule
}

/** The meetings of a service, each once: at its places, and online. Named by the service; `uid`s stay the same. */
export function meetingsOf(service: Service): CalendarEntry[] {
  const web = service.contacts.find((one) => one.type === 'web')
  const held = [...service.locations, ...service.contacts.filter((one) => one.type === 'web')]
  const seen = new Set<string>()
  return held.flatMap((at) => {
    const slots = typeof at.hours === 'string' ? [] : at.hours.filter((slot) => slot.meeting)
    return slots.flatMap((schedule): CalendarEntry[] => {
      const key = JSON.stringify(schedule)
      if (seen.has(key)) return []
      seen.add(key)
      const where = 'address' in at ? [at.address, at.postcode].filter(Boolean).join(' ') : null
      const url = web ? linkTo(web.value) : null
      return [{ uid: uuidOf('meeting', `${service.id}/${key}`), title: service.name, where, note: null, url, schedule }]
    })
  })
}

/** How far ahead meetings are entered: after half a year somebody has looked at them again, or should have. */
export const calendarDays = 183

export type CalendarSpan = {
  now: Temporal.Instant
  /** How many days ahead it is entered for: an entry without an end outlives the meeting. */
  days: number
  isBankHoliday: IsBankHoliday
  /** Names the calendar. */
  name?: string
}

const zone = 'Europe/London'

/**
 * An iCalendar file (RFC 5545) of everything that takes place in the coming days, in Europe/London with its clock changes
 * written into the file. Bank holidays on which it is closed, and other days it leaves out, are left out; where nobody
 * knows about bank holidays they are in. Null where nothing takes place.
 */
export function calendarOf(
  entries: readonly CalendarEntry[],
  { now, days, isBankHoliday, name }: CalendarSpan,
): string | null {
  const calendar = new ICalCalendar({
    name: name ?? null,
    prodId: '//Fingerpost//Directory//EN',
    timezone: { name: zone, generator: () => londonRules },
  })
  const today = londonDayAt(now.epochMilliseconds)
  for (const entry of entries) for (const event of eventsOf(entry, today, today + days, isBankHoliday)) add(event)
  if (calendar.length() === 0) return null
  // The library writes the stamp by the calendar's zone; the standard has it in UTC (RFC 5545, 3.8.7.2).
  const stamped = `DTSTAMP:${stamp(now.toZonedDateTimeISO('UTC'))}Z`
  return calendar.toString().replaceAll(/^DTSTAMP:\S*/gm, stamped)

  function add({ entry, start, end, id, repeating }: Event) {
    const { title, where, note, url } = entry
    calendar.createEvent({
      id,
      start,
      end,
      timezone: zone,
      summary: title,
      location: where,
      description: note,
      url,
      repeating,
    })
  }
}

type Event = {
  entry: CalendarEntry
  id: string
  start: Temporal.ZonedDateTime
  end: Temporal.ZonedDateTime
  repeating: string | null
}

/** One event that repeats where iCalendar has a rule for its rhythm, otherwise one for each day. */
function eventsOf(entry: CalendarEntry, first: number, end: number, isBankHoliday: IsBankHoliday): Event[] {
  const { schedule, uid } = entry
  const { runs, opens, closes } = timingOf(schedule)
  const span = Array.from({ length: Math.max(0, end - first) }, (_, index) => first + index)
  const takesPlace = (day: number) =>
    runs(day) && !(schedule.bank_holidays === 'closed' && isBankHoliday(londonDay(day).date))
  const all = span.filter(takesPlace)
  const [begin] = all
  const last = all.at(-1)
  if (begin === undefined || last === undefined) return []
  const on = (day: number, id: string, repeating: string | null): Event => ({
    entry,
    id,
    start: moment(day, opens),
    end: moment(day, closes),
    repeating,
  })
  const rule = ruleOf(schedule)
  if (!rule || all.length === 1)
    return all.map((day) => on(day, all.length === 1 ? uid : `${uid}-${dateOf(day)}`, null))
  // Of what the rule alone would hold, the days on which it does not take place.
  const byRule = timingOf({ ...schedule, bank_holidays: 'open', except: undefined, from: undefined, until: undefined })
  const skipped = span.filter((day) => day > begin && day < last && byRule.runs(day) && !takesPlace(day))
  const lines = [`RRULE:${rule};UNTIL=${stamp(moment(last, opens).withTimeZone('UTC'))}Z`]
  if (skipped.length > 0) lines.push(`EXDATE;TZID=${zone}:${skipped.map((day) => stamp(moment(day, opens))).join(',')}`)
  return [on(begin, uid, lines.join('\r\n'))]
}

/** Its rhythm as a recurrence rule, or null where there is none for it. */
function ruleOf({ days, nth, every, season }: Schedule): string | null {
  if (season || (nth && every)) return null
  if (nth) return `FREQ=MONTHLY;BYDAY=${nth.flatMap((one) => days.map((day) => `${one}${day}`)).join(',')}`
  const interval = every ? `;INTERVAL=${every.weeks};WKST=MO` : ''
  return `FREQ=WEEKLY${interval};BYDAY=${days.join(',')}`
}

function moment(day: number, minutes: number): Temporal.ZonedDateTime {
  const { date } = londonDay(day + Math.floor(minutes / 1440))
  const rest = minutes % 1440
  return date.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(Math.floor(rest / 60), rest % 60) })
}

function dateOf(day: number): string {
  return londonDay(day).date.toString().replaceAll('-', '')
}

function stamp(time: Temporal.ZonedDateTime): string {
  return time.toPlainDateTime().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '')
}

/** London's clocks, as they have been since 1996 (The Summer Time Order 2002). */
const londonRules = [
  'BEGIN:VTIMEZONE',
  `TZID:${zone}`,
  'BEGIN:DAYLIGHT',
  'TZOFFSETFROM:+0000',
  'TZOFFSETTO:+0100',
  'TZNAME:BST',
  'DTSTART:19960331T010000',
  'RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU',
  'END:DAYLIGHT',
  'BEGIN:STANDARD',
  'TZOFFSETFROM:+0100',
  'TZOFFSETTO:+0000',
  'TZNAME:GMT',
  'DTSTART:19961027T020000',
  'RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU',
  'END:STANDARD',
  'END:VTIMEZONE',
].join('\r\n')

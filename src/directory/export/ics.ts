import { ICalCalendar } from 'ical-generator'
import { Temporal } from 'temporal-polyfill'
import { linkTo } from '../import/values.ts'
import { londonDay, londonDayAt, londonInstant } from '../londonDays.ts'
import type { IsBankHoliday } from '../opening.ts'
import { timingOf } from '../recurrence.ts'
import type { Hours, Schedule, Service } from '../service.ts'
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

/** A meeting of a service, and at which of its locations it is held; null where it is held online only. */
export type Meeting = CalendarEntry & { location: number | null }

/**
 * The meetings of a service in the order of its record, named by the service: at each of its places, and online where that
 * is not one at a place as well. A hidden door is nobody's to write down.
 */
export function meetingsOf(service: Service): Meeting[] {
  const online = service.contacts.filter((one) => one.type === 'web')
  const url = online[0] ? linkTo(online[0].value) : null
  const seen = new Set<string>()
  const made = (hours: Hours, location: number | null, where: string | null): Meeting[] =>
    slotsOf(hours).flatMap((schedule) => {
      const key = JSON.stringify(schedule)
      const at = `${where ?? ''}/${key}`
      if (seen.has(at) || (location === null && seen.has(key))) return []
      seen.add(at).add(key)
      const uid = uuidOf('meeting', `${service.id}/${at}`)
      return [{ uid, title: service.name, where, note: null, url, schedule, location }]
    })
  return [
    ...service.locations.flatMap(({ hours, hidden, address, postcode }, location) =>
      hidden ? [] : made(hours, location, [address, postcode].filter(Boolean).join(' ') || null),
    ),
    ...online.flatMap(({ hours }) => made(hours, null, null)),
  ]
}

function slotsOf(hours: Hours): Schedule[] {
  return typeof hours === 'string' ? [] : hours.filter(({ meeting }) => meeting)
}

/** How far ahead meetings are entered: times change, and whoever still goes by then looks again. */
export const calendarDays = 91

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
 * An iCalendar file (RFC 5545) of everything that begins in the coming days, in Europe/London with its clock changes
 * written into the file. The bank holidays on which it is not known to be held are left out, as are the days it leaves out
 * itself: nobody is sent to a locked door. Null where nothing takes place.
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
  for (const entry of entries)
    for (const event of eventsOf(entry, now.epochMilliseconds, days, isBankHoliday)) add(event)
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

/** One event that repeats where iCalendar has a rule for its rhythm, otherwise one for each day; `now` in epoch ms. */
function eventsOf(entry: CalendarEntry, now: number, days: number, isBankHoliday: IsBankHoliday): Event[] {
  const { schedule, uid } = entry
  const { runs, opens, closes } = timingOf(schedule)
  const first = londonDayAt(now)
  const span = Array.from({ length: days }, (_, index) => first + index).filter(
    (day) => londonInstant(day, opens) > now,
  )
  const takesPlace = (day: number) =>
    runs(day) && (schedule.bank_holidays === 'open' || !isBankHoliday(londonDay(day).date))
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

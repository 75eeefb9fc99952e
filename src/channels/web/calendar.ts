import ical, { ICalEventRepeatingFreq } from 'ical-generator'
import type { Temporal } from 'temporal-polyfill'
import { type IsBankHoliday, type Schedule, type Service, weekdays } from '../../directory/index.ts'
import { addressWords } from '../words/index.ts'

const zone = 'Europe/London'

/** Times change; whoever still goes by then looks again. */
const weeks = 13

/** A meeting that is known to come every week: when, and at which of the service's locations. */
export type Meeting = { schedule: Schedule; location: number }

/** The weekly meetings of a service, in the order of its record; a hidden door is nobody's to write down. */
export function meetingsOf({ locations }: Service): Meeting[] {
  return locations.flatMap(({ hours, hidden }, location) =>
    Array.isArray(hours) && !hidden
      ? hours.filter(({ meeting }) => meeting).map((schedule) => ({ schedule, location }))
      : [],
  )
}

export type CalendarParts = {
  service: Service
  meeting: Meeting
  /** What the entry is called; somebody else may see the calendar, so it must not say what kind of meeting. */
  title: string
  now: Temporal.Instant
  isBankHoliday: IsBankHoliday
}

/**
 * A meeting as an iCalendar file: every week for a quarter of a year from the next one, in London's time, but for the
 * bank holidays on which it is not known to be held.
 */
export function calendarOf({ service, meeting, title, now, isBankHoliday }: CalendarParts): string {
  const { schedule, location } = meeting
  const first = nextDay(schedule, now)
  const lasts = minutesOf(schedule.closes) - minutesOf(schedule.opens)
  const starts = (date: Temporal.PlainDate) =>
    date.toZonedDateTime({ timeZone: zone, plainTime: schedule.opens }) as Temporal.ZonedDateTime
  const calendar = ical({ prodId: '//Fingerpost//Meetings//EN' })
  calendar.timezone({ name: zone, generator: () => london })
  calendar.createEvent({
    id: `${service.id}.${location}.${schedule.days.join('-')}.${schedule.opens.replace(':', '')}@fingerpost`,
    stamp: now.toZonedDateTimeISO('UTC'),
    start: starts(first),
    end: starts(first).add({ minutes: lasts > 0 ? lasts : lasts + 24 * 60 }),
    timezone: zone,
    summary: title,
    location: addressWords(service, location) ?? undefined,
    repeating: {
      freq: ICalEventRepeatingFreq.WEEKLY,
      count: weeks * schedule.days.length,
      byDay: [...schedule.days],
      exclude: schedule.bank_holidays === 'open' ? [] : daysOf(schedule, first).filter(isBankHoliday).map(starts),
    },
  } as never)
  return calendar.toString()
}

/** The next day it is held that has not begun yet. */
function nextDay(schedule: Schedule, now: Temporal.Instant): Temporal.PlainDate {
  const here = now.toZonedDateTimeISO(zone)
  const today = here.toPlainDate()
  const begun = here.hour * 60 + here.minute >= minutesOf(schedule.opens)
  const from = begun ? today.add({ days: 1 }) : today
  return daysFrom(from, 7).find((date) => isHeld(schedule, date)) ?? from
}

function daysOf(schedule: Schedule, first: Temporal.PlainDate): Temporal.PlainDate[] {
  return daysFrom(first, weeks * 7).filter((date) => isHeld(schedule, date))
}

function daysFrom(first: Temporal.PlainDate, count: number): Temporal.PlainDate[] {
  return Array.from({ length: count }, (_, days) => first.add({ days }))
}

function isHeld({ days }: Schedule, date: Temporal.PlainDate): boolean {
  const day = weekdays[date.dayOfWeek - 1]
  return day !== undefined && days.includes(day)
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}

/** When London's clocks change (the EU's rule of 1996, kept by the Summer Time Order 2002). */
const london = `BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:DAYLIGHT
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
TZNAME:BST
DTSTART:19960331T010000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
TZNAME:GMT
DTSTART:19961027T020000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE`

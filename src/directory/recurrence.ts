import { Temporal } from 'temporal-polyfill'
import { londonDay } from './londonDays.ts'
import { type Schedule, weekdays } from './service.ts'

/** When a schedule's slots begin and end: minutes after midnight; `closes` lies after `opens`. */
export type Timing = {
  opens: number
  closes: number
  /** Whether a slot begins on a day, bank holidays aside. Days are those of londonDays.ts. */
  runs: (day: number) => boolean
}

/** Content does not change while it is in use, and every turn reads hundreds of its schedules. */
const known = new WeakMap<Schedule, Timing>()

export function timingOf(schedule: Schedule): Timing {
  const before = known.get(schedule)
  if (before) return before
  const opens = minutesOf(schedule.opens)
  const closes = minutesOf(schedule.closes)
  const on = weekdays.map((day) => schedule.days.includes(day))
  const rules = rulesOf(schedule)
  const weekly = (day: number) => on[londonDay(day).weekday] === true
  const made = {
    opens,
    closes: closes > opens ? closes : closes + 1440,
    runs: rules.length === 0 ? weekly : (day: number) => weekly(day) && rules.every((rule) => rule(day)),
  }
  known.set(schedule, made)
  return made
}

/** Whether it takes more than a week to know when it opens. */
export function hasRhythm(schedule: Schedule): boolean {
  return rulesOf(schedule).length > 0
}

/** The number of a calendar day (ISO date), as londonDays.ts counts them. */
export function dayOf(date: string): number {
  return new Temporal.PlainDate(1970, 1, 1).until(Temporal.PlainDate.from(date), { largestUnit: 'days' }).days
}

function rulesOf({ nth, every, from, until, season, except }: Schedule): ((day: number) => boolean)[] {
  const rules: ((day: number) => boolean)[] = []
  if (from) rules.push(after(dayOf(from)))
  if (until) rules.push(before(dayOf(until)))
  if (every) rules.push(inWeeks(every.weeks, mondayOf(dayOf(every.from))))
  if (nth) rules.push(inMonth(nth))
  if (season) rules.push(inSeason(season.from, season.until))
  if (except && except.length > 0) rules.push(outOf(new Set(except.map(dayOf))))
  return rules
}

const after = (first: number) => (day: number) => day >= first
const before = (last: number) => (day: number) => day <= last
const outOf = (days: ReadonlySet<number>) => (day: number) => !days.has(day)

function inWeeks(weeks: number, monday: number) {
  return (day: number) => (mondayOf(day) - monday) % (7 * weeks) === 0
}

function mondayOf(day: number): number {
  return day - londonDay(day).weekday
}

function inMonth(nth: readonly number[]) {
  return (day: number) => {
    const { date } = londonDay(day)
    const last = date.day + 7 > date.daysInMonth
    return nth.includes(Math.ceil(date.day / 7)) || (last && nth.includes(-1))
  }
}

function inSeason(from: string, until: string) {
  return (day: number) => {
    const today = londonDay(day).date.toString().slice(5)
    return from <= until ? from <= today && today <= until : from <= today || today <= until
  }
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

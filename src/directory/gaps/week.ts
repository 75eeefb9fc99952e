import { londonDay } from '../londonDays.ts'
import { dayOf, timingOf } from '../recurrence.ts'
import type { Hours } from '../service.ts'

/**
 * The hours of a week in which something is open, if only for a part of them: 0 is Monday from midnight to one, 167 Sunday
 * from eleven to midnight. Null where no source gives times.
 */
export type Week = ReadonlySet<number> | null

/** A stretch of the week that people ask about. */
export const spans = ['any', 'daytime', 'evening', 'saturday', 'sunday'] as const
export type Span = (typeof spans)[number]

export const hoursInWeek = 168
const evening = 18
const weeksAhead = 4

/**
 * The plain week of hours: what is open in any of the four weeks from a day (ISO date) counts, so that what is held every
 * other week or once a month is in it, and what ended or rests for the season is not. Bank holidays are left aside.
 */
export function weekOf(hours: Hours, from: string): Week {
  if (hours === 'unknown') return null
  if (hours === 'always') return new Set(Array.from({ length: hoursInWeek }, (_, hour) => hour))
  const open = new Set<number>()
  const first = dayOf(from)
  for (const schedule of hours) {
    const { opens, closes, runs } = timingOf(schedule)
    for (let day = first; day < first + 7 * weeksAhead; day++) {
      if (!runs(day)) continue
      const midnight = londonDay(day).weekday * 24
      for (let hour = Math.floor(opens / 60); hour < closes / 60; hour++) open.add((midnight + hour) % hoursInWeek)
    }
  }
  return open
}

/** Whether an hour of the week lies in a span: nine to five and after six are of Monday to Friday. */
export function isIn(span: Span, hour: number): boolean {
  const day = weekdayOf(hour)
  const clock = hour % 24
  switch (span) {
    case 'any':
      return true
    case 'daytime':
      return day < 5 && clock >= 9 && clock < 17
    case 'evening':
      return day < 5 && clock >= evening
    case 'saturday':
      return day === 5
    case 'sunday':
      return day === 6
  }
}

/** Open at some time of a span. At any time counts even what gives no times: it is there. */
export function isOpenIn(week: Week, span: Span): boolean {
  return span === 'any' || (week !== null && [...week].some((hour) => isIn(span, hour)))
}

/** The day of the week (0: Monday) an hour of it is in. */
export function weekdayOf(hour: number): number {
  return Math.floor(hour / 24)
}

import { Temporal } from 'temporal-polyfill'

const zone = 'Europe/London'
const dayLength = 86_400_000
const epoch = new Temporal.PlainDate(1970, 1, 1)

/** One calendar day in London. Days are numbered from 1 January 1970, which is 0. */
export type LondonDay = {
  date: Temporal.PlainDate
  /** Its first instant, in epoch ms. */
  midnight: number
  /** 0 for Monday. */
  weekday: number
  /** 24 hours long: no clock change in it. */
  regular: boolean
}

/** The number of the day it is in London at `at` (epoch ms). */
export function londonDayAt(at: number): number {
  const day = Math.floor(at / dayLength)
  return londonDay(day + 1).midnight <= at ? day + 1 : day
}

export function londonDay(day: number): LondonDay {
  const known = days.get(day)
  if (known) return known
  const date = epoch.add({ days: day })
  const midnight = startOf(date)
  const made = {
    date,
    midnight,
    weekday: (((day + 3) % 7) + 7) % 7,
    regular: startOf(date.add({ days: 1 })) - midnight === dayLength,
  }
  if (days.size >= 1000) days.clear()
  days.set(day, made)
  return made
}

/**
 * The instant (epoch ms) at which London's clocks show `minutes` after midnight of a day; from 1440 on, the next day's.
 * A time the clocks skip is the hour after it, one they show twice is the first ("compatible").
 */
export function londonInstant(day: number, minutes: number): number {
  const { date, midnight, regular } = londonDay(day + Math.floor(minutes / 1440))
  const rest = minutes % 1440
  if (regular) return midnight + rest * 60_000
  const time = new Temporal.PlainTime(Math.floor(rest / 60), rest % 60)
  return date.toPlainDateTime(time).toZonedDateTime(zone, { disambiguation: 'compatible' }).epochMilliseconds
}

/** The number of the day and the time that London's clocks show at `at` (epoch ms). */
export function londonTime(at: number): { day: number; hour: number; minute: number } {
  const day = londonDayAt(at)
  const { midnight, regular } = londonDay(day)
  if (!regular) {
    const { hour, minute } = Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(zone)
    return { day, hour, minute }
  }
  const minutes = Math.floor((at - midnight) / 60_000)
  return { day, hour: Math.floor(minutes / 60), minute: minutes % 60 }
}

/** What the zone's rules say never changes while we run, and asking costs microseconds a time, hundreds of times a turn. */
const days = new Map<number, LondonDay>()

function startOf(date: Temporal.PlainDate): number {
  return date.toZonedDateTime(zone).epochMilliseconds
}

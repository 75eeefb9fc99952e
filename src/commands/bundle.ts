import { Temporal } from 'temporal-polyfill'
import type { Config } from '../config.ts'
import { type Bundle, type Instead, loadBundle } from '../content/index.ts'

/**
 * The content of the configured area as it may be shown on a day. Throws ContentError where it is wrong.
 * @param instead files as they would be, by path
 */
export function bundleFor(config: Config, root: string, now: number, instead?: Instead): Bundle {
  return loadBundle({
    root,
    area: config.area,
    production: config.production,
    allowDraft: config.allowDraft,
    today: londonDay(now),
    instead,
  })
}

/** The day it is in the area at a moment (epoch milliseconds). */
export function londonDay(now: number): Temporal.PlainDate {
  return Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate()
}

/**
 * The day (YYYY-MM-DD) it is in the area at a moment. Asked several times a turn, and days are long: the zone is looked up once
 * for each of them.
 */
export function createDayOf(): (now: number) => string {
  let day = { name: '', from: 0, until: 0 }
  return (now) => {
    if (now >= day.from && now < day.until) return day.name
    const date = londonDay(now)
    const [from, until] = [date, date.add({ days: 1 })].map(
      (one) => one.toZonedDateTime('Europe/London').epochMilliseconds,
    ) as [number, number]
    day = { name: date.toString(), from, until }
    return day.name
  }
}

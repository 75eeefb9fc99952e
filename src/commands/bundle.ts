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

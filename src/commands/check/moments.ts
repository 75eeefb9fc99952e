import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'

/** One class of clock, at a moment that stands for it. */
export type Clock = { name: string; now: Temporal.Instant }

const zone = 'Europe/London'

/**
 * The classes of clock: by day, in the evening and at night on a weekday, Saturday, Sunday, a bank holiday, Christmas Day,
 * the night the clocks change. Each is the first after the day the content was last looked up, so that what `check` finds
 * and prints depends on the content and not on the day it runs.
 */
export function clocksOf({ services, isBankHoliday }: Bundle): Clock[] {
  const checked = services.flatMap((service) => Object.values(service.provenance).map((origin) => origin.checked))
  const start = Temporal.PlainDate.from(checked.toSorted().at(-1) ?? '2026-01-01')
  const first = (suits: (date: Temporal.PlainDate) => boolean) => {
    for (let date = start.add({ days: 1 }); ; date = date.add({ days: 1 })) if (suits(date)) return date
  }
  const isChristmas = ({ month, day }: Temporal.PlainDate) => month === 12 && day === 25
  const weekday = first((date) => date.dayOfWeek <= 5 && !isBankHoliday(date))
  const changed = start.toZonedDateTime(zone).getTimeZoneTransition('next') ?? start.toZonedDateTime(zone)
  const at = (date: Temporal.PlainDate, time: string) =>
    date.toZonedDateTime({ timeZone: zone, plainTime: Temporal.PlainTime.from(time) }).toInstant()
  return [
    { name: 'a weekday at 11', now: at(weekday, '11:00') },
    { name: 'a weekday at 20', now: at(weekday, '20:00') },
    { name: '3 at night', now: at(weekday, '03:00') },
    {
      name: 'Saturday at 14',
      now: at(
        first((date) => date.dayOfWeek === 6),
        '14:00',
      ),
    },
    {
      name: 'Sunday at 14',
      now: at(
        first((date) => date.dayOfWeek === 7),
        '14:00',
      ),
    },
    {
      name: 'a bank holiday',
      now: at(
        first((date) => isBankHoliday(date) && !isChristmas(date)),
        '12:00',
      ),
    },
    { name: 'Christmas Day', now: at(first(isChristmas), '12:00') },
    { name: 'the night the clocks change', now: changed.toInstant().subtract({ minutes: 30 }) },
  ]
}

import Holidays from 'date-holidays'
import type { Temporal } from 'temporal-polyfill'

/**
 * Whether a date is a bank holiday in England. Where one falls on a weekend both days count: the substitute, and the day
 * itself, for a door that shuts on bank holidays shuts on Christmas Day whichever weekday it is.
 *
 * Make one and keep it: a year costs some 30 ms the first time it is asked for and nothing after that. The library is
 * asked by year and by date string only, which read neither the clock nor the process's time zone.
 */
export function createBankHolidays(): (date: Temporal.PlainDate) => boolean {
  const library = new Holidays('GB', 'ENG', { types: ['public', 'bank'] })
  const years = new Map<number, ReadonlySet<string>>()
  const datesOf = (year: number) => {
    const dates = new Set(library.getHolidays(year).map((holiday) => holiday.date.slice(0, 10)))
    years.set(year, dates)
    return dates
  }
  return (date) => (years.get(date.year) ?? datesOf(date.year)).has(date.toString())
}

import { type Weekday, weekdays } from '../service.ts'
import { weekdayOf } from './values.ts'

const groups: Readonly<Record<string, readonly Weekday[]>> = {
  daily: weekdays,
  'every day': weekdays,
  weekdays: weekdays.slice(0, 5),
  weekends: weekdays.slice(5),
}

/**
 * Weekdays in words: "Mon-Fri", "Monday to Friday", "Mon, Wed and Fri", "daily", "weekends". Null where one of them is not
 * understood: half a list of days is a wrong list.
 */
export function daysIn(text: string): Weekday[] | null {
  const parts = withPlainDashes(text)
    .toLowerCase()
    .split(/[,;/&+]|\band\b/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
  const found = new Set<Weekday>()
  for (const part of parts) {
    const days = groups[part] ?? groups[`${part}s`] ?? spanOf(part)
    if (!days) return null
    for (const day of days) found.add(day)
  }
  return found.size > 0 ? [...found] : null
}

/** From one day to another, over the weekend where it must be. */
function spanOf(part: string): Weekday[] | null {
  const [first, last = first, ...others] = part.split(/-|\bto\b/).map((one) => weekdayOf(one.trim()))
  if (!first || !last || others.length > 0) return null
  const from = weekdays.indexOf(first)
  const length = (weekdays.indexOf(last) - from + 7) % 7
  return Array.from({ length: length + 1 }, (_, step) => weekdays[(from + step) % 7] ?? first)
}

/** Spreadsheets and web pages write "Mon–Fri" with any of half a dozen dashes. */
export function withPlainDashes(text: string): string {
  return text.replaceAll(/[\u2010-\u2015\u2212]/g, '-')
}

/** A slot that begins at 24:00 begins on the day after. */
export function begins(days: readonly Weekday[], opens: string): { days: Weekday[]; opens: string } {
  if (opens !== '24:00') return { days: [...days], opens }
  const after = days.map((day) => weekdays[(weekdays.indexOf(day) + 1) % 7] ?? day)
  return { days: weekdays.filter((day) => after.includes(day)), opens: '00:00' }
}

import { type OpeningFault, readLines, writeSlot } from '../directory/import/opening-text.ts'
import { type Hours, type Weekday, weekdays } from '../directory/service.ts'

/**
 * Opening hours as lines a person can read and change, written as in a spreadsheet of ours (docs/directory.md), runs of days
 * shortened: "Mon-Fri 09:00-17:00", "first Sun 14:00-16:00 meeting".
 */
export function hoursToText(hours: Hours): string {
  return typeof hours === 'string' ? hours : hours.map((one) => writeSlot(one, daysToText(one.days))).join('\n')
}

/** What is wrong with a line of hours: not to be read, no such time, or closing when it opens. */
export type HoursFault = OpeningFault | { fault: 'empty'; line: string }

/** The hours that lines say; a fault where one of them cannot be read. Nothing written is `unknown`. */
export function hoursFromText(text: string): Hours | HoursFault {
  const read = readLines(text, { bareHours: true })
  if (!Array.isArray(read)) return read
  const empty = read.find(({ opens, closes }) => opens === closes && opens !== '00:00')
  if (empty) return { fault: 'empty', line: writeSlot(empty) }
  const never = read.find(({ from, until }) => from && until && until < from)
  if (never) return { fault: 'time', line: writeSlot(never) }
  return read.map((one) => ({ ...one, days: weekdays.filter((day) => one.days.includes(day)) }))
}

const names: Readonly<Record<Weekday, string>> = {
  MO: 'Mon',
  TU: 'Tue',
  WE: 'Wed',
  TH: 'Thu',
  FR: 'Fri',
  SA: 'Sat',
  SU: 'Sun',
}

/** Three days and more in a row are a range. */
function daysToText(on: readonly Weekday[]): string {
  const runs: Weekday[][] = []
  for (const day of weekdays.filter((one) => on.includes(one))) {
    const last = runs.at(-1)
    if (last && weekdays.indexOf(day) === weekdays.indexOf(last.at(-1) ?? day) + 1) last.push(day)
    else runs.push([day])
  }
  return runs
    .flatMap((run) => {
      const [first = 'MO', last = first] = [run[0], run.at(-1)]
      return run.length > 2 ? [`${names[first]}-${names[last]}`] : run.map((day) => names[day])
    })
    .join(', ')
}

import type { Hours, Schedule, Weekday } from '../directory/service.ts'

/** Weekdays as curators write them, Monday first. */
const days: readonly [Weekday, string][] = [
  ['MO', 'Mon'],
  ['TU', 'Tue'],
  ['WE', 'Wed'],
  ['TH', 'Thu'],
  ['FR', 'Fri'],
  ['SA', 'Sat'],
  ['SU', 'Sun'],
]

/** Opening hours as lines a person can read and change: "Mon-Fri 9:00-17:00", "Sat 10:00-14:00 closed on bank holidays". */
export function hoursToText(hours: Hours): string {
  if (hours === 'always' || hours === 'unknown') return hours
  return hours
    .map(({ days: on, opens, closes, bank_holidays, meeting }) =>
      [
        daysToText(on),
        `${opens}-${closes}`,
        ...(meeting ? ['meeting'] : []),
        ...(bank_holidays === 'unknown' ? [] : [`${bank_holidays} on bank holidays`]),
      ].join(' '),
    )
    .join('\n')
}

/** What is wrong with a line of hours: not to be read, no such time, or closing when it opens. */
export type HoursFault = { fault: 'unreadable' | 'time' | 'empty'; line: string }

/** The hours that lines say; a fault where one of them cannot be read. Nothing written is `unknown`. */
export function hoursFromText(text: string): Hours | HoursFault {
  const lines = text
    .split(/\n|;/)
    .map((line) => line.trim())
    .filter(Boolean)
  const [only] = lines
  if (only === undefined || (lines.length === 1 && /^unknown$/i.test(only))) return 'unknown'
  if (lines.length === 1 && /^(always|24 ?\/ ?7|24 hours)$/i.test(only)) return 'always'
  const read = lines.map(lineFromText)
  return read.find((one) => 'fault' in one) ?? (read as Schedule[])
}

function lineFromText(line: string): Schedule | HoursFault {
  const found =
    /^(?<days>[a-z ,&-]+?)\s+(?<opens>[\d:.]+\s*(?:am|pm)?)\s*(?:-|–|to)\s*(?<closes>[\d:.]+\s*(?:am|pm)?)(?<rest>[a-z ,]*)$/i.exec(
      line,
    )?.groups
  if (!found) return { fault: 'unreadable', line }
  const on = daysFromText(found.days ?? '')
  const rest = (found.rest ?? '').toLowerCase().trim()
  const about = /^(meeting)?,?\s*(?:(open|closed) on bank holidays)?$/.exec(rest)
  if (!on || !about) return { fault: 'unreadable', line }
  const opens = timeFromText(found.opens ?? '')
  const closes = timeFromText(found.closes ?? '')
  if (!opens || !closes) return { fault: 'time', line }
  if (opens === closes && opens !== '00:00') return { fault: 'empty', line }
  const bank_holidays = (about[2] as 'open' | 'closed' | undefined) ?? 'unknown'
  return { days: on, opens, closes, bank_holidays, meeting: about[1] !== undefined }
}

function timeFromText(text: string): string | null {
  const found = /^(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?$/i.exec(text.trim())
  if (!found) return null
  const [, hour = '', minute = '00', half] = found
  if (half && (Number(hour) > 12 || Number(hour) === 0)) return null
  const hours = half ? (Number(hour) % 12) + (half.toLowerCase() === 'pm' ? 12 : 0) : Number(hour)
  const time = `${String(hours).padStart(2, '0')}:${minute}`
  return /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(time) ? time : null
}

/** "Mon-Fri", "Tue, Fri", "every day"; null where a word is no day. */
function daysFromText(text: string): Weekday[] | null {
  const all = days.map(([day]) => day)
  if (/^(every ?day|daily)$/i.test(text.trim())) return all
  const named = text.split(/\s*(?:,|&|\band\b|\s)\s*(?!-)/i).filter(Boolean)
  const found = named.flatMap((part) => {
    const [from, to = from] = part.split(/\s*-\s*/).map(dayAt)
    if (from === undefined || to === undefined || from < 0 || to < 0) return [-1]
    return from <= to
      ? all.slice(from, to + 1).map((_, n) => from + n)
      : [...all.keys()].filter((n) => n >= from || n <= to)
  })
  if (found.length === 0 || found.includes(-1)) return null
  return [...new Set(found)].sort((a, b) => a - b).map((n) => all[n] as Weekday)
}

function dayAt(text: string): number {
  return days.findIndex(([day, name]) => new RegExp(`^(${day}|${name}[a-z]*)$`, 'i').test(text.trim()))
}

/** Three days and more in a row are a range. */
function daysToText(on: readonly Weekday[]): string {
  const at = [...on].map((day) => days.findIndex(([one]) => one === day)).sort((a, b) => a - b)
  const runs: number[][] = []
  for (const day of at) {
    const last = runs.at(-1)
    if (last && last.at(-1) === day - 1) last.push(day)
    else runs.push([day])
  }
  return runs
    .map((run) => (run.length > 2 ? [nameOf(run[0]), nameOf(run.at(-1))].join('-') : run.map(nameOf).join(', ')))
    .join(', ')
}

function nameOf(day = 0): string {
  return days[day]?.[1] ?? ''
}

import type { Temporal } from 'temporal-polyfill'
import type { Directory, Entry } from './compile.ts'
import type { Listed, Query } from './listing.ts'
import { meetingOf } from './meet.ts'
import { meritsOf } from './merits.ts'
import type { IsBankHoliday } from './opening.ts'
import { suits } from './suits.ts'
import { type Answer, answerOf, type Wanted, wantedBy } from './wanted.ts'

/**
 * Every service this person could use for what they are looking for, best first, each with its reasons: those that
 * answer what was asked, then what helps more widely, then national lines that are there for everyone. A service of a
 * neighbouring borough comes after everything that answers as closely.
 */
export function search(
  directory: Directory,
  query: Query,
  now: Temporal.Instant,
  isBankHoliday: IsBankHoliday,
): Listed[] {
  const wanted = wantedBy(query, directory.taxonomy)
  const moment = { query, now, isBankHoliday: remembered(isBankHoliday) }
  const found: Found[] = []
  for (const entry of candidates(directory, wanted)) {
    const answer = answerOf(entry, wanted)
    const listed = answer && listEntry(entry, moment, wanted, answer)
    if (listed) found.push({ entry, listed })
  }
  if (found.length === 0) {
    for (const entry of directory.national) {
      const listed = listEntry(entry, moment, wanted, null)
      if (listed) found.push({ entry, listed })
    }
  }
  return found.sort((a, b) => b.listed.score - a.listed.score || a.entry.order - b.entry.order).map((one) => one.listed)
}

/** One service as it would be listed to this person; null where it is gone or they could not use it. */
export function listService(directory: Directory, id: string, moment: Moment): Listed | null {
  const entry = directory.entry(id)
  if (!entry) return null
  const wanted = wantedBy(moment.query, directory.taxonomy)
  return listEntry(entry, moment, wanted, answerOf(entry, wanted))
}

type Moment = { query: Query; now: Temporal.Instant; isBankHoliday: IsBankHoliday }
type Found = { entry: Entry; listed: Listed }

function listEntry(entry: Entry, moment: Moment, wanted: Wanted, answer: Answer | null): Listed | null {
  const { query, now, isBankHoliday } = moment
  if (!suits(entry, query, wanted)) return null
  const meeting = meetingOf(entry, query, now, isBankHoliday)
  if (!meeting) return null
  const confirmed = entry.confirmed[meeting.contact] ?? false
  const { reasons, score } = meritsOf(entry, query, wanted, answer, meeting)
  return { service: entry.service.id, ...meeting, confirmed, reasons, score }
}

/** A search asks after the same few days hundreds of times, and each day is one object (londonDays.ts). */
function remembered(isBankHoliday: IsBankHoliday): IsBankHoliday {
  const known = new Map<Temporal.PlainDate, boolean>()
  return (date) => {
    const answer = known.get(date) ?? isBankHoliday(date)
    known.set(date, answer)
    return answer
  }
}

function candidates(directory: Directory, wanted: Wanted): Set<Entry> {
  const byNeed = [...wanted.asked, ...wanted.wider].flatMap((need) => directory.for(need))
  const bySubstance = wanted.elsewhere.flatMap((substance) => directory.naming(substance))
  const theirs = wanted.communities.length + wanted.languages.length > 0 ? directory.for('culturally_specific') : []
  const lines = directory.taxonomy.last_resort.flatMap((need) => directory.for(need))
  return new Set([...byNeed, ...bySubstance, ...theirs, ...lines])
}

export function isByReferral(listed: Listed): boolean {
  return listed.reasons.some((reason) => reason.id === 'referral_needed')
}

import type { Temporal } from 'temporal-polyfill'
import type { Directory, Entry, Trait } from './compile.ts'
import type { Listed, Query } from './listing.ts'
import { meetingOf } from './meet.ts'
import { meritsOf } from './merits.ts'
import { nearMiles } from './miles.ts'
import { type Group, nearestFirst } from './nearness.ts'
import type { IsBankHoliday } from './opening.ts'
import { isOutside, suits } from './suits.ts'
import { primaryLanguage } from './tags.ts'
import { type Answer, answerOf, type Wanted, wantedBy } from './wanted.ts'

/**
 * Of one need, more services than this are not looked at closely where it is known which are nearest, and where it is not;
 * and of what only adds to a need (a language, a preference), so many are looked at for one that answers it.
 */
const enough = { near: 60, anywhere: 500, looked: 200 }

/**
 * The services this person could use for what they are looking for, best first, each with its reasons: those that
 * answer what was asked, then what helps more widely, then national lines that are there for everyone. A service of a
 * neighbouring borough comes after everything that answers as closely. Every one is listed, unless there are more for one
 * need than anybody pages through: then those without a place in the directory's order, and the nearest of the rest, and so
 * for each preference, community, language and substance that was named.
 */
export function search(
  directory: Directory,
  query: Query,
  now: Temporal.Instant,
  isBankHoliday: IsBankHoliday,
): Listed[] {
  const wanted = wantedBy(query, directory.taxonomy)
  const moment = { query, now, isBankHoliday: remembered(isBankHoliday) }
  const seen = new Map<Entry, Listed | null>()
  /** Each is worked out once. */
  const list: List = (entry) => {
    const known = seen.get(entry)
    if (known !== undefined) return known !== null
    const answer = answerOf(entry, wanted)
    const listed = answer && listEntry(entry, moment, wanted, answer)
    seen.set(entry, listed)
    return listed !== null
  }
  for (const trait of traitsOf(query, wanted)) listGroup(trait, directory.group(trait), query, list)
  for (const entry of directory.lastResort) list(entry)
  if ([...seen.values()].every((listed) => listed === null)) {
    for (const entry of directory.national) seen.set(entry, listEntry(entry, moment, wanted, null))
  }
  const found = [...seen].flatMap(([entry, listed]): Found[] => (listed ? [{ entry, listed }] : []))
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

/** What to look for services by. Only those that answer are listed: the last three bring in none of another need. */
function traitsOf(query: Query, wanted: Wanted): Set<Trait> {
  const spoken = [...wanted.languages, primaryLanguage(query.language)].filter((one) => one !== 'en')
  return new Set<Trait>([
    ...[...wanted.asked, ...wanted.wider].map((need): Trait => `need:${need}`),
    ...wanted.substances.map((substance): Trait => `substance:${substance}`),
    ...spoken.map((language): Trait => `speaks:${language}`),
    ...query.preferences.map((one): Trait => (one.startsWith('fits:') ? `fits:${one.slice(5)}` : `preference:${one}`)),
  ])
}

/** Whether it is listed. */
type List = (entry: Entry) => boolean

function listGroup(trait: Trait, group: Group, query: Query, list: List): void {
  const { point } = query
  listSome(point ? group.placeless : group.all, enough.anywhere, list)
  if (!point) return
  let [listed, looked] = [0, 0]
  for (const { entry, miles } of nearestFirst(group, point)) {
    // Further out there is nothing for somebody of another area (suits.ts).
    if (isOutside(query) && miles > nearMiles) return
    if (list(entry)) listed++
    looked++
    if (listed >= enough.near || (looked >= enough.looked && !trait.startsWith('need:'))) return
  }
}

function listSome(entries: readonly Entry[], most: number, list: List): void {
  let listed = 0
  for (const entry of entries) {
    if (list(entry)) listed++
    if (listed >= most) return
  }
}

export function isByReferral(listed: Listed): boolean {
  return listed.reasons.some((reason) => reason.id === 'referral_needed')
}

import type { Temporal } from 'temporal-polyfill'
import type { Directory, Entry, Trait } from './compile.ts'
import type { Listed, Query } from './listing.ts'
import { meetingOf } from './meet.ts'
import { meritsOf } from './merits.ts'
import { nearMiles } from './miles.ts'
import { fromNearest, type Group } from './nearness.ts'
import type { IsBankHoliday } from './opening.ts'
import { isOutside, suits } from './suits.ts'
import { type Answer, answerOf, type Wanted, wantedBy } from './wanted.ts'

/**
 * Of one need, more services than this are not looked at closely where it is known which are nearest, and where it is not;
 * and of what only adds to a need (a language, a preference), so many are looked at for one that answers it.
 */
const enough = { near: 40, anywhere: 100, looked: 200 }

/**
 * The services this person could use for what they are looking for, best first, each with its reasons: those that
 * answer what was asked, then what helps more widely, then national lines that are there for everyone. A service of a
 * neighbouring borough comes after everything that answers as closely. Every one is listed, unless there are more for one
 * need than anybody pages through: then those without a place in the directory's order, and the nearest of the rest (an
 * area's core first, where nobody said a place), and so for each preference, community, language and substance that was
 * named.
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
  const listedNow = new Map<string, Listed>()
  const { at: marks, search: fresh } = freshMarks(directory)
  /** Each is worked out once. */
  const list: List = (entry, miles) => {
    const known = marks[entry.order] ?? 0
    if (known >= fresh) return known > fresh
    const answer = answerOf(entry, wanted)
    const listed = answer && listEntry(entry, moment, wanted, answer, miles)
    if (listed) {
      found.push({ entry, listed })
      listedNow.set(entry.service.id, listed)
    }
    marks[entry.order] = listed ? fresh + 1 : fresh
    return listed !== null
  }
  for (const trait of traitsOf(query, wanted)) listGroup(trait, directory.group(trait), query, list)
  for (const entry of directory.lastResort) list(entry)
  lastSearch.set(directory, { query, now, isBankHoliday, listed: listedNow })
  if (found.length === 0)
    for (const entry of directory.national) {
      const listed = listEntry(entry, moment, wanted, null)
      if (listed) found.push({ entry, listed })
    }
  return found.sort((a, b) => b.listed.score - a.listed.score || a.entry.order - b.entry.order).map((one) => one.listed)
}

/** One service as it would be listed to this person; null where it is gone or they could not use it. */
export function listService(directory: Directory, id: string, moment: Moment): Listed | null {
  const { query, now, isBankHoliday } = moment
  const last = lastSearch.get(directory)
  if (last?.query === query && last.now === now && last.isBankHoliday === isBankHoliday) {
    const known = last.listed.get(id)
    if (known) return known
  }
  const entry = directory.entry(id)
  if (!entry) return null
  const wanted = wantedBy(query, directory.taxonomy)
  const same = { ...moment, isBankHoliday: remembered(isBankHoliday) }
  return listEntry(entry, same, wanted, answerOf(entry, wanted))
}

/**
 * What was found last: a list that was searched for is shown in the same turn, service by service. No more than one search is
 * kept, for what outlives its turn is what the collector of garbage must carry about.
 */
const lastSearch = new WeakMap<Directory, Moment & { listed: ReadonlyMap<string, Listed> }>()

type Moment = { query: Query; now: Temporal.Instant; isBankHoliday: IsBankHoliday }
type Found = { entry: Entry; listed: Listed }

/** @param known miles to the only door it has, where these were worked out already */
function listEntry(entry: Entry, moment: Moment, wanted: Wanted, answer: Answer | null, known?: number): Listed | null {
  const { query, now, isBankHoliday } = moment
  if (!suits(entry, query, wanted)) return null
  const meeting = meetingOf(entry, query, now, isBankHoliday, known)
  if (!meeting) return null
  const { location, contact, miles, opening, possibleNow } = meeting
  const confirmed = entry.confirmed[contact] ?? false
  const { reasons, score } = meritsOf(entry, query, wanted, answer, meeting)
  return { service: entry.service.id, location, contact, miles, opening, possibleNow, confirmed, reasons, score }
}

/** A search asks after the same few days hundreds of times, and each day is one object (londonDays.ts). */
function remembered(isBankHoliday: IsBankHoliday): IsBankHoliday {
  const before = rememberers.get(isBankHoliday)
  if (before) return before
  const known = new WeakMap<Temporal.PlainDate, boolean>()
  const made: IsBankHoliday = (date) => {
    const answer = known.get(date) ?? isBankHoliday(date)
    known.set(date, answer)
    return answer
  }
  rememberers.set(isBankHoliday, made)
  return made
}

/** One for each, so that it is known again by what remembers (opening.ts). */
const rememberers = new WeakMap<IsBankHoliday, IsBankHoliday>()

/**
 * Which entries this search has looked at, by their order: a number of this search, and one more where it was listed. A Map
 * would have to be made anew for each.
 */
type Marks = { at: Uint32Array; search: number }
const marksOf = new WeakMap<Directory, Marks>()

function freshMarks(directory: Directory): Marks {
  const marks = marksOf.get(directory) ?? { at: new Uint32Array(directory.orders), search: 0 }
  marks.search = marks.search >= 0xffff_fff0 ? 2 : marks.search + 2
  if (marks.search === 2) marks.at.fill(0)
  marksOf.set(directory, marks)
  return marks
}

/** What to look for services by. Only those that answer are listed: the last three bring in none of another need. */
function traitsOf(query: Query, wanted: Wanted): Set<Trait> {
  return new Set<Trait>([
    ...[...wanted.asked, ...wanted.wider].map((need): Trait => `need:${need}`),
    ...wanted.substances.map((substance): Trait => `substance:${substance}`),
    ...wanted.spoken.map((language): Trait => `speaks:${language}`),
    ...query.preferences.map((one): Trait => (one.startsWith('fits:') ? `fits:${one.slice(5)}` : `preference:${one}`)),
  ])
}

/** Whether it is listed. `miles` to its nearest door, where known. */
type List = (entry: Entry, miles?: number) => boolean

function listGroup(trait: Trait, group: Group, query: Query, list: List): void {
  const { point } = query
  listSome(point ? group.placeless : group.anywhere, enough.anywhere, list)
  if (!point) return
  let [listed, looked] = [0, 0]
  fromNearest(group, point, (entry, miles) => {
    // Further out there is nothing for somebody of another area (suits.ts).
    if (isOutside(query) && miles > nearMiles) return false
    if (list(entry, miles)) listed++
    looked++
    return listed < enough.near && (looked < enough.looked || trait.startsWith('need:'))
  })
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

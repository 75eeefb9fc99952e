import type { Ground } from '../../places/index.ts'
import type { Service, Weekday } from '../service.ts'
import { begins } from './days.ts'
import type { Draft, Flag } from './draft.ts'
import type { ImportFacts, Meaning } from './facts.ts'
import { phoneOf } from './phones.ts'
import { later, textOf, webOf } from './values.ts'
import { type Claim, placeOf } from './where.ts'

/** Whose meetings they are, as the national record of that fellowship says. */
export type Fellowship = Pick<Service, 'organization' | 'needs' | 'audiences' | 'substances' | 'approach'> & {
  texts: string
}

/** What every reader knows besides the feed. */
export type Known = { ground: Ground; facts: ImportFacts; fellowship: Fellowship | null }

/** A meeting of a fellowship, whichever feed it is from. */
export type Meeting = {
  id: string
  name: string
  page: unknown
  updated: unknown
  /** Null: by appointment, or not understood (then `flags` says so). */
  days: Weekday[] | null
  time: string | null
  end: string | null
  zone: unknown
  bankHolidays: 'closed' | 'unknown'
  place: Claim
  /** Whether one can come in person, and whether one can join from elsewhere. */
  inPerson: boolean
  online: boolean
  joinUrl: unknown
  joinPhone: unknown
  /** Open to anyone, closed to all but those who have the problem, or not said. */
  open: boolean | null
  meanings: readonly Meaning[]
  inactive: boolean
  flags: Flag[]
}

/** Names of London's time zone; a feed that gives none means its own country's, and it is read for Great Britain. */
const london = new Set([
  '',
  'europe/london',
  'gb',
  'gb-eire',
  'europe/belfast',
  'europe/jersey',
  'europe/guernsey',
  'europe/isle_of_man',
])

/** How long a meeting lasts where its feed does not say (Meeting Guide specification, `end_time`). */
const usualMinutes = 60
/** No meeting goes on for longer: its end is a slip of the pen ("19:30 to 18:30"). */
const mostMinutes = 12 * 60

export function draftOf(meeting: Meeting, { ground, facts, fellowship }: Known): Draft {
  const flags = [...meeting.flags]
  const hours = hoursOf(meeting, flags)
  const found = placeOf(meeting.place, ground, facts)
  const door = meeting.inPerson && found.location !== null && found.location.address !== ''
  const join = joinOf(meeting, flags)
  const page = webOf(meeting.page)
  const contacts: Draft['service']['contacts'] = [
    ...(door ? [{ type: 'walk_in' as const, value: '' }] : []),
    ...join.map((one) => ({ ...one, hours })),
  ]
  // An online meeting whose link is not ours to give is joined from its own page.
  if (contacts.length === 0 && page) contacts.push({ type: 'web', value: page, hours })
  if (contacts.length === 0) flags.push('no_contact')
  if (meeting.inPerson) flags.push(...found.flags)
  if (meeting.inactive) flags.push('temporarily_closed')
  if (!meeting.inPerson) flags.push('online_only')
  else if (!found.inArea) flags.push('outside_area')
  const inside = meeting.inPerson && found.inArea
  return {
    id: meeting.id,
    ...(page ? { page: `https://${page}` } : {}),
    ...(textOf(meeting.updated, 30) ? { updated: textOf(meeting.updated, 30) ?? '' } : {}),
    flags,
    service: {
      name: meeting.name,
      ...(fellowship ? { texts: fellowship.texts } : {}),
      organization: fellowship?.organization ?? meeting.name,
      ...(meeting.inactive ? { status: 'inactive' as const } : {}),
      offered_by: 'peer',
      fellowship: true,
      needs: fellowship?.needs.filter((need) => need !== 'talk_now') ?? ['mutual_aid'],
      ...audienceOf(meeting.open, fellowship),
      ...(fellowship?.substances ? { substances: fellowship.substances } : {}),
      ...(approachOf(meeting, fellowship).length > 0 ? { approach: approachOf(meeting, fellowship) } : {}),
      ...eligibilityOf(meeting.meanings),
      ...preferencesOf(meeting),
      ...listed(
        'fits',
        meeting.meanings.flatMap((one) => one.fits ?? []),
      ),
      ...listed(
        'languages',
        meeting.meanings.flatMap((one) => one.languages ?? []),
      ),
      coverage: !meeting.inPerson ? 'national' : inside ? 'borough' : 'neighbour',
      ...(door ? { first_contact: ['walk_in'] as const satisfies Service['first_contact'] } : {}),
      contacts,
      ...(meeting.inPerson && found.location ? { locations: [{ ...found.location, hours }] } : {}),
    },
  }
}

function hoursOf(meeting: Meeting, flags: Flag[]) {
  const { days, time, bankHolidays } = meeting
  if (!london.has(textOf(meeting.zone)?.toLowerCase() ?? '')) {
    flags.push('times_elsewhere')
    return 'unknown' as const
  }
  if (!days || !time) {
    if (!flags.includes('times_not_understood')) flags.push('times_unknown')
    return 'unknown' as const
  }
  const start = begins(days, time)
  const known = meeting.end !== null && lengthOf(start.opens, meeting.end) <= mostMinutes
  if (!known) flags.push('end_assumed')
  const closes = known && meeting.end ? meeting.end.replace('24:00', '00:00') : later(start.opens, usualMinutes)
  return [{ ...start, closes, ...(bankHolidays === 'closed' ? { bank_holidays: bankHolidays } : {}), meeting: true }]
}

/** Minutes from one time to the next other; a whole day where they are the same. */
function lengthOf(opens: string, closes: string): number {
  const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
  return (minutes(closes) - minutes(opens) + 1440) % 1440 || 1440
}

/** Keys of a link's query that let in whoever holds it. */
const secret = /pwd|pass|pw$|^p$|code|token|^tk$|secret|key/i

/** A room of somebody's own, under their name. */
const personalRoom = /^[\w.-]*zoom\.us\/my\/|^join\.skype\.com\/|^meet\.me\//i

/** How to join from elsewhere, unless it takes a password: those are for who asks the group. */
function joinOf({ online, joinUrl, joinPhone }: Meeting, flags: Flag[]): { type: 'web' | 'phone'; value: string }[] {
  if (!online) return []
  const found: { type: 'web' | 'phone'; value: string }[] = []
  const link = webOf(joinUrl)
  if (link) {
    const url = new URL(`https://${link}`)
    const personal = personalRoom.test(link)
    if (personal || [...url.searchParams.keys()].some((key) => secret.test(key))) flags.push('private_left_out')
    else found.push({ type: 'web', value: link })
  } else if (textOf(joinUrl)) flags.push('private_left_out')
  const phone = phoneOf(joinPhone)
  if (phone && !link) found.push({ type: 'phone', value: phone })
  else if (!phone && textOf(joinPhone)) flags.push('private_left_out')
  return found
}

function audienceOf(open: boolean | null, fellowship: Fellowship | null): Partial<Draft['service']> {
  const theirs = fellowship?.audiences
  // A closed meeting is for those it is about; an open one is for whoever comes.
  if (open === true && theirs?.includes('self')) return { attendance: ['family_welcome'] }
  if (open === false && theirs) return { audiences: theirs.filter((one) => one !== 'professional') }
  return theirs ? { audiences: theirs } : {}
}

function approachOf({ meanings }: Meeting, fellowship: Fellowship | null): NonNullable<Draft['service']['approach']> {
  return [...new Set([...(fellowship?.approach ?? []), ...meanings.flatMap((one) => one.approach ?? [])])]
}

function eligibilityOf(meanings: readonly Meaning[]): Partial<Draft['service']> {
  const women_only = meanings.some((one) => one.women_only)
  const men_only = meanings.some((one) => one.men_only)
  // Both are written by groups that mean everyone.
  if (women_only === men_only) return {}
  return { eligibility: women_only ? { women_only } : { men_only } }
}

function preferencesOf({ meanings, inPerson, online }: Meeting): Partial<Draft['service']> {
  const where = [...(inPerson ? ['in_person' as const] : []), ...(online ? ['online' as const] : [])]
  return listed('preferences', [...where, ...meanings.flatMap((one) => one.preferences ?? [])])
}

function listed<K extends string, T>(key: K, values: readonly T[]): { [key in K]?: T[] } {
  return values.length > 0 ? ({ [key]: [...new Set(values)] } as { [key in K]?: T[] }) : {}
}

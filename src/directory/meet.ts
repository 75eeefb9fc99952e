import type { Temporal } from 'temporal-polyfill'
import type { Entry } from './compile.ts'
import type { Opening, Query } from './listing.ts'
import { milesTo } from './miles.ts'
import { type IsBankHoliday, openingOf } from './opening.ts'
import type { Contact, Location } from './service.ts'
import { slugOf } from './tags.ts'

/** Where, how and when this person would meet a service. */
export type Meeting = {
  location: number | null
  contact: number
  miles: number | null
  opening: Opening
  possibleNow: boolean
}

/** Someone who wants to be out of their town, of which we know only where it is, is out of it from here on. */
const outOfTownMiles = 2

const callFree: Contact['type'][] = ['text', 'chat', 'web', 'email', 'walk_in']
const online: Contact['type'][] = ['chat', 'web', 'email']
/** Where somebody answers; a page or a mailbox is there at night, and nobody in it. */
const answered: Contact['type'][] = ['phone', 'text', 'chat', 'walk_in']

/**
 * The one contact for this person: of those that work for them, the kind they asked for, then one that answers now, then
 * the first. Null where none works for them, or where the service is in the very town they want to keep out of.
 * @param known miles to its nearest door, where these were worked out already
 */
export function meetingOf(
  entry: Entry,
  query: Query,
  now: Temporal.Instant,
  isBankHoliday: IsBankHoliday,
  known?: number,
): Meeting | null {
  const { service } = entry
  const where = whereOf(entry, query, known)
  if (where === 'too_near') return null
  const door = where && service.locations[where.location]
  const doorOpening = door ? openingOf(door.hours, now, isBankHoliday) : null
  const wantsOnline = query.preferences.includes('online')
  const noCalls = query.preferences.includes('no_calls')
  let best: Meeting | null = null
  let bestRank = -1
  for (const [index, contact] of service.contacts.entries()) {
    if (noCalls && !callFree.includes(contact.type)) continue
    if (contact.type === 'walk_in' && (!door || wantsOnline)) continue
    const own = openingOf(contact.hours, now, isBankHoliday)
    const isAnswered = answered.includes(contact.type)
    const opening = doorOpening && !(isAnswered && own.state !== 'unknown') ? doorOpening : own
    const possibleNow = isAnswered && isOpen(contact.type === 'walk_in' ? opening : own)
    const asked = wantsOnline && online.includes(contact.type)
    // A textphone serves those who have one; it is nobody else's first contact.
    const rank = (asked ? 4 : 0) + (possibleNow ? 2 : 0) + (contact.type === 'textphone' ? 0 : 1)
    if (rank <= bestRank) continue
    bestRank = rank
    best = { location: where?.location ?? null, contact: index, miles: where?.miles ?? null, opening, possibleNow }
  }
  return best
}

export function isOpen(opening: Opening): boolean {
  return opening.state === 'always' || opening.state === 'open'
}

/** The nearest location that will do, or the first where distances are not known. Null: the service has no place. */
function whereOf(
  { service, towns }: Entry,
  query: Query,
  known?: number,
): { location: number; miles: number | null } | null | 'too_near' {
  // A national line is as far from everywhere, whatever its office's address.
  if (service.coverage === 'national') return null
  const away = query.preferences.includes('not_near_me')
  let nearest: { location: number; miles: number | null } | null = null
  for (const [location, one] of service.locations.entries()) {
    const miles = known !== undefined && service.locations.length === 1 ? known : milesTo(one, query.point)
    if (away && isTooNear(one, miles, query)) continue
    if (!nearest || (miles ?? Infinity) < (nearest.miles ?? Infinity)) nearest = { location, miles }
  }
  if (nearest) return nearest
  const hiddenInTown = away && query.town !== null && towns.has(query.town)
  return service.locations.length > 0 || hiddenInTown ? 'too_near' : null
}

function isTooNear(location: Location | undefined, miles: number | null, query: Query): boolean {
  if (location?.town && query.town) return slugOf(location.town) === query.town
  return miles !== null && miles < outOfTownMiles
}

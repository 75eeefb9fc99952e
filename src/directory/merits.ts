import type { Preference } from '../taxonomy.ts'
import type { Entry } from './compile.ts'
import type { Query, Reason } from './listing.ts'
import { isOpen, type Meeting } from './meet.ts'
import { nearMiles } from './miles.ts'
import { isOutside, isReligious } from './suits.ts'
import { primaryLanguage } from './tags.ts'
import type { Answer, Wanted } from './wanted.ts'

/**
 * Why a service is good for this person, and how good. The score only orders: a tier is worth more than everything
 * below it together, and "somebody answers now" is worth more than anything else within the tier to someone who wants
 * to talk now. No reason speaks of a service's results: nothing is ranked by outcome.
 */
export function meritsOf(
  entry: Entry,
  query: Query,
  wanted: Wanted,
  answer: Answer | null,
  meeting: Meeting,
): { reasons: Reason[]; score: number } {
  const merits = [
    ...needs(entry, query, wanted, answer),
    ...substance(entry, wanted),
    ...audience(entry, query),
    ...culture(entry, query),
    ...preferences(entry, query, meeting),
    ...place(entry, query, meeting),
    ...time(query, wanted, meeting),
    ...cautions(entry, query, wanted),
  ]
  return {
    reasons: merits.flatMap((merit) => merit.reason ?? []),
    score: merits.reduce((sum, merit) => sum + merit.worth, 0),
  }
}

type Merit = { worth: number; reason?: Reason }

const tiers = { asked: 20_000, wider: 10_000, last_resort: 0 }

function needs({ service }: Entry, query: Query, wanted: Wanted, answer: Answer | null): Merit[] {
  if (!answer) return []
  const { tier, need, position } = answer
  const merits: Merit[] = [{ worth: tiers[tier] - position * (tier === 'wider' ? 60 : 15) }]
  if (need) merits.push({ worth: -12 * service.needs.indexOf(need), reason: { id: 'need', value: need } })
  const alsoAsked = query.needs.filter((one) => one !== need && service.needs.includes(one))
  if (tier === 'asked') merits.push(...alsoAsked.map((value): Merit => ({ worth: 25, reason: { id: 'need', value } })))
  if (wanted.byGoal.some((one) => service.needs.includes(one))) merits.push({ worth: 25 })
  return merits
}

function substance({ service }: Entry, wanted: Wanted): Merit[] {
  const named = service.substances
  if (!named) return []
  if (wanted.substances.length === 0) return [{ worth: -25 }]
  const shared = wanted.substances.filter((one) => named.includes(one))
  return shared.map((value) => ({ worth: 50, reason: { id: 'substance', value } }))
}

function audience({ service }: Entry, query: Query): Merit[] {
  const value = query.audience
  if ((value !== 'family' && value !== 'professional') || !service.audiences.includes(value)) return []
  // To a professional, a service for relatives is no nearer than one for the person they speak for.
  const special = !service.audiences.includes('self') && (value === 'family' || !service.audiences.includes('family'))
  return !special ? [] : [{ worth: 40, reason: { id: 'audience', value } }]
}

function culture(entry: Entry, query: Query): Merit[] {
  const asked = query.preferences.flatMap((one) => (one.startsWith('fits:') ? one.slice(5) : []))
  return [
    ...spokenFor(entry, query).map(
      (value): Merit => ({ worth: languagesAsked(query).includes(value) ? 110 : 75, reason: { id: 'speaks', value } }),
    ),
    ...asked
      .filter((one) => entry.service.fits.includes(one))
      .map((value): Merit => ({ worth: 90, reason: { id: 'fits', value } })),
  ]
}

/** The languages besides English that the person asked for or writes in, and the service speaks. */
function spokenFor({ speaks }: Entry, query: Query): string[] {
  const theirs = new Set([...languagesAsked(query), primaryLanguage(query.language)])
  return [...theirs].filter((one) => one !== 'en' && speaks.has(one))
}

function languagesAsked({ preferences }: Query): string[] {
  return preferences.flatMap((one) => (one.startsWith('speaks:') ? primaryLanguage(one.slice(7)) : []))
}

function fitsAsked({ preferences, needs }: Query, community: string): boolean {
  const asked = preferences.some((one) => one === community || one === `fits:${community}`)
  return asked || preferences.includes('faith') || needs.includes('culturally_specific')
}

function preferences(entry: Entry, query: Query, meeting: Meeting): Merit[] {
  const asked: Preference[] = query.young ? ['young_people', ...query.preferences] : [...query.preferences]
  return [...new Set(asked)]
    .filter((preference) => meets(entry, preference, meeting))
    .map((value) => ({ worth: 45, reason: { id: 'preference', value } }))
}

/** Whether a service is known to meet a preference. What its sources do not say, it does not meet. */
function meets({ service, evenings }: Entry, preference: Preference, meeting: Meeting): boolean {
  if (service.preferences.some((one) => one === preference)) return true
  switch (preference) {
    case 'women_only':
    case 'men_only':
      return service.eligibility[preference]
    case 'young_people':
      return (service.eligibility.max_age ?? Infinity) <= 25
    case 'lgbt':
      return service.fits.includes('lgbt')
    case 'not_religious':
      return service.approach.some((one) => one === 'secular' || one === 'smart')
    case 'faith':
      return isReligious(service)
    case 'online':
      return service.contacts[meeting.contact]?.type === 'chat'
    case 'in_person':
      return meeting.location !== null
    case 'evenings':
      return evenings
    case 'meet_first':
      return service.first_contact.includes('meets_you')
    case 'still_using_ok':
      return service.attendance.includes('still_using_ok')
    default:
      return false
  }
}

function place({ service }: Entry, query: Query, { miles, contact }: Meeting): Merit[] {
  const merits: Merit[] = []
  if (service.coverage === 'borough') merits.push({ worth: 20 })
  if (service.core && service.coverage === 'borough') merits.push({ worth: 15 })
  if (!query.point && service.contacts[contact]?.type === 'walk_in') merits.push({ worth: -20 })
  if (miles === null || query.preferences.includes('not_near_me')) return merits
  const worth = Math.max(-40, 40 - 6 * miles)
  return [...merits, miles <= nearMiles ? { worth, reason: { id: 'near' } } : { worth }]
}

function time(query: Query, wanted: Wanted, { opening, possibleNow, location }: Meeting): Merit[] {
  const merits: Merit[] = []
  // A page that is always there is no open door.
  if (possibleNow || (location !== null && isOpen(opening))) merits.push({ worth: 10, reason: { id: 'open_now' } })
  if (possibleNow) merits.push({ worth: query.needs.length > 0 && wanted.asked.includes('talk_now') ? 2000 : 30 })
  if (query.preferences.includes('no_calls')) merits.push({ worth: 0, reason: { id: 'no_call_needed' } })
  return merits
}

function cautions(entry: Entry, query: Query, wanted: Wanted): Merit[] {
  const { service } = entry
  const merits: Merit[] = []
  const twelveSteps = service.approach.includes('12-step')
  const gradual = query.goal === 'cut_down' || query.goal === 'safer'
  // A higher power is spoken of in the twelve steps: who wants no religion, or no AA, finds them after everything else.
  if (twelveSteps && query.preferences.includes('not_religious')) merits.push({ worth: -tiers.asked })
  if (gradual && twelveSteps) merits.push({ worth: -30 })
  if (gradual && service.approach.includes('harm-reduction')) merits.push({ worth: 25 })
  // Made for one community, of which nothing was said: welcome, and seldom what is looked for first.
  const theirs = service.fits.length === 0 || service.fits.some((one) => fitsAsked(query, one))
  // A meal or an hour's company is for everyone who comes.
  const practical = wanted.asked.every(
    (need) => !wanted.taxonomy.needs[need].of_use && !wanted.taxonomy.needs[need].of_relatives,
  )
  if (!theirs && !practical && spokenFor(entry, query).length === 0) merits.push({ worth: -40 })
  // A service of the next borough may not take someone from here, and no record says it does: it stands back one tier.
  if (service.coverage === 'neighbour' && !isOutside(query)) merits.push({ worth: -tiers.wider })
  const forYoung = service.eligibility.max_age !== undefined || service.preferences.includes('young_people')
  if (forYoung && !query.young && !query.preferences.includes('young_people')) merits.push({ worth: -90 })
  if (service.eligibility.referral_only && query.audience !== 'professional')
    merits.push({ worth: -5000, reason: { id: 'referral_needed' } })
  return merits
}

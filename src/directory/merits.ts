import type { Preference } from '../taxonomy.ts'
import type { Entry } from './compile.ts'
import type { Query, Reason } from './listing.ts'
import { isOpen, type Meeting } from './meet.ts'
import { nearMiles } from './miles.ts'
import { isOutside, isReligious } from './suits.ts'
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
  const tally: Tally = { reasons: [], score: 0 }
  if (query.named?.includes(entry.service.id)) add(tally, 5000)
  needs(tally, entry, query, wanted, answer)
  substance(tally, entry, wanted)
  audience(tally, entry, query)
  culture(tally, entry, wanted)
  preferences(tally, entry, wanted, meeting)
  place(tally, entry, query, meeting)
  time(tally, query, wanted, meeting)
  cautions(tally, entry, query, wanted)
  return tally
}

/** Added to as it goes: a search tells hundreds of services' merits, and lists of lists of them cost more than the telling. */
type Tally = { reasons: Reason[]; score: number }

function add(tally: Tally, worth: number, reason?: Reason): void {
  tally.score += worth
  if (reason) tally.reasons.push(reason)
}

const tiers = { asked: 20_000, wider: 10_000, last_resort: 0 }

function needs(tally: Tally, { service }: Entry, query: Query, wanted: Wanted, answer: Answer | null): void {
  if (!answer) return
  const { tier, need, position } = answer
  add(tally, tiers[tier] - position * (tier === 'wider' ? 60 : 15))
  const [first] = wanted.asked
  if (first && wanted.taxonomy.needs[first].pressing && service.needs.includes(first)) add(tally, 200)
  // What is wider than what was asked is not for what was asked.
  if (need) add(tally, -12 * service.needs.indexOf(need), tier === 'asked' ? { id: 'need', value: need } : undefined)
  if (tier === 'asked')
    for (const value of query.needs)
      if (value !== need && service.needs.includes(value)) add(tally, 25, { id: 'need', value })
  if (wanted.byGoal.some((one) => service.needs.includes(one))) add(tally, 25)
}

function substance(tally: Tally, { service }: Entry, wanted: Wanted): void {
  const named = service.substances
  if (!named) return
  if (wanted.substances.length === 0) add(tally, -25)
  for (const value of wanted.substances) if (named.includes(value)) add(tally, 50, { id: 'substance', value })
}

function audience(tally: Tally, { service }: Entry, query: Query): void {
  const value = query.audience
  if ((value !== 'family' && value !== 'professional') || !service.audiences.includes(value)) return
  // To a professional, a service for relatives is no nearer than one for the person they speak for.
  const special = !service.audiences.includes('self') && (value === 'family' || !service.audiences.includes('family'))
  if (special) add(tally, 40, { id: 'audience', value })
}

function culture(tally: Tally, { service, speaks }: Entry, wanted: Wanted): void {
  for (const value of wanted.spoken)
    if (speaks.has(value)) add(tally, wanted.languages.includes(value) ? 110 : 75, { id: 'speaks', value })
  for (const value of wanted.communities) if (service.fits.includes(value)) add(tally, 90, { id: 'fits', value })
}

function fitsAsked({ preferences, needs }: Query, community: string): boolean {
  const asked = preferences.some((one) => one === community || one === `fits:${community}`)
  return asked || preferences.includes('faith') || needs.includes('culturally_specific')
}

function preferences(tally: Tally, entry: Entry, { wishes }: Wanted, meeting: Meeting): void {
  for (const value of wishes) if (meets(entry, value, meeting)) add(tally, 45, { id: 'preference', value })
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

const near: Reason = { id: 'near' }
const openNow: Reason = { id: 'open_now' }
const noCallNeeded: Reason = { id: 'no_call_needed' }
const referralNeeded: Reason = { id: 'referral_needed' }

function place(tally: Tally, { service }: Entry, query: Query, { miles, contact }: Meeting): void {
  if (service.coverage === 'borough') add(tally, service.core ? 35 : 20)
  if (!query.point && service.contacts[contact]?.type === 'walk_in') add(tally, -20)
  if (miles === null || query.preferences.includes('not_near_me')) return
  add(tally, Math.max(-40, 40 - 6 * miles), miles <= nearMiles ? near : undefined)
}

function time(tally: Tally, query: Query, wanted: Wanted, { opening, possibleNow, location }: Meeting): void {
  // A page that is always there is no open door.
  if (possibleNow || (location !== null && isOpen(opening))) add(tally, 10, openNow)
  if (possibleNow) add(tally, query.needs.length > 0 && wanted.asked.includes('talk_now') ? 2000 : 30)
  if (query.preferences.includes('no_calls')) add(tally, 0, noCallNeeded)
}

function cautions(tally: Tally, { service, speaks }: Entry, query: Query, wanted: Wanted): void {
  const twelveSteps = service.approach.includes('12-step')
  const gradual = query.goal === 'cut_down' || query.goal === 'safer'
  // A higher power is spoken of in the twelve steps: who wants no religion, or no AA, finds them after everything else.
  if (twelveSteps && query.preferences.includes('not_religious')) add(tally, -tiers.asked)
  if (gradual && twelveSteps) add(tally, -30)
  if (gradual && service.approach.includes('harm-reduction')) add(tally, 25)
  // Made for one community, of which nothing was said: welcome, and seldom what is looked for first.
  const theirs = service.fits.length === 0 || service.fits.some((one) => fitsAsked(query, one))
  if (!theirs && !wanted.practical && !wanted.spoken.some((one) => speaks.has(one)))
    add(tally, wanted.forUse ? -40 : -400)
  // For danger there is 999, and who names A&E is told of it. For all else 111 comes first, and urgent care by way of it.
  if (service.emergency) add(tally, service.first_contact.includes('walk_in') ? -tiers.wider : -100)
  // A service of the next borough may not take someone from here, and no record says it does: it stands back one tier.
  if (service.coverage === 'neighbour' && !isOutside(query)) add(tally, -tiers.wider)
  // Clean needles, safer use: with no drink named, a line for drink alone is for something else.
  const drinkOnly = service.substances?.every((one) => one === 'alcohol') ?? false
  if (drinkOnly && wanted.asked[0] === 'harm_reduction' && wanted.substances.length === 0) add(tally, -tiers.wider)
  // Who is hurt at home comes before what is for somebody else's sake, unless children were spoken of.
  const hurt = wanted.asked[0] === 'domestic_abuse' && !query.needs.includes('pregnancy_parenting')
  if (hurt && service.needs[0] === 'domestic_abuse' && !service.audiences.includes('self')) add(tally, -tiers.wider)
  const forYoung = service.eligibility.max_age !== undefined || service.preferences.includes('young_people')
  if (forYoung && !query.young && !query.preferences.includes('young_people')) add(tally, -90)
  if (service.eligibility.referral_only && query.audience !== 'professional') add(tally, -5000, referralNeeded)
}

import type { Directory } from './compile.ts'
import { isNear, wantsNear } from './honest.ts'
import type { Listed, Query } from './listing.ts'
import { isByReferral } from './search.ts'
import type { Service } from './service.ts'
import { primaryLanguage } from './tags.ts'
import { answerOf, type Wanted } from './wanted.ts'

/**
 * What a reply holds wherever the list allows (issue 2, "Signposts"), the weightiest first, for three services cannot
 * always hold everything: what was asked for by its name; something possible now; an answer to what was asked first; more than fellowships; help with the
 * use that was named, or for who lives beside it; an answer to the second thing asked, and to the third; a peer; a
 * professional; what fits the person's culture and speaks their language, and the mainstream beside it; to someone who wants
 * to talk, a way that needs no call; something near that answers what was asked.
 */
const guarantees = [
  'named',
  'now',
  'first_need',
  'not_fellowship',
  'use',
  'second_need',
  'third_need',
  'peer',
  'professional',
  'fits',
  'speaks',
  'mainstream',
  'without_call',
  'near',
] as const
type Guarantee = (typeof guarantees)[number]

/** The guarantees one listed service holds, as bits: the weightier, the higher. */
export function guaranteesHeld(listed: Listed, directory: Directory, query: Query, wanted: Wanted): number {
  const entry = directory.entry(listed.service)
  if (!entry) return 0
  const { service } = entry
  const answer = answerOf(entry, wanted)
  const asked = answer?.tier === 'asked'
  const [, secondNeed, thirdNeed] = query.needs
  // To someone who wants to talk now, a professional who sleeps is no professional.
  const talk = query.needs.includes('talk_now')
  const relevant = (asked || answer?.tier === 'wider') && !isByReferral(listed) && (listed.possibleNow || !talk)
  const fits = listed.reasons.some(
    (reason) => reason.id === 'fits' || (reason.id === 'preference' && reason.value === 'faith'),
  )
  // Peers beside professionals: for help with the use itself or with living beside it, not for a parcel of food.
  const ofUse =
    wanted.asked[0] !== 'domestic_abuse' &&
    wanted.asked.some((need) => {
      const { of_use, of_relatives } = wanted.taxonomy.needs[need]
      return of_use || of_relatives || need === 'talk_now' || need === 'one_to_one'
    })
  // A meeting of grown-ups is no place to send a child who did not ask for one.
  const forPeers = !query.young || query.needs.includes('mutual_aid')
  const forAnyone = service.fits.length === 0 || fits || listed.reasons.some((reason) => reason.id === 'speaks')
  // Meetings of those who stopped are no answer to someone who asks to use more safely, nor to who wants no higher power.
  const unwelcome =
    wanted.asked[0] === 'harm_reduction' ||
    (query.preferences.includes('not_religious') && service.approach.includes('12-step'))
  const held: Record<Guarantee, boolean> = {
    named: query.named?.includes(service.id) ?? false,
    now: listed.possibleNow && (forAnyone || wanted.practical),
    first_need: asked && (answer.position === 0 || answer.need === null),
    not_fellowship: !service.fellowship,
    use: asked && query.substances.length > 0 && helpsWithUse(service, query, wanted),
    second_need: asked && secondNeed !== undefined && service.needs.includes(secondNeed),
    third_need: asked && !talk && thirdNeed !== undefined && service.needs.includes(thirdNeed),
    peer: relevant && forPeers && ofUse && forAnyone && !unwelcome && service.offered_by === 'peer',
    professional: relevant && ofUse && forAnyone && service.offered_by === 'professional',
    fits: (asked || answer?.tier === 'wider') && !isByReferral(listed) && fits,
    speaks: relevant && listed.reasons.some((reason) => reason.id === 'speaks'),
    mainstream: relevant && asksForCulture(query) && service.fits.length === 0 && !fits,
    without_call: relevant && talk && withoutCall.some((type) => type === service.contacts[listed.contact]?.type),
    near: asked && !service.emergency && wantsNear(query) && isNear(listed),
  }
  return guarantees.reduce((bits, one, index) => (held[one] ? bits | (1 << (guarantees.length - 1 - index)) : bits), 0)
}

/** With a relative's use it is the relative who is helped. */
function helpsWithUse(service: Service, { audience }: Query, { asked, substances, taxonomy }: Wanted): boolean {
  if (audience === 'family') return service.needs.includes('family_support')
  if (service.substances?.some((one) => substances.includes(one))) return true
  return service.needs.some((need) => taxonomy.needs[need].of_use && asked.includes(need))
}

const withoutCall = ['text', 'chat']

function asksForCulture({ preferences, language }: Query): boolean {
  const named = preferences.some((one) => one === 'faith' || one.startsWith('fits:') || one.startsWith('speaks:'))
  return named || primaryLanguage(language) !== 'en'
}

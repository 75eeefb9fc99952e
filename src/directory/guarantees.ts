import type { Directory } from './compile.ts'
import { isNear, wantsNear } from './honest.ts'
import type { Listed, Query } from './listing.ts'
import { isByReferral } from './search.ts'
import type { Service } from './service.ts'
import { primaryLanguage } from './tags.ts'
import { answerOf, type Wanted } from './wanted.ts'

/**
 * What a reply holds wherever the list allows (issue 2, "Signposts"), the weightiest first, for three services cannot
 * always hold everything: what was asked for by its name; something possible now; an answer to what was asked first; more
 * than fellowships; help with the use that was named, or for who lives beside it; an answer to the second thing asked, and
 * to the third; a peer; a professional; what fits the person's culture and speaks their language, and the mainstream beside
 * it; to someone who wants to talk, a way that needs no call; something near that answers what was asked.
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

/** Each as a bit: the weightier, the higher. */
const bit = Object.fromEntries(guarantees.map((one, index) => [one, 1 << (guarantees.length - 1 - index)])) as Record<
  Guarantee,
  number
>

/** Tells the guarantees that one listed service holds, as bits. */
export function guaranteesFor(directory: Directory, query: Query, wanted: Wanted): (listed: Listed) => number {
  const [, secondNeed, thirdNeed] = query.needs
  // To someone who wants to talk now, a professional who sleeps is no professional.
  const talk = query.needs.includes('talk_now')
  // Peers beside professionals: for help with the use itself or with living beside it, not for a parcel of food.
  const ofUse =
    wanted.asked[0] !== 'domestic_abuse' &&
    wanted.asked.some((need) => {
      const { of_use, of_relatives } = wanted.taxonomy.needs[need]
      return of_use || of_relatives || need === 'talk_now' || need === 'one_to_one'
    })
  const culture = asksForCulture(query)
  const wantsIt = wantsNear(query)
  const secular = query.preferences.includes('not_religious')
  // A meeting of grown-ups is no place to send a child who did not ask for one.
  const forPeers = !query.young || query.needs.includes('mutual_aid')

  return (listed) => {
    const entry = directory.entry(listed.service)
    if (!entry) return 0
    const { service } = entry
    const answer = answerOf(entry, wanted)
    const asked = answer?.tier === 'asked'
    const answers = (asked || answer?.tier === 'wider') && !isByReferral(listed)
    const relevant = answers && (listed.possibleNow || !talk)
    const fits = listed.reasons.some(
      (reason) => reason.id === 'fits' || (reason.id === 'preference' && reason.value === 'faith'),
    )
    const speaks = listed.reasons.some((reason) => reason.id === 'speaks')
    const forAnyone = service.fits.length === 0 || fits || speaks
    // Meetings of those who stopped are no answer to someone who asks to use more safely, nor to who wants no higher power.
    const unwelcome = wanted.asked[0] === 'harm_reduction' || (secular && service.approach.includes('12-step'))
    const helps = relevant && ofUse && forAnyone
    const withNoCall = talk && withoutCall.some((type) => type === service.contacts[listed.contact]?.type)
    return (
      (query.named?.includes(service.id) ? bit.named : 0) |
      (listed.possibleNow && (forAnyone || wanted.practical) ? bit.now : 0) |
      (asked && (answer.position === 0 || answer.need === null) ? bit.first_need : 0) |
      (service.fellowship ? 0 : bit.not_fellowship) |
      (asked && query.substances.length > 0 && helpsWithUse(service, query, wanted) ? bit.use : 0) |
      (asked && secondNeed !== undefined && service.needs.includes(secondNeed) ? bit.second_need : 0) |
      (asked && !talk && thirdNeed !== undefined && service.needs.includes(thirdNeed) ? bit.third_need : 0) |
      (helps && forPeers && !unwelcome && service.offered_by === 'peer' ? bit.peer : 0) |
      (helps && service.offered_by === 'professional' ? bit.professional : 0) |
      (answers && fits ? bit.fits : 0) |
      (relevant && speaks ? bit.speaks : 0) |
      (relevant && culture && service.fits.length === 0 && !fits ? bit.mainstream : 0) |
      (relevant && withNoCall ? bit.without_call : 0) |
      (asked && !service.emergency && wantsIt && isNear(listed) ? bit.near : 0)
    )
  }
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

import { serviceText } from '../../content/sentences.ts'
import { languageName } from '../../conversation/language-name.ts'
import { type Listed, livedFacts, type Reason, type Service } from '../../directory/index.ts'
import { addressWords, contactWords, distanceWords, listingWords, plainName, type Wording } from './listing.ts'
import { monthOf, monthWords } from './when.ts'

/** One service in full, as words by field; empty fields are left out. `why` to `words` are sentences. */
export type CardWords = {
  name: string
  about: string
  why: string | null
  contact: string
  opening: string | null
  unconfirmed: string | null
  distance: string | null
  address: string | null
  cost: string | null
  languages: string | null
  who: string | null
  first: string
  words: string | null
  /** What somebody found who went there, as facts with their month. */
  lived: string | null
  /** For a first step that is a call: a way in that needs none. */
  easier: string | null
  /** The service's other contacts, by their place in its list. */
  others: { contact: number; words: string }[]
}

/** @returns null where the service is gone from the directory since it was found */
export function cardWords(wording: Wording, listed: Listed): CardWords | null {
  const { sentences, language, channel } = wording
  const short = listingWords(wording, listed)
  const service = wording.directory.get(listed.service)
  const contact = service?.contacts[listed.contact]
  if (!short || !service || !contact) return null
  const say = (key: string, params?: Record<string, string | number>) =>
    sentences.say(language, `listing:${key}`, params, channel)
  const maybe = (key: string) => (sentences.has(language, `listing:${key}`) ? say(key) : null)
  return {
    name: plainName(wording, service) ?? service.name,
    about: wording.plain ? '' : serviceText(sentences, language, service, 'about', channel),
    why: wording.plain ? null : whyWords(wording, listed.reasons),
    contact: short.contact,
    opening: short.opening,
    unconfirmed: short.unconfirmed,
    distance: distanceWords(wording, listed.miles),
    address: contact.type === 'walk_in' ? null : addressWords(wording, service, listed.location),
    cost: service.cost === 'unknown' ? null : say(`cost.${service.cost}`),
    languages:
      service.languages.length > 0
        ? say('languages', { languages: service.languages.map((one) => languageName(one, language)).join(', ') })
        : null,
    who: whoWords(say, service),
    first: [say(`first.${contact.type}`), ...waysIn(say, service)].join(' '),
    words: maybe(`words.${contact.type}`),
    lived: livedWords(wording, service),
    easier: contact.type === 'phone' ? easierWords(wording, service, listed) : null,
    others: service.contacts.flatMap((other, index) =>
      index === listed.contact || other.type === 'walk_in'
        ? []
        : [{ contact: index, words: contactWords(wording, service, other, listed.location) }],
    ),
  }
}

/** "Someone went in May 2026. They were greeted." for each month that somebody went. */
function livedWords({ sentences, language, channel, now }: Wording, { lived = [] }: Service): string | null {
  const say = (key: string, params?: Record<string, string>) =>
    sentences.say(language, `listing:lived.${key}`, params, channel)
  const words = livedFacts(lived, monthOf(now)).map(({ month, facts }) =>
    [
      say('visit', { month: monthWords(language, month) }),
      ...facts.map(({ question, yes }) => say(`${question}.${yes ? 'yes' : 'no'}`)),
    ].join(' '),
  )
  return words.length > 0 ? words.join(' ') : null
}

/** Being rung back, being met, a form: what its record offers for a first step besides. */
function waysIn(say: (key: string) => string, { first_contact }: Service): string[] {
  return (['rings_back', 'meets_you', 'form'] as const)
    .filter((way) => first_contact.includes(way))
    .map((way) => say(`way.${way}`))
}

/** The first contact that is no call, for whom a voice is too much. */
function easierWords(wording: Wording, service: Service, listed: Listed): string | null {
  const other = service.contacts.find(({ type }) => ['text', 'chat', 'web', 'email'].includes(type))
  if (!other) return null
  const contact = contactWords(wording, service, other, listed.location)
  return wording.sentences.say(wording.language, 'listing:easier', { contact }, wording.channel)
}

/** The reasons that tell something, most telling first; that it is for what was asked goes without saying beside others. */
function whyWords(wording: Wording, reasons: Reason[]): string | null {
  const telling = reasons.filter((reason) => reason.id !== 'need')
  const words = (telling.length > 0 ? telling : reasons).slice(0, 3).map((reason) => {
    const params = reason.id === 'speaks' ? { language: languageName(reason.value, wording.language) } : undefined
    return wording.sentences.say(wording.language, `listing:reason.${reason.id}`, params, wording.channel)
  })
  return words.length > 0 ? [...new Set(words)].join(' ') : null
}

function whoWords(
  say: (key: string, params?: Record<string, string | number>) => string,
  service: Service,
): string | null {
  const { min_age, max_age, women_only, men_only, referral_only } = service.eligibility
  const words = [
    ...(min_age ? [say('who.min_age', { age: min_age })] : []),
    ...(max_age ? [say('who.max_age', { age: max_age })] : []),
    ...(women_only ? [say('who.women_only')] : []),
    ...(men_only ? [say('who.men_only')] : []),
    ...(referral_only ? [say('who.referral_only')] : []),
    ...service.attendance.map((one) => say(`attendance.${one}`)),
  ]
  return words.length > 0 ? words.join(' ') : null
}

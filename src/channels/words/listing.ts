import type { Temporal } from 'temporal-polyfill'
import { type Sentences, serviceText } from '../../content/sentences.ts'
import type { Contact, Directory, Listed, Service } from '../../directory/index.ts'
import type { ChannelId, Language } from '../../taxonomy.ts'
import { openingWords } from './when.ts'

/** What wording needs: the sentences, the records, and where and when they are read. */
export type Wording = {
  sentences: Sentences
  directory: Directory
  language: Language
  channel: ChannelId
  now: Temporal.Instant
  /** Somebody else may read it: nothing is named by its subject. */
  plain?: boolean | undefined
}

/** One service as words, field by field; a channel decides which it has room for. Null: nothing to say. */
export type ListingWords = {
  id: string
  name: string
  kind: string
  contact: string
  opening: string | null
  distance: string | null
  unconfirmed: string | null
}

/** @returns null where the service is gone from the directory since it was found */
export function listingWords(wording: Wording, listed: Listed): ListingWords | null {
  const { sentences, language } = wording
  const service = wording.directory.get(listed.service)
  const contact = service?.contacts[listed.contact]
  if (!service || !contact) return null
  return {
    id: service.id,
    name: plainName(wording, service) ?? (wording.channel === 'web' ? service.name : (service.short ?? service.name)),
    kind: wording.plain ? '' : serviceText(sentences, language, service, 'kind', wording.channel),
    contact: contactWords(wording, service, contact, listed.location),
    opening: saysNothing(contact, listed) ? null : openingWords(wording, listed.opening),
    distance: distanceWords(wording, listed.miles),
    unconfirmed: listed.confirmed ? null : sentences.say(language, 'listing:unconfirmed'),
  }
}

/** A name that says why somebody rings there, in a text that somebody else may read; null where its own will do. */
export function plainName({ sentences, language, channel, plain }: Wording, { needs }: Service): string | null {
  return plain && needs[0] === 'domestic_abuse' ? sentences.say(language, 'listing:plain', undefined, channel) : null
}

/** A page or a mailbox has no times to be unknown. */
function saysNothing(contact: Contact, listed: Listed): boolean {
  return listed.opening.state === 'unknown' && (contact.type === 'web' || contact.type === 'email')
}

/** "0121 553 1333", "text SHOUT to 85258", "111, option 2", "cranstoun.org", or the address of a door to walk in by. */
export function contactWords(wording: Wording, service: Service, contact: Contact, location: number | null): string {
  const { sentences, language, channel } = wording
  const { type, value, keyword } = contact
  if (type === 'phone' && keyword) return sentences.say(language, `listing:keyword.${keyword}`, { value }, channel)
  if (type === 'text' && keyword)
    return sentences.say(language, 'listing:contact.text_keyword', { keyword, value }, channel)
  const address = addressWords(wording, service, location) ?? value
  return sentences.say(language, `listing:contact.${type}`, { value, address }, channel)
}

/** The address of a door, in one line; null where there is none to show. */
export function addressWords(wording: Wording, service: Service, location: number | null): string | null {
  const place = service.locations[location ?? 0]
  if (!place?.address || place.hidden) return null
  const address = [place.address, place.postcode].filter(Boolean).join(' ')
  return wording.sentences.say(wording.language, 'listing:contact.walk_in', { address }, wording.channel)
}

export function distanceWords(wording: Wording, miles: number | null): string | null {
  if (miles === null) return null
  return wording.sentences.say(wording.language, 'listing:miles', { count: Math.max(0.1, Math.round(miles * 10) / 10) })
}

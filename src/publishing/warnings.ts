import type { Bundle, Forbidden } from '../content/index.ts'
import { countsOf, readingAge, sentencesIn } from '../content/reading.ts'
import { nameOf } from '../directory/import/names.ts'
import type { Service } from '../directory/index.ts'
import { milesBetween } from '../places/index.ts'

/** What a curator is asked to look at again before saving; `key` is a sentence of the desk. */
export type Warning = { key: string; params?: Record<string, string> }

/** @param before the record as it was; null where it is new */
export function warningsOf(bundle: Bundle, before: Service | null, after: Service): Warning[] {
  return [
    ...forbiddenOf(bundle, after).map(({ never, why }) => ({ key: 'forbidden', params: { what: never, why } })),
    ...after.contacts.flatMap((contact) => contactWarnings(contact)),
    ...after.locations.flatMap((location) => placeWarnings(bundle, after, location)),
    ...hoursWarnings(after),
    ...personalIn([after.name, after.short, after.organization, ...(after.known_as ?? [])]),
    ...personalIn(after.locations.map(({ address }) => address)),
    ...(before ? lossWarnings(bundle, before, after) : []),
  ]
}

/** What of a service must not be published, whichever of its facts holds it. Where a fact was read is told to nobody. */
export function forbiddenOf(bundle: Bundle, service: Service): Forbidden[] {
  return bundle.forbiddenIn(JSON.stringify({ ...service, provenance: {} }))
}

/** A point farther than this from the centre of its own postcode's sector is a slip of the pen. */
const believableMiles = 3

/** A mobile, a mailbox or a password in a name, an address or the words about a service. */
function personalIn(texts: readonly (string | undefined)[]): Warning[] {
  return texts.flatMap((text) =>
    nameOf(text, 200).privateLeftOut ? [{ key: 'personal', params: { text: text ?? '' } }] : [],
  )
}

/** UK numbers are 0 and nine or ten digits (Ofcom's National Telephone Numbering Plan), or a short code. */
function contactWarnings({ type, value }: Service['contacts'][number]): Warning[] {
  if (type === 'email') return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value) ? [] : [{ key: 'email', params: { value } }]
  if (!['phone', 'text', 'textphone'].includes(type)) return []
  const digits = value.replaceAll(/[\s()-]/g, '')
  const mobile = /^(\+44|0)7[1-57-9]\d{8}$/.test(digits)
  const odd = !/^(0[1238]\d{8,9}|08\d{7,8}|07\d{9}|\+44\d{9,10}|\d{3,6}|18001\d{3,11})$/.test(digits)
  return [
    ...(odd ? [{ key: 'number', params: { value } }] : []),
    ...(mobile ? [{ key: 'mobile', params: { value } }] : []),
  ]
}

function placeWarnings(bundle: Bundle, service: Service, location: Service['locations'][number]): Warning[] {
  const { address, postcode, hidden, lat, lon } = location
  const found: Warning[] = []
  if (postcode) {
    const place = bundle.places.read(postcode)
    const known = place !== null && !('ambiguous' in place)
    if (!known) found.push({ key: 'postcodeUnknown', params: { postcode } })
    else if (!place.inArea && service.coverage === 'borough')
      found.push({ key: 'postcodeOutside', params: { postcode } })
    const centre = known ? bundle.places.point(place) : null
    const miles = centre && lat !== undefined && lon !== undefined ? milesBetween(centre, { lat, lon }) : 0
    if (miles > believableMiles) found.push({ key: 'pointFar', params: { postcode, miles: miles.toFixed(0) } })
  }
  const private_ = service.needs.includes('domestic_abuse') || /\b(refuge|safe house|hostel)\b/i.test(address)
  if (private_ && !hidden) found.push({ key: 'shouldHide', params: { address } })
  return found
}

/** More than 16 hours at a stretch, or two lines of one day that overlap, is mostly a slip of the pen. */
function hoursWarnings({ contacts, locations }: Service): Warning[] {
  return [...contacts, ...locations].flatMap(({ hours }) => {
    if (typeof hours === 'string') return []
    const slots = hours.flatMap(({ days, opens, closes }) =>
      days.map((day) => ({
        day,
        from: minutes(opens),
        to: minutes(closes) <= minutes(opens) ? minutes(closes) + 1440 : minutes(closes),
      })),
    )
    const overlap = slots.find((one, n) =>
      slots.slice(n + 1).some((other) => other.day === one.day && one.from < other.to && other.from < one.to),
    )
    const long = slots.find(({ from, to }) => to - from > 960)
    return [...(overlap ? [{ key: 'hoursOverlap' }] : []), ...(long ? [{ key: 'hoursLong' }] : [])]
  })
}

/** What people lose by the change. */
function lossWarnings(bundle: Bundle, before: Service, after: Service): Warning[] {
  const now = new Set(after.contacts.map(({ type, value }) => `${type}:${value}`))
  const lost = before.contacts
    .map(({ type, value }) => `${type}:${value}`)
    .filter((contact) => !now.has(contact) && bundle.confirmed(before.id, contact))
  const shown = before.locations.some(
    (was, n) => was.hidden && after.locations[n]?.hidden === false && after.locations[n]?.address === was.address,
  )
  return [
    ...lost.map((contact) => ({
      key: 'confirmationLost',
      params: { contact: contact.slice(contact.indexOf(':') + 1) },
    })),
    ...(after.core && (lost.length > 0 || after.status === 'inactive') ? [{ key: 'core' }] : []),
    ...(shown ? [{ key: 'unhidden' }] : []),
    ...(before.status === 'active' && after.status === 'inactive' ? [{ key: 'inactive' }] : []),
  ]
}

function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

/** NHS service manual: a reading age of 9 to 11, sentences of at most 20 words. */
const readingAgeLimit = 11
const sentenceWords = 20

/** What is hard to read in the words about a service. `names`: proper names, which are recognised and not read. */
export function wordsWarnings(text: string, names: readonly string[]): Warning[] {
  const sentences = sentencesIn(text, names)
  const counts = countsOf(sentences)
  const longest = Math.max(0, ...sentences.map((words) => words.length))
  const age = counts.word >= 10 ? readingAge(counts) : 0
  return [
    ...personalIn([text]),
    ...(longest > sentenceWords ? [{ key: 'longSentence', params: { words: String(longest) } }] : []),
    ...(age > readingAgeLimit ? [{ key: 'hardToRead', params: { age: age.toFixed(0) } }] : []),
  ]
}

import { isDeepStrictEqual } from 'node:util'
import { type Document, isMap, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml'
import { ownLists } from '../directory/import/own-terms.ts'
import {
  type Contact,
  type Hours,
  type Location,
  type Provenance,
  type Service,
  service,
} from '../directory/service.ts'
import { audiences } from '../taxonomy.ts'

/** Single words of a record, and lists of words, that the desk's form changes. */
const recordWords = ['name', 'organization', 'status', 'offered_by', 'cost', 'coverage'] as const
const recordLists = ['known_as', ...ownLists, 'languages'] as const

/** What of a record the desk's form changes; the rest is changed in the file itself. */
export type RecordChange = Pick<
  Service,
  (typeof recordWords)[number] | (typeof recordLists)[number] | 'eligibility'
> & {
  short: string
  fellowship: boolean
  /** `at`: its place in the list before; null for one that was added. One that is left out is taken out. */
  contacts: (Pick<Contact, 'type' | 'value' | 'keyword' | 'hours'> & { at: number | null })[]
  locations: (Pick<Location, 'address' | 'postcode' | 'town' | 'venue' | 'hidden' | 'hours' | 'lat' | 'lon'> & {
    at: number | null
  })[]
}

/** Where the facts that changed were learnt. `checked` is the day it was asked (ISO date). */
export type Origin = Pick<Provenance, 'source' | 'dated' | 'confidence'> & { checked: string }

/** A record as its file has it. Throws where the text is no record: the message says why. */
export function readRecord(text: string): Service {
  const document = parseDocument(text)
  const [error] = document.errors
  if (error) throw new Error(error.message)
  const read = service.safeParse(document.toJS())
  if (read.success) return read.data
  throw new Error(read.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; '))
}

/** The same, or null where the text is no record. */
export function readable(text: string): Service | null {
  try {
    return readRecord(text)
  } catch {
    return null
  }
}

/**
 * The file with a change made in it: comments, the order of fields and all that was not changed stay as they are. Facts
 * that changed carry the new origin; those that are gone lose theirs.
 */
export function changeRecord(text: string, change: RecordChange, origin: Origin | null): string {
  const before = readRecord(text)
  const document = parseDocument(text)
  const then = fieldsOf(change)
  const was: Record<string, unknown> = fieldsOf({ ...before, short: before.short ?? '' })
  for (const [field, value] of Object.entries(then)) {
    if (isDeepStrictEqual(value, was[field])) continue
    if (value === undefined) document.delete(field)
    else put(document, field, value)
  }
  setList(document, 'contacts', before.contacts, change.contacts, contactFields)
  setList(document, 'locations', before.locations, change.locations, locationFields)
  return withOrigin(write(document), before, origin)
}

/** The file's text with the origin of every fact in which it differs from `before`. */
export function withOrigin(text: string, before: Service | null, origin: Origin | null): string {
  const after = readRecord(text)
  const document = parseDocument(text)
  const kept = new Set(factsOf(after).keys())
  for (const fact of Object.keys(after.provenance))
    if (isContactFact(fact) && !kept.has(fact)) document.deleteIn(['provenance', fact])
  if (origin)
    for (const fact of changedFacts(before, after)) {
      const review_by = monthsAfter(
        origin.checked,
        after.core === 'crisis' || origin.confidence !== 'page-verified' ? 3 : 6,
      )
      const { source, dated, checked, confidence } = origin
      document.setIn(['provenance', fact], nodeOf(document, { source, dated, checked, review_by, confidence }))
    }
  // One that was empty stood on one line.
  const all = document.get('provenance')
  if (isMap(all)) all.flow = false
  return write(document)
}

/** The facts of a record, as provenance names them, that are stated in `after` and were not so in `before`. */
export function changedFacts(before: Service | null, after: Service): string[] {
  const known = before ? factsOf(before) : new Map<string, unknown>()
  return [...factsOf(after)].filter(([fact, value]) => !isDeepStrictEqual(known.get(fact), value)).map(([fact]) => fact)
}

/** Facts without a word on where they come from. */
export function unsourced(one: Service): string[] {
  return [...factsOf(one).keys()].filter((fact) => !one.provenance[fact])
}

/** Every fact a record states, with what it states. */
export function factsOf(one: Service): Map<string, unknown> {
  const { locations, contacts } = one
  const facts: [string, unknown, boolean][] = [
    ...contacts.map((contact): [string, unknown, boolean] => [
      `${contact.type}:${contact.value}`,
      [contact.keyword, contact.free],
      true,
    ]),
    ['address', locations.map(({ address }) => address), locations.length > 0],
    ['postcode', locations.map(({ postcode }) => postcode), locations.some(({ postcode }) => postcode)],
    ['coordinates', locations.map(({ lat, lon }) => [lat, lon]), locations.some(({ lat }) => lat !== undefined)],
    ['schedules', [...contacts, ...locations].map(({ hours }) => hours), hasHours(one)],
    ['eligibility', { ...one.eligibility, community_only: false }, isLimited(one.eligibility)],
    ['cost', one.cost, one.cost !== 'unknown'],
    ['languages', one.languages, one.languages.length > 0],
    ['fits', one.fits, one.fits.length > 0],
    ['attendance', one.attendance, one.attendance.length > 0],
    ['approach', one.approach, one.approach.length > 0],
    ['preferences', told(one.preferences), told(one.preferences).length > 0],
  ]
  return new Map(facts.filter(([, , stated]) => stated).map(([fact, value]) => [fact, value]))
}

function isLimited({ women_only, men_only, referral_only, min_age, max_age }: Service['eligibility']): boolean {
  return women_only || men_only || referral_only || min_age !== undefined || max_age !== undefined
}

/** Preferences that follow from other facts have no source of their own. */
function told(preferences: Service['preferences']): Service['preferences'] {
  return preferences.filter((one) => !['in_person', 'faith', 'still_using_ok', 'evenings'].includes(one))
}

function hasHours({ contacts, locations }: Service): boolean {
  return [...contacts, ...locations].some(({ hours }) => hours !== 'unknown')
}

function isContactFact(fact: string): boolean {
  return fact.includes(':')
}

/** A day (ISO date) some months later. */
export function monthsAfter(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1 + months, date)).toISOString().slice(0, 10)
}

export const contactFields = ['type', 'value', 'keyword', 'hours'] as const
export const locationFields = ['address', 'postcode', 'town', 'lat', 'lon', 'venue', 'hidden', 'hours'] as const

/** What a record says of its service as a whole, as it is written in files: undefined for what is left out there. */
export function fieldsOf(one: Omit<RecordChange, 'contacts' | 'locations'>): Record<string, unknown> {
  const everybody = isDeepStrictEqual([...one.audiences].sort(), [...audiences].sort())
  const { min_age, max_age, ...limits } = one.eligibility
  const eligibility = {
    ...(min_age === undefined ? {} : { min_age }),
    ...(max_age === undefined ? {} : { max_age }),
    ...Object.fromEntries(Object.entries(limits).filter(([, holds]) => holds)),
  }
  const lists = recordLists.map((field) => [field, one[field]?.length ? one[field] : undefined])
  return {
    ...Object.fromEntries(recordWords.map((field) => [field, one[field]])),
    ...Object.fromEntries(lists),
    short: one.short || undefined,
    status: one.status === 'active' ? undefined : one.status,
    cost: one.cost === 'unknown' ? undefined : one.cost,
    fellowship: one.fellowship || undefined,
    audiences: everybody ? undefined : one.audiences,
    eligibility: Object.keys(eligibility).length > 0 ? eligibility : undefined,
  }
}

/** Sets a field; one that was not there comes where records have it. */
function put(document: Document, field: string, value: unknown): void {
  const node = typeof value === 'object' ? nodeOf(document, value) : value
  const { contents } = document
  if (document.has(field) || !isMap(contents)) return void document.set(field, node)
  const order = Object.keys(service.shape)
  const after = contents.items.findIndex((pair) => order.indexOf(String(pair.key)) > order.indexOf(field))
  contents.items.splice(after < 0 ? contents.items.length : after, 0, document.createPair(field, node))
}

/** Each item that was there keeps its node, with its comments, wherever it now stands. */
function setList<T extends { at: number | null }>(
  document: Document,
  key: string,
  before: readonly object[],
  after: readonly T[],
  fields: readonly (keyof T & string)[],
): void {
  const list = document.get(key)
  if (!isSeq(list)) {
    if (after.length > 0)
      document.set(
        key,
        nodeOf(
          document,
          after.map((one) => plain(one, fields)),
        ),
      )
    return
  }
  list.items = after.map((one) => {
    const item = one.at === null ? undefined : list.items[one.at]
    const known = one.at === null ? undefined : before[one.at]
    if (!isMap(item) || !known) return nodeOf(document, plain(one, fields))
    const [now, was] = [plain(one, fields), plain(known as T, fields)]
    for (const field of fields) {
      if (isDeepStrictEqual(now[field], was[field])) continue
      if (now[field] === undefined) item.delete(field)
      else if (typeof now[field] === 'object') item.set(field, nodeOf(document, now[field]))
      else item.set(field, now[field])
    }
    return item
  })
  if (after.length === 0) document.delete(key)
}

/** As records are written: lists of words on one line, whatever could be taken for a number in quotes. */
export function nodeOf(document: Document, value: unknown): Node {
  const node = document.createNode(value) as Node
  visit(node, {
    Seq: (_key, seq) => {
      seq.flow = seq.items.every((item) => isScalar(item))
    },
    Scalar: (key, scalar) => {
      if (key !== 'key' && typeof scalar.value === 'string' && /^\d|^$/.test(scalar.value)) scalar.type = 'QUOTE_SINGLE'
    },
  })
  return node
}

/** What need not be written. */
const defaults: Readonly<Record<string, unknown>> = { hours: 'unknown', hidden: false, venue: 'neutral' }

/** Only these fields, without those that say nothing. */
export function plain<T extends object>(one: T, fields: readonly (keyof T & string)[]): Record<string, unknown> {
  return Object.fromEntries(
    fields
      .map((field) => [field, field === 'hours' ? plainHours(one[field] as Hours) : one[field]] as const)
      .filter(([field, value]) => value !== undefined && !(value === '' && field !== 'value' && field !== 'address'))
      .filter(([field, value]) => value !== defaults[field]),
  )
}

/** As it is written in files: defaults are left out. */
function plainHours(hours: Hours): unknown {
  if (typeof hours === 'string') return hours
  return hours.map(({ bank_holidays, meeting, ...slot }) => ({
    ...slot,
    ...(bank_holidays === 'unknown' ? {} : { bank_holidays }),
    ...(meeting ? { meeting } : {}),
  }))
}

/** As the records are written: lists flush with their key, single quotes, 120 characters wide. */
export function write(document: Document): string {
  return document.toString({ indentSeq: false, lineWidth: 120, singleQuote: true, flowCollectionPadding: false })
}

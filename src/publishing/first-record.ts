import { Document } from 'yaml'
import type { Contact, Service } from '../directory/index.ts'
import type { Need } from '../taxonomy.ts'
import { monthsAfter, nodeOf, readRecord, write } from './record.ts'

/** What a curator knows of a place that somebody told us of. */
export type FirstFacts = {
  id: string
  name: string
  /** '' where it has none. */
  address: string
  town: string | null
  contact: Pick<Contact, 'type' | 'value'> | null
  need: Need
  steward: string
  /** Where it was learnt, and the days (ISO dates) on which it was told and written down. */
  source: string
  told: string
  today: string
}

/** The words of records that have none of their own yet, in every language (locales/<language>/services.json). */
const sharedWords = 'imported'

/**
 * The file of a record that nobody has checked. It says so of each of its facts, and wants to be looked at within a month.
 * @throws Error where it would have no way to be reached
 */
export function firstRecord({ id, name, address, town, contact, need, ...told }: FirstFacts): string {
  const origin = {
    source: told.source,
    dated: told.told,
    checked: told.today,
    review_by: monthsAfter(told.today, 1),
    confidence: 'suggested',
  }
  const contacts = [...(contact ? [contact] : []), ...(address ? [{ type: 'walk_in', value: '' }] : [])]
  const facts = ['offer', ...contacts.map(({ type, value }) => `${type}:${value}`), ...(address ? ['address'] : [])]
  const record = {
    id,
    name,
    texts: sharedWords,
    organization: name,
    offered_by: 'community' satisfies Service['offered_by'],
    needs: [need],
    coverage: 'borough' satisfies Service['coverage'],
    contacts,
    ...(address ? { locations: [{ address, ...(town ? { town } : {}) }] } : {}),
    steward: told.steward,
    provenance: Object.fromEntries(facts.map((fact) => [fact, origin])),
  }
  const document = new Document()
  document.contents = nodeOf(document, record) as typeof document.contents
  const text = write(document)
  readRecord(text)
  return text
}

/** A name as an id: "Fern Lane Café" is fern-lane-cafe; `otherwise` where none of its letters are ours, or it is taken. */
export function idFor(name: string, taken: ReadonlySet<string>, otherwise: string): string {
  const plain = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '')
  return plain.length < 3 || taken.has(plain) ? [plain, otherwise].filter(Boolean).join('-') : plain
}

import { Document } from 'yaml'
import { slugify } from '../directory/import/values.ts'
import type { Service } from '../directory/index.ts'
import {
  contactFields,
  locationFields,
  nodeOf,
  type Origin,
  plain,
  type RecordChange,
  withOrigin,
  write,
} from './record.ts'

/** What a new record needs besides what the form of every record has. */
export type NewRecord = RecordChange &
  Pick<Service, 'id' | 'offered_by' | 'needs' | 'coverage' | 'fits'> & {
    /** Who keeps it true. */
    steward: string
  }

/** An id out of a service's name, which is the name of its file; empty where the name has no letter of ours. */
export function proposedId(name: string): string {
  return slugify(name, 40)
}

/** The file of a new record, every fact of it with where it was learnt. Throws where it would not be a record. */
export function createRecord(one: NewRecord, origin: Origin): string {
  const { id, name, short, organization, status, offered_by, needs, fits, cost, coverage, steward } = one
  const document = new Document({})
  const fields = {
    id,
    name,
    short: short || undefined,
    organization,
    status: status === 'active' ? undefined : status,
    offered_by,
    needs,
    fits: fits.length > 0 ? fits : undefined,
    cost: cost === 'unknown' ? undefined : cost,
    coverage,
    contacts: one.contacts.map((contact) => plain(contact, contactFields)),
    locations: one.locations.length > 0 ? one.locations.map((place) => plain(place, locationFields)) : undefined,
    steward,
    provenance: {},
  }
  for (const [field, value] of Object.entries(fields))
    if (value !== undefined) document.set(field, nodeOf(document, value))
  return withOrigin(write(document), null, origin)
}

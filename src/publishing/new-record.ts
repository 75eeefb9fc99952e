import { Document } from 'yaml'
import { slugify } from '../directory/import/values.ts'
import { type Service, service } from '../directory/service.ts'
import {
  contactFields,
  fieldsOf,
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
  Pick<Service, 'id'> & {
    /** Who keeps it true. */
    steward: string
  }

/** An id out of a service's name, which is the name of its file; empty where the name has no letter of ours. */
export function proposedId(name: string): string {
  return slugify(name, 40)
}

/** The file of a new record, every fact of it with where it was learnt. Throws where it would not be a record. */
export function createRecord(one: NewRecord, origin: Origin): string {
  const document = new Document({})
  const fields: Record<string, unknown> = {
    id: one.id,
    ...fieldsOf(one),
    contacts: one.contacts.map((contact) => plain(contact, contactFields)),
    locations: one.locations.length > 0 ? one.locations.map((place) => plain(place, locationFields)) : undefined,
    steward: one.steward,
    provenance: {},
  }
  for (const field of Object.keys(service.shape))
    if (fields[field] !== undefined) document.set(field, nodeOf(document, fields[field]))
  return withOrigin(write(document), null, origin)
}

import type { Request } from 'express'
import { type Contact, contact, type Location, type Service } from '../../directory/service.ts'
import { hoursFromText, hoursToText } from '../../publishing/hours.ts'
import type { Origin, RecordChange } from '../../publishing/record.ts'

/** A record's form as text fields, by name ("contacts.0.value"): what is shown, and what comes back. */
export type Fields = Readonly<Record<string, string>>

/** Empty rows for what is added. */
const spare = 1

/** A form's fields: a field that was sent twice counts once, and its lines end as files' do. */
export function fieldsOf(request: Request): Fields {
  const body: Record<string, unknown> = request.body ?? {}
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      const text = Array.isArray(value) ? value.at(-1) : value
      return [name, typeof text === 'string' ? text.replaceAll('\r\n', '\n').trim() : '']
    }),
  )
}

/** The form as it opens on a record. */
export function fieldsFor(
  service: Pick<Service, 'name' | 'short' | 'organization' | 'status' | 'cost' | 'contacts' | 'locations'>,
  words: { kind: string; about: string },
): Fields {
  const { name, short = '', organization, status, cost, contacts, locations } = service
  const rows = (list: string, items: readonly Record<string, string>[]) =>
    items.flatMap((item, n) => Object.entries(item).map(([field, value]) => [`${list}.${n}.${field}`, value] as const))
  return Object.fromEntries([
    ...Object.entries({ name, short, organization, status, cost, ...words }),
    ...rows(
      'contacts',
      contacts.map(({ type, value, keyword = '', hours }) => ({ type, value, keyword, hours: hoursToText(hours) })),
    ),
    ...rows(
      'locations',
      locations.map(({ address, postcode = '', town = '', hidden, hours }) => ({
        address,
        postcode,
        town,
        hidden: hidden ? 'yes' : '',
        hours: hoursToText(hours),
      })),
    ),
  ])
}

/** The rows of a list, the spare ones too. */
export function rowsOf(fields: Fields, list: string): number[] {
  const numbers = Object.keys(fields).flatMap((name) => {
    const [of, n] = name.split('.')
    return of === list ? [Number(n)] : []
  })
  return Array.from({ length: Math.max(-1, ...numbers) + 1 + spare }, (_, n) => n)
}

/** What a form asks for, or by field what is wrong with it (a sentence of the desk). `before`: the record it was opened on. */
export function changeFrom(
  fields: Fields,
  before: Pick<Service, 'contacts' | 'locations'>,
): { change: RecordChange; errors: Record<string, string> } {
  const errors: Record<string, string> = {}
  const text = (name: string) => fields[name] ?? ''
  const hours = (name: string) => {
    const read = hoursFromText(text(name))
    if (typeof read === 'string' || Array.isArray(read)) return read
    errors[name] = `hours.${read.fault}`
    return 'unknown' as const
  }
  if (!text('name')) errors.name = 'needed'
  if (!text('organization')) errors.organization = 'needed'
  if (text('short').length > 24) errors.short = 'tooLong'
  const contacts = rowsOf(fields, 'contacts').flatMap((n) => {
    const at = `contacts.${n}`
    const type = contact.shape.type.safeParse(text(`${at}.type`))
    const value = text(`${at}.value`)
    if (text(`${at}.gone`) || !type.success || (value === '' && type.data !== 'walk_in')) return []
    const keyword = text(`${at}.keyword`) || undefined
    return [
      {
        at: before.contacts[n] ? n : null,
        type: type.data as Contact['type'],
        value,
        keyword,
        hours: hours(`${at}.hours`),
      },
    ]
  })
  const locations = rowsOf(fields, 'locations').flatMap((n) => {
    const at = `locations.${n}`
    const address = text(`${at}.address`)
    if (text(`${at}.gone`) || address === '') return []
    const known: Location | undefined = before.locations[n]
    const postcode = text(`${at}.postcode`).toUpperCase() || undefined
    // Where it lies on the map goes with the postcode it was found by.
    const point = known && known.postcode === postcode ? { lat: known.lat, lon: known.lon } : {}
    const town = text(`${at}.town`) || undefined
    return [
      {
        at: known ? n : null,
        address,
        postcode,
        town,
        hidden: text(`${at}.hidden`) === 'yes',
        hours: hours(`${at}.hours`),
        ...point,
      },
    ]
  })
  if (contacts.length === 0) errors['contacts.0.value'] = 'noContact'
  const status: Service['status'] = text('status') === 'inactive' ? 'inactive' : 'active'
  const cost: Service['cost'] = text('cost') === 'free' ? 'free' : text('cost') === 'paid' ? 'paid' : 'unknown'
  const { name = '', short = '', organization = '' } = fields
  return { change: { name, short, organization, status, cost, contacts, locations }, errors }
}

/** Where the facts were learnt; null where the form does not say it whole. */
export function originFrom(fields: Fields, today: string): Origin | null {
  const { source = '', dated = '', confidence } = fields
  if (source.length < 3 || !dated) return null
  if (confidence !== 'told' && confidence !== 'page-verified' && confidence !== 'page-verified-stale') return null
  return { source, dated, confidence, checked: today }
}

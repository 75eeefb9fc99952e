import type { Request } from 'express'
import { webOf } from '../../directory/import/values.ts'
import { type Contact, contact, type Location, location, type Service } from '../../directory/service.ts'
import { hoursFromText, hoursToText } from '../../publishing/hours.ts'
import type { Origin, RecordChange } from '../../publishing/record.ts'
import { typed } from '../../publishing/typed.ts'
import { tickedFields, traitFields, traitsFrom } from './traits.ts'

/** A record's form as text fields, by name ("contacts.0.value"): what is shown, and what comes back. */
export type Fields = Readonly<Record<string, string>>

/** Empty rows for what is added. */
const spare = 1

/**
 * A form's fields, as they may stand in a file. Of a field that was sent twice the last counts; boxes of one name are a field
 * each ("needs.food").
 */
export function fieldsOf(request: Request): Fields {
  const body: Record<string, unknown> = request.body ?? {}
  return Object.fromEntries(
    Object.entries(body).flatMap(([name, value]) => {
      const texts = [value].flat().map((one) => (typeof one === 'string' ? typed(one) : ''))
      if (!tickedFields.some((field) => field === name)) return [[name, texts.at(-1) ?? ''] as const]
      return texts.filter((one) => /^[a-z0-9_-]+$/.test(one)).map((one) => [`${name}.${one}`, 'yes'] as const)
    }),
  )
}

/** The form as it opens on a record. */
export function fieldsFor(service: Pick<Service, keyof RecordChange>, words: { kind: string; about: string }): Fields {
  const { name, short = '', organization, status, cost, contacts, locations } = service
  const rows = (list: string, items: readonly Record<string, string>[]) =>
    items.flatMap((item, n) => Object.entries(item).map(([field, value]) => [`${list}.${n}.${field}`, value] as const))
  return Object.fromEntries([
    ...Object.entries({ name, short, organization, status, cost, ...words, ...traitFields(service) }),
    ...rows(
      'contacts',
      contacts.map(({ type, value, keyword = '', hours }) => ({ type, value, keyword, hours: hoursToText(hours) })),
    ),
    ...rows(
      'locations',
      locations.map(({ address, postcode = '', town = '', venue, hidden, hours, lat, lon }) => ({
        address,
        postcode,
        town,
        venue,
        point: lat === undefined || lon === undefined ? '' : `${lat}, ${lon}`,
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

/** What a form asks for, or by field what is wrong with it (a sentence of the desk). `before`: the record it was opened on; null for a new one. */
export function changeFrom(
  fields: Fields,
  before: Service | null,
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
  for (const name of Object.keys(fields))
    if (oneLine.test(name) && text(name).length > mostLetters) errors[name] = 'muchTooLong'
  const contacts = rowsOf(fields, 'contacts').flatMap((n) => {
    const at = `contacts.${n}`
    const type = contact.shape.type.safeParse(text(`${at}.type`))
    const value = text(`${at}.value`)
    if (text(`${at}.gone`) || !type.success || (value === '' && type.data !== 'walk_in')) return []
    const keyword = text(`${at}.keyword`) || undefined
    const link = type.data === 'web' || type.data === 'chat'
    const linked = link ? webOf(value) : null
    if (link && !linked) errors[`${at}.value`] = 'web'
    return [
      {
        at: before?.contacts[n] ? n : null,
        type: type.data as Contact['type'],
        value: linked ?? value,
        keyword,
        hours: hours(`${at}.hours`),
      },
    ]
  })
  const locations = rowsOf(fields, 'locations').flatMap((n) => {
    const at = `locations.${n}`
    const address = text(`${at}.address`)
    const known: Location | undefined = before?.locations[n]
    const postcode = text(`${at}.postcode`).toUpperCase() || undefined
    const town = text(`${at}.town`) || undefined
    const empty = !address && !postcode && !town && !text(`${at}.point`)
    // One that is known by nothing at all is still a place, until somebody takes it out.
    if (text(`${at}.gone`) || (empty && known?.address !== '')) return []
    const point = pointFrom(text(`${at}.point`))
    if (point === null) errors[`${at}.point`] = 'point'
    // Where it lies on the map goes with the postcode it was found by, unless somebody gave another point too.
    const stale = known && known.postcode !== postcode && known.lat === point?.lat && known.lon === point?.lon
    return [
      {
        at: known ? n : null,
        address,
        postcode,
        town,
        hidden: text(`${at}.hidden`) === 'yes',
        venue: location.shape.venue.unwrap().safeParse(text(`${at}.venue`)).data ?? known?.venue ?? 'neutral',
        hours: hours(`${at}.hours`),
        ...(stale ? {} : point),
      },
    ]
  })
  if (contacts.length === 0) errors['contacts.0.value'] = 'noContact'
  const status: Service['status'] = text('status') === 'inactive' ? 'inactive' : 'active'
  const cost: Service['cost'] = text('cost') === 'free' ? 'free' : text('cost') === 'paid' ? 'paid' : 'unknown'
  const { name = '', short = '', organization = '' } = fields
  const traits = traitsFrom(fields, before, errors)
  return { change: { name, short, organization, status, cost, contacts, locations, ...traits }, errors }
}

/** Fields of one line, and what they may hold at most: more is a whole page, pasted by a slip. */
const oneLine = /^(name|organization|known_as|languages)$|\.(address|value|town|postcode|keyword)$/
const mostLetters = 200

/** "52.5264, -2.0636" as a map copies it; undefined for nothing, null for what is no point. */
function pointFrom(text: string): { lat: number; lon: number } | undefined | null {
  if (text === '') return undefined
  const [, lat, lon] = /^\(?(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\)?$/.exec(text) ?? []
  if (lat === undefined || lon === undefined || Math.abs(Number(lat)) > 90 || Math.abs(Number(lon)) > 180) return null
  return { lat: Number(lat), lon: Number(lon) }
}

/** Where the facts were learnt; null where the form does not say it whole. */
export function originFrom(fields: Fields, today: string): Origin | null {
  const { source = '', dated = '', confidence } = fields
  if (source.length < 3 || !dated) return null
  if (confidence !== 'told' && confidence !== 'page-verified' && confidence !== 'page-verified-stale') return null
  return { source, dated, confidence, checked: today }
}

import Papa from 'papaparse'
import { between, type Column, columns, contactColumns, type More, moreColumns, originColumns } from '../import/csv.ts'
import { writeOpening } from '../import/opening-text.ts'
import type { Contact, Hours, Service } from '../service.ts'
import { openingOf } from './open-referral.ts'
import { sourcesOf } from './sources.ts'

/**
 * The directory as the spreadsheet that `import csv` reads. A service with several places has a line for each, of which the
 * second and later carry the id with a number. Whose data a row is stands at its end. What a spreadsheet would take for a formula is written as text.
 */
export function toCsv(services: readonly Service[]): string {
  const fields = [...columns, ...moreColumns, ...originColumns]
  const rows = services.flatMap((service) => {
    const places = service.locations.length > 0 ? service.locations : [null]
    return places.map((place, index) => rowOf(service, index, place))
  })
  return `${Papa.unparse({ fields, data: rows.map((row) => fields.map((key) => row[key] ?? '')) }, { escapeFormulae: true, newline: '\r\n' })}\r\n`
}

function rowOf(
  service: Service,
  index: number,
  place: Service['locations'][number] | null,
): Partial<Record<Column | More | (typeof originColumns)[number], string>> {
  const of = (type: Contact['type']) => service.contacts.filter((one) => one.type === type).map((one) => one.value)
  const hours = place?.hours ?? openingOf(service)
  const { min_age, max_age, ...only } = service.eligibility
  const sources = sourcesOf(service)
  return {
    id: index === 0 ? service.id : `${service.id}-${index + 1}`,
    name: service.name,
    organisation: service.organization,
    needs: listed(service.needs),
    audiences: listed(service.audiences),
    substances: listed(service.substances ?? []),
    approach: listed(service.approach),
    attendance: listed(service.attendance),
    fits: listed(service.fits),
    preferences: listed(service.preferences),
    first_contact: listed(service.first_contact),
    offered_by: service.offered_by,
    phone: listed(of('phone')),
    text: listed(of('text')),
    website: listed(of('web')),
    email: listed(of('email')),
    drop_in: of('walk_in').length > 0 ? 'yes' : '',
    address: place?.address ?? '',
    town: place?.town && !place.postcode ? place.town.replaceAll('-', ' ') : '',
    postcode: place?.postcode ?? '',
    opening: hours === 'unknown' ? '' : writeOpening(hours),
    free: service.cost === 'free' ? 'yes' : service.cost === 'paid' ? 'no' : '',
    languages: listed(service.languages),
    min_age: min_age === undefined ? '' : String(min_age),
    max_age: max_age === undefined ? '' : String(max_age),
    only_for: listed(Object.entries(only).flatMap(([key, value]) => (value ? [key] : []))),
    national: service.coverage === 'national' ? 'yes' : '',
    latitude: place?.lat === undefined ? '' : String(place.lat),
    longitude: place?.lon === undefined ? '' : String(place.lon),
    textphone: listed(of('textphone')),
    chat: listed(of('chat')),
    contact_opening: contactOpening(service, hours, place !== null),
    coverage: service.coverage === 'national' ? '' : service.coverage,
    fellowship: service.fellowship ? 'yes' : '',
    emergency: service.emergency ? 'yes' : '',
    texts: service.texts ?? service.id,
    source: listed(sources.map((one) => one.source)),
    licence: listed([...new Set(sources.map((one) => one.licence))]),
    attribution: listed(sources.flatMap((one) => one.attribution ?? [])),
  }
}

/** Only where it says more than `opening` does: whoever changes that must not have to change both. */
function contactOpening({ contacts }: Service, opening: Hours, hasPlace: boolean): string {
  const usual = hasPlace ? 'unknown' : opening
  const byColumn = contactColumns.flatMap(([, type]) => contacts.filter((one) => one.type === type))
  const same = byColumn.every(
    ({ type, hours }) =>
      // Only with it is a chat read, for which Open Referral has no word.
      type !== 'chat' &&
      JSON.stringify(hours) === JSON.stringify(['email', 'walk_in'].includes(type) ? 'unknown' : usual),
  )
  return same ? '' : byColumn.map(({ hours }) => (hours === 'unknown' ? '' : writeOpening(hours))).join(' | ')
}

function listed(values: readonly string[]): string {
  return values.join(`${between} `)
}

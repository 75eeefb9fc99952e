import { writeOpening } from '../import/opening-text.ts'
import { ownEligibility, ownLists, ownTaxonomy, ownWords } from '../import/own-terms.ts'
import { linkTo } from '../import/values.ts'
import type { Contact, Hours, Location, Schedule, Service } from '../service.ts'
import { uuidOf } from './ids.ts'
import type { Publication } from './published.ts'
import { sourcesOf } from './sources.ts'

type Row = Record<string, unknown>

/** A service as the list of `/services` has it: what belongs to it once. */
export function serviceSummary(service: Service, publication: Publication): Row {
  const { describe, confirmedOn } = publication
  const web = contactOf(service, 'web')
  const email = contactOf(service, 'email')
  const { min_age, max_age } = service.eligibility
  const confirmed = confirmedOn(service)
  const days = readOn(service)
  const assured = confirmed ?? days[0]
  const latest = modifiedOn(service, publication)
  return {
    id: uuidOf('service', service.id),
    organization_id: organizationId(service),
    name: service.name,
    description: describe(service),
    ...(web ? { url: linkTo(web) } : {}),
    ...(email ? { email } : {}),
    status: 'active',
    ...(min_age === undefined ? {} : { minimum_age: min_age }),
    ...(max_age === undefined ? {} : { maximum_age: max_age }),
    ...(assured ? { assured_date: assured } : {}),
    ...(latest ? { last_modified: momentOf(latest) } : {}),
    organization: organizationOf(service),
    // The standard has no field for these, and allows others' (its profile_compliance.md).
    fingerpost: {
      ...(assured ? { assured_by: confirmed ? 'confirmed' : 'source_read' } : {}),
      sources: sourcesOf(service),
    },
  }
}

/** What a list of the services says that is only to be compared with another one (`minimal`). */
export function serviceMinimal(service: Service, publication: Publication): Row {
  const latest = modifiedOn(service, publication)
  return { id: uuidOf('service', service.id), ...(latest ? { modified_date: momentOf(latest) } : {}) }
}

/** The latest day (ISO) on which a source of it was read, or somebody confirmed it; null where it says none. */
export function modifiedOn(service: Service, { confirmedOn }: Publication): string | null {
  return [...readOn(service), confirmedOn(service) ?? ''].sort().at(-1) || null
}

function momentOf(day: string): string {
  return `${day}T00:00:00.000Z`
}

/** A service with all that belongs to it. */
export function serviceFull(service: Service, publication: Publication): Row {
  const own = uuidOf('service', service.id)
  const hours = service.locations.length > 0 ? 'unknown' : openingOf(service)
  const servedBy = service.coverage === 'national' ? 'United Kingdom' : publication.area.name
  const phones = service.contacts.flatMap((one) => phoneOf(one, service.id))
  const summary = serviceSummary(service, publication)
  return {
    ...summary,
    fingerpost: { ...(summary.fingerpost as Row), contacts: service.contacts.map(contactRow) },
    phones,
    schedules: schedulesOf(hours, service.id).map((one) => ({ ...one, service_id: own })),
    service_areas: [
      { id: uuidOf('service_area', service.id), service_id: own, name: servedBy, service_area: servedBy },
    ],
    service_at_locations: service.locations.map((_, index) => atLocation(service, index, publication)),
    languages: service.languages.map((code) => ({
      id: uuidOf('language', `${service.id}/${code}`),
      code,
      name: new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code,
    })),
    cost_options:
      service.cost === 'free'
        ? [{ id: uuidOf('cost_option', service.id), service_id: own, option: 'Free', amount: 0, currency: 'GBP' }]
        : [],
    attributes: termsOf(service).map(({ taxonomy, name }) => ({
      id: uuidOf('attribute', `${service.id}/${taxonomy}/${name}`),
      link_id: own,
      link_type: 'service',
      link_entity: 'service',
      taxonomy_term_id: uuidOf('taxonomy_term', `${taxonomy}/${name}`),
      taxonomy_term: termOf(taxonomy, name),
    })),
  }
}

/** A service at one of its locations, with the service; only the locations that are asked for. */
export function serviceAtLocations(
  service: Service,
  publication: Publication,
  asked: (place: Location) => boolean = () => true,
  write: (service: Service, publication: Publication) => Row = serviceSummary,
): Row[] {
  return service.locations.flatMap((place, index) =>
    asked(place) ? [{ ...atLocation(service, index, publication), service: write(service, publication) }] : [],
  )
}

export function organizationOf(service: Service): Row {
  return { id: organizationId(service), name: service.organization, description: service.organization }
}

/** Every term that some service carries, and the taxonomies they are of. */
export function allTerms(services: readonly Service[]): Row[] {
  const terms = new Map(services.flatMap(termsOf).map((one) => [`${one.taxonomy}/${one.name}`, one]))
  return [...terms.values()].map(({ taxonomy, name }) => termOf(taxonomy, name))
}

export function allTaxonomies(): Row[] {
  return [...ownLists, ...ownWords, 'eligibility'].map((dimension) => ({
    id: uuidOf('taxonomy', dimension),
    name: `${ownTaxonomy}:${dimension}`,
    description: `Fingerpost, ${dimension.replaceAll('_', ' ')}`,
  }))
}

/** The words of a service that Open Referral has no field for, as terms of our taxonomies. */
export function termsOf(service: Service): { taxonomy: string; name: string }[] {
  const words: Record<(typeof ownWords)[number], string | null> = {
    offered_by: service.offered_by,
    coverage: service.coverage,
    texts: service.texts ?? service.id,
    fellowship: service.fellowship ? 'true' : null,
    emergency: service.emergency ? 'true' : null,
    walk_in: service.contacts.some((one) => one.type === 'walk_in') ? 'true' : null,
    // A price that nobody states has no place among cost options.
    cost: service.cost === 'paid' ? 'paid' : null,
  }
  return [
    ...ownLists.flatMap((key) => (service[key] ?? []).map((name: string) => ({ taxonomy: key, name }))),
    ...ownWords.flatMap((key) => (words[key] ? [{ taxonomy: key, name: words[key] }] : [])),
    ...ownEligibility.filter((key) => service.eligibility[key]).map((name) => ({ taxonomy: 'eligibility', name })),
  ]
}

function termOf(taxonomy: string, name: string): Row {
  return {
    id: uuidOf('taxonomy_term', `${taxonomy}/${name}`),
    code: name,
    name,
    term: name,
    description: name.replaceAll('_', ' '),
    taxonomy: `${ownTaxonomy}:${taxonomy}`,
    taxonomy_id: uuidOf('taxonomy', taxonomy),
  }
}

function organizationId(service: Service): string {
  return uuidOf('organization', service.organization)
}

/** The days (ISO) on which the sources of its facts were last read, the one longest ago first. */
export function readOn({ provenance }: Service): string[] {
  return Object.values(provenance)
    .map((one) => one.checked)
    .sort()
}

function contactOf(service: Service, type: Contact['type']): string | null {
  return service.contacts.find((one) => one.type === type)?.value ?? null
}

const phoneTypes: Partial<Record<Contact['type'], string>> = { phone: 'voice', text: 'text', textphone: 'textphone' }

function phoneOf({ type, value }: Contact, service: string): Row[] {
  const kind = phoneTypes[type]
  return kind ? [{ id: uuidOf('phone', `${service}/${type}:${value}`), number: value, type: kind }] : []
}

/** A contact in full: the standard knows no hours of a number, no drop-in, and one address on the web. */
function contactRow({ type, value, hours }: Contact): Row {
  return { type, value, ...(hours === 'unknown' ? {} : { hours: writeOpening(hours) }) }
}

function atLocation(service: Service, index: number, { area }: Publication): Row {
  const key = `${service.id}/${index}`
  const id = uuidOf('service_at_location', key)
  const place = service.locations[index]
  if (!place) throw new Error(`${service.id} has no location ${index}`)
  const address = addressOf(place, area.nation)
  const location_id = uuidOf('location', key)
  return {
    id,
    service_id: uuidOf('service', service.id),
    location_id,
    location: {
      id: location_id,
      location_type: 'physical',
      name: address ? place.address : [place.address, place.postcode].filter(Boolean).join(', '),
      ...(place.lat === undefined || place.lon === undefined ? {} : { latitude: place.lat, longitude: place.lon }),
      addresses: address ? [{ id: uuidOf('address', key), location_id, ...address }] : [],
      ...(place.town ? { fingerpost: { town: place.town } } : {}),
    },
    schedules: schedulesOf(place.hours, key).map((one) => ({ ...one, service_at_location_id: id })),
  }
}

/**
 * Open Referral asks every address for its town, its postcode and its state or province. Null where one of them is not
 * known, for an empty one would be no address: what is known then stands in the name of the location.
 */
function addressOf({ address, town, postcode }: Location, nation: string): Row | null {
  if (!town || !postcode) return null
  return {
    address_1: address,
    city: town.replaceAll('-', ' ').replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
    state_province: nation,
    postal_code: postcode,
    country: 'GB',
    address_type: 'physical',
  }
}

/** The hours of a service that has no place; the hours of the others are those of their places. */
export function openingOf({ contacts }: Service): Hours {
  return contacts[0]?.hours ?? 'unknown'
}

/** The slots of a week, none where nobody knows them. */
export function slotsOf(hours: Hours): readonly Schedule[] {
  return hours === 'unknown' ? [] : hours === 'always' ? [wholeWeek] : hours
}

/** RFC 5545 in columns; `notes` says in full what it has no column for, as `readOpening` reads it. */
export function schedulesOf(hours: Hours, key: string): Row[] {
  return slotsOf(hours).map((one, index) => ({
    id: uuidOf('schedule', `${key}/${index}`),
    freq: one.nth ? 'MONTHLY' : 'WEEKLY',
    interval: one.every?.weeks ?? 1,
    byday: one.nth ? one.nth.flatMap((nth) => one.days.map((day) => `${nth}${day}`)).join(',') : one.days.join(','),
    opens_at: timeOf(one.opens),
    closes_at: timeOf(one.closes),
    ...(one.every ? { dtstart: one.every.from } : {}),
    ...(one.from ? { valid_from: one.from } : {}),
    ...(one.until ? { valid_to: one.until } : {}),
    notes: `Fingerpost: ${hours === 'always' ? hours : writeOpening([one])}`,
  }))
}

/** A time of the day; the standard knows midnight only as the beginning of one. */
function timeOf(time: string): string {
  return time === '24:00' ? '00:00:00' : `${time}:00`
}

const wholeWeek: Schedule = {
  days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
  opens: '00:00',
  closes: '24:00',
  bank_holidays: 'open',
  meeting: false,
}

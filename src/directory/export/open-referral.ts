import { writeOpening } from '../import/opening-text.ts'
import { ownEligibility, ownLists, ownTaxonomy, ownWords } from '../import/own-terms.ts'
import { linkTo } from '../import/values.ts'
import type { Contact, Hours, Location, Schedule, Service } from '../service.ts'
import { uuidOf } from './ids.ts'
import type { Publication } from './published.ts'

type Row = Record<string, unknown>

/** A service as the list of `/services` has it: what belongs to it once. */
export function serviceSummary(service: Service, { describe }: Publication): Row {
  const web = contactOf(service, 'web')
  const email = contactOf(service, 'email')
  const { min_age, max_age } = service.eligibility
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
    ...(assuredOn(service) ? { assured_date: assuredOn(service) } : {}),
    organization: organizationOf(service),
  }
}

/** A service with all that belongs to it. */
export function serviceFull(service: Service, publication: Publication): Row {
  const own = uuidOf('service', service.id)
  const hours = service.locations.length > 0 ? 'unknown' : (service.contacts[0]?.hours ?? 'unknown')
  const phones = service.contacts.flatMap((one) => phoneOf(one, service.id))
  return {
    ...serviceSummary(service, publication),
    phones,
    schedules: schedulesOf(hours, service.id),
    service_areas: [
      {
        id: uuidOf('service_area', service.id),
        service_id: own,
        name: service.coverage === 'national' ? 'United Kingdom' : publication.area.name,
      },
    ],
    service_at_locations: service.locations.map((place, index) => atLocation(service, place, index)),
    languages: service.languages.map((code) => ({
      id: uuidOf('language', `${service.id}/${code}`),
      code,
      name: new Intl.DisplayNames(['en'], { type: 'language' }).of(code) ?? code,
    })),
    cost_options:
      service.cost === 'free'
        ? [{ id: uuidOf('cost_option', service.id), option: 'Free', amount: 0, currency: 'GBP' }]
        : [],
    attributes: termsOf(service).map(({ taxonomy, name }) => ({
      id: uuidOf('attribute', `${service.id}/${taxonomy}/${name}`),
      link_type: 'service',
      link_entity: 'service',
      taxonomy_term: termOf(taxonomy, name),
    })),
  }
}

/** A service at one of its locations, with the service. */
export function serviceAtLocations(service: Service, publication: Publication): Row[] {
  return service.locations.map((place, index) => ({
    ...atLocation(service, place, index),
    service_id: uuidOf('service', service.id),
    service: serviceSummary(service, publication),
  }))
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
    description: name.replaceAll('_', ' '),
    taxonomy: `${ownTaxonomy}:${taxonomy}`,
    taxonomy_id: uuidOf('taxonomy', taxonomy),
  }
}

function organizationId(service: Service): string {
  return uuidOf('organization', service.organization)
}

/** The day its facts were last checked; the one checked longest ago counts. */
function assuredOn({ provenance }: Service): string | null {
  const days = Object.values(provenance).map((one) => one.checked)
  return days.sort()[0] ?? null
}

function contactOf(service: Service, type: Contact['type']): string | null {
  return service.contacts.find((one) => one.type === type)?.value ?? null
}

const phoneTypes: Partial<Record<Contact['type'], string>> = { phone: 'voice', text: 'text', textphone: 'textphone' }

function phoneOf({ type, value }: Contact, service: string): Row[] {
  const kind = phoneTypes[type]
  return kind ? [{ id: uuidOf('phone', `${service}/${type}:${value}`), number: value, type: kind }] : []
}

function atLocation(service: Service, place: Location, index: number): Row {
  const key = `${service.id}/${index}`
  return {
    id: uuidOf('service_at_location', key),
    location: {
      id: uuidOf('location', key),
      location_type: 'physical',
      name: place.address,
      ...(place.lat === undefined || place.lon === undefined ? {} : { latitude: place.lat, longitude: place.lon }),
      addresses: [
        {
          id: uuidOf('address', key),
          address_1: place.address,
          city: nameOfTown(place),
          state_province: '',
          postal_code: place.postcode ?? '',
          country: 'GB',
          address_type: 'physical',
        },
      ],
    },
    schedules: schedulesOf(place.hours, key),
  }
}

function nameOfTown({ town }: Location): string {
  return (town ?? '').replaceAll('-', ' ').replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())
}

/** RFC 5545 in columns; `notes` says in full what it has no column for, as `readOpening` reads it. */
export function schedulesOf(hours: Hours, key: string): Row[] {
  if (hours === 'unknown') return []
  const all: readonly Schedule[] = hours === 'always' ? [wholeWeek] : hours
  return all.map((one, index) => ({
    id: uuidOf('schedule', `${key}/${index}`),
    freq: one.nth ? 'MONTHLY' : 'WEEKLY',
    interval: one.every?.weeks ?? 1,
    byday: one.nth ? one.nth.flatMap((nth) => one.days.map((day) => `${nth}${day}`)).join(',') : one.days.join(','),
    opens_at: `${one.opens}:00`,
    closes_at: `${one.closes}:00`,
    ...(one.every ? { dtstart: one.every.from } : {}),
    ...(one.from ? { valid_from: one.from } : {}),
    ...(one.until ? { valid_to: one.until } : {}),
    notes: `Fingerpost: ${hours === 'always' ? hours : writeOpening([one])}`,
  }))
}

const wholeWeek: Schedule = {
  days: ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'],
  opens: '00:00',
  closes: '24:00',
  bank_holidays: 'open',
  meeting: false,
}

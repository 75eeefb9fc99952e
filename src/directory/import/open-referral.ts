import type { z } from 'zod'
import { type Need, needs } from '../../taxonomy.ts'
import type { service as fullService } from '../service.ts'
import { type Draft, FeedError, type Flag, parseJson, type Reading, readRows } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import { languagesOf } from './languages.ts'
import type { Known } from './meeting.ts'
import { namedIn } from './names.ts'
import { contactsOf, costOf, holdsKey } from './offer.ts'
import { ownContactsOf } from './own-contacts.ts'
import { ownTermsOf, type Term } from './own-terms.ts'
import { closedDaysOf, hoursOf, operatingHoursOf, type ReadHours } from './schedules.ts'
import { servicesOfTables } from './tables.ts'
import { dateOf, type Fields, fieldsOf, idOf, isFields, listOf, numberOf, postcodeOf, textOf, webOf } from './values.ts'
import { isAbroad, placeOf, withoutPostcode } from './where.ts'

/**
 * Open Referral: the UK profile's v3 and v1 and HSDS 3.x, as a page of services, a list, a package, one service or one
 * organisation with its services. What v1 nests otherwise is read by its own names beside those of v3.
 * @throws FeedError for what is none of these
 */
export function readOpenReferral(text: string, known: Known): Reading {
  const data = parseJson(text)
  const rows = servicesIn(data)
  if (!rows) throw new FeedError('it holds no list of services')
  const reading = readRows(
    rows,
    (row) => (isFields(row) ? idOf(row.id) : null),
    (row) => readService(row, known),
  )
  const { items, pages } = saidOf(data)
  if (items !== null && items !== rows.length) reading.notes.push(`the page says ${items} and holds ${rows.length}`)
  if (pages > 1) reading.notes.push(`this is one page of ${pages}`)
  const partial = pages > 1 || (items !== null && items > rows.length)
  if (partial) reading.notes.push('it is only a part of the directory, so nothing is retired')
  return { ...reading, partial }
}

/** How many services, on how many pages, an envelope says that there are (v3, and v1 as Spring writes it). */
export function saidOf(data: unknown): { items: number | null; pages: number } {
  if (!isFields(data)) return { items: null, pages: 1 }
  return {
    items: numberOf(data.total_items) ?? numberOf(data.totalElements),
    pages: numberOf(data.total_pages) ?? numberOf(data.totalPages) ?? 1,
  }
}

/** The rows of a feed, organisations opened; null where there are none to be found. */
export function servicesIn(data: unknown): unknown[] | null {
  const whole = listOf(data)
  if (whole) return whole.flatMap((one) => (isFields(one) && isOrganization(one) ? servicesOf(one) : [one]))
  if (!isFields(data)) return null
  const joined = isOrganization(data) ? null : servicesOfTables(data)
  if (joined) return joined
  for (const key of ['contents', 'content', 'services', 'organizations', 'data', 'results', 'items'])
    if (listOf(data[key]) && !(key === 'services' && isOrganization(data))) return servicesIn(data[key])
  if (isOrganization(data)) return servicesOf(data)
  if (isFields(data.service) && !('service_id' in data)) return [data.service]
  return idOf(data.id) && textOf(data.name) ? [data] : null
}

function isOrganization(value: unknown): boolean {
  return isFields(value) && 'services' in value && textOf(value.name) !== null && !isFields(value.organization)
}

/** What only an organisation says of itself (HSDS 3, organization), in directories that list these by themselves. */
const ofOrganizations = ['services', 'legal_status', 'tax_status', 'year_incorporated', 'organization_identifiers']

/** Its services, each with it; itself where it has none, to be told of. */
function servicesOf(whole: Fields): unknown[] {
  const { services, ...organization } = whole
  const found = listOf(services) ?? []
  return found.length > 0 ? found.map((one) => (isFields(one) ? { organization, ...one } : one)) : [whole]
}

export function readService(row: unknown, known: Known): Draft | string {
  if (!isFields(row)) return 'it is not a record'
  const id = idOf(row.id)
  if (!id) return 'it has no id'
  if ('term_uri' in row || ('taxonomy' in row && !('status' in row))) return 'it is a term of a taxonomy, not a service'
  if (!('status' in row || isFields(row.organization)) && ofOrganizations.some((key) => key in row))
    return 'it is an organisation without services, not a service'
  const flags: Flag[] = []
  const name = namedIn(row.name, 120, flags)
  if (!name && 'service_id' in row && 'location' in row) return 'it is a place of a service, not a service'
  if (!name) return 'it has no name'
  const terms = termsOf(row)
  const own = ownTermsOf(terms)
  const found = own.needs ?? needsOf([name, ...terms.map((term) => term.name)], known.facts)
  if (found.length === 0) flags.push('needs_unsorted')
  const organization = namedIn(isFields(row.organization) ? row.organization.name : row.organization, 120, flags)
  // By what it is called, too: whoever sorts it later cannot take back an address that was written down.
  const called = needsOf([name, organization ?? ''], known.facts)
  const places = placesOf(row, known, flags, {
    hidden: [...found, ...called].includes('domestic_abuse'),
    named: own.needs !== undefined,
  })
  const serviceHours = note(hoursIn(row), flags)
  const locations = places.map(({ hours, inArea: _, ...place }) => ({
    ...place,
    ...(hours === 'unknown' ? (serviceHours === 'unknown' ? {} : { hours: serviceHours }) : { hours }),
  }))
  const whole = own.needs ? ownContactsOf(row.fingerpost, known.facts) : null
  const contacts = whole ?? contactsOf(row, known.facts, locations.length === 0 ? serviceHours : 'unknown', flags)
  const doors = locations.some((place) => place.address && !place.hidden)
  if ((own.walkIn && !whole) || (contacts.length === 0 && doors)) contacts.unshift({ type: 'walk_in', value: '' })
  if (contacts.length === 0) flags.push('no_contact')
  const inArea = places.some((place) => place.inArea)
  if (!inArea && own.coverage !== 'national') flags.push(places.length > 0 ? 'outside_area' : 'place_unknown')
  const status = textOf(row.status, 40)?.toLowerCase() ?? 'active'
  if (status !== 'active') flags.push('temporarily_closed')
  const link = webOf(row.url)
  const page = link && !holdsKey(link) ? link : null
  return {
    id,
    ...(page ? { page: `https://${page}` } : {}),
    ...((dateOf(row.last_modified) ?? dateOf(row.assured_date))
      ? { updated: dateOf(row.last_modified) ?? dateOf(row.assured_date) ?? '' }
      : {}),
    flags,
    service: {
      name,
      // Only sentences that there are: a name out of a feed must not be one that nobody wrote.
      texts: textsFor(own.texts, known.facts),
      organization: organization ?? name,
      ...(status === 'active' ? {} : { status: 'inactive' as const }),
      offered_by: own.offeredBy ?? 'community',
      ...(found.length > 0 ? { needs: found as [Need, ...Need[]] } : {}),
      ...own.fields,
      ...eligibilityOf(row, own.eligibility, known.facts, flags),
      ...languagesOf(row, flags),
      ...(own.paid ? { cost: 'paid' as const } : costOf(row)),
      coverage: own.coverage ?? (inArea ? 'borough' : 'neighbour'),
      contacts,
      ...(locations.length > 0 ? { locations } : {}),
    },
  }
}

function textsFor(asked: string | undefined, { fellowships }: ImportFacts): string {
  return Object.values(fellowships).some((one) => one.texts === asked) && asked ? asked : 'imported'
}

function note(read: ReadHours, flags: Flag[]) {
  if (!read.understood) flags.push('times_not_understood')
  if (read.words) flags.push('words_not_understood')
  return read.hours
}

/** The hours written on a service, a service at a location, or a location. */
function hoursIn(row: Fields): ReadHours {
  const operating = operatingHoursOf(row.operating_hours)
  const given = ['schedules', 'schedule', 'regular_schedules', 'regular_schedule'].map((key) => row[key])
  const rows = given.flatMap(fieldsOf)
  if (given.some((one) => textOf(one) !== null)) return { hours: 'unknown', understood: false }
  const closed = ['holiday_schedules', 'holiday_schedule'].flatMap((key) => fieldsOf(row[key]))
  const read = hoursOf(rows, closedDaysOf(closed))
  return read.hours === 'unknown' && read.understood && operating ? operating : read
}

type Place = NonNullable<Draft['service']['locations']>[number] & { inArea: boolean }

/** `named`: it is an export of ours, where the name of a place holds the address that was not whole enough to be one, and
 * the town stands beside it. */
function placesOf(
  row: Fields,
  { ground, facts }: Known,
  flags: Flag[],
  { hidden, named }: { hidden: boolean; named: boolean },
): Place[] {
  const linked = fieldsOf(row.service_at_locations)
  return (linked.length > 0 ? linked : fieldsOf(row.locations)).flatMap((at) => {
    const location = isFields(at.location) ? at.location : at
    const ours = named && isFields(location.fingerpost) ? location.fingerpost : null
    if (textOf(location.location_type)?.toLowerCase() === 'virtual') return []
    const addresses = ['addresses', 'physical_addresses', 'address'].flatMap((key) => fieldsOf(location[key]))
    const door = addresses.find((one) => (textOf(one.address_type) ?? 'physical') === 'physical')
    const street = door && [door.address_1, door.address_2].map((one) => namedIn(one, 120, flags))
    const town = door && textOf(door.city, 120)
    // Many write the town into the first line as well.
    const repeated = street?.some((one) => town && one?.toLowerCase().endsWith(town.toLowerCase()))
    const lines = repeated || ours ? street : [...(street ?? []), town]
    const name = named && !door ? textOf(location.name) : null
    const found = placeOf(
      {
        address: lines?.filter(Boolean).join(', ') || (name && withoutPostcode(name)) || null,
        postcode: textOf(door?.postal_code, 20) ?? postcodeOf(name),
        lat: numberOf(location.latitude),
        lon: numberOf(location.longitude),
        town: isAbroad(door?.country) ? null : (textOf(ours?.town, 60) ?? town ?? null),
        approximate: location.approximate === true,
      },
      ground,
      facts,
    )
    flags.push(...found.flags)
    if (!found.location) return []
    const atLocation = note(hoursIn(at), flags)
    const hours = atLocation === 'unknown' && location !== at ? note(hoursIn(location), flags) : atLocation
    const slug = found.location.town
    // Where somebody is kept safe is nobody's to print: the town is all that is taken.
    if (hidden) return [{ address: '', ...(slug ? { town: slug } : {}), hidden: true, hours, inArea: found.inArea }]
    return [{ ...found.location, hours, inArea: found.inArea }]
  })
}

function termsOf(row: Fields): Term[] {
  const nested = [...fieldsOf(row.attributes), ...fieldsOf(row.service_taxonomys), ...fieldsOf(row.service_taxonomies)]
  return nested.flatMap((one) => {
    const term = isFields(one.taxonomy_term) ? one.taxonomy_term : isFields(one.taxonomy) ? one.taxonomy : null
    const name = term && textOf(term.name, 120)
    return term && name ? [{ taxonomy: textOf(term.taxonomy, 60) ?? '', name }] : []
  })
}

/** The needs whose words stand in a name or a category, the first the one that comes first in content/imports.yaml. */
export function needsOf(texts: readonly string[], facts: ImportFacts): Need[] {
  const said = texts.map((text) => ` ${text.toLowerCase().replaceAll(/[^a-z-]+/g, ' ')} `)
  return Object.entries(facts.needs)
    .filter(([, words]) => words?.some((word) => said.some((text) => text.includes(` ${word} `))))
    .flatMap(([need]) => needs.find((one) => one === need) ?? [])
}

type Eligibility = z.input<typeof fullService.shape.eligibility>

function eligibilityOf(
  row: Fields,
  own: Eligibility,
  { only_for }: ImportFacts,
  flags: Flag[],
): { eligibility?: Eligibility } {
  const rows = [...fieldsOf(row.eligibilitys), ...fieldsOf(row.eligibilities)]
  const [first] = rows
  const age = (value: unknown) => {
    const text = textOf(value, 12)
    const number = numberOf(text?.replace(/\s*\+$/, ''))
    if (text && number === null) flags.push('words_not_understood')
    return number !== null && number > 0 && number <= 120 ? Math.round(number) : null
  }
  const min_age = age(row.minimum_age) ?? age(first?.minimum_age)
  const max_age = age(row.maximum_age) ?? age(first?.maximum_age)
  const impossible = min_age !== null && max_age !== null && min_age > max_age
  if (impossible) flags.push('words_not_understood')
  const words = [...rows.map((one) => one.eligibility), row.eligibility_description].flatMap((one) => {
    const text = textOf(one)
      ?.toLowerCase()
      .replaceAll(/[^a-z-]+/g, ' ')
      .trim()
    return text ? [text] : []
  })
  const only = Object.entries(only_for).flatMap(([key, said]) =>
    words.some((word) => said?.includes(word)) ? [[key, true]] : [],
  )
  const all = {
    ...(min_age && !impossible ? { min_age } : {}),
    ...(max_age && !impossible ? { max_age } : {}),
    ...Object.fromEntries(only),
    ...own,
  }
  return Object.keys(all).length > 0 ? { eligibility: all } : {}
}

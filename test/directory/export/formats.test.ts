import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import formats from 'ajv-formats'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { toCsv } from '../../../src/directory/export/csv.ts'
import { toMeetingGuide } from '../../../src/directory/export/meeting-guide.ts'
import {
  allTaxonomies,
  allTerms,
  organizationOf,
  serviceAtLocations,
  serviceFull,
  serviceSummary,
} from '../../../src/directory/export/open-referral.ts'
import { pageOf } from '../../../src/directory/export/page.ts'
import { type Publication, published } from '../../../src/directory/export/published.ts'
import { readCsv } from '../../../src/directory/import/csv.ts'
import type { Draft, Reading } from '../../../src/directory/import/draft.ts'
import { readMeetingGuide } from '../../../src/directory/import/meeting-guide.ts'
import { readOpenReferral } from '../../../src/directory/import/open-referral.ts'
import { importedRecord, serviceOf } from '../../../src/directory/import/record.ts'
import type { Service } from '../../../src/directory/index.ts'
import { service as serviceSchema } from '../../../src/directory/service.ts'
import { root } from '../../root.ts'
import { relations } from '../fixture/fernshire.ts'
import { knownOf } from '../import/known.ts'

const info = {
  source: 'made-up',
  format: 'csv',
  from: 'x',
  licence: 'OGL v3',
  permission: 'asked',
  read: '2026-11-22',
} as const

/** Drafts as they would be once every contact is confirmed. */
function confirmed(drafts: readonly Draft[], prefix = 'made-up'): Service[] {
  return drafts.flatMap((draft, index) => {
    const { id, page: _, ...rest } = draft
    const record = importedRecord.parse({ ...rest, id: `${prefix}-${index}`, source_id: id, taken: '2026-11-22' })
    return serviceOf(record, info) ?? []
  })
}

function publish(services: readonly Service[]): Publication {
  return {
    services: published(services, { confirmed: () => true, taxonomy: relations }),
    describe: () => 'A made-up service.',
    attribution: ['Made up'],
    area: { id: 'fernshire', name: 'Fernshire', nation: 'England' },
    locate: () => null,
    confirmedOn: () => null,
  }
}

const csv = readCsv(
  [
    'id,name,organisation,needs,audiences,substances,approach,attendance,fits,preferences,first_contact,offered_by,phone,text,website,email,drop_in,address,postcode,opening,free,languages,min_age,max_age,only_for,national',
    '1,Made-up cafe,Made-up Trust,activities; food,self; family,,,no_sign_up,polish,in_person,walk_in,peer,0121 496 0123,,example.org,info@example.org,yes,"1 Made Up Road, Tipton",DY4 8HX,"Mon-Fri 10:00-12:00; first,last Sat 14:00-16:00 season 04-01 to 09-30 except 2027-05-01 bank holidays closed",yes,en; pl,18,,women_only,',
    '2,Made-up line,Made-up Line,talk_now; mental_health,self,alcohol; opioids,secular; 12-step,,,no_calls,call,professional,0800 496 0123,85258,example.org/line,,,,,always,yes,,,25,,yes',
    '3,=Made-up sums,Made-up Trust,benefits_debt,,,,,,,,community,0121 496 0124,,,,,,,Wed 22:00-02:00 every 2 weeks from 2026-01-07 until 2027-12-31,no,,,,,',
  ].join('\n'),
  knownOf.none,
)

const guide = readMeetingGuide(
  JSON.stringify([
    {
      slug: 'a',
      name: 'In person',
      day: [1, 4],
      time: '19:30',
      end_time: '21:00',
      types: ['O', 'X'],
      formatted_address: '1 Made Up Road, Tipton DY4 8HX',
    },
    {
      slug: 'b',
      name: 'Women, past midnight',
      day: 6,
      time: '23:00',
      end_time: '00:30',
      types: ['C', 'W', 'POL'],
      formatted_address: '2 Made Up Road, Tipton DY4 8HX',
    },
    {
      slug: 'c',
      name: 'Online',
      day: 0,
      time: '10:00',
      end_time: '11:00',
      types: ['O', 'ONL', 'TC'],
      conference_url: 'https://zoom.us/j/1',
    },
    {
      slug: 'd',
      name: 'Both',
      day: 2,
      time: '10:00',
      end_time: '11:00',
      types: ['LGBTQ'],
      attendance_option: 'hybrid',
      conference_url: 'https://zoom.us/j/2',
      formatted_address: '3 Made Up Road, Tipton DY4 8HX',
    },
  ]),
  knownOf.aa,
)

describe('import, export, import gives the same', () => {
  /** Ids are the source's the first time and ours the second; what is said of a service is the same. */
  const said = ({ drafts }: Reading) =>
    drafts.map(({ service }) => serviceSchema.omit({ id: true, provenance: true, steward: true }).parse(service))
  const services = (reading: Reading) => confirmed(reading.drafts)

  test('there is something to compare', () => {
    expect([csv.skipped, guide.skipped]).toEqual([[], []])
    expect([services(csv).length, services(guide).length]).toEqual([3, 4])
  })

  test('as CSV', () => {
    const again = readCsv(toCsv(publish(services(csv)).services), knownOf.none)
    expect(said(again)).toEqual(said(csv))
  })

  test.each([
    ['a directory', csv],
    ['meetings', guide],
  ])('as Open Referral: %s', (_, reading) => {
    const publication = publish(services(reading))
    const page = pageOf(publication.services, 1, 10)
    const text = JSON.stringify({ ...page, contents: page.contents.map((one) => serviceFull(one, publication)) })
    const again = readOpenReferral(text, knownOf.none)
    expect(again.notes).toEqual([])
    // A contact beside a place has no hours of its own in that standard.
    const plain = (all: ReturnType<typeof said>) =>
      all.map((one) => ({
        ...one,
        contacts: one.contacts.map((each) => (one.locations.length > 0 ? { ...each, hours: 'unknown' } : each)),
      }))
    expect(plain(said(again))).toEqual(plain(said(reading)))
  })

  test.each([
    ['no postcode', '"1 Made Up Road, Tipton"', '', '1 Made Up Road, Tipton'],
    ['outside the area', '"1 Made Up Road, Otterford"', 'AB10 1AB', '1 Made Up Road, Otterford, AB10 1AB'],
  ])('a place that is not whole enough to be an address: %s', (_, address, postcode, name) => {
    const header = 'id,name,needs,phone,drop_in,address,postcode'
    const reading = readCsv(`${header}\n1,Cafe,food,0121 496 0123,yes,${address},${postcode}`, knownOf.none)
    const publication = publish(services(reading))
    const rows = publication.services.map((one) => serviceFull(one, publication))
    expect(rows).toMatchObject([{ service_at_locations: [{ location: { name, addresses: [] } }] }])
    expect(said(readOpenReferral(JSON.stringify(rows), knownOf.none))).toEqual(said(reading))
  })

  test('as Meeting Guide', () => {
    const again = readMeetingGuide(
      JSON.stringify(toMeetingGuide(publish(services(guide)).services, knownOf.aa.facts)),
      knownOf.aa,
    )
    expect(said(again)).toEqual(said(guide))
  })
})

describe('what leaves', () => {
  const [first] = confirmed(csv.drafts)
  const contact = 'phone:0121 496 0123'

  test('only contacts that are confirmed, and no door that is not', () => {
    const only = published(first ? [first] : [], { confirmed: (_, one) => one === contact, taxonomy: relations })
    expect(only[0]?.contacts.map((one) => one.value)).toEqual(['0121 496 0123'])
    const text = JSON.stringify(serviceFull(only[0] ?? (first as Service), publish(only)))
    expect(text).not.toMatch(/Made Up Road|DY4|latitude|info@|example\.org/)
    expect(published(first ? [first] : [], { confirmed: () => false, taxonomy: relations })).toEqual([])
  })

  test('no hidden address, in any format', () => {
    const hidden = first && {
      ...first,
      fellowship: true,
      locations: first.locations.map((one) => ({ ...one, hidden: true })),
    }
    const publication = publish(hidden ? [hidden] : [])
    const all = JSON.stringify([
      publication.services.map((one) => serviceFull(one, publication)),
      toCsv(publication.services),
      toMeetingGuide(publication.services, knownOf.aa.facts),
    ])
    expect(publication.services).toHaveLength(1)
    expect(all).not.toMatch(/Made Up Road|DY4|52\.5/)
  })

  test('a name that a spreadsheet would reckon is text', () => {
    expect(toCsv(publish(confirmed(csv.drafts)).services)).toContain("'=Made-up sums")
  })
})

/**
 * What the published schemas of the UK profile ask for (github.com/OpenReferralUK/uk-profile, schema/, CC BY-SA 4.0; read in
 * November 2026), in our own short form: required fields, formats and lists of values. Its versions do not agree on a term
 * (`name` and `description`, or `taxonomy`) and a location (`location_type`, which HSDS 3 asks for): here all of it is
 * asked. Stricter than published: no required text may be empty.
 */
const schemas = parse(
  String.raw`
uuid: &uuid { type: string, format: uuid }
text: &text { type: string, minLength: 1 }
time: &time { type: string, pattern: '^([01]\d|2[0-3]):[0-5]\d:[0-5]\d$' }
term: &term
  type: object
  required: [id, name, description, taxonomy, taxonomy_id, term]
  properties: { id: *uuid, name: *text, description: *text, taxonomy: *text, taxonomy_id: *uuid, term: *text }
taxonomy: &taxonomy
  type: object
  required: [id, name, description]
  properties: { id: *uuid, name: *text, description: *text }
schedule: &schedule
  type: object
  required: [id, freq, byday, opens_at, closes_at]
  oneOf: [{ required: [service_id] }, { required: [service_at_location_id] }]
  properties:
    id: *uuid
    service_id: *uuid
    service_at_location_id: *uuid
    freq: { enum: [WEEKLY, MONTHLY] }
    interval: { type: number, minimum: 1 }
    byday: { type: string, pattern: '^((-?\d)?(MO|TU|WE|TH|FR|SA|SU))(,(-?\d)?(MO|TU|WE|TH|FR|SA|SU))*$' }
    opens_at: *time
    closes_at: *time
    valid_from: { type: string, format: date }
    valid_to: { type: string, format: date }
    dtstart: { type: string, format: date }
  if: { properties: { interval: { minimum: 2 } } }
  then: { required: [dtstart] }
organization: &organization
  type: object
  required: [id, name, description]
  properties: { id: *uuid, name: *text, description: *text }
address: &address
  type: object
  required: [id, address_1, city, state_province, postal_code, country, address_type]
  properties:
    id: *uuid
    location_id: *uuid
    address_1: *text
    city: *text
    state_province: *text
    postal_code: *text
    country: { type: string, minLength: 2, maxLength: 2 }
    address_type: { enum: [physical, postal, virtual] }
atLocation: &atLocation
  type: object
  required: [id, service_id, location_id, location]
  properties:
    id: *uuid
    service_id: *uuid
    location_id: *uuid
    location:
      type: object
      required: [id, location_type, name]
      properties:
        id: *uuid
        name: *text
        location_type: { enum: [physical, postal, virtual] }
        latitude: { type: number, minimum: -90, maximum: 90 }
        longitude: { type: number, minimum: -180, maximum: 180 }
        addresses: { type: array, items: *address }
    schedules: { type: array, items: *schedule }
attribute: &attribute
  type: object
  required: [id, link_id, taxonomy_term_id, link_entity, taxonomy_term]
  properties: { id: *uuid, link_id: *uuid, taxonomy_term_id: *uuid, link_type: *text, link_entity: *text, taxonomy_term: *term }
ofService: &ofService
  type: object
  required: [id, service_id]
  properties: { id: *uuid, service_id: *uuid, name: *text, service_area: *text, option: *text, amount: { type: number } }
summary: &summary
  type: object
  required: [id, organization_id, name, description, status, organization]
  properties: &fields
    id: *uuid
    organization_id: *uuid
    name: *text
    description: *text
    url: { type: string, format: uri }
    email: { type: string, format: email }
    status: { enum: [active, inactive, defunct, temporarily closed] }
    minimum_age: { type: number }
    maximum_age: { type: number }
    assured_date: { type: string, format: date }
    last_modified: { type: string, format: date-time }
    organization: *organization
full:
  type: object
  required: [id, organization_id, name, description, status, organization, attributes, service_areas]
  properties:
    <<: *fields
    phones: { type: array, items: { type: object, required: [id, number], properties: { id: *uuid, number: *text } } }
    schedules: { type: array, items: *schedule }
    service_areas: { type: array, items: *ofService }
    service_at_locations: { type: array, items: *atLocation }
    languages: { type: array, items: { type: object, required: [id], properties: { id: *uuid } } }
    cost_options: { type: array, items: *ofService }
    attributes: { type: array, items: *attribute }
`,
  { merge: true },
)

/** The real directory, as if every contact were confirmed. */
function sandwell(): Service[] {
  return ['sandwell', 'national'].flatMap((area) => {
    const folder = join(root, 'content/areas', area, 'services')
    return readdirSync(folder).map((name) => serviceSchema.parse(parse(readFileSync(join(folder, name), 'utf8'))))
  })
}

describe('Open Referral UK v3 is valid', () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const publication = publish([...confirmed(csv.drafts), ...confirmed(guide.drafts, 'meeting'), ...sandwell()])
  const { services } = publication
  const rows: [name: string, schema: string, rows: unknown[]][] = [
    ['services', 'summary', services.map((one) => serviceSummary(one, publication))],
    ['a service', 'full', services.map((one) => serviceFull(one, publication))],
    ['service_at_locations', 'atLocation', services.flatMap((one) => serviceAtLocations(one, publication))],
    ['organizations', 'organization', services.map(organizationOf)],
    ['taxonomies', 'taxonomy', allTaxonomies()],
    ['taxonomy_terms', 'term', allTerms(services)],
  ]
  test.each(rows)('%s', (_, schema, all) => {
    const check = ajv.compile(schemas[schema])
    expect(all.length).toBeGreaterThan(2)
    for (const one of all) expect(check(one) ? [] : check.errors).toEqual([])
    const ids = all.map((one) => (one as { id: string }).id)
    if (schema !== 'organization') expect(new Set(ids).size).toBe(ids.length)
  })
})

test('pages', () => {
  expect(pageOf([1, 2, 3], 2, 2)).toEqual({
    total_items: 3,
    total_pages: 2,
    page_number: 2,
    size: 1,
    first_page: false,
    last_page: true,
    empty: false,
    contents: [3],
  })
  expect(pageOf([], 1, 2)).toMatchObject({
    total_items: 0,
    total_pages: 1,
    first_page: true,
    last_page: true,
    empty: true,
  })
  expect(pageOf([1], 9, 2)).toMatchObject({ size: 0, empty: true, last_page: true })
})

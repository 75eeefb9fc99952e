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
    area: { id: 'fernshire', name: 'Fernshire' },
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
 * The required fields and formats of the published schemas (github.com/openreferral/uk-profile, schema/compiled), in our
 * own short form: the schemas themselves are not kept here.
 */
const schemas = parse(
  `
uuid: &uuid { type: string, format: uuid }
text: &text { type: string, minLength: 1 }
schedule: &schedule
  type: object
  required: [id]
  properties:
    id: *uuid
    freq: { enum: [WEEKLY, MONTHLY] }
    interval: { type: number }
    byday: { type: string, pattern: '^(-?\\d)?[A-Z]{2}(,(-?\\d)?[A-Z]{2})*$' }
    opens_at: { type: string, pattern: '^\\d\\d:\\d\\d:\\d\\d$' }
    closes_at: { type: string, pattern: '^\\d\\d:\\d\\d:\\d\\d$' }
    valid_from: { type: string, format: date }
    valid_to: { type: string, format: date }
    dtstart: { type: string, format: date }
organization: &organization
  type: object
  required: [id, name, description]
  properties: { id: *uuid, name: *text, description: *text }
atLocation: &atLocation
  type: object
  required: [id, location]
  properties:
    id: *uuid
    location:
      type: object
      required: [id, location_type]
      properties:
        id: *uuid
        location_type: { enum: [physical, postal, virtual] }
        latitude: { type: number }
        longitude: { type: number }
        addresses:
          type: array
          items:
            type: object
            required: [id, address_1, city, state_province, postal_code, country, address_type]
            properties: { id: *uuid, country: { type: string, minLength: 2, maxLength: 2 }, address_type: { enum: [physical, postal, virtual] } }
    schedules: { type: array, items: *schedule }
term: &term
  type: object
  required: [id, name, description]
  properties: { id: *uuid, name: *text, description: *text, taxonomy_id: *uuid }
summary: &summary
  type: object
  required: [id, name, description, status]
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
    organization: *organization
full:
  type: object
  required: [id, name, description, status]
  properties:
    <<: *fields
    phones: { type: array, items: { type: object, required: [id, number], properties: { id: *uuid, number: *text } } }
    schedules: { type: array, items: *schedule }
    service_areas: { type: array, items: { type: object, required: [id], properties: { id: *uuid, service_id: *uuid } } }
    service_at_locations: { type: array, items: *atLocation }
    languages: { type: array, items: { type: object, required: [id], properties: { id: *uuid } } }
    cost_options: { type: array, items: { type: object, required: [id], properties: { id: *uuid, amount: { type: number } } } }
    attributes: { type: array, items: { type: object, required: [id, taxonomy_term], properties: { id: *uuid, taxonomy_term: *term } } }
`,
  { merge: true },
)

describe('Open Referral UK v3 is valid', () => {
  const ajv = new Ajv({ strict: false, allErrors: true })
  formats.default(ajv)
  const publication = publish([...confirmed(csv.drafts), ...confirmed(guide.drafts, 'meeting')])
  const { services } = publication
  const rows: [name: string, schema: string, rows: unknown[]][] = [
    ['services', 'summary', services.map((one) => serviceSummary(one, publication))],
    ['a service', 'full', services.map((one) => serviceFull(one, publication))],
    ['service_at_locations', 'atLocation', services.flatMap((one) => serviceAtLocations(one, publication))],
    ['organizations', 'organization', services.map(organizationOf)],
    ['taxonomies', 'term', allTaxonomies()],
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

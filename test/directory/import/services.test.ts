import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { columns, readCsv } from '../../../src/directory/import/csv.ts'
import { FeedError } from '../../../src/directory/import/draft.ts'
import { readOpenReferral } from '../../../src/directory/import/open-referral.ts'
import { root } from '../../root.ts'
import { knownOf, only, openingOf } from './known.ts'

const read = (data: unknown) => readOpenReferral(JSON.stringify(data), knownOf.none)

const address = { address_1: '1 Made Up Road', city: 'Tipton', postal_code: 'DY4 8HX', address_type: 'physical' }
const v3 = {
  id: 'ac148810-0000-4000-8000-000000000001',
  name: 'Made-up drug and alcohol service',
  status: 'active',
  url: 'https://www.example.org/help',
  email: 'info@example.org',
  minimum_age: 18,
  organization: { id: 'x', name: 'Made-up Trust' },
  phones: [{ number: '0121 496 0123' }],
  languages: [{ code: 'pa' }, { name: 'Urdu' }],
  cost_options: [{ amount: 0 }],
  service_at_locations: [
    {
      location: { latitude: 52.5295, longitude: -2.0625, addresses: [address] },
      schedules: [{ freq: 'WEEKLY', byday: 'MO,TU', opens_at: '09:00:00Z', closes_at: '17:00:00Z' }],
    },
  ],
}

describe('Open Referral UK v3 and HSDS 3', () => {
  test('a service', () => {
    expect(only(read({ contents: [v3] }))).toEqual({
      id: v3.id,
      page: 'https://example.org/help',
      flags: [],
      service: {
        name: v3.name,
        texts: 'imported',
        organization: 'Made-up Trust',
        offered_by: 'community',
        needs: ['treatment'],
        eligibility: { min_age: 18 },
        languages: ['pa', 'ur'],
        cost: 'free',
        coverage: 'borough',
        contacts: [
          { type: 'phone', value: '0121 496 0123' },
          { type: 'web', value: 'example.org/help' },
          { type: 'email', value: 'info@example.org' },
        ],
        locations: [
          {
            address: '1 Made Up Road, Tipton',
            postcode: 'DY4 8HX',
            town: 'tipton',
            lat: 52.5295,
            lon: -2.0625,
            hours: [{ days: ['MO', 'TU'], opens: '09:00', closes: '17:00', bank_holidays: 'unknown', meeting: false }],
          },
        ],
      },
    })
  })

  test.each<[what: string, schedules: object[], opening: string]>([
    ['weekly', [{ byday: 'MO', opens_at: '09:00', closes_at: '12:00' }], 'Mon 09:00-12:00'],
    [
      'days one by one are one line, and two slots a day stay two',
      [
        { byday: 'MO', opens_at: '09:00', closes_at: '12:00' },
        { byday: 'TU', opens_at: '09:00', closes_at: '12:00' },
        { byday: 'MO', opens_at: '13:00', closes_at: '15:00' },
      ],
      'Mon,Tue 09:00-12:00; Mon 13:00-15:00',
    ],
    [
      'first Sunday',
      [{ freq: 'MONTHLY', byday: '1SU', opens_at: '14:00', closes_at: '16:00' }],
      'first Sun 14:00-16:00',
    ],
    [
      'first Monday and last Friday',
      [{ freq: 'MONTHLY', byday: '1MO,-1FR', opens_at: '14:00', closes_at: '16:00' }],
      'first Mon 14:00-16:00; last Fri 14:00-16:00',
    ],
    [
      'every other week',
      [{ freq: 'WEEKLY', interval: 2, dtstart: '2026-01-07', byday: 'WE', opens_at: '14:00', closes_at: '16:00' }],
      'Wed 14:00-16:00 every 2 weeks from 2026-01-07 from 2026-01-07',
    ],
    [
      'every other week from nobody knows when',
      [{ interval: 2, byday: 'WE', opens_at: '14:00', closes_at: '16:00' }],
      'unknown',
    ],
    [
      'for a time',
      [
        {
          byday: 'MO',
          opens_at: '09:00',
          closes_at: '12:00',
          valid_from: '2026-01-01',
          valid_to: '2026-12-20',
          until: '2026-11-30',
        },
      ],
      'Mon 09:00-12:00 from 2026-01-01 until 2026-11-30',
    ],
    ['past midnight', [{ byday: 'SA', opens_at: '20:00', closes_at: '02:00' }], 'Sat 20:00-02:00'],
    ['every day, round the clock', [{ freq: 'DAILY', opens_at: '00:00', closes_at: '00:00' }], 'always'],
    [
      'on days of the month: no words for it',
      [{ freq: 'MONTHLY', bymonthday: '2,3', opens_at: '09:00', closes_at: '12:00' }],
      'unknown',
    ],
    [
      'one of two not understood: half the truth is none',
      [
        { byday: 'MO', opens_at: '09:00', closes_at: '12:00' },
        { byday: 'TU', opens_at: 'morning', closes_at: '12:00' },
      ],
      'unknown',
    ],
    ['only described', [{ description: 'Mondays' }], 'unknown'],
  ])('%s', (_, schedules, opening) => {
    expect(
      openingOf(only(read([{ ...v3, service_at_locations: [{ ...v3.service_at_locations[0], schedules }] }]))),
    ).toBe(opening)
  })

  const slot = { byday: 'MO', opens_at: '09:00', closes_at: '12:00' }
  const at = { location: { addresses: [address] } }
  test.each<[what: string, more: object, opening: string]>([
    ['on the service', { schedules: [slot], service_at_locations: [at] }, 'Mon 09:00-12:00'],
    ['on the service at its location', { service_at_locations: [{ ...at, schedules: [slot] }] }, 'Mon 09:00-12:00'],
    [
      'on the location',
      { service_at_locations: [{ location: { addresses: [address], schedules: [slot] } }] },
      'Mon 09:00-12:00',
    ],
    [
      'the nearer one counts',
      { schedules: [{ ...slot, byday: 'FR' }], service_at_locations: [{ ...at, schedules: [slot] }] },
      'Mon 09:00-12:00',
    ],
    ['on the service, which has no place', { schedules: [slot], service_at_locations: [] }, 'Mon 09:00-12:00'],
    [
      'operating_hours by day',
      {
        service_at_locations: [
          {
            ...at,
            operating_hours: [
              { weekday: 'Monday', opens_at: '9am', closes_at: '12pm' },
              { day: 'Sunday', closed: true },
            ],
          },
        ],
      },
      'Mon 09:00-12:00',
    ],
    [
      'operating_hours as an object',
      { operating_hours: { monday: '09:00-12:00', sunday: 'closed' }, service_at_locations: [at] },
      'Mon 09:00-12:00',
    ],
    ['operating_hours as text', { operating_hours: 'most mornings', service_at_locations: [at] }, 'unknown'],
  ])('schedules %s', (_, more, opening) => {
    expect(openingOf(only(read([{ ...v3, ...more }])))).toBe(opening)
  })

  test("what is a person's own is not taken", () => {
    const people = {
      email: 'jo.bloggs@example.org',
      phones: [],
      contacts: [
        {
          name: 'Jo Bloggs',
          email: 'jo@example.org',
          phones: [{ number: '07700 900123' }, { number: '0121 496 0123' }],
        },
      ],
    }
    const draft = only(read([{ ...v3, ...people }]))
    expect(draft.service.contacts.map((one) => one.value)).toEqual(['0121 496 0123', 'example.org/help'])
    expect(draft.flags).toEqual(['private_left_out'])
    expect(JSON.stringify(draft)).not.toMatch(/jo|bloggs|900123/i)
  })

  test('where somebody is kept safe, only the town is taken', () => {
    const draft = only(read([{ ...v3, name: 'Made-up domestic abuse service' }]))
    expect(draft.service.locations).toEqual([{ address: '', town: 'tipton', hidden: true, hours: expect.anything() }])
    expect(JSON.stringify(draft)).not.toMatch(/Made Up Road|DY4|52\.5/)
  })

  test('a feed cannot name sentences that nobody wrote', () => {
    const term = (name: string) => ({ taxonomy_term: { taxonomy: 'fingerpost:texts', name } })
    const texts = (name: string) => only(read([{ ...v3, attributes: [term(name)] }])).service.texts
    expect([texts('samaritans'), texts('toString'), texts('meeting-na')]).toEqual([
      'imported',
      'imported',
      'meeting-na',
    ])
  })

  test('not active, unsorted, and nowhere', () => {
    const draft = only(read({ id: '1', name: 'Chess club', status: 'temporarily closed' }))
    expect(draft.service).toMatchObject({ status: 'inactive', contacts: [] })
    expect(draft.flags).toEqual(['needs_unsorted', 'no_contact', 'place_unknown', 'temporarily_closed'])
  })

  test('an organisation brings its services; a page that counts wrongly is told of', () => {
    const { services } = { services: [v3, { ...v3, id: '2' }] }
    expect(
      read({ id: 'o', name: 'Made-up Org', services: services.map(({ organization: _, ...one }) => one) }).drafts.map(
        (one) => one.service.organization,
      ),
    ).toEqual(['Made-up Org', 'Made-up Org'])
    expect(read({ total_items: 1, total_pages: 3, contents: services }).notes).toEqual([
      'the page says 1 and holds 2',
      'this is one page of 3',
      'it is only a part of the directory, so nothing is retired',
    ])
  })

  test.each(['{"a":1}', '7', '[', '"x"', ''])('%s is no directory', (text) => {
    expect(() => readOpenReferral(text, knownOf.none)).toThrow(FeedError)
  })
})

test('Open Referral UK v1', () => {
  const v1 = {
    totalElements: 1,
    content: [
      {
        id: '7',
        name: 'Made-up group',
        status: 'active',
        fees: 'Free of charge',
        eligibilitys: [{ minimum_age: 16, maximum_age: 25 }],
        service_taxonomys: [{ taxonomy: { name: 'Mental Health' } }],
        languages: [{ language: 'Punjabi' }],
        contacts: [{ phones: [{ number: '0121 496 0123' }] }],
        service_at_locations: [
          {
            location: { physical_addresses: [{ address_1: '1 Made Up Road', city: 'Tipton', postal_code: 'DY4 8HX' }] },
            regular_schedule: [{ weekday: 'Monday', opens_at: '10:00', closes_at: '12:00' }],
            holiday_schedules: [{ closed: true, start_date: '2026-12-24', end_date: '2026-12-26' }],
          },
        ],
      },
    ],
  }
  const draft = only(read(v1))
  expect(draft.service).toMatchObject({
    needs: ['mental_health'],
    cost: 'free',
    eligibility: { min_age: 16, max_age: 25 },
    languages: ['pa'],
    contacts: [{ type: 'phone', value: '0121 496 0123' }],
  })
  expect(openingOf(draft)).toBe('Mon 10:00-12:00 except 2026-12-24, 2026-12-25, 2026-12-26')
})

describe('CSV', () => {
  const csv = (...lines: string[]) => readCsv(lines.join('\n'), knownOf.none)

  test('the template, filled in', () => {
    const row = [
      '1',
      'Made-up cafe',
      'Made-up Trust',
      'activities; food',
      'self; family',
      '',
      '',
      'no_sign_up',
      'polish',
      '',
      'walk_in',
      'peer',
      '0121 496 0123',
      '',
      'example.org',
      '',
      'yes',
      '"1 Made Up Road, Tipton"',
      '',
      'dy48hx',
      'Mon-Fri 10:00-12:00; last Sat 2pm-4pm',
      'yes',
      'en; Polish',
      '18',
      '',
      'women_only',
      '',
      '',
    ]
    const draft = only(csv(columns.join(','), row.join(',')))
    expect(draft.flags).toEqual([])
    expect(draft.service).toMatchObject({
      organization: 'Made-up Trust',
      needs: ['activities', 'food'],
      audiences: ['self', 'family'],
      attendance: ['no_sign_up'],
      fits: ['polish'],
      offered_by: 'peer',
      eligibility: { min_age: 18, women_only: true },
      languages: ['en', 'pl'],
      cost: 'free',
      contacts: [{ type: 'walk_in' }, { type: 'phone', value: '0121 496 0123' }, { type: 'web', value: 'example.org' }],
      locations: [{ address: '1 Made Up Road, Tipton', postcode: 'DY4 8HX', town: 'tipton' }],
    })
    expect(openingOf(draft)).toBe('Mon,Tue,Wed,Thu,Fri 10:00-12:00; last Sat 14:00-16:00')
  })

  test('the template that ships has these columns', () => {
    expect(readFileSync(join(root, 'docs/directory-template.csv'), 'utf8')).toBe(`${columns.join(',')}\r\n`)
  })

  test('as spreadsheets save it: a mark, semicolons, other headings, empty lines', () => {
    const draft = only(
      csv(
        '\uFEFFName;ID;Post Code;Telephone;Opening times',
        '',
        'Made-up food bank;1;DY4 8HX;0121 496 0123;Mon 10am-12pm',
        ';;;;',
      ),
    )
    expect(draft.service).toMatchObject({ needs: ['food'], contacts: [{ value: '0121 496 0123' }] })
    expect(openingOf(draft)).toBe('Mon 10:00-12:00')
  })

  test('rows that cannot be used, and columns nobody knows', () => {
    const { drafts, skipped, notes } = csv('id,name,opening,colour', '1,A,Mon 9-5,red', ',B,,', '3,,,', '4,D,,')
    expect(drafts.map((one) => one.id)).toEqual(['4'])
    expect(skipped).toEqual([
      { id: '1', why: 'its opening is not written as the template has it: Mon 9-5' },
      { id: 'row 2', why: 'it has no id' },
      { id: '3', why: 'it has no name' },
    ])
    expect(notes).toEqual(['columns not known and not read: colour'])
  })

  test('no header is no such file', () => {
    expect(() => csv('a,b', '1,2')).toThrow(FeedError)
  })

  test('Outpost: rows that add to a service count with it', () => {
    const header =
      'import_id,import_id_reference,name,organisation,url,approved,visible,needs_referral,min_age,service_taxonomies,contact_name,contact_visible,contact_email,contact_phone,location_name,location_address_1,location_city,location_postcode,location_visible,mask_exact_address,free,schedules_opens_at,schedules_closes_at,scheduled_weekday'
    const { drafts, skipped, notes } = csv(
      header,
      '1,,Made-up service,Made-up Council,http://example.org,TRUE,TRUE,TRUE,18,Debt;Housing,Jo Bloggs,TRUE,info@example.org,0121 496 0123,Hall,1 Made Up Road,Tipton,DY4 8HX,TRUE,FALSE,TRUE,09:00:00,18:00:00,monday',
      '2,1,,,,,,,,,,,,,,,,,,,,10:00:00,12:00:00,tuesday',
      '3,1,,,,,,,,,Sam,FALSE,sam@example.org,07700 900123,,,,,,,,,,',
      '4,9,,,,,,,,,,,,,,,,,,,,,,',
      '5,,Masked,Made-up Council,http://example.org/m,TRUE,TRUE,FALSE,,,,,,,Refuge,2 Made Up Road,Tipton,DY4 8HX,TRUE,TRUE,,,,',
    )
    expect(drafts.map((one) => [one.id, openingOf(one)])).toEqual([
      ['1', 'Mon 09:00-18:00; Tue 10:00-12:00'],
      ['5', 'unknown'],
    ])
    expect(drafts[0]?.service).toMatchObject({
      needs: ['housing', 'benefits_debt'],
      eligibility: { referral_only: true, min_age: 18 },
    })
    expect(drafts[1]?.service.locations?.[0]).toMatchObject({ address: '', town: 'tipton' })
    expect(JSON.stringify(drafts)).not.toMatch(/Bloggs|Sam|sam@|900123|2 Made Up/)
    expect(skipped).toEqual([{ id: '4', why: 'it adds to 9, which is not there' }])
    expect(notes).toEqual(['2 rows add to a service and count with it'])
  })
})

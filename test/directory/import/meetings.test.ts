import { describe, expect, test } from 'vitest'
import { readBmlt } from '../../../src/directory/import/bmlt.ts'
import { FeedError } from '../../../src/directory/import/draft.ts'
import { readMeetingGuide } from '../../../src/directory/import/meeting-guide.ts'
import { knownOf, only, openingOf } from './known.ts'

const plain = {
  slug: 'made-up-monday',
  name: 'Made-up Monday',
  day: 1,
  time: '19:30',
  end_time: '20:30',
  types: ['O'],
  formatted_address: '1 Made Up Road, Tipton DY4 8HX, UK',
}

function guide(...rows: unknown[]) {
  return readMeetingGuide(JSON.stringify(rows), knownOf.aa)
}

describe('Meeting Guide', () => {
  test('a plain meeting of Tipton', () => {
    const draft = only(
      guide({
        ...plain,
        latitude: 52.5295,
        longitude: -2.0625,
        url: 'https://www.example.org/m/1',
        updated: '2026-01-02 03:04:05',
      }),
    )
    expect(draft).toEqual({
      id: 'made-up-monday',
      page: 'https://example.org/m/1',
      updated: '2026-01-02',
      flags: [],
      service: {
        name: 'Made-up Monday',
        texts: 'meeting-aa',
        organization: 'Alcoholics Anonymous',
        offered_by: 'peer',
        fellowship: true,
        needs: ['mutual_aid'],
        attendance: ['family_welcome'],
        substances: ['alcohol'],
        approach: ['12-step'],
        preferences: ['in_person'],
        coverage: 'borough',
        first_contact: ['walk_in'],
        contacts: [{ type: 'walk_in', value: '' }],
        locations: [
          {
            address: '1 Made Up Road, Tipton',
            postcode: 'DY4 8HX',
            town: 'tipton',
            lat: 52.5295,
            lon: -2.0625,
            hours: [{ days: ['MO'], opens: '19:30', closes: '20:30', meeting: true }],
          },
        ],
      },
    })
  })

  type Row = [what: string, row: object, opening: string, flags: string[]]
  test.each<Row>([
    ['a list of days', { day: [0, 3, 6] }, 'Sun,Wed,Sat 19:30-20:30 meeting', []],
    ['days as text', { day: '1,3' }, 'Mon,Wed 19:30-20:30 meeting', []],
    ['days by name', { day: ['Monday', 'thu'] }, 'Mon,Thu 19:30-20:30 meeting', []],
    ['day 0 as text', { day: '0' }, 'Sun 19:30-20:30 meeting', []],
    ['day 7 is the Sunday of a week that begins on Monday', { day: '7' }, 'Sun 19:30-20:30 meeting', ['day_seven']],
    ['a day there is not', { day: 9 }, 'unknown', ['times_not_understood']],
    ['one of several days there is not', { day: [1, 'x'] }, 'unknown', ['times_not_understood']],
    ['by appointment', { day: undefined, time: undefined }, 'unknown', ['times_unknown']],
    ['no day', { day: [] }, 'unknown', ['times_unknown']],
    ['11:00 AM', { time: '11:00 AM', end_time: '12:15 PM' }, 'Mon 11:00-12:15 meeting', []],
    ['no end: an hour', { end_time: null }, 'Mon 19:30-20:30 meeting', ['end_assumed']],
    ['no end, late', { time: '23:30', end_time: '' }, 'Mon 23:30-00:30 meeting', ['end_assumed']],
    ['an end past midnight', { time: '23:00', end_time: '00:30' }, 'Mon 23:00-00:30 meeting', []],
    ['an end as it begins', { end_time: '19:30' }, 'Mon 19:30-20:30 meeting', ['end_assumed']],
    ['a time nobody can read', { time: 'half seven' }, 'unknown', ['times_not_understood']],
    ['times of New York', { timezone: 'America/New_York' }, 'unknown', ['times_elsewhere']],
    ['times of London', { timezone: 'Europe/London' }, 'Mon 19:30-20:30 meeting', []],
  ])('%s', (_, row, opening, flags) => {
    const draft = only(guide({ ...plain, ...row }))
    expect([openingOf(draft), draft.flags]).toEqual([opening, flags])
  })

  test.each([
    ['open: whoever comes', ['O'], { attendance: ['family_welcome'], audiences: undefined }],
    ['closed: only those who have the problem', ['C'], { attendance: undefined, audiences: ['self', 'unsure'] }],
    [
      'both, or neither: not said',
      ['O', 'C'],
      { attendance: undefined, audiences: ['self', 'professional', 'unsure'] },
    ],
    ['women', ['W'], { eligibility: { women_only: true } }],
    ['women and men: everyone', ['W', 'M'], { eligibility: undefined }],
    ['Polish, and step-free', 'POL,X', { languages: ['pl'], preferences: ['in_person', 'step_free'] }],
    ['a code nobody knows', ['ZZTOP'], { preferences: ['in_person'] }],
  ])('%s', (_, types, expected) => {
    expect({
      attendance: undefined,
      audiences: undefined,
      eligibility: undefined,
      ...only(guide({ ...plain, types })).service,
    }).toMatchObject(expected)
  })

  test.each<[what: string, row: object, contacts: unknown[], flags: string[]]>([
    [
      'online, by a link without a password',
      { types: ['ONL', 'TC'], conference_url: 'https://zoom.us/j/123' },
      ['web:zoom.us/j/123'],
      ['online_only'],
    ],
    [
      'a link with a password is not taken; its page is',
      { types: ['ONL', 'TC'], conference_url: 'https://zoom.us/j/123?pwd=abc', url: 'https://example.org/m' },
      ['web:example.org/m'],
      ['private_left_out', 'online_only'],
    ],
    [
      'a number to dial in with a code is not taken',
      { attendance_option: 'online', conference_phone: '+442079460123,,555#' },
      [],
      ['private_left_out', 'no_contact', 'online_only'],
    ],
    [
      'both ways',
      { conference_url: 'https://zoom.us/j/1', attendance_option: 'hybrid' },
      ['walk_in:', 'web:zoom.us/j/1'],
      [],
    ],
    ['closed for now', { types: ['TC'] }, ['walk_in:'], ['temporarily_closed']],
    [
      'only a town: no door to walk in by',
      { formatted_address: 'Tipton, UK', approximate: 'yes' },
      [],
      ['no_contact', 'place_rough', 'address_approximate'],
    ],
    [
      'names and numbers of persons',
      {
        contact_1_name: 'Sam',
        contact_1_phone: '07700 900123',
        email: 'sam@example.org',
        conference_url_notes: 'Password: 1',
      },
      ['walk_in:'],
      ['private_left_out'],
    ],
  ])('%s', (_, row, contacts, flags) => {
    const draft = only(guide({ ...plain, ...row }))
    expect(draft.service.contacts.map((one) => `${one.type}:${one.value}`)).toEqual(contacts)
    expect([...draft.flags].sort()).toEqual([...flags].sort())
    expect(JSON.stringify(draft)).not.toMatch(/Sam|sam@|900123|pwd|Password|555/)
  })

  test('rows that cannot be used are skipped with the reason, and the others are read', () => {
    const { drafts, skipped } = guide(
      plain,
      null,
      'nonsense',
      [],
      { name: 'No slug' },
      { slug: 'nameless', day: 1 },
      { ...plain, day: 1 },
      { ...plain, slug: 'another' },
    )
    expect(drafts.map((one) => one.id)).toEqual(['made-up-monday', 'another'])
    expect(skipped).toEqual([
      { id: 'row 2', why: 'it is not a record' },
      { id: 'row 3', why: 'it is not a record' },
      { id: 'row 4', why: 'it is not a record' },
      { id: 'row 5', why: 'it has no slug' },
      { id: 'nameless', why: 'it has no name' },
      { id: 'made-up-monday', why: 'duplicate: row 7 has the id of an earlier row' },
    ])
  })

  test('meetings that share a slug are told apart by when they are', () => {
    const { drafts } = guide(plain, { ...plain, day: 4 }, { ...plain, day: 4, time: '12:00' })
    expect(drafts.map((one) => one.id)).toEqual([
      'made-up-monday MO 19:30',
      'made-up-monday TH 19:30',
      'made-up-monday TH 12:00',
    ])
  })

  test.each(['', '[{"slug":', '<html>', '{"a":1}', '"text"', '7', 'null', '[] x'])('%j is no feed', (text) => {
    expect(() => readMeetingGuide(text, knownOf.aa)).toThrow(FeedError)
  })
})

describe('where a row is', () => {
  test.each<[what: string, row: object, place: object, flags: string[]]>([
    ['the postcode says where', {}, { town: 'tipton', postcode: 'DY4 8HX' }, []],
    [
      'a point at the centre of Britain is not believed; the postcode is',
      { latitude: 54.00366, longitude: -2.547855 },
      { town: 'tipton' },
      ['place_not_believed'],
    ],
    [
      'a point at the centre of Britain and no postcode: nobody knows',
      { formatted_address: '1 Made Up Road, Sometown', latitude: 54.00366, longitude: -2.547855 },
      { address: '1 Made Up Road, Sometown', lat: undefined },
      ['place_not_believed', 'place_unknown', 'outside_area'],
    ],
    [
      'null island',
      { formatted_address: '1 Made Up Road, Sometown', latitude: 0, longitude: 0 },
      { lat: undefined },
      ['place_not_believed', 'place_unknown', 'outside_area'],
    ],
    ['a point that is none', { latitude: 100, longitude: 400 }, { town: 'tipton' }, []],
    [
      'a point alone',
      { formatted_address: '1 Made Up Road, Tipton', latitude: '52.5295', longitude: '-2.0625' },
      { town: 'tipton', lat: 52.5295 },
      [],
    ],
    [
      'outside',
      { formatted_address: '1 Made Up Road, London SW1A 1AA' },
      { postcode: 'SW1A 1AA', town: undefined },
      ['outside_area'],
    ],
    [
      'abroad',
      { formatted_address: '5881 Made Up Rd, Acworth, GA 30102, USA', latitude: 34.09, longitude: -84.57 },
      {},
      ['outside_area'],
    ],
  ])('%s', (_, row, place, flags) => {
    const draft = only(guide({ ...plain, ...row }))
    const { address, postcode, town, lat } = draft.service.locations?.[0] ?? {}
    expect({ address, postcode, town, lat }).toMatchObject(place)
    expect([...draft.flags].sort()).toEqual([...flags].sort())
  })
})

describe('BMLT', () => {
  const row = {
    id_bigint: '7',
    meeting_name: 'Made-up',
    weekday_tinyint: '2',
    start_time: '19:00:00',
    duration_time: '01:30:00',
    formats: 'O,WC',
    location_street: '1 Made Up Road',
    location_text: 'The Hall',
    location_municipality: 'Tipton',
    location_postal_code_1: 'DY4 8HX',
    latitude: '52.5295',
    longitude: '-2.0625',
    venue_type: '1',
    time_zone: '',
  }
  const bmlt = (...rows: unknown[]) => readBmlt(JSON.stringify(rows), knownOf.na)

  test('a plain meeting', () => {
    const { flags, service } = only(bmlt(row))
    expect(flags).toEqual([])
    expect(service).toMatchObject({
      organization: 'Narcotics Anonymous UK',
      texts: 'meeting-na',
      preferences: ['in_person', 'step_free'],
      locations: [{ address: 'The Hall, 1 Made Up Road, Tipton', postcode: 'DY4 8HX', town: 'tipton' }],
    })
  })

  test.each<[string, object, string, string[]]>([
    ['1 is Sunday', { weekday_tinyint: '1' }, 'Sun 19:00-20:30 meeting', []],
    ['7 is Saturday', { weekday_tinyint: 7 }, 'Sat 19:00-20:30 meeting', []],
    ['0 is no day', { weekday_tinyint: '0' }, 'unknown', ['times_not_understood']],
    ['past midnight', { start_time: '23:00:00', duration_time: '02:00' }, 'Mon 23:00-01:00 meeting', []],
    ['no duration', { duration_time: '00:00:00' }, 'Mon 19:00-20:00 meeting', ['end_assumed']],
    ['a day long is no duration', { duration_time: '24:00:00' }, 'Mon 19:00-20:00 meeting', ['end_assumed']],
    ['another zone', { time_zone: 'America/New_York' }, 'unknown', ['times_elsewhere']],
    ['shut on holidays', { formats: 'CH' }, 'Mon 19:00-20:30 meeting bank holidays closed', []],
  ])('%s', (_, more, opening, flags) => {
    const draft = only(bmlt({ ...row, ...more }))
    expect([openingOf(draft), draft.flags]).toEqual([opening, flags])
  })

  test('virtual: its point means nothing, its password is not taken', () => {
    const virtual = {
      formats: 'O',
      venue_type: '2',
      virtual_meeting_link: 'https://zoom.us/j/1',
      virtual_meeting_additional_info: 'Password: secret',
    }
    const { flags, service } = only(bmlt({ ...row, ...virtual }))
    expect(service).toMatchObject({
      contacts: [{ type: 'web', value: 'zoom.us/j/1' }],
      preferences: ['online'],
      coverage: 'national',
    })
    expect(service.locations).toBeUndefined()
    expect(flags).toEqual(['private_left_out', 'online_only'])
    expect(JSON.stringify(service)).not.toContain('secret')
  })

  test('formats by the ids of its own list', () => {
    const feed = {
      meetings: [{ ...row, formats: '', format_shared_id_list: '17,99' }],
      formats: [{ id: '17', key_string: 'X', world_id: 'W' }],
    }
    expect(only(readBmlt(JSON.stringify(feed), knownOf.na)).service.eligibility).toEqual({ women_only: true })
  })

  test('not published, or without an id', () => {
    const { skipped } = bmlt({ ...row, published: '0' }, { ...row, id_bigint: '' })
    expect(skipped).toEqual([
      { id: '7', why: 'it is not published' },
      { id: 'row 2', why: 'it has no id_bigint' },
    ])
  })
})

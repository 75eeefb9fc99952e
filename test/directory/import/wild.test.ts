import { describe, expect, test } from 'vitest'
import { readBmlt } from '../../../src/directory/import/bmlt.ts'
import { columns, readCsv } from '../../../src/directory/import/csv.ts'
import { type Draft, type Flag, importedService, type Reading } from '../../../src/directory/import/draft.ts'
import { readMeetingGuide } from '../../../src/directory/import/meeting-guide.ts'
import { readOpenReferral } from '../../../src/directory/import/open-referral.ts'
import { knownOf, only, openingOf } from './known.ts'

/** Feeds as they are met: every oddity here was thought of by some publisher. Names and numbers are made up. */

const place = '1 Made Up Road, Tipton/DY4 8HX/tipton'

/** What a person would be told of it, in a line. */
function told(draft: Draft) {
  const { service } = draft
  importedService.parse(service)
  return {
    name: service.name,
    contacts: service.contacts.map((one) => `${one.type} ${one.value}`.trim()),
    places: (service.locations ?? []).map((one) =>
      [one.hidden ? 'hidden' : one.address, one.postcode ?? '', one.town ?? ''].join('/'),
    ),
    opening: openingOf(draft),
    flags: [...draft.flags].sort(),
  }
}

type Row = Record<string, unknown>
type Told = Partial<Omit<ReturnType<typeof told>, 'flags'>> & { flags?: Flag[] }

describe('Meeting Guide', () => {
  const row: Row = {
    slug: 'a',
    name: 'Made-up',
    day: 1,
    time: '19:30',
    end_time: '21:00',
    formatted_address: '1 Made Up Road, Tipton DY4 8HX',
  }
  const read = (change: Row) => told(only(readMeetingGuide(JSON.stringify([{ ...row, ...change }]), knownOf.aa)))

  test.each<[change: Row, opening: string, flags?: Flag[]]>([
    [{ day: 'Mon-Fri' }, 'Mon,Tue,Wed,Thu,Fri 19:30-21:00 meeting'],
    [{ day: 'Monday to Friday' }, 'Mon,Tue,Wed,Thu,Fri 19:30-21:00 meeting'],
    [{ day: 'Mon and Wed' }, 'Mon,Wed 19:30-21:00 meeting'],
    [{ day: ['Mon', '3'] }, 'Mon,Wed 19:30-21:00 meeting'],
    [{ day: 'weekends' }, 'Sat,Sun 19:30-21:00 meeting'],
    [{ day: 'Every day' }, 'Mon,Tue,Wed,Thu,Fri,Sat,Sun 19:30-21:00 meeting'],
    [{ day: '7' }, 'Sun 19:30-21:00 meeting', ['day_seven']],
    [{ day: 'First Sunday' }, 'unknown', ['times_not_understood']],
    [{ day: 1.5 }, 'unknown', ['times_not_understood']],
    [{ day: [1, 'someday'] }, 'unknown', ['times_not_understood']],
    // One time to another is no time zone.
    [{ time: '19:30-20:45', end_time: '' }, 'Mon 19:30-20:45 meeting'],
    [{ time: '7:30pm – 8:45pm', end_time: null }, 'Mon 19:30-20:45 meeting'],
    [{ time: '6.30 PM GMT' }, 'Mon 18:30-21:00 meeting'],
    [{ time: '2026-11-22 19:30:00' }, 'Mon 19:30-21:00 meeting'],
    [{ time: '18：30' }, 'Mon 18:30-21:00 meeting'],
    // The end of Monday is the beginning of Tuesday.
    [{ time: '24:00', end_time: '01:00' }, 'Tue 00:00-01:00 meeting'],
    [{ time: '23:00', end_time: '00:30' }, 'Mon 23:00-00:30 meeting'],
    // Nobody meets for 23 hours.
    [{ end_time: '18:30' }, 'Mon 19:30-20:30 meeting', ['end_assumed']],
    [{ time: '730' }, 'unknown', ['times_not_understood']],
    [{ time: 'TBA' }, 'unknown', ['times_not_understood']],
    // What says something, in whatever shape, is told of and never taken for nothing.
    [{ time: ['19:30'] }, 'unknown', ['times_not_understood']],
    [{ day: true }, 'unknown', ['times_not_understood']],
    [{ day: { 0: 1, 2: '3' } }, 'Mon,Wed 19:30-21:00 meeting'],
    [{ day: [null] }, 'unknown', ['times_unknown']],
  ])('%j', (change, opening, flags = []) => {
    expect(read(change)).toMatchObject({ opening, flags, places: [place] })
  })

  test.each<[change: Row, told: Told]>([
    [{ name: 'Caf&eacute; &#8211; Men&amp;#8217;s &amp; more' }, { name: 'Café – Men’s & more' }],
    [{ name: '&lt;script&gt;alert(1)&lt;/script&gt; Group' }, { name: 'alert(1) Group' }],
    [{ name: 'Made-up (ring Sam 07700 900123)' }, { name: 'Made-up', flags: ['private_left_out'] }],
    [{ name: 'Made-up ring Sam 07700 900123' }, { name: 'Made-up', flags: ['private_left_out'] }],
    [{ name: 'Call to Sanity 07700 900123' }, { name: 'Call to Sanity', flags: ['private_left_out'] }],
    [
      { formatted_address: '1 Made Up Road, ring Sam 07700 900123, Tipton DY4 8HX' },
      { places: [place], flags: ['private_left_out'] },
    ],
    [
      { location: 'Made-up Hall, sam@example.org' },
      { places: [`Made-up Hall, ${place}`], flags: ['private_left_out'] },
    ],
    [{ name: 'Made-up sam@example.org' }, { name: 'Made-up', flags: ['private_left_out'] }],
    [{ name: 'Made-up, Passcode: 9x9' }, { name: 'Made-up', flags: ['private_left_out'] }],
    [{ name: 'Room 12, Step 4 and the number 12' }, { name: 'Room 12, Step 4 and the number 12', flags: [] }],
    [{ name: '', group: 'The group' }, { name: 'The group' }],
    [
      { latitude: 52.5, longitude: '-2.06' },
      { places: [place], flags: [] },
    ],
    // Un-geocoded rows, wherever a geocoder puts them, and points with their numbers swapped.
    ...[
      [54.00366, -2.547855],
      [55.378051, -3.435973],
      [52.3555177, -1.1743197],
      [0, 0],
      [-2.06, 52.53],
    ].map(([latitude, longitude]): [Row, Told] => [
      { formatted_address: '1 Made Up Road', latitude, longitude },
      { places: ['1 Made Up Road//'], flags: ['outside_area', 'place_not_believed', 'place_unknown'] },
    ]),
    // A town of the area, where nothing better is said; and one of that name elsewhere.
    [{ formatted_address: undefined, address: '1 Made Up Road', city: 'tipton' }, { flags: ['place_rough'] }],
    [{ formatted_address: '1 Made Up Road, Tipton, UK' }, { places: ['1 Made Up Road, Tipton//tipton'] }],
    [
      { formatted_address: undefined, address: '1 Made Up Road', city: 'Tipton', country: 'US' },
      { places: ['1 Made Up Road, Tipton//'], flags: ['outside_area', 'place_unknown'] },
    ],
    [{ formatted_address: undefined, address: '1 Made Up Road', postal_code: 'dy4' }, { flags: ['place_rough'] }],
    [{ types: ['Open', 'Women'] }, { flags: [] }],
    ...['https://zoom.us/j/1?p=2', 'https://zoom.us/my/sampleperson', 'Zoom 123 pass 555'].map(
      (conference_url): [Row, Told] => [
        { attendance_option: 'online', conference_url },
        { contacts: [], flags: ['no_contact', 'online_only', 'private_left_out'] },
      ],
    ),
  ])('%j', (change, expected) => {
    expect(read(change)).toMatchObject(expected)
  })

  test.each(['Women, Closed', ['W', 'C'], { 0: 'W', 2: 'C' }])('a meeting for women: %j', (types) => {
    const draft = only(readMeetingGuide(JSON.stringify([{ ...row, types }]), knownOf.aa))
    expect(draft.service.eligibility).toEqual({ women_only: true })
    expect(draft.service.audiences).not.toContain('professional')
  })

  const one = JSON.stringify(row)
  const two = JSON.stringify({ ...row, slug: 'b' })
  test.each<[what: string, text: string, taken: number, skipped: number]>([
    ['a list', `[${one},${two}]`, 2, 0],
    ['with a mark', `\uFEFF[${one}]`, 1, 0],
    ['meetings', `{"meetings":[${one}]}`, 1, 0],
    ['data', `{"data":[${one}]}`, 1, 0],
    ['numbered, as PHP does', `{"0":${one},"2":${two}}`, 2, 0],
    ['numbered in an envelope', `{"meetings":{"1":${one}}}`, 1, 0],
    ['a line each', `${one}\n${two}\n`, 2, 0],
    ['a line each, one broken', `${one}\n${two.slice(0, 40)}\n${two}`, 2, 1],
    ['rows that are none', `[${one},null,3,"x",[],{}]`, 1, 5],
    ['ids as numbers and as text', `[{"slug":5,"name":"x"},{"slug":"5","name":"x"}]`, 1, 1],
  ])('%s', (_, text, taken, skipped) => {
    const reading = readMeetingGuide(text, knownOf.aa)
    expect([reading.drafts.length, reading.skipped.length]).toEqual([taken, skipped])
  })

  test.each([
    ['a comma too many', `[${one},]`],
    ['cut off', `[${one},${two.slice(0, 40)}`],
    ['no number', '[{"slug":"a","latitude":NaN}]'],
    ['an error', '{"error":"slow down"}'],
    ['null', 'null'],
    ['PHP', `<b>Warning</b>\n[${one}]`],
    ['nothing', ' \n'],
  ])('cannot be read: %s', (_, text) => {
    expect(() => readMeetingGuide(text, knownOf.aa)).toThrow(/not JSON|not a list|web page|empty/)
  })
})

describe('BMLT', () => {
  const row: Row = {
    id_bigint: '1',
    meeting_name: 'Made-up',
    weekday_tinyint: '2',
    start_time: '19:30:00',
    duration_time: '01:30:00',
    location_street: '1 Made Up Road',
    location_municipality: 'Tipton',
    location_postal_code_1: 'DY4 8HX',
    published: '1',
    formats: 'O',
    venue_type: '1',
    time_zone: '',
  }
  const read = (change: Row) => told(only(readBmlt(JSON.stringify([{ ...row, ...change }]), knownOf.na)))
  const link = 'https://example.org/join'

  test.each<[change: Row, told: Told]>([
    [{}, { opening: 'Mon 19:30-21:00 meeting', places: [place], flags: [] }],
    [{ weekday_tinyint: 'Monday' }, { opening: 'Mon 19:30-21:00 meeting' }],
    [{ weekday_tinyint: '0' }, { opening: 'unknown', flags: ['times_not_understood'] }],
    [{ start_time: '24:00:00' }, { opening: 'Tue 00:00-01:30 meeting' }],
    [{ weekday_tinyint: [2] }, { opening: 'unknown', flags: ['times_not_understood'] }],
    [{ location_street: '(ring Sam 07700 900123) 1 Made Up Road' }, { places: [place], flags: ['private_left_out'] }],
    [{ duration_time: '24:00:00' }, { opening: 'Mon 19:30-20:30 meeting', flags: ['end_assumed'] }],
    // What kind of venue it is, said by letters where the number is missing.
    [
      { venue_type: null, formats: 'VM', virtual_meeting_link: link },
      { places: [], flags: ['online_only'] },
    ],
    [
      { venue_type: '', formats: ['O', 'HY'] },
      { contacts: ['walk_in'], places: [place] },
    ],
    [{ venue_type: '2' }, { places: [], flags: ['no_contact', 'online_only'] }],
    [{ venue_type: 9 }, { contacts: ['walk_in'], places: [place] }],
    // A hall that is closed for now.
    [{ formats: 'O,TC' }, { flags: ['temporarily_closed'] }],
    [
      { formats: 'TC,HY', venue_type: '3', virtual_meeting_link: link },
      { contacts: ['web example.org/join'], places: [] },
    ],
    [{ location_postal_code_1: '', location_street: '1 Made Up Road, DY4 8HX' }, { places: [place] }],
    [{ location_postal_code_1: '', latitude: '', longitude: '' }, { flags: ['place_rough'] }],
    [{ location_postal_code_1: '', location_nation: 'USA' }, { flags: ['outside_area', 'place_unknown'] }],
    [{ location_text: 'Hall, door PIN 4321' }, { places: [`Hall, door, ${place}`] }],
  ])('%j', (change, expected) => {
    expect(read(change)).toMatchObject(expected)
  })

  test.each([[['C', 'W']], [{ 1: 'C', 3: 'W' }]])('formats as a list say whom it is for: %j', (formats) => {
    const draft = only(readBmlt(JSON.stringify([{ ...row, formats }]), knownOf.na))
    expect(draft.service.eligibility).toEqual({ women_only: true })
  })

  test.each(['0', 0, false, 'false', 'no'])('not published: %j', (published) => {
    const { skipped } = readBmlt(JSON.stringify([{ ...row, published }]), knownOf.na)
    expect(skipped).toEqual([{ id: '1', why: 'it is not published' }])
  })
})

describe('CSV', () => {
  const read = (change: Partial<Record<(typeof columns)[number], string>>) => {
    const row: Row = { id: '1', name: 'Made-up', needs: 'food', ...change }
    const cells = columns.map((key) => `"${String(row[key] ?? '').replaceAll('"', '""')}"`)
    return readCsv(`${columns.join(',')}\n${cells.join(',')}`, knownOf.none)
  }

  test.each<[phone: string, contacts: string[], flags?: Flag[]]>([
    ['+44 (0)121 496 0123', ['0121 496 0123']],
    ['tel:+441214960123', ['0121 496 0123']],
    ['0121 496 0123 / 0121 496 0124', ['0121 496 0123', '0121 496 0124']],
    ['0121 496 0123 or 0121 496 0124', ['0121 496 0123', '0121 496 0124']],
    ['0121 496 0123 ext 12', ['0121 496 0123'], ['contact_not_whole']],
    ['0121 496 0123 (option 2)', ['0121 496 0123'], ['contact_not_whole']],
    ['0300 123 1110 (24 hours)', ['0300 123 1110'], ['contact_not_whole']],
    ['0121 496 0123,,5678#', [], ['contact_not_whole', 'no_contact']],
    // A digit is missing, or a spreadsheet has eaten one.
    ['0121 4960 12', [], ['contact_not_whole', 'no_contact']],
    ['1.214960123E9', [], ['contact_not_whole', 'no_contact']],
    ['1214960123', [], ['contact_not_whole', 'no_contact']],
    ['0121 496 O123', [], ['contact_not_whole', 'no_contact']],
    ['016977 2345', ['016977 2345']],
  ])('phone %j', (phone, contacts, flags = []) => {
    const found = told(only(read({ phone })))
    expect(found.contacts).toEqual(contacts.map((one) => `phone ${one}`))
    expect(found.flags).toEqual([...flags, 'place_unknown'].sort())
  })

  test.each<[change: Parameters<typeof read>[0], service: Partial<Draft['service']>, flags?: Flag[]]>([
    [{ only_for: 'women' }, { eligibility: { women_only: true } }],
    [{ only_for: 'Women only' }, { eligibility: { women_only: true } }],
    [{ only_for: 'widows' }, {}, ['words_not_understood']],
    [{ needs: 'Food; nonsense' }, { needs: ['food'] }, ['words_not_understood']],
    [{ languages: 'English, Panjabi; ur' }, { languages: ['en', 'pa', 'ur'] }],
    [{ languages: 'Elvish' }, {}, ['words_not_understood']],
    [{ min_age: '18+' }, { eligibility: { min_age: 18 } }],
    [{ min_age: '18', max_age: '12' }, {}, ['words_not_understood']],
    [{ free: 'Free' }, { cost: 'free' }],
    [{ free: 'by donation' }, {}, ['words_not_understood']],
    [{ drop_in: 'maybe' }, {}, ['words_not_understood']],
    [{ organisation: 'Made-up, ring Sam 07700 900123' }, { organization: 'Made-up' }, ['private_left_out']],
    [{ free: '£3.50' }, { cost: 'paid' }],
    [{ email: 'info@example.org; sam.person@example.org' }, {}, ['private_left_out']],
    [{ website: 'https://example.org/a b' }, {}, ['contact_not_whole']],
    [{ website: 'https://example.org/?token=1' }, {}, ['private_left_out']],
  ])('%j', (change, service, flags = []) => {
    const draft = only(read({ town: 'Tipton', phone: '0121 496 0123', ...change }))
    expect(draft.service).toMatchObject(service)
    expect([...draft.flags].sort()).toEqual([...flags, 'place_rough'].sort())
    expect(JSON.stringify(draft)).not.toMatch(/sam\.person|token/)
    if (!service.eligibility) expect(draft.service.eligibility).toBeUndefined()
  })

  test.each([
    ['Monday to Friday 9am to 5pm', 'Mon,Tue,Wed,Thu,Fri 09:00-17:00'],
    ['Weekdays 9am-5pm; Sat closed', 'Mon,Tue,Wed,Thu,Fri 09:00-17:00'],
    ['Mon, Wed and Fri 10am-12pm', 'Mon,Wed,Fri 10:00-12:00'],
    ['Mon‑Fri 09:00–17:00', 'Mon,Tue,Wed,Thu,Fri 09:00-17:00'],
    ['First Monday of the month 10:00-12:00', 'first Mon 10:00-12:00'],
    ['Every Mon 22:00-02:00', 'Mon 22:00-02:00'],
    ['Sun 24:00-02:00', 'Mon 00:00-02:00'],
    ['24 hours a day', 'always'],
    ['Open 24 hours', 'always'],
    ['Monday 9am-5pm\nTuesday 10am-2pm', 'Mon 09:00-17:00; Tue 10:00-14:00'],
    ['Mon to Fri 9am to 5pm, Sat 10 am - 12 pm', 'Mon,Tue,Wed,Thu,Fri 09:00-17:00; Sat 10:00-12:00'],
    ['first and third Mon 10:00-12:00', 'first,third Mon 10:00-12:00'],
    ['Mon 10:00-12:00 closed on bank holidays', 'Mon 10:00-12:00 bank holidays closed'],
  ])('opening %j', (opening, expected) => {
    expect(openingOf(only(read({ opening, phone: '0121 496 0123' })))).toBe(expected)
  })

  test.each(['Mon-Fri 9-5', 'Closed', 'first Mon 24:00-02:00', 'Mon 09:00-12:00 except 2026-13-45'])(
    'opening %j is told of, not guessed',
    (opening) => {
      expect(read({ opening }).skipped).toMatchObject([{ id: '1', why: expect.stringContaining(opening) }])
    },
  )

  test.each([
    ['semicolons', 'id;name\r\n1;Made-up\r\n'],
    ['tabs', 'id\tname\n1\tMade-up'],
    ["Excel's first line", '\uFEFFsep=;\r\nid;name\r\n1;Made-up'],
    ['shouted columns', ' ID , NAME \n1,Made-up'],
    ['a column named as what every object has', 'id,name,constructor,__proto__\n1,Made-up,x,y'],
  ])('%s', (_, text) => {
    expect(only(readCsv(text, knownOf.none)).service.name).toBe('Made-up')
  })

  test('a quotation mark that is never closed would swallow the rest: nothing is taken', () => {
    expect(() => readCsv('id,name\n1,"Made-up\n2,B\n3,C', knownOf.none)).toThrow(/quotation mark/)
  })

  test('a refuge by its name has no address, whatever it is sorted under', () => {
    const draft = only(
      read({ name: "Made-up Women's Aid", needs: 'housing', address: '1 Hidden Road', postcode: 'DY4 8HX' }),
    )
    expect(told(draft).places).toEqual(['hidden//tipton'])
    expect(JSON.stringify(draft)).not.toMatch(/Hidden Road|8HX/)
  })
})

describe('Open Referral', () => {
  const at = {
    location: {
      latitude: '52.5264',
      longitude: '-2.0636',
      addresses: [{ address_1: '1 Made Up Road', city: 'Tipton', postal_code: 'dy48hx' }],
    },
  }
  const row: Row = { id: 'a', name: 'Made-up food bank', status: 'active', phones: [{ number: '0121 496 0123' }] }
  const read = (change: Row) => only(readOpenReferral(JSON.stringify([{ ...row, ...change }]), knownOf.none))
  const week = { freq: 'WEEKLY', byday: 'MO,TU', opens_at: '09:00Z', closes_at: '17:00' }

  test.each<[schedules: unknown, opening: string, flags?: Flag[]]>([
    [[{ ...week, byday: ['MO', 'TU'] }], 'Mon,Tue 09:00-17:00'],
    [[{ ...week, byday: 'MO;TU' }], 'Mon,Tue 09:00-17:00'],
    [[{ ...week, byday: 'MO-WE' }], 'Mon,Tue,Wed 09:00-17:00'],
    [week, 'Mon,Tue 09:00-17:00'],
    [{ 0: week }, 'Mon,Tue 09:00-17:00'],
    [[{ ...week, freq: 'DAILY', byday: null, opens_at: '00:00:00', closes_at: '23:59:59' }], 'always'],
    [[{ ...week, opens_at: '24:00', closes_at: '02:00' }], 'Tue,Wed 00:00-02:00'],
    [[{ ...week, interval: 2 }], 'unknown', ['times_not_understood']],
    [[{ ...week, interval: 'two' }], 'unknown', ['times_not_understood']],
    [[{ ...week, valid_to: 'Easter' }], 'unknown', ['times_not_understood']],
    [[{ ...week, valid_from: '2027-01-01', valid_to: '2026-01-01' }], 'unknown', ['times_not_understood']],
    [[{ ...week, freq: ['MONTHLY'] }], 'unknown', ['times_not_understood']],
    // An offset from UTC that is none of this country's.
    [[{ ...week, timezone: -300 }], 'unknown', ['times_not_understood']],
    [[{ ...week, timezone: 60 }], 'Mon,Tue 09:00-17:00'],
    // A form that was left blank, and a door that never shuts.
    [[{ ...week, opens_at: '00:00', closes_at: '00:00' }], 'unknown', ['times_not_understood']],
    [[{ ...week, opens_at: '12:00', closes_at: 'noon' }], 'unknown', ['times_not_understood']],
    // RFC 5545: without a day it is the one it starts on; a place in the month may stand apart.
    [[{ ...week, byday: null, dtstart: '2026-01-07' }], 'Wed 09:00-17:00 from 2026-01-07'],
    [[{ ...week, byday: null }], 'unknown', ['times_not_understood']],
    [[{ ...week, freq: 'MONTHLY', byday: 'SU', bysetpos: -1 }], 'last Sun 09:00-17:00'],
    [[{ ...week, freq: 'MONTHLY', bysetpos: 1 }], 'unknown', ['times_not_understood']],
    [[{ ...week, notes: 'In term time only' }], 'Mon,Tue 09:00-17:00', ['words_not_understood']],
    [[week, { description: 'and by appointment' }], 'Mon,Tue 09:00-17:00', ['words_not_understood']],
    ['Mon-Fri 9-5', 'unknown', ['times_not_understood']],
    [[{ description: 'nine to five' }], 'unknown', ['times_not_understood']],
    [[], 'unknown'],
  ])('schedules %j', (schedules, opening, flags = []) => {
    const draft = read({ schedules, service_at_locations: at })
    expect([openingOf(draft), draft.flags]).toEqual([opening, flags])
    expect(told(draft).places).toEqual([place])
  })

  test.each<[change: Row, service: Partial<Draft['service']>, flags?: Flag[]]>([
    [{ eligibility_description: 'Women only.' }, { eligibility: { women_only: true } }],
    [{ eligibilitys: [{ eligibility: 'Men', minimum_age: '18' }] }, { eligibility: { men_only: true, min_age: 18 } }],
    [{ languages: ['pl', { code: 'EN' }, { name: 'Punjabi' }] }, { languages: ['pl', 'en', 'pa'] }],
    [{ fees_description: 'Free for members, £5 for others' }, {}],
    [{ cost_options: [{ option: 'Free' }] }, { cost: 'free' }],
    [{ cost_options: [{ option: 'Free' }, { option: 'Members pay more' }] }, {}],
    [{ status: 'defunct' }, { status: 'inactive' }, ['temporarily_closed']],
    [{ phones: [{ number: '0121 496 0123', extension: '4' }] }, {}, ['contact_not_whole']],
    [{ phones: '0121 496 0123' }, { contacts: [{ type: 'phone', value: '0121 496 0123' }] }],
    [{ languages: 'Polish, English' }, { languages: ['pl', 'en'] }],
    [
      { service_at_locations: [at, { location: { name: 'Hall', latitude: 54.00366, longitude: -2.547855 } }] },
      {},
      ['place_not_believed', 'place_unknown'],
    ],
  ])('%j', (change, service, flags = []) => {
    const draft = read({ service_at_locations: [at], ...change })
    expect(draft.service).toMatchObject(service)
    expect(draft.flags).toEqual(flags)
    if (!service.cost) expect(draft.service.cost).toBeUndefined()
  })

  test.each<[where: string, change: Row, number: string]>([
    [
      'a location',
      { service_at_locations: [{ location: { ...at.location, phones: [{ number: '0121 496 0177' }] } }] },
      '0121 496 0177',
    ],
    ['an organisation', { organization: { name: 'Org', phones: [{ number: '0121 496 0166' }] } }, '0121 496 0166'],
  ])('a number that only %s has', (_, change, number) => {
    expect(told(read({ phones: [], ...change })).contacts).toContain(`phone ${number}`)
  })

  const one = JSON.stringify(row)
  test.each<[what: string, text: string, count: number, partial: boolean]>([
    ['contents', `{"contents":[${one}]}`, 1, false],
    ['content, of Spring', `{"content":[${one}],"totalElements":1,"totalPages":1}`, 1, false],
    ['data', `{"data":[${one}]}`, 1, false],
    ['numbered, as PHP does', `{"contents":{"0":${one}}}`, 1, false],
    ['items', `{"items":[${one}]}`, 1, false],
    ['one of it', `{"service":${one}}`, 1, false],
    ['a line each', `${one}\n${one.replace('"a"', '"b"')}`, 2, false],
    ['one page of five', `{"content":[${one}],"totalElements":128,"totalPages":5}`, 1, true],
    ['fewer than it says', `{"contents":[${one}],"total_items":31}`, 1, true],
    ['more than it says', `{"contents":[${one},${one.replace('"a"', '"b"')}],"total_items":1}`, 2, false],
  ])('%s', (_, text, count, partial) => {
    const reading: Reading = readOpenReferral(text, knownOf.none)
    expect([reading.drafts.length, reading.skipped, reading.partial]).toEqual([count, [], partial])
  })

  test.each([
    { id: 'o', name: 'Made-up Council', services: [] },
    { id: 'o', name: 'Made-up Council', services: null },
    { id: 'o', name: 'Made-up Council', legal_status: 'Council' },
  ])('an organisation is no service: %j', (organization) => {
    const { drafts, skipped } = readOpenReferral(JSON.stringify([row, organization]), knownOf.none)
    expect([drafts.length, skipped]).toEqual([1, [{ id: 'o', why: expect.stringContaining('organisation') }]])
  })
})

import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { type CalendarEntry, calendarOf, meetingsOf } from '../../../src/directory/export/ics.ts'
import { type Hours, type Location, type Schedule, service } from '../../../src/directory/service.ts'
import { isBankHoliday } from '../fixture/fernshire.ts'

const now = Temporal.Instant.from('2026-11-22T12:00Z')
const evening: Schedule = { days: ['MO'], opens: '19:30', closes: '20:30', bank_holidays: 'unknown', meeting: true }

function entry(schedule: Partial<Schedule>, more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    uid: 'meeting-1',
    title: 'Meeting',
    where: null,
    note: null,
    url: null,
    schedule: { ...evening, ...schedule },
    ...more,
  }
}

function lines(schedule: Partial<Schedule>, days = 60): string[] {
  const text = calendarOf([entry(schedule)], { now, days, isBankHoliday }) ?? ''
  return text.split('\r\n').filter((line) => /^(DTSTART;|DTEND;|RRULE:FREQ=(?!YEARLY)|EXDATE|UID)/.test(line))
}

// 22 Nov 2026 is a Sunday; 28 Dec 2026 and 1 Jan 2027 are bank holidays.
const rows: [what: string, schedule: Partial<Schedule>, expected: string[]][] = [
  [
    'weekly, held on bank holidays too',
    { bank_holidays: 'open' },
    [
      'UID:meeting-1',
      start('20261123T193000'),
      end('20261123T203000'),
      'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270118T193000Z',
    ],
  ],
  [
    'bank holidays not known: they are left out',
    {},
    [
      'UID:meeting-1',
      start('20261123T193000'),
      end('20261123T203000'),
      'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270118T193000Z',
      'EXDATE;TZID=Europe/London:20261228T193000',
    ],
  ],
  [
    'closed on bank holidays: they are left out',
    { bank_holidays: 'closed' },
    [
      'UID:meeting-1',
      start('20261123T193000'),
      end('20261123T203000'),
      'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270118T193000Z',
      'EXDATE;TZID=Europe/London:20261228T193000',
    ],
  ],
  [
    'past midnight',
    { days: ['SA'], opens: '23:00', closes: '01:00', until: '2026-12-06' },
    [
      'UID:meeting-1',
      start('20261128T230000'),
      end('20261129T010000'),
      'RRULE:FREQ=WEEKLY;BYDAY=SA;UNTIL=20261205T230000Z',
    ],
  ],
  [
    'first and last Friday',
    { days: ['FR'], nth: [1, -1], until: '2026-12-31', bank_holidays: 'open' },
    [
      'UID:meeting-1',
      start('20261127T193000'),
      end('20261127T203000'),
      'RRULE:FREQ=MONTHLY;BYDAY=1FR,-1FR;UNTIL=20261225T193000Z',
    ],
  ],
  [
    'every other week, without one of them',
    { every: { weeks: 2, from: '2026-11-16' }, except: ['2026-12-14'] },
    [
      'UID:meeting-1',
      start('20261130T193000'),
      end('20261130T203000'),
      'RRULE:FREQ=WEEKLY;INTERVAL=2;WKST=MO;BYDAY=MO;UNTIL=20270111T193000Z',
      'EXDATE;TZID=Europe/London:20261214T193000,20261228T193000',
    ],
  ],
  [
    'a season has no rule: each day by itself',
    { season: { from: '12-20', until: '01-05' }, bank_holidays: 'open' },
    [
      'UID:meeting-1-20261221',
      start('20261221T193000'),
      end('20261221T203000'),
      'UID:meeting-1-20261228',
      start('20261228T193000'),
      end('20261228T203000'),
      'UID:meeting-1-20270104',
      start('20270104T193000'),
      end('20270104T203000'),
    ],
  ],
]

test.each(rows)('%s', (_, schedule, expected) => {
  expect(lines(schedule)).toEqual(expected)
})

test.each([
  ['2026-03-23T19:29Z', '20260323T193000'],
  ['2026-03-23T19:30Z', '20260330T193000'],
  // In summer 18:30 by UTC is 19:30 in London.
  ['2026-07-06T18:29Z', '20260706T193000'],
  ['2026-07-06T18:30Z', '20260713T193000'],
])('at %s the next one is %s', (at, next) => {
  const text = calendarOf([entry({})], { now: Temporal.Instant.from(at), days: 60, isBankHoliday })
  expect(text).toContain(start(next))
})

test('it is called what the caller calls it, and is in the time of London', () => {
  const text = calendarOf([entry({}, { title: 'Meeting', where: 'Made-up Hall, Tipton' })], {
    now,
    days: 60,
    isBankHoliday,
  })
  expect(text).toContain('SUMMARY:Meeting')
  expect(text).toContain('LOCATION:Made-up Hall\\, Tipton')
  expect(text).toContain('TZID:Europe/London')
  expect(text).not.toMatch(/DESCRIPTION|URL/)
})

describe('the meetings of a service', () => {
  const hall: Partial<Location> = { address: 'Made-up Hall, 1 Made-up Street, Tipton', postcode: 'DY4 8XX' }
  const chapel: Partial<Location> = { address: 'Made-up Chapel, Tipton' }
  const made = (places: [Hours, Partial<Location>][], online: Hours[] = []) =>
    meetingsOf(
      service.parse({
        id: 'made-up',
        name: 'Made-up Fellowship',
        organization: 'Made-up',
        offered_by: 'peer',
        needs: ['mutual_aid'],
        coverage: 'borough',
        contacts: [
          { type: 'walk_in', value: '' },
          ...online.map((hours) => ({ type: 'web', value: 'made-up.example', hours })),
        ],
        locations: places.map(([hours, place]) => ({ ...place, hours })),
        steward: 'tests',
        provenance: {},
      }),
    )
  const noon: Schedule = { ...evening, opens: '12:00', closes: '13:00' }

  test.each<[string, ReturnType<typeof made>, [location: number | null, opens: string][]]>([
    [
      'at each place, whether or not at the same time',
      made([
        [[evening], hall],
        [[evening, noon], chapel],
      ]),
      [
        [0, '19:30'],
        [1, '19:30'],
        [1, '12:00'],
      ],
    ],
    [
      'online, unless it is one at a place',
      made([[[evening], hall]], [[evening, noon]]),
      [
        [0, '19:30'],
        [null, '12:00'],
      ],
    ],
    ['a door that stays open is none', made([[[{ ...evening, meeting: false }], hall]]), []],
    [
      'a hidden one is not written down',
      made([
        [[noon], { ...hall, hidden: true }],
        [[evening], chapel],
      ]),
      [[1, '19:30']],
    ],
    ['nothing is known', made([['unknown', hall]]), []],
  ])('%s', (_, meetings, expected) => {
    expect(meetings.map(({ location, schedule }) => [location, schedule.opens])).toEqual(expected)
    expect(new Set(meetings.map(({ uid }) => uid)).size).toBe(meetings.length)
  })

  test('each says where, and is named by the service', () => {
    expect(made([[[evening], hall]])).toMatchObject([
      { title: 'Made-up Fellowship', where: 'Made-up Hall, 1 Made-up Street, Tipton DY4 8XX', url: null },
    ])
  })
})

test('nothing to come is no calendar', () => {
  expect(calendarOf([entry({ until: '2026-11-01' })], { now, days: 60, isBankHoliday })).toBeNull()
})

test('what a record says cannot become a line of the file, and the stamp is in UTC', () => {
  const evil = entry({}, { title: 'Tea\r\nBEGIN:VALARM', where: 'A; B, C\nDTSTAMP:1', note: '\u2028x\r\nATTACH:x' })
  const text = calendarOf([evil], { now: Temporal.Instant.from('2026-07-01T12:00Z'), days: 30, isBankHoliday }) ?? ''
  expect(text.match(/^(BEGIN|ATTACH|DTSTAMP)\S*/gm)).toEqual([
    'BEGIN:VCALENDAR',
    'BEGIN:VTIMEZONE',
    'BEGIN:DAYLIGHT',
    'BEGIN:STANDARD',
    'BEGIN:VEVENT',
    'DTSTAMP:20260701T120000Z',
  ])
  expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75)).toBe(true)
})

function start(time: string): string {
  return `DTSTART;TZID=Europe/London:${time}`
}

function end(time: string): string {
  return `DTEND;TZID=Europe/London:${time}`
}

import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { type CalendarEntry, calendarOf } from '../../../src/directory/export/ics.ts'
import type { Schedule } from '../../../src/directory/service.ts'
import { isBankHoliday } from '../fixture/fernshire.ts'

const now = Temporal.Instant.from('2026-11-22T12:00Z')

function entry(schedule: Partial<Schedule>, more: Partial<CalendarEntry> = {}): CalendarEntry {
  return {
    uid: 'meeting-1',
    title: 'Meeting',
    where: null,
    note: null,
    url: null,
    schedule: { days: ['MO'], opens: '19:30', closes: '20:30', bank_holidays: 'unknown', meeting: true, ...schedule },
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
    'weekly, bank holidays not known: they are in',
    {},
    [
      'UID:meeting-1',
      start('20261123T193000'),
      end('20261123T203000'),
      'RRULE:FREQ=WEEKLY;BYDAY=MO;UNTIL=20270118T193000Z',
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
    { days: ['FR'], nth: [1, -1], until: '2026-12-31' },
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
      'EXDATE;TZID=Europe/London:20261214T193000',
    ],
  ],
  [
    'a season has no rule: each day by itself',
    { season: { from: '12-20', until: '01-05' } },
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

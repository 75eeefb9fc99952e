import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readOpening, writeOpening } from '../../../src/directory/import/opening-text.ts'
import { phoneOf } from '../../../src/directory/import/phones.ts'
import {
  dateOf,
  emailOf,
  later,
  postcodeOf,
  slugify,
  textOf,
  timeOf,
  webOf,
  weekdayOf,
} from '../../../src/directory/import/values.ts'
import { type Schedule, schedule, weekdays } from '../../../src/directory/service.ts'

describe('times as they are written', () => {
  test.each([
    ['19:00', '19:00'],
    ['9:05', '09:05'],
    ['19:00:00', '19:00'],
    ['09:00:00Z', '09:00'],
    ['18:00+01:00', '18:00'],
    ['2020-01-01T19:30:00', '19:30'],
    ['11:00 AM', '11:00'],
    ['12:00 PM', '12:00'],
    ['12:15 am', '00:15'],
    ['8:00 p.m.', '20:00'],
    ['7pm', '19:00'],
    ['7.30pm', '19:30'],
    ['19:30 PM', '19:30'],
    ['1930', '19:30'],
    ['1930hrs', '19:30'],
    ['19h30', '19:30'],
    ['Noon', '12:00'],
    ['midnight', '00:00'],
    ['24:00', '24:00'],
    ['24:30', null],
    ['25:00', null],
    ['12:60', null],
    ['13:00 AM', null],
    ['0 pm', null],
    ['9', null],
    ['half past seven', null],
    ['', null],
    [null, null],
    [{ hour: 7 }, null],
  ])('%j is %j', (written, time) => {
    expect(timeOf(written)).toBe(time)
  })

  test('later goes round midnight', () => {
    expect([later('23:30', 60), later('00:00', 90), later('19:00', 0)]).toEqual(['00:30', '01:30', '19:00'])
  })
})

test.each([
  ['Monday', 'MO'],
  ['mon', 'MO'],
  ['TU', 'TU'],
  ['Tues', 'TU'],
  ['Weds', 'WE'],
  ['thursdays', 'TH'],
  ['http://schema.org/Friday', 'FR'],
  ['Saturday.', 'SA'],
  ['Su', 'SU'],
  ['S', null],
  ['day', null],
  ['Someday', null],
])('weekday %j is %j', (written, day) => {
  expect(weekdayOf(written)).toBe(day)
})

test.each([
  ['0121 553 1333', '0121 553 1333'],
  ['"+44 1902 328983"', '01902 328983'],
  ['+44 (0)121 496 0123', '0121 496 0123'],
  ['01214960123', '0121 496 0123'],
  ['02079460123', '020 7946 0123'],
  ['07700900123', '07700 900123'],
  ['0800 1111', '0800 1111'],
  ['Tel: 0121 496 0123', '0121 496 0123'],
  ['0121 496 012', null],
  ['116 123', '116 123'],
  ['+1 555 555 4567', null],
  ['+442079460123,,123456#', null],
  ['ask for Sam', null],
])('phone %j is %j', (written, number) => {
  expect(phoneOf(written)).toBe(number)
})

test.each([
  ['https://www.example.org/help/', 'example.org/help'],
  ['example.org', 'example.org'],
  ['http://example.org/a?b=c', 'example.org/a?b=c'],
  ['javascript:alert(1)', null],
  ['data:text/html,x', null],
  ['https://user:pass@example.org', null],
  ['https://127.0.0.1/', null],
  ['https://[::1]/', null],
  ['https://localhost/', null],
  ['https://example.org:8080/', null],
  ['example/counselling', null],
  ['two words.org', null],
])('address %j is %j', (written, printed) => {
  expect(webOf(written)).toBe(printed)
})

test.each([
  ['info@example.org', { email: 'info@example.org' }],
  ['MAILTO:Help.Line@example.org', null],
  ['jo.bloggs@example.org', { personal: true }],
  ['email-example_com', null],
])('mailbox %j', (written, read) => {
  expect(emailOf(written, ['info', 'help'])).toEqual(read ?? (written.includes('Help') ? { personal: true } : null))
})

test.each([
  ['12 High Street, Tipton dy48hx, UK', 'DY4 8HX'],
  ['SW1A 1AA', 'SW1A 1AA'],
  ['Acworth, GA 30102, USA', null],
  ['Edmonton T6E 4E8', null],
])('postcode in %j is %j', (written, code) => {
  expect(postcodeOf(written)).toBe(code)
})

test.each([
  ['2026-02-28', '2026-02-28'],
  ['2026-02-30', null],
  ['2023-03-15T10:30:45.123Z', '2023-03-15'],
  ['25/12/2026', '2026-12-25'],
  ['soon', null],
])('date %j is %j', (written, date) => {
  expect(dateOf(written)).toBe(date)
})

test('text loses mark-up, control and direction characters, and is cut by characters', () => {
  expect(textOf('<script>alert(1)</script> Tea\u0000 &amp; \u202Etalk\n')).toBe('alert(1) Tea & talk')
  expect(textOf('😀'.repeat(300), 3)).toBe('😀😀😀')
  expect([textOf(' \t '), textOf(7), textOf(Number.NaN), textOf({})]).toEqual([null, '7', null, null])
})

test('nothing a feed can hold makes a reader throw', () => {
  const readers = [
    textOf,
    timeOf,
    weekdayOf,
    phoneOf,
    webOf,
    postcodeOf,
    dateOf,
    (one: unknown) => emailOf(one, ['info']),
  ]
  fc.assert(
    fc.property(fc.anything(), fc.string({ unit: 'binary' }), (value, text) => {
      for (const read of readers) {
        read(value)
        read(text)
      }
      expect(slugify(text)).toMatch(/^([a-z0-9]([a-z0-9-]*[a-z0-9])?)?$/)
    }),
    { numRuns: 500, seed: 20261122 },
  )
})

describe('opening hours in a cell', () => {
  test.each([
    ['Mon-Fri 09:00-17:00', 'Mon,Tue,Wed,Thu,Fri 09:00-17:00'],
    ['sat & sun 10am to 12pm', 'Sat,Sun 10:00-12:00'],
    ['Fri-Mon 22:00-02:00', 'Fri,Sat,Sun,Mon 22:00-02:00'],
    ['daily 00:00-24:00', 'Mon,Tue,Wed,Thu,Fri,Sat,Sun 00:00-24:00'],
    ['first,last Sun 2pm-4pm meeting', 'first,last Sun 14:00-16:00 meeting'],
    ['2nd Tue 19:00-20:30', 'second Tue 19:00-20:30'],
    ['Mon 9-5', null],
    ['Mon 09:00-17:00; nonsense', null],
    ['Mon 09:00-17:00 sometimes', null],
    ['24/7', 'always'],
    ['', 'unknown'],
  ])('%j', (written, read) => {
    const hours = readOpening(written)
    expect(hours && writeOpening(hours)).toBe(read)
  })

  test('what is written is read as it was', () => {
    const time = fc.integer({ min: 0, max: 1439 }).map((all) => later('00:00', all))
    const date = fc
      .integer({ min: 0, max: 3000 })
      .map((day) => new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10))
    const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined })
    const slots = fc.record({
      days: fc.subarray([...weekdays], { minLength: 1 }),
      opens: time,
      closes: fc.oneof(time, fc.constant('24:00')),
      bank_holidays: fc.constantFrom('open', 'closed', 'unknown'),
      meeting: fc.boolean(),
      nth: maybe(fc.subarray([1, 2, 3, 4, 5, -1] as const, { minLength: 1 }).map((all) => [...all])),
      every: maybe(fc.record({ weeks: fc.integer({ min: 2, max: 52 }), from: date })),
      from: maybe(date),
      until: maybe(date),
      season: maybe(fc.constantFrom({ from: '04-01', until: '09-30' }, { from: '12-01', until: '02-28' })),
      except: maybe(fc.array(date, { minLength: 1, maxLength: 3 })),
    }) satisfies fc.Arbitrary<Schedule>
    fc.assert(
      fc.property(fc.array(slots, { minLength: 1, maxLength: 3 }), (hours) => {
        const plain = hours.map((one) => schedule.parse(JSON.parse(JSON.stringify(one))))
        expect(readOpening(writeOpening(plain))).toEqual(plain)
      }),
      { numRuns: 300, seed: 20261122 },
    )
  })
})

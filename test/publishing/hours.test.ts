import { describe, expect, test } from 'vitest'
import { hoursFromText, hoursToText } from '../../src/publishing/hours.ts'
import { sandwell } from '../sandwell.ts'

describe('hours as a curator writes them', () => {
  test.each([
    ['Mon-Fri 9:00-17:00', 'Mon-Fri 09:00-17:00'],
    ['tuesday and friday 12 to 2pm', 'Tue, Fri 12:00-14:00'],
    ['Mon, Wed-Fri 9am-5.30pm closed on bank holidays', 'Mon, Wed-Fri 09:00-17:30 bank holidays closed'],
    ['Sun 19:30-21:00 meeting', 'Sun 19:30-21:00 meeting'],
    ['daily 18:00-02:00 open on bank holidays', 'Mon-Sun 18:00-02:00 bank holidays open'],
    // What a plain week cannot say, a curator can.
    ['first Sun 2pm-4pm', 'first Sun 14:00-16:00'],
    ['Last Friday of the month 10:00-12:00 meeting', 'last Fri 10:00-12:00 meeting'],
    ['Wed 14:00-16:00 every 2 weeks from 2026-01-07', 'Wed 14:00-16:00 every 2 weeks from 2026-01-07'],
    ['Sat 10:00-12:00 from 2026-09-01 until 2026-12-31', 'Sat 10:00-12:00 from 2026-09-01 until 2026-12-31'],
    ['Sat 10:00-12:00 season 04-01 to 09-30', 'Sat 10:00-12:00 season 04-01 to 09-30'],
    ['Mon 9 am - 5 pm except 2026-05-04', 'Mon 09:00-17:00 except 2026-05-04'],
    ['Mon-Fri 9am-5pm, Sat 10am-12pm', 'Mon-Fri 09:00-17:00\nSat 10:00-12:00'],
    ['Sat-Mon 10:00-24:00', 'Mon, Sat, Sun 10:00-24:00'],
    ['Mon 9-12; Mon 13-17', 'Mon 09:00-12:00\nMon 13:00-17:00'],
    ['24/7', 'always'],
    ['', 'unknown'],
  ])('%j is read as %j', (text, told) => {
    const hours = hoursFromText(text)
    if (typeof hours === 'object' && 'fault' in hours) throw new Error(hours.fault)
    expect(hoursToText(hours)).toBe(told)
    expect(hoursFromText(told)).toEqual(hours)
  })

  test.each([
    ['whenever', 'unreadable'],
    ['Mon 9:00', 'unreadable'],
    ['Moon 9:00-10:00', 'unreadable'],
    ['Mon 9:00-25:00', 'time'],
    ['Mon 9:61-10:00', 'time'],
    ['Mon 13am-14am', 'time'],
    ['Mon 9:00-9:00', 'empty'],
    ['Mon 9:00-10:00 from 2026-12-31 until 2026-01-01', 'time'],
    ['sixth Mon 9:00-10:00', 'unreadable'],
    ['Mon 9:00-10:00 unless it rains', 'unreadable'],
  ])('%j cannot be used', (text, fault) => {
    expect(hoursFromText(text)).toMatchObject({ fault })
  })

  test('every way that the form tells of is read', () => {
    const ways = [...sandwell.sentences.keys('en')].filter(([key]) => key.startsWith('desk:record.hoursWays.'))
    expect(ways.map(([, text]) => Array.isArray(hoursFromText(text)))).toEqual(Array(7).fill(true))
  })

  test('every record of the directory is said and read back', () => {
    const all = sandwell.services.flatMap(({ contacts, locations }) => [...contacts, ...locations])
    const written = all.map(({ hours }) => hours)
    expect(written.filter((hours) => typeof hours === 'object').length).toBeGreaterThan(20)
    expect(written.map((hours) => hoursFromText(hoursToText(hours)))).toEqual(
      written.map((hours) =>
        typeof hours === 'string' ? hours : hours.map((one) => ({ ...one, days: [...one.days].sort(byWeek) })),
      ),
    )
  })
})

const week = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU']
function byWeek(a: string, b: string): number {
  return week.indexOf(a) - week.indexOf(b)
}

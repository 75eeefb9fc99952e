import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { calendarOf, meetingsOf } from '../../src/channels/web/calendar.ts'
import { createBankHolidays } from '../../src/directory/bankHolidays.ts'
import { type Location, type Schedule, service } from '../../src/directory/index.ts'

const evening: Schedule = { days: ['MO'], opens: '19:30', closes: '21:00', bank_holidays: 'unknown', meeting: true }
const hall = { address: 'Made-up Hall, 1 Made-up Street, Tipton', postcode: 'DY4 8XX' }
const made = (hours: Location['hours'], place: Partial<Location> = {}) =>
  service.parse({
    id: 'made-up',
    name: 'Made-up Fellowship',
    organization: 'Made-up',
    offered_by: 'peer',
    needs: ['mutual_aid'],
    coverage: 'borough',
    contacts: [{ type: 'walk_in', value: '' }],
    locations: [{ ...hall, hours, ...place }],
    steward: 'tests',
    provenance: {},
  })
const entry = (schedule: Schedule, now: string) => {
  const one = made([schedule])
  const [meeting] = meetingsOf(one)
  if (!meeting) throw new Error('no meeting')
  const isBankHoliday = createBankHolidays()
  const text = calendarOf({ service: one, meeting, title: 'Meeting', now: Temporal.Instant.from(now), isBankHoliday })
  return text.replace(/\r\n /g, '').split('\r\n')
}

describe('a weekly meeting for a calendar', () => {
  test("is in London's wall-clock time, from the next one, and says neither what it is nor who holds it", () => {
    const lines = entry(evening, '2026-03-20T12:00Z')
    expect(lines).toContain('DTSTART;TZID=Europe/London:20260323T193000')
    expect(lines).toContain('DTEND;TZID=Europe/London:20260323T210000')
    expect(lines).toContain('RRULE:FREQ=WEEKLY;COUNT=13;BYDAY=MO')
    expect(lines).toContain('SUMMARY:Meeting')
    expect(lines).toContain('LOCATION:Made-up Hall\\, 1 Made-up Street\\, Tipton DY4 8XX')
    expect(lines).toContain('TZID:Europe/London')
    expect(lines.join('\n')).not.toMatch(/Fellowship|DESCRIPTION/)
  })

  test.each([
    ['2026-03-23T19:29Z', '20260323T193000'],
    ['2026-03-23T19:30Z', '20260330T193000'],
    // In summer 18:30 by UTC is 19:30 in London.
    ['2026-07-06T18:29Z', '20260706T193000'],
    ['2026-07-06T18:30Z', '20260713T193000'],
  ])('at %s the next one is %s', (now, start) => {
    expect(entry(evening, now)).toContain(`DTSTART;TZID=Europe/London:${start}`)
  })

  test('skips the bank holidays on which it is not known to be held', () => {
    const easterMonday = 'EXDATE;TZID=Europe/London:20260406T193000'
    const skipped = (schedule: Schedule) =>
      entry(schedule, '2026-03-20T12:00Z')
        .filter((line) => line.startsWith('EXDATE'))
        .join()
    expect(skipped(evening)).toContain(easterMonday.split(':')[1])
    expect(skipped({ ...evening, bank_holidays: 'open' })).toBe('')
  })

  test('that runs past midnight ends on the next day', () => {
    const lines = entry({ ...evening, opens: '23:00', closes: '01:00' }, '2026-03-20T12:00Z')
    expect(lines).toContain('DTEND;TZID=Europe/London:20260324T010000')
  })

  test('a door that stays open is no meeting, and a hidden one is not written down', () => {
    expect(meetingsOf(made([{ ...evening, meeting: false }]))).toEqual([])
    expect(meetingsOf(made([evening], { hidden: true }))).toEqual([])
    expect(meetingsOf(made('unknown'))).toEqual([])
  })
})

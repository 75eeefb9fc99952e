import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Temporal } from 'temporal-polyfill'
import { afterEach, describe, expect, it, test, vi } from 'vitest'
import { createBankHolidays } from '../../src/directory/bankHolidays.ts'

/** England's list (gov.uk/bank-holidays), with the weekend days that a substitute stands for. */
const expected = {
  2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28',
  2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28',
}

test.each(Object.entries(expected))('England in %s', (year, days) => {
  expect(holidaysOf(Number(year))).toBe(days)
})

test('not those of Scotland or Northern Ireland', () => {
  const isBankHoliday = createBankHolidays()
  for (const date of ['2026-01-02', '2026-03-17', '2026-07-13', '2026-11-30'])
    expect(isBankHoliday(Temporal.PlainDate.from(date)), date).toBe(false)
})

describe('wherever and whenever it runs', () => {
  afterEach(() => vi.useRealTimers())

  it('does not look at the clock', () => {
    vi.useFakeTimers({ now: Date.parse('1999-12-31T23:59:00Z') })
    expect(holidaysOf(2026)).toBe(expected[2026])
  })

  test.each(['UTC', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'])('with TZ=%s', (TZ) => {
    const script = fileURLToPath(new URL('./fixture/print-bank-holidays.ts', import.meta.url))
    const node = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))
    const printed = execFileSync(node, [script, '2026', '2027'], { env: { ...process.env, TZ }, encoding: 'utf8' })
    expect(printed.trim().split('\n')).toEqual([expected[2026], expected[2027]])
  })
})

function holidaysOf(year: number): string {
  const isBankHoliday = createBankHolidays()
  const first = new Temporal.PlainDate(year, 1, 1)
  const days = Array.from({ length: first.daysInYear }, (_, days) => first.add({ days }))
  return days.flatMap((day) => (isBankHoliday(day) ? day.toString().slice(5) : [])).join(' ')
}

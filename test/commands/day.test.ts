import { expect, test } from 'vitest'
import { createDayOf, londonDay } from '../../src/commands/bundle.ts'

test('the day of a moment is the one in the area, over both changes of the clocks, forwards and back', () => {
  const dayOf = createDayOf()
  const quarter = 15 * 60_000
  const spring = Array.from({ length: 400 }, (_, n) => Date.parse('2026-03-27T20:00:00Z') + n * quarter)
  const autumn = Array.from({ length: 400 }, (_, n) => Date.parse('2026-10-23T20:00:00Z') + n * quarter)
  const moments = [...spring, ...autumn, ...spring.toReversed()]
  expect(moments.map(dayOf)).toEqual(moments.map((now) => londonDay(now).toString()))
  expect([dayOf(Date.parse('2026-07-01T22:59:59.999Z')), dayOf(Date.parse('2026-07-01T23:00:00Z'))]).toEqual([
    '2026-07-01',
    '2026-07-02',
  ])
})

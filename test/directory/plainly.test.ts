import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { type Listed, openingOf, type Query, schedule, search } from '../../src/directory/index.ts'
import { answerOf, wantedBy } from '../../src/directory/wanted.ts'
import { audiences, goals, needs, substances } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'

/** Search remembers openings, distances and what it looked at; here is the same without, one service after another. */
function plainly(query: Query, now: Temporal.Instant): Listed[] {
  const { directory } = sandwell
  const wanted = wantedBy(query, directory.taxonomy)
  const listed = directory.services.flatMap(({ id }) => {
    const entry = directory.entry(id)
    const one = directory.list(id, query, now, (date) => sandwell.isBankHoliday(date))
    return entry && one ? [{ entry, one, answer: answerOf(entry, wanted) }] : []
  })
  const answering = listed.filter(({ answer }) => answer !== null)
  const found = answering.length > 0 ? answering : listed.filter(({ entry }) => entry.service.coverage === 'national')
  return found.sort((a, b) => b.one.score - a.one.score || a.entry.order - b.entry.order).map(({ one }) => one)
}

const points = [null, ...sandwell.places.sectors().map(({ point }) => point), { lat: 53.8, lon: -1.55 }]
const wishes = ['no_calls', 'online', 'women_only', 'faith', 'not_religious', 'not_near_me', 'evenings'] as const
const query = fc.record({
  audience: fc.constantFrom(null, ...audiences),
  needs: fc.uniqueArray(fc.constantFrom(...needs), { maxLength: 3 }),
  substances: fc.uniqueArray(fc.constantFrom(...substances), { maxLength: 2 }),
  goal: fc.constantFrom(null, ...goals),
  preferences: fc.uniqueArray(fc.constantFrom(...wishes, 'speaks:pl', 'fits:sikh' as const), { maxLength: 3 }),
  language: fc.constantFrom('en', 'pl', 'pa'),
  point: fc.constantFrom(...points),
  town: fc.constantFrom(null, 'smethwick', 'tipton'),
  inArea: fc.boolean(),
  young: fc.boolean(),
})
const moment = fc
  .integer({ min: Date.parse('2026-03-01T00:00Z'), max: Date.parse('2027-04-30T00:00Z') })
  .map((at) => Temporal.Instant.fromEpochMilliseconds(at))

test('search finds what looking at every service finds, in the same order', () => {
  fc.assert(
    fc.property(query, moment, (asked, now) => {
      const found = search(sandwell.directory, asked as Query, now, sandwell.isBankHoliday)
      expect(found).toEqual(plainly(asked as Query, now))
    }),
    { numRuns: 300 },
  )
})

const days = fc.uniqueArray(fc.constantFrom('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'), { minLength: 1 })
const time = fc
  .integer({ min: 0, max: 95 })
  .map((n) => `${String(Math.floor(n / 4)).padStart(2, '0')}:${String((n % 4) * 15).padStart(2, '0')}`)
const hours = fc.array(
  fc
    .record({
      days,
      opens: time,
      closes: fc.oneof(time, fc.constant('24:00')),
      bank_holidays: fc.constantFrom('open', 'closed', 'unknown'),
      meeting: fc.boolean(),
      nth: fc.option(fc.constant([1, -1]), { nil: undefined }),
    })
    .map((one) => schedule.parse(one)),
  { minLength: 1, maxLength: 3 },
)

test('an opening that is remembered is the one that would be reckoned anew, whatever was asked before', () => {
  fc.assert(
    fc.property(
      hours,
      moment,
      fc.array(fc.integer({ min: -2000, max: 2000 }), { maxLength: 12 }),
      (week, from, steps) => {
        let now = from
        for (const minutes of steps) {
          now = now.add({ seconds: minutes * 20 })
          const anew = openingOf(structuredClone(week), now, sandwell.isBankHoliday)
          expect(openingOf(week, now, sandwell.isBankHoliday)).toEqual(anew)
        }
      },
    ),
    { numRuns: 300 },
  )
})

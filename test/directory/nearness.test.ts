import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compileDirectory, type Query, search, service } from '../../src/directory/index.ts'
import { milesBetween } from '../../src/directory/miles.ts'
import { fromNearest, type Group, groupOf } from '../../src/directory/nearness.ts'
import { ask, isBankHoliday, relations, thursdayNoon } from './fixture/fernshire.ts'

/** Made-up services with one door each, or two. */
const made = (doors: { lat: number; lon: number }[][], other: (n: number) => object = () => ({})) =>
  compileDirectory(
    doors.map((places, n) =>
      service.parse({
        id: `s${n}`,
        name: `s${n}`,
        organization: 'made up',
        offered_by: 'community',
        needs: ['food'],
        coverage: 'borough',
        contacts: [{ type: 'phone', value: '01632 960100' }],
        locations: places.map((place) => ({ address: '1 High Street', ...place })),
        steward: 'tests',
        provenance: {},
        ...other(n),
      }),
    ),
    { confirmed: () => true, showUnconfirmed: false, taxonomy: relations },
  )

/** Every distance, in the order of the visits. */
const visited = (group: Group, from: { lat: number; lon: number }) => {
  const found: number[] = []
  fromNearest(group, from, (_, miles) => found.push(miles) > 0)
  return found
}

const point = fc.record({
  lat: fc.double({ min: 50, max: 59, noNaN: true }),
  lon: fc.double({ min: -7, max: 1.7, noNaN: true }),
})
const home = { lat: 52.5, lon: -2 }
const near = fc.record({
  lat: fc.double({ min: 52.4, max: 52.6, noNaN: true }),
  lon: fc.double({ min: -2.1, max: -1.9, noNaN: true }),
})

test.each([20, 400, 6000])(
  'of %i doors the nearest come first, each service once, as sorting them all finds',
  (count) => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(point, near), { minLength: 20, maxLength: 20 }),
        fc.oneof(point, near),
        (some, from) => {
          // Spread on from the drawn ones, so that many are as quickly drawn as few.
          const doors = Array.from({ length: count }, (_, n) => {
            const { lat, lon } = some[n % 20] ?? home
            return { lat: lat + Math.floor(n / 20) * 0.0013, lon: lon - Math.floor(n / 20) * 0.0007 }
          })
          const directory = made(Array.from({ length: count / 2 }, (_, n) => doors.slice(2 * n, 2 * n + 2)))
          const found = visited(directory.group('need:food'), from)
          const plain = directory.services
            .map(({ locations }) =>
              Math.min(...locations.map(({ lat = 0, lon = 0 }) => milesBetween(from, { lat, lon }))),
            )
            .sort((a, b) => a - b)
          expect(found).toHaveLength(plain.length)
          expect(found.every((miles, n) => Math.abs(miles - (plain[n] ?? Number.NaN)) < 1e-9)).toBe(true)
        },
      ),
      { numRuns: count > 1000 ? 4 : 30 },
    )
  },
)

test('a group of nothing gives nothing', () => {
  expect(visited(groupOf([]), home)).toEqual([])
})

test('in a directory of thousands the nearest are found, far ones are not looked at, and a whole one is listed whole', () => {
  const query = (point: Query['point']) => ask({ needs: ['food'], point })
  const many = made(Array.from({ length: 2000 }, (_, n) => [{ lat: 50 + n * 0.004, lon: -2 }]))
  const listed = search(many, query({ lat: 54, lon: -2 }), thursdayNoon, isBankHoliday)
  expect(listed[0]?.service).toBe('s1000')
  expect(listed.length).toBeLessThan(100)
  expect(Math.max(...listed.map(({ miles }) => miles ?? 0))).toBeLessThan(10)
  const few = made(Array.from({ length: 25 }, (_, n) => [{ lat: 50 + n * 0.3, lon: -2 }]))
  expect(search(few, query({ lat: 54, lon: -2 }), thursdayNoon, isBankHoliday)).toHaveLength(25)
})

test('of thousands, where nobody said a place, national lines and the core are listed, wherever they stand in the directory', () => {
  const many = made(
    Array.from({ length: 2000 }, (_, n) => (n === 1998 ? [] : [{ lat: 50 + n * 0.004, lon: -2 }])),
    (n) => (n === 1998 ? { coverage: 'national' } : n === 1999 ? { core: 'peer' } : {}),
  )
  const listed = search(many, ask({ needs: ['food'] }), thursdayNoon, isBankHoliday).map((one) => one.service)
  expect(listed).toEqual(expect.arrayContaining(['s0', 's1998', 's1999']))
  expect(listed.length).toBeLessThan(200)
})

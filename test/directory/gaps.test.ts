import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type Gap,
  isOfKind,
  type Kind,
  kindsOf,
  namedGaps,
  openByHour,
  type Site,
  sitesOf,
  within,
} from '../../src/directory/gaps/index.ts'
import { isOpenIn, weekOf } from '../../src/directory/gaps/week.ts'
import { type Hours, type Service, service, weekdays } from '../../src/directory/index.ts'

/** A made-up area on one line of latitude: a degree of longitude is some 42 miles there. */
const milesEast = (miles: number) => ({ lat: 52.5, lon: -2 + miles / 42.06 })
const north = milesEast(0)
const south = milesEast(10)
const monday = '2026-11-23'

const made = (id: string, miles: number | null, change: object = {}, hours: unknown = 'unknown'): Service =>
  service.parse({
    id,
    name: id,
    organization: id,
    offered_by: 'community',
    needs: ['food'],
    coverage: 'borough',
    contacts: [{ type: 'phone', value: '01632 960100' }],
    locations: miles === null ? [] : [{ address: '1 High Street', ...milesEast(miles), hours }],
    steward: 'tests',
    provenance: {},
    ...change,
  })
const weekly = (days: string[], opens: string, closes: string, rest = {}) => [{ days, opens, closes, ...rest }]
const ground = {
  centreOf: (town: string) => (town === 'northtown' ? north : town === 'southtown' ? south : null),
  townAt: ({ lon }: { lon: number }) => (lon < -1.9 ? 'northtown' : 'southtown'),
}
const spots = [
  { slug: 'northtown', town: 'northtown', point: north },
  { slug: 'harbour', town: 'northtown', point: milesEast(-2) },
  { slug: 'southtown', town: 'southtown', point: south },
]
const sites = (...services: Service[]) => sitesOf(services, ground, monday)

describe('the week of hours', () => {
  type Row = [what: string, hours: Hours, open: number[]]
  const parsed = (hours: unknown) => made('one', 0, {}, hours).locations[0]?.hours ?? 'unknown'
  const rows: Row[] = [
    ['whole hours', parsed(weekly(['MO'], '09:00', '11:00')), [9, 10]],
    ['a part of an hour is open', parsed(weekly(['TU'], '18:30', '19:15')), [42, 43]],
    ['past midnight', parsed(weekly(['MO'], '23:00', '01:00')), [23, 24]],
    ['past the end of the week', parsed(weekly(['SU'], '23:00', '01:00')), [0, 167]],
    ['the first Sunday of the month', parsed(weekly(['SU'], '10:00', '11:00', { nth: [1] })), [154]],
    ['it ended', parsed(weekly(['MO'], '09:00', '11:00', { until: '2026-11-01' })), []],
    ['it begins in a year', parsed(weekly(['MO'], '09:00', '11:00', { from: '2027-11-01' })), []],
  ]
  test.each(rows)('%s', (_, hours, open) => {
    expect([...(weekOf(hours, monday) ?? [])].sort((a, b) => a - b)).toEqual(open)
  })
  test('no times are no week; always is all of it', () => {
    expect(weekOf('unknown', monday)).toBeNull()
    expect(weekOf('always', monday)?.size).toBe(168)
  })

  test('is what a walk minute by minute through four weeks finds', () => {
    const clock = fc
      .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 15, 30, 59))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    const slot = fc.record({ days: fc.subarray([...weekdays], { minLength: 1 }), opens: clock, closes: clock })
    fc.assert(
      fc.property(fc.array(slot, { minLength: 1, maxLength: 3 }), (slots) => {
        const hours = parsed(slots)
        const slow = new Set<number>()
        const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
        for (const { days, opens, closes } of slots)
          for (const day of days)
            for (let at = minutes(opens); at !== minutes(closes) || at === minutes(opens); at++) {
              const past = at - minutes(opens)
              const length = (minutes(closes) - minutes(opens) + 1440) % 1440 || 1440
              if (past >= length) break
              slow.add(Math.floor((weekdays.indexOf(day) * 1440 + at) / 60) % 168)
            }
        expect(weekOf(hours, monday)).toEqual(slow)
      }),
      { numRuns: 60 },
    )
  })
})

describe('what is within reach', () => {
  const church = made('church', 0.5, {}, weekly(['SU'], '12:00', '14:00'))
  const far = made('far', 2.5)
  const beyond = made('beyond', 4)
  const national = made('national', 0, { coverage: 'national' })
  const emergency = made('emergency', 0, { emergency: true })
  const townOnly = made('town-only', null, { locations: [{ address: 'Somewhere', town: 'Northtown' }] })
  const all = sites(church, far, beyond, national, emergency, townOnly)
  const names = (miles: number) => within(all, north, miles).map(({ site }) => site.service.id)

  test('doors by distance; no office of a national line, no emergency department', () => {
    expect(names(1)).toEqual(['town-only', 'church'])
    expect(names(3)).toEqual(['town-only', 'church', 'far'])
  })
  test('what gives only its town counts at its middle, and says so', () => {
    expect(all.filter(({ approximate }) => approximate).map(({ service }) => service.id)).toEqual(['town-only'])
  })
  test('a service with two doors counts once an hour', () => {
    const two = made('two', 0, {
      locations: [0, 1].map((n) => ({ address: `${n}`, ...milesEast(n), hours: weekly(['MO'], '10:00', '11:00') })),
    })
    expect(openByHour(sites(two))[10]).toBe(1)
  })
})

test('a service is of a kind only where its record says so', () => {
  const women = made('women', 0, { eligibility: { women_only: true }, fits: ['sikh'], languages: ['pa-Latn', 'en'] })
  const plain = made('plain', 0)
  const kinds = kindsOf([women, plain], ['en', 'pl', 'pa', 'pa-Latn'])
  const special = kinds.filter((kind) => !kind.startsWith('need:') && isOfKind(women, kind))
  expect(special).toEqual(['all', 'whom:women_only', 'fits:sikh', 'speaks:pa'])
  expect(kinds.filter((kind) => isOfKind(plain, kind))).toEqual(['all', 'need:food'])
  expect(kinds).toContain('speaks:pl')
  expect(kinds).not.toContain('speaks:en')
})

describe('gaps by name', () => {
  const gapsOf = (services: Service[], kind: Kind) =>
    namedGaps(services, sitesOf(services, ground, monday), spots, [kind]).filter(({ id }) => id === 'none')
  const none = (spansAndRest: object): Partial<Gap> => ({ id: 'none', remote: 0, unknown: 0, ...spansAndRest })
  const open = weekly(['MO', 'SA', 'SU'], '12:00', '20:00')

  type Row = [what: string, services: Service[], kind: Kind, gaps: object[]]
  const rows: Row[] = [
    ['nothing anywhere', [], 'need:food', [{ spans: ['any'], where: 'area' }]],
    ['only by phone', [made('line', null)], 'need:food', [{ spans: ['any'], where: 'area', remote: 1 }]],
    [
      'in one town, and all that is asked for there',
      [made('near', 0, {}, open)],
      'need:food',
      [{ spans: ['any'], where: { towns: ['southtown'], parts: [] } }],
    ],
    [
      'out of reach of a town’s middle, and within reach of a part of it',
      [made('west', -4, {}, open), made('there', 10, {}, open)],
      'need:food',
      [{ spans: ['any'], where: { towns: [], parts: ['northtown'] } }],
    ],
    [
      'of another kind',
      [made('near', -1, {}, open), made('there', 10, {}, open)],
      'whom:women_only',
      [{ spans: ['any'], where: 'area' }],
    ],
    [
      'shut in the evening and at weekends is one gap, where there is something at all',
      [made('near', -1, {}, weekly(['MO'], '09:00', '17:00')), made('there', 10, {}, open)],
      'need:food',
      [{ spans: ['evening', 'saturday', 'sunday'], where: { towns: ['northtown'], parts: [] } }],
    ],
    [
      'gives no times',
      [made('near', -1), made('there', 10, {}, open)],
      'need:food',
      [{ spans: ['evening', 'saturday', 'sunday'], where: { towns: ['northtown'], parts: [] }, unknown: 1 }],
    ],
    ['nothing is missing', [made('near', -1, {}, open), made('there', 10, {}, open)], 'need:food', []],
  ]
  test.each(rows)('%s', (_, services, kind, gaps) => {
    expect(gapsOf(services, kind)).toEqual(gaps.map((gap) => none({ kind, ...gap })))
  })

  test('a day on which no door of a town is known to open', () => {
    const services = [
      made('near', 0, {}, weekly(['MO', 'TU', 'WE', 'TH', 'FR', 'SA'], '09:00', '17:00')),
      made('quiet', 0),
    ]
    const shut = namedGaps(services, sites(...services), spots.slice(0, 1), [])
    expect(shut).toEqual([{ id: 'shut', day: 6, town: 'northtown', unknown: 1 }])
  })

  test('is true of every place it names, and of no other, as asking place by place finds', () => {
    const some = fc.record({
      // Never just three miles from a spot, where two ways of measuring may differ.
      miles: fc.integer({ min: -8, max: 25 }).map((half) => half / 2 + 0.25),
      women: fc.boolean(),
      hours: fc.constantFrom<unknown>(
        'unknown',
        'always',
        weekly(['SA'], '10:00', '12:00'),
        weekly(['TU'], '17:00', '19:00'),
      ),
    })
    fc.assert(
      fc.property(fc.array(some, { maxLength: 5 }), (all) => {
        const services = all.map(({ miles, women, hours }, n) =>
          made(`s${n}`, miles, { eligibility: { women_only: women } }, hours),
        )
        const known: Site[] = sitesOf(services, ground, monday)
        const gaps = namedGaps(services, known, spots, ['whom:women_only'])
        for (const { slug, town, point } of spots)
          for (const span of ['any', 'evening', 'saturday', 'sunday'] as const) {
            const near = known.filter(
              ({ service: one, point: there }) =>
                one.eligibility.women_only && Math.abs(there.lon - point.lon) * 42.06 <= 3.0,
            )
            const missing = near.every(({ week }) => !isOpenIn(week, span))
            const expected = span === 'any' ? near.length === 0 : near.length > 0 && missing
            const named = gaps.some(
              (gap) =>
                gap.id === 'none' &&
                gap.spans.includes(span) &&
                (gap.where === 'area'
                  ? span === 'any' || near.length > 0
                  : gap.where.towns.includes(town ?? '') || gap.where.parts.includes(slug)),
            )
            expect({ slug, span, named }).toEqual({ slug, span, named: expected })
          }
      }),
      { numRuns: 150 },
    )
  })
})

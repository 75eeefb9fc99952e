import { describe, expect, test } from 'vitest'
import { areaPlaces, compilePlaces, milesBetween, type Place } from '../../src/places/index.ts'
import { area, outcodes, places, sectors, words } from './sandwell.ts'

const place = (kind: Place['kind'], value: string, town?: string): Place => ({
  kind,
  value,
  town,
  inArea: town !== undefined,
})

describe('a place has a point, a name and perhaps a town', () => {
  test.each([
    [place('town', 'tipton', 'tipton'), 'Tipton', 'tipton', { lat: 52.5336, lon: -2.0545 }],
    [place('postcode', 'B66 1', 'smethwick'), 'B66 1', 'smethwick', { lat: 52.5015, lon: -1.9825 }],
    [place('sector', 'DY4 7'), 'DY4 7', 'tipton', expect.anything()],
    [place('outcode', 'B70'), 'B70', 'west-bromwich', expect.anything()],
    [place('outcode', 'B16'), 'B16', null, expect.anything()],
    [place('neighbourhood', 'cradley-heath'), 'Cradley Heath', 'rowley-regis', { lat: 52.4721, lon: -2.0821 }],
    [place('neighbourhood', 'hill-top', 'wednesbury'), 'Hill Top, Wednesbury', 'wednesbury', expect.anything()],
    [place('town', 'dudley'), 'Dudley', null, { lat: 52.5151, lon: -2.0942 }],
    [place('town', 'sandwell'), 'Sandwell', null, null],
    [place('town', 'gone-since'), 'gone-since', null, null],
    [place('sector', 'ZZ9 9'), 'ZZ9 9', null, null],
  ])('%o', (one, name, town, point) => {
    expect(places.name(one)).toBe(name)
    expect(places.townOf(one)).toBe(town)
    expect(places.point(one)).toEqual(point)
  })

  test('the six towns, each within six miles of the others', () => {
    const towns = places.towns()
    expect(towns.map(({ name }) => name)).toEqual([
      'West Bromwich',
      'Smethwick',
      'Tipton',
      'Oldbury',
      'Wednesbury',
      'Rowley Regis',
    ])
    for (const a of towns) for (const b of towns) expect(milesBetween(a.point, b.point)).toBeLessThan(6)
  })

  test('every point of the area lies within eight miles of its towns', () => {
    const [centre] = places.towns()
    if (!centre) throw new Error('no towns')
    const inArea = [
      ...area.neighbourhoods.map(({ slug }) => place('neighbourhood', slug)),
      ...Object.keys(area.outcodes).map((code) => place('outcode', code)),
      ...Object.keys(area.sectors).map((code) => place('sector', code)),
    ]
    for (const one of inArea) {
      const point = places.point(one)
      expect(point && milesBetween(point, centre.point), one.value).toBeLessThan(8)
    }
  })
})

describe('milesBetween', () => {
  const london = { lat: 51.5074, lon: -0.1278 }
  const edinburgh = { lat: 55.9533, lon: -3.1883 }
  test('London to Edinburgh is some 332 miles, either way', () => {
    expect(milesBetween(london, edinburgh)).toBeCloseTo(331.6, 0)
    expect(milesBetween(edinburgh, london)).toBe(milesBetween(london, edinburgh))
    expect(milesBetween(london, london)).toBe(0)
  })
  test('a degree of latitude is 69 miles', () => {
    expect(milesBetween({ lat: 52, lon: -2 }, { lat: 53, lon: -2 })).toBeCloseTo(69.1, 1)
  })
})

describe('files that do not agree are refused, and the message names the entry', () => {
  const raw = () => ({
    sources: { here: 'a source' },
    area: { slug: 'ours', name: 'Ours' },
    majority: 50,
    postcode_areas: ['B'],
    towns: [{ slug: 'tipton', name: 'Tipton', point: [52.5, -2], source: 'here' }],
    neighbourhoods: [] as object[],
    outcodes: {},
    sectors: {},
    outside: [] as object[],
  })
  const compile = (file: object) => compilePlaces({ outcodes, sectors, area: areaPlaces.parse(file), words })

  test('the same file without a fault is fine', () => expect(() => compile(raw())).not.toThrow())
  test.each([
    [
      'no town nowhere',
      {
        neighbourhoods: [
          { slug: 'a', name: 'A', town: 'nowhere', point: [52.5, -2], source: 'here', confidence: 'low' },
        ],
      },
    ],
    ['B66: no town nowhere', { outcodes: { B66: { share: 100, town: 'nowhere' } } }],
    ['tipton: no place nowhere', { towns: [{ ...raw().towns[0], said_with: ['nowhere'] }] }],
    ['no source there', { outside: [{ slug: 'b', name: 'B', outcode: 'B66', source: 'there' }] }],
    ['two places are called tipton', { outside: [{ slug: 'tipton', name: 'B', outcode: 'B66', source: 'here' }] }],
    ['no postcode district ZZ9', { outside: [{ slug: 'b', name: 'Bee', outcode: 'ZZ9', source: 'here' }] }],
    [
      '"Tipton" means tipton and other',
      {
        neighbourhoods: [
          { slug: 'other', name: 'Tipton', town: 'tipton', point: [52.5, -2], source: 'here', confidence: 'low' },
        ],
      },
    ],
  ])('%s', (message, fault) => expect(() => compile({ ...raw(), ...fault })).toThrow(message))

  test.each([
    ['not a postcode district: b66', 'b66\t52.5\t-2'],
    ['no position for B66', 'B66\tnorth\t-2'],
  ])('%s', (message, table) =>
    expect(() => compilePlaces({ outcodes: table, sectors: '', area, words })).toThrow(message),
  )
})

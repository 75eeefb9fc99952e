import { expect, test } from 'vitest'
import { milesBetween } from '../../src/places/index.ts'
import { sandwell } from '../sandwell.ts'

const { places } = sandwell

test.each([
  ['the middle of Tipton', 52.5259, -2.0683, /^DY4 \d$/, true],
  ['Parliament Square', 51.5007, -0.1268, /^SW1[AP] \d$/, false],
])('%s is in a sector, and no finer', (_where, lat, lon, code, inArea) => {
  const place = places.nearest({ lat, lon })
  expect(place).toMatchObject({ kind: 'sector', value: expect.stringMatching(code), inArea })
})

test.each([
  ['the sea', 55.0, -6.2],
  ['Paris', 48.8566, 2.3522],
  ['nowhere', 0, 0],
])('%s is in none', (_where, lat, lon) => {
  expect(places.nearest({ lat, lon })).toBeNull()
})

test('the centre of a sector is in that sector', () => {
  for (const value of ['B66 1', 'DY4 7', 'WS10 0']) {
    const centre = places.point({ kind: 'sector', value, inArea: true })
    expect(centre && places.nearest(centre)?.value).toBe(value)
    expect(centre && milesBetween(centre, centre)).toBe(0)
  }
})

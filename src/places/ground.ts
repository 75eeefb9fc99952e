import type { AreaPlaces } from './area.ts'
import { readGazetteer } from './gazetteer.ts'
import { milesBetween } from './miles.ts'
import type { Point } from './place.ts'

/** Where a full postcode or a point lies, as far as the sectors' centres tell. */
export type Spot = {
  point: Point
  inArea: boolean
  /** Slug of the area's town. */
  town?: string
}

export type Ground = {
  /** Null where there is no such sector or district in Great Britain. */
  ofPostcode(postcode: string): Spot | null
  /** Null for a point that is not in Great Britain, or far from any postcode. */
  ofPoint(point: Point): Spot | null
  /** A town of the area by its name; null for any other. Many towns abroad have the same names. */
  ofTown(name: string): Spot | null
}

/** A point is taken for the nearest sector's; the biggest, in the Highlands, are some 20 miles across. */
const farthest = 15
/** Degrees; a cell and its neighbours reach farther than that. */
const cell = 0.5

/** @param content as in `compilePlaces` */
export function compileGround(content: { outcodes: string; sectors: string; area: AreaPlaces }): Ground {
  const { area } = content
  const { outcodes, sectors } = readGazetteer(content.outcodes, content.sectors)
  const cells = new Map<string, [code: string, point: Point][]>()
  for (const [code, point] of sectors) {
    const key = keyOf(point)
    const held = cells.get(key)
    if (held) held.push([code, point])
    else cells.set(key, [[code, point]])
  }
  const spotOf = (code: string, point: Point): Spot => {
    const known = code.includes(' ')
      ? (area.sectors[code] ?? area.outcodes[code.split(' ')[0] ?? ''])
      : area.outcodes[code]
    const inArea = known !== undefined && known.share > area.majority
    return inArea ? { point, inArea, town: known.town } : { point, inArea }
  }
  const towns = new Map(
    area.towns.flatMap(({ slug, name, aliases, point }) =>
      [name, ...aliases].map((one): [string, Spot] => [plainName(one), { point, inArea: true, town: slug }]),
    ),
  )
  // Names in other letters leave nothing that could be told apart.
  towns.delete('')
  return {
    ofTown: (name) => towns.get(plainName(name)) ?? null,
    ofPostcode(postcode) {
      const [outcode = '', inward = ''] = postcode.split(' ')
      const sector = `${outcode} ${inward.slice(0, 1)}`
      const point = sectors.get(sector)
      if (point) return spotOf(sector, point)
      const district = outcodes.get(outcode)
      return district ? spotOf(outcode, district) : null
    },
    ofPoint(point) {
      let nearest: { code: string; miles: number } | null = null
      for (const lat of [-1, 0, 1])
        for (const lon of [-1, 0, 1])
          for (const [code, centre] of cells.get(keyOf({ lat: point.lat + lat * cell, lon: point.lon + lon * cell })) ??
            []) {
            const miles = milesBetween(point, centre)
            if (miles < (nearest?.miles ?? farthest)) nearest = { code, miles }
          }
      return nearest && spotOf(nearest.code, point)
    },
  }
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z]+/g, ' ')
    .trim()
}

function keyOf({ lat, lon }: Point): string {
  return `${Math.floor(lat / cell)} ${Math.floor(lon / cell)}`
}

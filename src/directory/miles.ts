import type { Point } from '../places/place.ts'

const earthRadiusMiles = 3958.8

/** "Near you" is said of what is no further than this, as the crow flies. */
export const nearMiles = 3

/** Miles to a location of the directory; null where either end is not known. */
export function milesTo({ lat, lon }: Partial<Point>, point: Point | null): number | null {
  return point && lat !== undefined && lon !== undefined ? milesBetween(point, { lat, lon }) : null
}

/** Straight-line distance between two WGS84 points, in miles (haversine). */
export function milesBetween(a: Point, b: Point): number {
  return milesFrom(a)(b.lat, b.lon)
}

/** The same from one point to many, each given as its latitude and longitude. */
export function milesFrom(a: Point): (lat: number, lon: number) => number {
  const cosine = Math.cos(radians(a.lat))
  return (lat, lon) => {
    const up = Math.sin(radians(lat - a.lat) / 2)
    const across = Math.sin(radians(lon - a.lon) / 2)
    return 2 * earthRadiusMiles * Math.asin(Math.sqrt(up ** 2 + cosine * Math.cos(radians(lat)) * across ** 2))
  }
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

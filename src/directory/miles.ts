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
  const lat = radians(b.lat - a.lat)
  const lon = radians(b.lon - a.lon)
  const h = Math.sin(lat / 2) ** 2 + Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(lon / 2) ** 2
  return 2 * earthRadiusMiles * Math.asin(Math.sqrt(h))
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180
}

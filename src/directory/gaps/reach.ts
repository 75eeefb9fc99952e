import type { Point } from '../../places/place.ts'
import { milesBetween, nearMiles } from '../miles.ts'
import type { Service } from '../service.ts'
import { slugOf } from '../tags.ts'
import { hoursInWeek, isOpenIn, type Span, type Week, weekOf } from './week.ts'

/** How far people go, in miles as the crow flies: on foot, or by bus (what search calls near). */
export const reaches = { walk: 1, bus: nearMiles } as const
export type Reach = keyof typeof reaches

/** One door of a service that people can go to. */
export type Site = {
  service: Service
  point: Point
  /** No source gives its point: the centre of its town stands in. */
  approximate: boolean
  /** Slug of the area's town it stands in; null for one across the border. */
  town: string | null
  week: Week
}

/** What is known of where things are. */
export type Ground = {
  /** The centre of a town by its slug; null where it is not known. */
  centreOf: (town: string) => Point | null
  /** The area's town a point lies in. */
  townAt: (point: Point) => string | null
}

/**
 * Every door of the services given that has a place on the map; those of national lines (an office is no help) and
 * emergency departments (no stand-in for something gentler) are left out. `from`: the day (ISO) whose weeks count.
 */
export function sitesOf(services: readonly Service[], ground: Ground, from: string): Site[] {
  return services.filter(hasDoors).flatMap((service) =>
    service.locations.flatMap(({ lat, lon, town, hours }) => {
      const slug = town === undefined ? '' : slugOf(town)
      const own = lat !== undefined && lon !== undefined ? { lat, lon } : null
      const point = own ?? ground.centreOf(slug)
      if (!point) return []
      return { service, point, approximate: !own, town: ground.townAt(point), week: weekOf(hours, from) }
    }),
  )
}

function hasDoors({ coverage, emergency }: Service): boolean {
  return coverage !== 'national' && !emergency
}

/** The sites no further than so many miles from a point, the nearest first. */
export function within(sites: readonly Site[], point: Point, miles: number): { site: Site; miles: number }[] {
  return sites
    .map((site) => ({ site, miles: milesBetween(point, site.point) }))
    .filter((one) => one.miles <= miles)
    .sort((a, b) => a.miles - b.miles)
}

/** How many services (not doors) are open in a span, and how many others may be: they give no times. */
export function countOpen(sites: readonly Site[], span: Span): { open: number; unknown: number } {
  const open = new Set(sites.filter(({ week }) => isOpenIn(week, span)).map(({ service }) => service.id))
  const untold = sites.filter(({ week, service }) => week === null && !open.has(service.id))
  return { open: open.size, unknown: new Set(untold.map(({ service }) => service.id)).size }
}

/** By hour of the week, how many services are open. */
export function openByHour(sites: readonly Site[]): number[] {
  return Array.from(
    { length: hoursInWeek },
    (_, hour) => new Set(sites.filter(({ week }) => week?.has(hour)).map(({ service }) => service.id)).size,
  )
}

import type { Point } from '../../places/place.ts'
import type { Service } from '../service.ts'
import { isOfKind, type Kind } from './kinds.ts'
import { countOpen, reaches, type Site, within } from './reach.ts'
import { type Span, weekdayOf } from './week.ts'

/** A town of the area (its own town), or a part of one. */
export type Spot = { slug: string; town: string | null; point: Point }

/** Everywhere in the area; or the towns (slugs) in all their parts, and single parts: the slug of a town is its centre. */
export type Where = 'area' | { towns: readonly string[]; parts: readonly string[] }

/** Something that is missing; the sentence is made where it is shown. */
export type Gap =
  /** Nothing of a kind within a bus ride of these spots: at all (`any`), or that is known to open in any of the spans. */
  | {
      id: 'none'
      kind: Kind
      spans: readonly Span[]
      where: Where
      /** Services of that kind that have no door on the map: they are reached by phone or online. */
      remote: number
      /** The most of them within reach of one spot that give no times, and may be open. */
      unknown: number
    }
  /** No door in a town is known to be open on a day of the week (0: Monday). */
  | { id: 'shut'; day: number; town: string; unknown: number }

/** The spans a gap may be of: whatever opens on weekdays at all is there in the daytime of most people who ask. */
const spansOfGaps = ['any', 'evening', 'saturday', 'sunday'] as const

/**
 * What is missing, kind by kind and then day by day. Where there is nothing of a kind at all, its evenings and weekends are
 * not named again.
 */
export function namedGaps(
  services: readonly Service[],
  sites: readonly Site[],
  spots: readonly Spot[],
  kinds: readonly Kind[],
): Gap[] {
  const near = new Map(spots.map((spot) => [spot, within(sites, spot.point, reaches.bus).map(({ site }) => site)]))
  const withDoor = new Set(sites.map(({ service }) => service.id))
  const missing = kinds.flatMap((kind): Gap[] => {
    const ofKind = new Map([...near].map(([spot, all]) => [spot, all.filter(({ service }) => isOfKind(service, kind))]))
    const remote = services.filter((one) => !one.emergency && !withDoor.has(one.id) && isOfKind(one, kind)).length
    const found = spansOfGaps.flatMap((span) => {
      const counted = spots
        .map((spot) => ({ spot, sites: ofKind.get(spot) ?? [] }))
        .filter(({ sites }) => span === 'any' || sites.length > 0)
        .map(({ spot, sites }) => ({ spot, ...countOpen(sites, span) }))
        .filter(({ open }) => open === 0)
      if (counted.length === 0) return []
      const lacking = counted.map(({ spot }) => spot)
      return [{ span, where: gathered(lacking, spots), unknown: Math.max(...counted.map(({ unknown }) => unknown)) }]
    })
    // Shut in the evening and on Sundays in the same places is one gap.
    const same = Map.groupBy(found, ({ span, ...rest }) => JSON.stringify({ ...rest, any: span === 'any' }))
    return [...same.values()].flatMap((all): Gap[] => {
      const [first] = all
      return first
        ? [{ id: 'none', kind, spans: all.map(({ span }) => span), where: first.where, remote, unknown: first.unknown }]
        : []
    })
  })
  return [...missing, ...shutDays(sites, spots)]
}

function shutDays(sites: readonly Site[], spots: readonly Spot[]): Gap[] {
  return spots
    .filter(({ slug, town }) => slug === town)
    .flatMap(({ slug: town }) => {
      const here = sites.filter((site) => site.town === town)
      const unknown = new Set(here.filter(({ week }) => week === null).map(({ service }) => service.id)).size
      const open = new Set(here.flatMap(({ week }) => [...(week ?? [])].map(weekdayOf)))
      return [0, 1, 2, 3, 4, 5, 6]
        .filter((day) => !open.has(day))
        .map((day): Gap => ({ id: 'shut', day, town, unknown }))
    })
}

/** The fewest names for some of the spots. */
function gathered(lacking: readonly Spot[], spots: readonly Spot[]): Where {
  if (lacking.length === spots.length) return 'area'
  const found = new Set(lacking)
  const towns = spots
    .filter(({ slug, town }) => slug === town)
    .map(({ slug }) => slug)
    .filter((town) => spots.every((spot) => spot.town !== town || found.has(spot)))
  return { towns, parts: lacking.filter(({ town }) => !towns.includes(town ?? '')).map(({ slug }) => slug) }
}

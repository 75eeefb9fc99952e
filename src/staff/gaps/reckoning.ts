import type { Bundle } from '../../content/index.ts'
import {
  countOpen,
  type Gap,
  isOfKind,
  type Kind,
  kindsOf,
  namedGaps,
  openByHour,
  type Reach,
  reaches,
  type Site,
  type Span,
  sitesOf,
  spans,
  within,
} from '../../directory/gaps/index.ts'
import { languages } from '../../taxonomy.ts'

/** What the page looks at. */
export type View = { kind: Kind; span: Span; reach: Reach; town: string | null }

/** What is missing in an area, as its directory is shown to people. */
export type Reckoning = {
  bundle: Bundle
  kinds: readonly Kind[]
  sites: readonly Site[]
  gaps: readonly Gap[]
}

/** The last one is kept: it takes a moment, and the page and its charts ask for the same. */
let last: (Reckoning & { day: string }) | null = null

/** @param day the day (ISO) whose coming weeks count */
export function reckon(bundle: Bundle, day: string): Reckoning {
  if (last?.bundle === bundle && last.day === day) return last
  const { directory, places } = bundle
  const services = directory.services
  const kinds = kindsOf(services, languages)
  const ground = {
    centreOf: (slug: string) => places.point({ kind: 'town', value: slug, inArea: false }),
    townAt: (point: { lat: number; lon: number }) => {
      const place = places.nearest(point)
      return place?.inArea ? (place.town ?? null) : null
    },
  }
  const sites = sitesOf(services, ground, day)
  const towns = places.towns().map(({ slug, point }) => ({ slug, town: slug, point }))
  const gaps = namedGaps(services, sites, [...towns, ...places.neighbourhoods()], kinds)
  last = { bundle, day, kinds, sites, gaps }
  return last
}

/** What a page's address asks for; whatever it does not know is as if it were not there. */
export function viewOf({ bundle, kinds }: Reckoning, query: Record<string, unknown>): View {
  const towns = bundle.places.towns().map(({ slug }) => slug)
  return {
    kind: kinds.find((one) => one === query.kind) ?? 'all',
    span: spans.find((one) => one === query.span) ?? 'any',
    reach: query.reach === 'walk' ? 'walk' : 'bus',
    town: towns.find((one) => one === query.town) ?? null,
  }
}

export type SectorRow = {
  code: string
  town: string
  point: { lat: number; lon: number }
  /** Services open in the span, by how far. */
  walk: number
  bus: number
  /** Others within the reach that is looked at that give no times. */
  unknown: number
  nearest: { name: string; miles: number } | null
}

/** Sector by sector, what is within reach of its centre. */
export function sectorRows({ bundle, sites }: Reckoning, { kind, span, reach }: View): SectorRow[] {
  const ofKind = sites.filter(({ service }) => isOfKind(service, kind))
  return bundle.places.sectors().map(({ code, town, point }) => {
    const all = within(ofKind, point, Number.POSITIVE_INFINITY)
    const upTo = (miles: number) => all.filter((one) => one.miles <= miles).map(({ site }) => site)
    const [first] = all
    return {
      code,
      town,
      point,
      walk: countOpen(upTo(reaches.walk), span).open,
      bus: countOpen(upTo(reaches.bus), span).open,
      unknown: span === 'any' ? 0 : countOpen(upTo(reaches[reach]), span).unknown,
      nearest: first ? { name: first.site.service.name, miles: first.miles } : null,
    }
  })
}

/** By hour of the week, what is open within reach of a town's centre, or anywhere on the map. */
export function hourCounts({ bundle, sites }: Reckoning, { kind, reach, town }: View): number[] {
  const ofKind = sites.filter(({ service }) => isOfKind(service, kind))
  const centre = bundle.places.towns().find(({ slug }) => slug === town)?.point
  return openByHour(centre ? within(ofKind, centre, reaches[reach]).map(({ site }) => site) : ofKind)
}

/** Every kind but needs, by town: how many services within reach of its centre. */
export function forWhomRows(
  { bundle, kinds, sites }: Reckoning,
  { span, reach }: View,
): { kind: Kind; counts: number[] }[] {
  const near = bundle.places.towns().map(({ point }) => within(sites, point, reaches[reach]).map(({ site }) => site))
  return kinds
    .filter((kind) => kind !== 'all' && !kind.startsWith('need:'))
    .map((kind) => ({
      kind,
      counts: near.map((all) => {
        const ofKind = all.filter(({ service }) => isOfKind(service, kind))
        return countOpen(ofKind, span).open
      }),
    }))
}

import { needCount, townCount } from '../../conversation/asked.ts'
import { reaches, within } from '../../directory/gaps/index.ts'
import { type Need, needs } from '../../taxonomy.ts'
import { type Rounded, rounded } from '../rounded.ts'
import type { Reckoning } from './reckoning.ts'

/** How many days of counts are added up, from yesterday: a day under way could be watched as it grows. */
export const daysCounted = 28

export type NeedRow = { need: Need; services: number; doors: number; asked: Rounded }
export type TownRow = { town: string; name: string; doors: number; asked: Rounded }

/** What there is beside what was asked for. Sums leave here rounded only. */
export function demandOf(
  { bundle, sites }: Reckoning,
  days: readonly Readonly<Record<string, number>>[],
): { needs: NeedRow[]; towns: TownRow[] } {
  const asked = (name: string) => rounded(days.reduce((sum, day) => sum + (day[name] ?? 0), 0))
  const distinct = (all: readonly { service: { id: string } }[]) => new Set(all.map(({ service }) => service.id)).size
  return {
    needs: needs.map((need) => ({
      need,
      services: bundle.directory.for(need).length,
      doors: distinct(sites.filter(({ service }) => service.needs.includes(need))),
      asked: asked(needCount(need)),
    })),
    towns: bundle.places.towns().map(({ slug, name, point }) => ({
      town: slug,
      name,
      doors: distinct(within(sites, point, reaches.bus).map(({ site }) => site)),
      asked: asked(townCount(slug)),
    })),
  }
}

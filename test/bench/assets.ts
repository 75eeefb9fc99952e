import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileDirectory, type Directory, type Query, type Service } from '../../src/directory/index.ts'
import { readGazetteer } from '../../src/places/gazetteer.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'

const read = (name: string) => readFileSync(join(root, 'content/places', name), 'utf8')
const everywhere = [...readGazetteer(read('outcodes.tsv'), read('sectors.tsv')).sectors.values()]
const home = sandwell.places.sectors().map(({ point }) => point)

/** Numbers from 0 to 1 that are the same on every run (a linear congruential generator). */
function numbers(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1103515245 + 12345) % 2147483648
    return state / 2147483648
  }
}

/**
 * Made-up assets: the real services with their needs, hours and contacts, again and again, one in ten somewhere in the area
 * and the rest anywhere in Great Britain, a few hundred yards from the centre of a postcode sector.
 */
export function assets(count: number): Service[] {
  const random = numbers(count)
  const among = <T>(all: readonly T[]) => all[Math.floor(random() * all.length)] as T
  const real = sandwell.services
  const local = real.filter(({ coverage }) => coverage !== 'national')
  const copies = Array.from({ length: count - real.length }, (_, n): Service => {
    const one = structuredClone(among(local))
    const { lat, lon } = among(random() < 0.1 ? home : everywhere)
    const at = { lat: lat + (random() - 0.5) / 100, lon: lon + (random() - 0.5) / 100 }
    const [place = { address: 'High Street', venue: 'neutral' as const, hidden: false, hours: 'unknown' as const }] =
      one.locations
    return { ...one, id: `${one.id}-${n}`, name: `${one.name} ${n}`, locations: [{ ...place, ...at }] }
  })
  return [...real, ...copies]
}

export function compiled(services: readonly Service[]): Directory {
  return compileDirectory(services, { confirmed: () => true, showUnconfirmed: false, taxonomy: sandwell.taxonomy })
}

const asked: [words: string, query: Partial<Query>][] = [
  ['mutual aid group', { needs: ['mutual_aid'] }],
  ['alcohol treatment', { needs: ['treatment'], substances: ['alcohol'] }],
  ['food bank', { needs: ['food'] }],
  ['mental health evening', { needs: ['mental_health'], preferences: ['evenings'] }],
  ['family support', { needs: ['family_support'], audience: 'family' }],
  ['cut down', { goal: 'cut_down' }],
  ['polish community', { needs: ['culturally_specific'], preferences: ['speaks:pl'] }],
  ['library activities', { needs: ['activities'] }],
]

/** What is asked, as a query from somewhere in the area and as the words for it. */
export function question(n: number): { words: string; query: Query } {
  const [words, query] = asked[n % asked.length] as (typeof asked)[number]
  const nobody = { audience: null, needs: [], substances: [], goal: null, preferences: [], language: 'en', town: null }
  return { words, query: { ...nobody, inArea: true, young: false, point: home[n % home.length] ?? null, ...query } }
}

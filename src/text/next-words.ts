import type { StateLists } from './lists.ts'
import type { PackedMaps } from './packed.ts'

/**
 * So many states that look at the next word alone make a list long. "i" begins hundreds of phrases, and hardly any goes on
 * with the word that follows: those that do are looked up by that word, and the others are never looked at.
 */
export const LONG = 16

/** Where a state goes, word by word: the symbol, then the place of the list of where it leads. */
export type Moves = (state: number) => Int32Array

/** Gives every long list its map of next words: from a symbol to the list of where those kept aside lead on it. */
export function putNextWords(lists: StateLists, moves: Moves, maps: PackedMaps): void {
  /** The list of where several lists lead together, by their places. */
  const together = new Map<string, number>()
  const union = (places: readonly number[]): number => {
    const key = places.join(' ')
    const known = together.get(key)
    if (known !== undefined) return known
    const states = new Set<number>()
    for (const one of places) lists.addStatesOf(one, states)
    const place = lists.put([...states], Number.POSITIVE_INFINITY)
    together.set(key, place)
    return place
  }
  const made = [...lists.aside].map(([list, states]) => {
    const bySymbol = new Map<number, number | number[]>()
    for (const state of states) {
      const leads = moves(state)
      for (let at = 0; at < leads.length; at += 2) {
        const [symbol, place] = [leads[at] as number, leads[at + 1] as number]
        const known = bySymbol.get(symbol)
        if (known === undefined) bySymbol.set(symbol, place)
        else if (typeof known !== 'number') known.push(place)
        else bySymbol.set(symbol, [known, place])
      }
    }
    const map: number[] = []
    for (const [symbol, places] of bySymbol) map.push(symbol, typeof places === 'number' ? places : union(places))
    return [list, maps.put(map)] as const
  })
  for (const [list, map] of made) lists.setMap(list, map)
}

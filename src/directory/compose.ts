import type { Directory } from './compile.ts'
import { guaranteesFor } from './guarantees.ts'
import type { Listed, Query } from './listing.ts'
import { wantedBy } from './wanted.ts'

/**
 * What one reply shows of a search's result: its best, in the list's order, changed as little as it takes to hold the
 * guarantees that the list allows (guarantees.ts). MORE is the same over what is left once `skip`, the services already
 * shown, is taken out: nothing comes twice, and an empty answer means that everything was shown.
 */
export function compose(
  listed: readonly Listed[],
  directory: Directory,
  query: Query,
  size = 3,
  skip: readonly string[] = [],
): Listed[] {
  const shown = new Set(skip)
  const left = listed.filter((one) => !shown.has(one.service))
  if (left.length <= size) return left
  const wanted = wantedBy(query, directory.taxonomy)
  const best = bestSelection(left.map(guaranteesFor(directory, query, wanted)), size)
  return left.filter((_, index) => best.includes(index))
}

/**
 * The positions to show. What holds no guarantee that one above it does not hold cannot matter, so the choice is among few:
 * the one that holds the weightiest guarantees wins, then the one nearest to the top of the list.
 */
function bestSelection(held: readonly number[], size: number): number[] {
  const firsts: number[] = []
  for (const [position, bits] of held.entries())
    if (!firsts.some((above) => (bits & ~(held[above] as number)) === 0)) firsts.push(position)
  const top = [...held.keys()].slice(0, 2 * size)
  let best: { chosen: readonly number[]; bits: number; rank: number } | null = null
  for (const chosen of subsets(firsts, size)) {
    let [bits, rank, left] = [0, 0, size]
    const take = (position: number) => {
      bits |= held[position] ?? 0
      rank += position
      left--
    }
    for (const position of chosen) take(position)
    for (const position of top) if (left > 0 && !chosen.includes(position)) take(position)
    if (!best || bits > best.bits || (bits === best.bits && rank < best.rank)) best = { chosen, bits, rank }
  }
  const chosen = best?.chosen ?? []
  return [...chosen, ...top.filter((position) => !chosen.includes(position)).slice(0, size - chosen.length)]
}

/** Every choice of at most `size` of the items, the empty one included. */
function subsets(items: readonly number[], size: number): number[][] {
  const all: number[][] = [[]]
  for (const item of items) for (const one of [...all]) if (one.length < size) all.push([...one, item])
  return all
}

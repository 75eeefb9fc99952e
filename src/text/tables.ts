import type { Compiled } from './automaton.ts'

/**
 * The automaton in flat arrays: a message is read through it in a fixed small cost a word, and 50,000 states take a few
 * megabytes instead of a hundred.
 */
export type Tables = {
  states: number
  /** Pseudo-states from which reading enters at any word, and at the first. */
  later: number
  first: number
  /** Where the targets of a state on a symbol begin in `targets`: their count, then the targets. -1: nowhere. */
  find(state: number, symbol: number): number
  /** The same for any word. */
  any: Int32Array
  targets: Int32Array
  /** Where the phrases a state accepts begin in `accepted`: their count, then the phrases. -1: none. */
  accepts: Int32Array
  acceptsAtEnd: Int32Array
  accepted: Int32Array
}

export function layOut(compiled: Compiled): Tables {
  const { states, later, first, ...rest } = compiled
  const targets = new Lists()
  const accepted = new Lists()
  const find = lookUp(compiled, targets)
  const column = (lists: Lists, by: ReadonlyMap<number, readonly number[]>) => {
    const places = new Int32Array(states).fill(-1)
    for (const [state, list] of by) places[state] = lists.put(list)
    return places
  }
  const any = column(targets, rest.any)
  const accepts = column(accepted, rest.accepts)
  const acceptsAtEnd = column(accepted, rest.acceptsAtEnd)
  return {
    states,
    later,
    first,
    find,
    any,
    targets: targets.flat(),
    accepts,
    acceptsAtEnd,
    accepted: accepted.flat(),
  }
}

/**
 * A hash table a symbol, one behind the other: a word asks about many states at once, and finds the answers side by side.
 * Gives -1 for what is not there.
 */
function lookUp({ edges, moves }: Compiled, targets: Lists): Tables['find'] {
  const start = new Int32Array(edges.length)
  const mask = new Int32Array(edges.length)
  const spot = (state: number) => Math.imul(state, 0x9e3779b1) >>> 12
  // A key and its value side by side.
  const pieces: Int32Array[] = []
  let size = 0
  for (const from of moves()) {
    const room = 2 ** Math.ceil(Math.log2(from.size * 1.5 + 1))
    const piece = new Int32Array(2 * room).fill(-1)
    for (const [state, list] of from) {
      let at = spot(state) & (room - 1)
      while (piece[2 * at] !== -1) at = (at + 1) & (room - 1)
      piece[2 * at] = state
      piece[2 * at + 1] = targets.put(list)
    }
    start[pieces.length] = size
    mask[pieces.length] = room - 1
    pieces.push(piece)
    size += room
  }
  const table = new Int32Array(2 * size)
  for (const [symbol, piece] of pieces.entries()) table.set(piece, 2 * (start[symbol] as number))
  return (state, symbol) => {
    const within = mask[symbol] as number
    const base = start[symbol] as number
    for (let at = spot(state) & within; ; at = (at + 1) & within) {
      const key = table[2 * (base + at)]
      if (key === state) return table[2 * (base + at) + 1] as number
      if (key === -1) return -1
    }
  }
}

/** Lists one after another, each behind its length; the same list is laid down once. */
class Lists {
  private readonly numbers: number[] = []
  private readonly known = new Map<number | string, number>()

  put(list: readonly number[]): number {
    const [only] = list
    if (only === undefined) return -1
    const key = list.length === 1 ? only : list.join(' ')
    const known = this.known.get(key)
    if (known !== undefined) return known
    const at = this.numbers.push(list.length) - 1
    for (const one of list) this.numbers.push(one)
    this.known.set(key, at)
    return at
  }

  flat(): Int32Array {
    return Int32Array.from(this.numbers)
  }
}

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

export function layOut({ states, first, later }: Compiled): Tables {
  const targets = new Lists()
  const accepted = new Lists()
  const bySymbol = new Map<number, [state: number, list: number][]>()
  for (const [state, on] of [...states.map(({ on }) => on), later, first].entries())
    for (const [symbol, list] of on) {
      const rows = bySymbol.get(symbol) ?? []
      if (rows.push([state, targets.put(list)]) === 1) bySymbol.set(symbol, rows)
    }
  const find = lookUp(bySymbol)
  const any = Int32Array.from(states, (state) => targets.put(state.any))
  const accepts = Int32Array.from(states, (state) => accepted.put(state.accepts))
  const acceptsAtEnd = Int32Array.from(states, (state) => accepted.put(state.acceptsAtEnd))
  return {
    states: states.length,
    later: states.length,
    first: states.length + 1,
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
function lookUp(bySymbol: ReadonlyMap<number, readonly [state: number, list: number][]>): Tables['find'] {
  const symbols = Math.max(0, ...bySymbol.keys()) + 1
  const start = new Int32Array(symbols)
  const mask = new Int32Array(symbols)
  let size = 0
  for (const [symbol, rows] of bySymbol) {
    const room = 2 ** Math.ceil(Math.log2(rows.length * 1.5 + 1))
    start[symbol] = size
    mask[symbol] = room - 1
    size += room
  }
  const keys = new Int32Array(size).fill(-1)
  const values = new Int32Array(size)
  const spot = (state: number) => Math.imul(state, 0x9e3779b1) >>> 12
  for (const [symbol, rows] of bySymbol)
    for (const [state, list] of rows) {
      const within = mask[symbol] as number
      const base = start[symbol] as number
      let at = spot(state) & within
      while (keys[base + at] !== -1) at = (at + 1) & within
      keys[base + at] = state
      values[base + at] = list
    }
  return (state, symbol) => {
    const within = mask[symbol] as number
    const base = start[symbol] as number
    for (let at = spot(state) & within; ; at = (at + 1) & within) {
      const key = keys[base + at]
      if (key === state) return values[base + at] as number
      if (key === -1) return -1
    }
  }
}

/** Lists one after another, each behind its length; the same list is laid down once. */
class Lists {
  private readonly numbers: number[] = []
  private readonly known = new Map<string, number>()

  put(list: readonly number[]): number {
    if (list.length === 0) return -1
    const key = list.join(' ')
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

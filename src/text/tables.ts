import { type Ahead, END, WIDTH } from './ahead.ts'
import type { Compiled } from './automaton.ts'

/**
 * The automaton in flat arrays: a message is read through it in a fixed small cost a word, and 50,000 states take a few
 * megabytes instead of a hundred.
 */
export type Tables = {
  states: number
  /** By symbol, where the list of what it leads to begins in `lists`: at any word, and at the first. -1: nowhere. */
  later: Int32Array
  first: Int32Array
  /** The same for a state on a symbol. */
  find(state: number, symbol: number): number
  /** By state, the same for any word. */
  any: Int32Array
  /**
   * Where words lead, list after list: the place behind the list, then what it leads to. All that reading asks of a state
   * that is put aside at once stands here, side by side: looking it up state by state costs most of the time. Each is
   * - `~phrase`: the end of a phrase, and nothing else;
   * - a state (`stateOf`, `isNamed`, `withinOf`), and behind it its WIDTH bits where they are asked for (`hasBits`).
   */
  lists: Int32Array
  /** Where the phrases a state accepts begin in `accepted`: the place behind them, then the phrases. -1: none. */
  accepts: Int32Array
  acceptsAtEnd: Int32Array
  accepted: Int32Array
}

/** The number of a state; whether any word leads on from it by name; its `within` (see Ahead); whether its bits stand behind it. */
export const stateOf = (entry: number): number => entry >> 5
export const isNamed = (entry: number): boolean => (entry & 16) !== 0
export const withinOf = (entry: number): number => entry & 15
export const hasBits = (within: number): boolean => within !== 0 && within !== END

export function layOut(compiled: Compiled, ahead: Ahead): Tables {
  const { states } = compiled
  const number = numbering(states)
  const named = new Uint8Array(states)
  for (const list of compiled.edges) for (let at = 0; at < list.length; at += 2) named[list[at] as number] = 16
  const leads = new Lists((state, lay) =>
    layState(state, (number(state) << 5) | (named[state] as number), compiled, ahead, lay),
  )
  const accepted = new Lists((phrase, lay) => lay(phrase))
  const column = (lists: Lists, by: Compiled['any']) => {
    const places = new Int32Array(states).fill(-1)
    for (const [state, list] of by) places[number(state)] = lists.put(list)
    return places
  }
  const moves = lookUp(compiled, leads, number)
  const any = column(leads, compiled.any)
  const accepts = column(accepted, compiled.accepts)
  const acceptsAtEnd = column(accepted, compiled.acceptsAtEnd)
  return { states, ...moves, any, lists: leads.flat(), accepts, acceptsAtEnd, accepted: accepted.flat() }
}

/**
 * Numbers states anew, in the order in which they are asked for here: those that words lead to together stand together, and
 * so does what is kept of them. Most of the time of reading is waiting for memory.
 */
function numbering(states: number): (state: number) => number {
  const numbers = new Int32Array(states).fill(-1)
  let next = 0
  return (state) => {
    const known = numbers[state] as number
    if (known >= 0) return known
    numbers[state] = next
    return next++
  }
}

/** Lays down a state as it stands in a list; `named` is its new number and whether it is named. */
function layState(
  state: number,
  named: number,
  { accepts, acceptsAtEnd }: Compiled,
  { bits, within }: Ahead,
  lay: (number: number) => void,
): void {
  const far = within[state] as number
  if (far === END && !acceptsAtEnd.has(state)) {
    for (const phrase of accepts.get(state) ?? []) lay(~phrase)
    return
  }
  lay(named | far)
  if (hasBits(far)) for (let at = state * WIDTH; at < (state + 1) * WIDTH; at++) lay(bits[at] as number)
}

/**
 * A hash table a symbol, one behind the other: a word asks about many states at once, and finds the answers side by side.
 * Gives -1 for what is not there.
 */
function lookUp(
  { edges, moves, ...from }: Compiled,
  lists: Lists,
  number: (state: number) => number,
): Pick<Tables, 'later' | 'first' | 'find'> {
  const later = new Int32Array(edges.length)
  const first = new Int32Array(edges.length)
  const start = new Int32Array(edges.length)
  const mask = new Int32Array(edges.length)
  // Eight that stand together stay together.
  const spot = (state: number) => ((Math.imul(state >> 3, 0x9e3779b1) >>> 12) << 3) | (state & 7)
  // A key and its value side by side.
  const pieces: Int32Array[] = []
  let size = 0
  for (const move of moves()) {
    const symbol = pieces.length
    const room = 2 ** Math.ceil(Math.log2(move.size * 1.5 + 1))
    const piece = new Int32Array(2 * room).fill(-1)
    later[symbol] = lists.put(move.get(from.later) ?? [])
    first[symbol] = lists.put(move.get(from.first) ?? [])
    for (const [state, list] of move) {
      if (state >= from.states) continue
      const key = number(state)
      let at = spot(key) & (room - 1)
      while (piece[2 * at] !== -1) at = (at + 1) & (room - 1)
      piece[2 * at] = key
      piece[2 * at + 1] = lists.put(list)
    }
    start[symbol] = size
    mask[symbol] = room - 1
    pieces.push(piece)
    size += room
  }
  const table = new Int32Array(2 * size)
  for (const [symbol, piece] of pieces.entries()) table.set(piece, 2 * (start[symbol] as number))
  const find = (state: number, symbol: number) => {
    const within = mask[symbol] as number
    const base = start[symbol] as number
    for (let at = spot(state) & within; ; at = (at + 1) & within) {
      const key = table[2 * (base + at)]
      if (key === state) return table[2 * (base + at) + 1] as number
      if (key === -1) return -1
    }
  }
  return { later, first, find }
}

/** Lists one after another, each behind the place where it ends; the same list is laid down once. */
class Lists {
  private numbers = new Int32Array(2 ** 12)
  private size = 0
  private readonly known = new Map<number | string, number>()
  private readonly lay: (one: number, lay: (number: number) => void) => void

  /** @param lay lays down what stands in the list for each */
  constructor(lay: (one: number, lay: (number: number) => void) => void) {
    this.lay = lay
  }

  put(list: readonly number[]): number {
    const [only] = list
    if (only === undefined) return -1
    const key = list.length === 1 ? only : list.join(' ')
    const known = this.known.get(key)
    if (known !== undefined) return known
    const at = this.size
    this.push(0)
    for (const one of list) this.lay(one, this.push)
    this.numbers[at] = this.size
    this.known.set(key, at)
    return at
  }

  flat(): Int32Array {
    return this.numbers.slice(0, this.size)
  }

  private readonly push = (number: number): void => {
    if (this.size === this.numbers.length) {
      const more = new Int32Array(2 * this.size)
      more.set(this.numbers)
      this.numbers = more
    }
    this.numbers[this.size++] = number
  }
}

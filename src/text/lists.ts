import { type Ahead, END, WIDTH } from './ahead.ts'
import type { Compiled } from './automaton.ts'

/** The number of a state; whether any word leads on from it by name; its `within` (see Ahead); whether its bits stand behind it. */
export const stateOf = (entry: number): number => entry >> 5
export const isNamed = (entry: number): boolean => (entry & 16) !== 0
export const withinOf = (entry: number): number => entry & 15
export const hasBits = (within: number): boolean => within !== 0 && within !== END

/** Of each list where it ends, where its map of next words is (below 0: it has none) and where its states begin. */
export const HEAD = 3

/**
 * Lists of states, each as what reading asks of it, side by side (see Tables); the same list is laid down once. States are
 * numbered anew, in the order in which they are laid down: those that words lead to together stand together, and so does
 * what is kept of them. Most of the time of reading is waiting for memory.
 */
export class StateLists {
  /** How many states lists lead to. */
  count = 0
  /** Of long lists the states that look at the next word alone. They are not laid down: see next-words.ts. */
  readonly aside = new Map<number, readonly number[]>()
  private readonly flat = new Numbers()
  /** List after list, how many states and which. */
  private readonly raw = new Numbers()
  private readonly places = new Map<string, number>()
  /** The places of lists of one state, which are most. */
  private readonly singles: Int32Array
  private readonly numbers: Int32Array
  private readonly named: Uint8Array
  private readonly compiled: Compiled
  private readonly ahead: Ahead

  constructor(compiled: Compiled, ahead: Ahead) {
    this.compiled = compiled
    this.ahead = ahead
    this.singles = new Int32Array(compiled.states).fill(-1)
    this.numbers = new Int32Array(compiled.states).fill(-1)
    this.named = new Uint8Array(compiled.states)
    for (const list of compiled.edges) for (let at = 0; at < list.length; at += 2) this.named[list[at] as number] = 16
  }

  /**
   * The place of a list; -1 for one of nothing.
   * @param long a list of so many states that look at the next word alone keeps them aside
   */
  put(list: readonly number[], long: number): number {
    const [only] = list
    if (only === undefined) return -1
    if (list.length === 1) {
      if (this.singles[only] === -1) this.singles[only] = this.layList(list, false)
      return this.singles[only] as number
    }
    const key = list.join(' ')
    const known = this.places.get(key)
    if (known !== undefined) return known
    const near = list.length < long ? [] : list.filter((state) => this.ahead.within[state] === 1)
    const place = this.layList(list, near.length >= long)
    if (near.length >= long) this.aside.set(place, near)
    this.places.set(key, place)
    return place
  }

  /** Adds the states of a list that has no map yet. */
  addStatesOf(place: number, states: Set<number>): void {
    const raw = ~(this.flat.all[place + 1] as number)
    const end = raw + (this.raw.all[raw] as number)
    for (let at = raw + 1; at <= end; at++) states.add(this.raw.all[at] as number)
  }

  /** @param map the place of the list's map of next words */
  setMap(place: number, map: number): void {
    this.flat.all[place + 1] = map
  }

  finish(): Int32Array {
    return this.flat.finish()
  }

  /** The new number of a state; -1 where no list leads to it. */
  numberOf(state: number): number {
    return this.numbers[state] as number
  }

  private layList(list: readonly number[], withoutNear: boolean): number {
    const place = this.flat.size
    this.flat.push(0)
    // In the place of a map, until it has one, where its states stand in `raw`.
    this.flat.push(~this.raw.size)
    this.flat.push(0)
    this.raw.push(list.length)
    for (const state of list) this.raw.push(state)
    const left: number[] = []
    // Ends are told in the order of the list: behind a state that accepts phrases too they stay behind it.
    let accepting = false
    for (const state of list) {
      const within = this.ahead.within[state] as number
      if (withoutNear && within === 1) continue
      const isEnd = within === END && this.isEnd(state)
      accepting ||= !isEnd && !hasBits(within)
      if (accepting || !isEnd) left.push(state)
      else for (const phrase of this.compiled.accepts.get(state) ?? []) this.flat.push(phrase)
    }
    this.flat.all[place + 2] = this.flat.size
    for (const state of left) this.lay(state)
    this.flat.all[place] = this.flat.size
    return place
  }

  /** Whether it is the end of phrases, and nothing else. */
  private isEnd(state: number): boolean {
    return this.ahead.within[state] === END && !this.compiled.acceptsAtEnd.has(state)
  }

  private lay(state: number): void {
    if (this.isEnd(state)) {
      for (const phrase of this.compiled.accepts.get(state) ?? []) this.flat.push(~phrase)
      return
    }
    const within = this.ahead.within[state] as number
    if (this.numbers[state] === -1) this.numbers[state] = this.count++
    this.flat.push(((this.numbers[state] as number) << 5) | (this.named[state] as number) | within)
    if (hasBits(within))
      for (let at = state * WIDTH; at < (state + 1) * WIDTH; at++) this.flat.push(this.ahead.bits[at] as number)
  }
}

/** Numbers one behind another, as many as come. */
export class Numbers {
  all = new Int32Array(2 ** 12)
  size = 0

  push(number: number): void {
    if (this.size === this.all.length) {
      const more = new Int32Array(2 * this.size)
      more.set(this.all)
      this.all = more
    }
    this.all[this.size++] = number
  }

  finish(): Int32Array {
    return this.all.slice(0, this.size)
  }
}

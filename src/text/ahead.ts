import type { Compiled } from './automaton.ts'

/**
 * Of each state the words that can lead on from it, as a few bits: one bit by each symbol's hash. Held against the words
 * that come next in a message they tell that most states lead nowhere, before anything else of a state is read. May let
 * through too much, never too little.
 */
export type Ahead = {
  /** WIDTH numbers a state. */
  bits: Int32Array
  /** How many words ahead they may stand: 1 is the next. 0: it is never put aside. END: it ends phrases and leads nowhere. */
  within: Uint8Array
}

/** Numbers of 32 bits a state: as many as phrases.ts compares. */
export const WIDTH = 4
export const END = 15
/** Further ahead nothing is looked for. */
export const FURTHEST = 8

const SHIFT = 32 - 5 - Math.log2(WIDTH)

/** The place of a symbol's bit. */
export function bitOf(symbol: number): number {
  return Math.imul(symbol, 0x9e3779b1) >>> SHIFT
}

export function lookAhead({ states, edges, any, accepts, acceptsAtEnd }: Compiled): Ahead {
  const bits = new Int32Array(states * WIDTH)
  const within = new Uint8Array(states)
  for (const [symbol, list] of edges.entries()) {
    const bit = bitOf(symbol)
    for (let one = 0; one < list.length; one += 2) {
      const at = (list[one] as number) * WIDTH + (bit >> 5)
      bits[at] = (bits[at] as number) | (1 << (bit & 31))
    }
  }
  const known = new Uint8Array(states)
  const isEnd = (state: number) => accepts.has(state) || acceptsAtEnd.has(state)
  // A gap leads from state to state by any word; what it leads to may come a word later.
  const see = (state: number): number => {
    if (known[state]) return within[state] as number
    known[state] = 1
    if (isEnd(state)) return 0
    let furthest = 1
    for (const next of any.get(state) ?? []) {
      const seen = see(next)
      if (seen === 0 || seen >= FURTHEST) return 0
      furthest = Math.max(furthest, seen + 1)
      for (let at = 0; at < WIDTH; at++)
        bits[state * WIDTH + at] = (bits[state * WIDTH + at] as number) | (bits[next * WIDTH + at] as number)
    }
    within[state] = furthest
    return furthest
  }
  for (let state = 0; state < states; state++) see(state)
  for (let state = 0; state < states; state++)
    if (isEnd(state) && !any.has(state) && bits.subarray(state * WIDTH, (state + 1) * WIDTH).every((one) => one === 0))
      within[state] = END
  return { bits, within }
}

/** How many numbers `bitsAfter` needs for a message of so many words. */
export function roomAfter(words: number): number {
  return (FURTHEST + 1) * words * WIDTH
}

/**
 * The bits of the words that come after each word of a message, into `after`: WIDTH numbers for each word and each number
 * of words looked ahead, from 1. (In the place of 0 stand those of each word itself.)
 */
export function bitsAfter(symbols: readonly (readonly number[])[], after: Int32Array): void {
  const row = symbols.length * WIDTH
  after.fill(0, 0, row)
  for (let word = 0; word < symbols.length; word++)
    for (const symbol of symbols[word] as readonly number[]) {
      const bit = bitOf(symbol)
      const at = word * WIDTH + (bit >> 5)
      after[at] = (after[at] as number) | (1 << (bit & 31))
    }
  for (let within = 1; within <= FURTHEST; within++)
    for (let at = 0, ahead = within * WIDTH; at < row; at++, ahead++) {
      const nearer = within > 1 ? (after[(within - 1) * row + at] as number) : 0
      after[within * row + at] = ahead < row ? nearer | (after[ahead] as number) : nearer
    }
}

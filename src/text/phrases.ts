import { bitsAfter, END, lookAhead, WIDTH } from './ahead.ts'
import { Automaton, type Compiled } from './automaton.ts'
import { type Respell, symbolReader } from './symbols.ts'
import { layOut } from './tables.ts'
import type { Token } from './tokens.ts'

/**
 * The phrase language of the lexicons, compiled into one automaton over tokens. Matching is linear in the message for a
 * given lexicon, whatever the message says: there is no backtracking to attack.
 *
 *   want to die            the words, in this order
 *   (want|need) to die     one of several; each may be several words
 *   want [really] to die   may be there
 *   @want to die           one of a named class of phrases
 *   overdos*               a word that begins so
 *   kill ... myself        up to three other words between, never across the end of a sentence; `...6` for up to six
 *   ^help$                 only as the whole message (either mark may stand alone)
 */
export type Phrase<T> = { pattern: string; value: T }
export type Classes = Record<string, readonly string[]>

/** `from` and `to` are token positions, `to` exclusive. */
export type Match<T> = { value: T; pattern: string; from: number; to: number }

/** Matches as numbers, side by side: which phrase (its place among all), from where, to where. */
export type Spans = { phrase: number[]; from: number[]; to: number[] }

export type Matcher<T> = {
  /** In the order of where they end. */
  match(tokens: readonly Token[]): Match<T>[]
  /** The same as numbers, for whom thousands of phrases are a lot. */
  scan(tokens: readonly Token[]): Spans
  /** Every word the lexicon knows, for spelling help. */
  words: ReadonlySet<string>
}

/** Compiles phrases into a matcher. Throws with the pattern named where one is malformed or names no class. */
export function compilePhrases<T>(classes: Classes, phrases: readonly Phrase<T>[], respell?: Respell): Matcher<T> {
  const compiled = build(classes, phrases)
  const words = new Set(compiled.literals.keys())
  const symbolsOf = symbolReader(compiled, words, respell)
  const { states, later, first, find, any, targets, accepts, acceptsAtEnd, accepted } = layOut(compiled)
  const { bits, within } = lookAhead(compiled)

  // Kept between messages so that none has to wait for memory; `tick` tells what was written for which word.
  const stamp = new Int32Array(states)
  const seen = new Int32Array(phrases.length)
  const lists = [new Int32Array(states), new Int32Array(states)] as const
  const origins = [new Int32Array(states), new Int32Array(states)] as const
  let tick = 0
  let after: Int32Array = new Int32Array(0)
  let row = 0
  let word = 0

  /** Whether no word of the message that could lead on from a state comes in time. */
  const leadsNowhere = (state: number) => {
    const far = within[state] as number
    if (far === 0 || far === END) return false
    const ours = state * WIDTH
    const theirs = far * row + word * WIDTH
    for (let at = 0; at < WIDTH; at++) if ((bits[ours + at] as number) & (after[theirs + at] as number)) return false
    return true
  }

  /** Of several ways to a state the one that began last is kept: the tightest words that say it. Gives the new size. */
  const enter = (list: number, from: number, now: number, into: Int32Array, origin: Int32Array, size: number) => {
    if (list < 0) return size
    let filled = size
    const end = list + (targets[list] as number)
    for (let at = list + 1; at <= end; at++) {
      const target = targets[at] as number
      if (leadsNowhere(target)) continue
      if (stamp[target] !== now) {
        stamp[target] = now
        origin[target] = from
        into[filled++] = target
      } else if (from > (origin[target] as number)) origin[target] = from
    }
    return filled
  }

  const accept = (list: number, from: number, to: number, now: number, found: Spans) => {
    if (list < 0) return
    const end = list + (accepted[list] as number)
    for (let at = list + 1; at <= end; at++) {
      const index = accepted[at] as number
      if (seen[index] === now) continue
      seen[index] = now
      found.phrase.push(index)
      found.from.push(from)
      found.to.push(to)
    }
  }

  const scan = (tokens: readonly Token[]): Spans => {
    const found: Spans = { phrase: [], from: [], to: [] }
    let count = 0
    if (tick > 2 ** 30) {
      stamp.fill(0)
      seen.fill(0)
      tick = 0
    }
    const line = tokens.map(({ text }) => symbolsOf(text))
    after = bitsAfter(line)
    row = tokens.length * WIDTH
    for (let position = 0; position < tokens.length; position++) {
      const { breakBefore } = tokens[position] as Token
      word = position
      const now = ++tick
      const turn = position & 1
      const active = lists[turn] as Int32Array
      const cameFrom = origins[turn] as Int32Array
      const reached = lists[1 - turn] as Int32Array
      const goesFrom = origins[1 - turn] as Int32Array
      const symbols = line[position] as readonly number[]
      const open = position === 0 ? first : later
      let size = 0
      for (const symbol of symbols) size = enter(find(open, symbol), position, now, reached, goesFrom, size)
      for (let at = 0; at < count; at++) {
        const state = active[at] as number
        const far = within[state] as number
        if (far === END) continue
        const from = cameFrom[state] as number
        // What looks no further than the next word has no gap before it.
        if (far !== 1 && !breakBefore) size = enter(any[state] as number, from, now, reached, goesFrom, size)
        for (let one = 0; one < symbols.length; one++)
          size = enter(find(state, symbols[one] as number), from, now, reached, goesFrom, size)
      }
      const last = position === tokens.length - 1
      for (let at = 0; at < size; at++) {
        const state = reached[at] as number
        const from = goesFrom[state] as number
        accept(accepts[state] as number, from, position + 1, now, found)
        if (last) accept(acceptsAtEnd[state] as number, from, position + 1, now, found)
      }
      count = size
    }
    return found
  }
  const match = (tokens: readonly Token[]): Match<T>[] => {
    const { phrase, from, to } = scan(tokens)
    return phrase.map((index, at) => {
      const { value, pattern } = phrases[index] as Phrase<T>
      return { value, pattern, from: from[at] as number, to: to[at] as number }
    })
  }
  return { match, scan, words }
}

/** By itself, so that nothing that outlives it holds on to what the automaton was built from. */
function build(classes: Classes, phrases: readonly Phrase<unknown>[]): Compiled {
  const automaton = new Automaton(classes)
  for (const [index, { pattern }] of phrases.entries()) automaton.add(pattern, index)
  return automaton.finish()
}

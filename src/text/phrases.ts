import { bitsAfter, lookAhead, roomAfter, WIDTH } from './ahead.ts'
import { Automaton, type Compiled } from './automaton.ts'
import { HEAD, hasBits, isNamed, stateOf, withinOf } from './lists.ts'
import { type Respell, symbolReader } from './symbols.ts'
import { layOut, ofState } from './tables.ts'
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

/** `count` matches as numbers, three for each: which phrase (its place among all), from where, to where. */
export type Spans = { count: number; numbers: Int32Array }

export type Matcher<T> = {
  /** In the order of where they end. */
  match(tokens: readonly Token[]): Match<T>[]
  /** The same as numbers, for whom hundreds of matches are a lot. They stand until the next message is read. */
  scan(tokens: readonly Token[]): Spans
  /** Every word the lexicon knows, for spelling help. */
  words: ReadonlySet<string>
}

/** Compiles phrases into a matcher. Throws with the pattern named where one is malformed or names no class. */
export function compilePhrases<T>(classes: Classes, phrases: readonly Phrase<T>[], respell?: Respell): Matcher<T> {
  const compiled = build(classes, phrases)
  const vocabulary = new Set(compiled.literals.keys())
  const symbolsOf = symbolReader(compiled, vocabulary, respell)
  const tables = layOut(compiled, lookAhead(compiled))
  const { states, later, first, find, get, lists, ofStates, accepted } = tables

  // Kept between messages so that none has to wait for memory. Of each state that a word leads to: its entry of `lists`
  // without its bits, and where the words that lead to it begin; where that stands is kept with the state, and by phrase where its
  // end was noted.
  let [active, reached] = [new Int32Array(2 * states), new Int32Array(2 * states)]
  const foundAt = new Int32Array(phrases.length)
  const found: Spans = { count: 0, numbers: new Int32Array(3 * 64) }
  let after = new Int32Array(0)
  /** Lists that the next word leads to, and where the words that lead to them begin: for this word, and for the next. */
  let [arrived, awaited] = [new Int32Array(64), new Int32Array(64)]
  let awaiting = 0
  /** How many of `reached` are, what is being read, and the symbols of the word after it. */
  let size = 0
  let position = 0
  let words = 0
  let next: readonly number[] = nothing

  /**
   * Notes the ends of phrases, which stand in `ends` from `at` to `end`. Of several ways to one the one that began last is
   * kept: the tightest words that say it.
   * @param anew nothing was noted for this word yet
   */
  const note = (ends: Int32Array, at: number, end: number, from: number, anew: boolean) => {
    let { count, numbers } = found
    while (3 * (count + end - at) > numbers.length) numbers = found.numbers = twice(numbers)
    const to = position + 1
    for (let one = at; one < end; one++) {
      const phrase = ends[one] as number
      const known = 3 * (foundAt[phrase] as number)
      if (!anew && known < 3 * count && numbers[known] === phrase && numbers[known + 2] === to) {
        if (from > (numbers[known + 1] as number)) numbers[known + 1] = from
        continue
      }
      foundAt[phrase] = count
      numbers[3 * count] = phrase
      numbers[3 * count + 1] = from
      numbers[3 * count + 2] = to
      count++
    }
    found.count = count
  }
  const single = new Int32Array(1)
  const noteAll = (list: number, from: number) => {
    if (list >= 0) note(accepted, list + 1, accepted[list] as number, from, false)
  }

  /** What the next word leads to is entered when it is read. */
  const wait = (list: number, from: number) => {
    if (list < 0) return
    if (2 * awaiting === awaited.length) awaited = twice(awaited)
    awaited[2 * awaiting] = list
    awaited[2 * awaiting + 1] = from
    awaiting++
  }

  /** Whether the next word leads on from a state. */
  const leadsOn = (state: number) => {
    for (let one = 0; one < next.length; one++) if (get(find[next[one] as number] as number, state) >= 0) return true
    return false
  }

  /**
   * Goes wherever a list leads; but not where no word of the message leads on from in time.
   * @param anew nothing was noted for this word yet
   */
  const enter = (list: number, from: number, anew: boolean) => {
    if (list < 0) return
    const end = lists[list] as number
    const map = lists[list + 1] as number
    if (map >= 0) for (let one = 0; one < next.length; one++) wait(get(map, next[one] as number), from)
    const states = lists[list + 2] as number
    if (list + HEAD < states) note(lists, list + HEAD, states, from, anew)
    // At hand, for it is this loop that takes the time.
    const [to, ahead, row, own] = [reached, after, words * WIDTH, position * WIDTH]
    let count = size
    for (let at = states; at < end; at++) {
      const entry = lists[at] as number
      if (entry < 0) {
        single[0] = ~entry
        note(single, 0, 1, from, false)
        continue
      }
      const far = withinOf(entry)
      const state = stateOf(entry)
      if (hasBits(far)) {
        const theirs = far * row + own
        const goes =
          ((lists[at + 1] as number) & (ahead[theirs] as number)) |
          ((lists[at + 2] as number) & (ahead[theirs + 1] as number)) |
          ((lists[at + 3] as number) & (ahead[theirs + 2] as number)) |
          ((lists[at + 4] as number) & (ahead[theirs + 3] as number))
        at += WIDTH
        if (goes === 0 || (far === 1 && !leadsOn(state))) continue
      }
      const kept = ofState.size * state
      const known = ofStates[kept + ofState.own] as number
      if (known >= 0 && known < count && to[2 * known] === entry) {
        if (from <= (to[2 * known + 1] as number)) continue
        to[2 * known + 1] = from
      } else {
        ofStates[kept + ofState.own] = count
        to[2 * count] = entry
        to[2 * count + 1] = from
        count++
      }
      if (hasBits(far)) continue
      noteAll(ofStates[kept + ofState.accepts] as number, from)
      if (position === words - 1) noteAll(ofStates[kept + ofState.acceptsAtEnd] as number, from)
    }
    size = count
  }

  const scan = (tokens: readonly Token[]): Spans => {
    found.count = 0
    words = tokens.length
    const line = tokens.map(({ text }) => symbolsOf(text))
    if (after.length < roomAfter(words)) after = new Int32Array(roomAfter(words))
    bitsAfter(line, after)
    let count = 0
    awaiting = 0
    for (position = 0; position < words; position++) {
      const symbols = line[position] as readonly number[]
      next = line[position + 1] ?? nothing
      const goesOn = !tokens[position]?.breakBefore
      size = 0
      const due = awaiting
      ;[arrived, awaited] = [awaited, arrived]
      awaiting = 0
      const open = position === 0 ? first : later
      for (let one = 0; one < symbols.length; one++) enter(open[symbols[one] as number] as number, position, one === 0)
      for (let at = 0; at < count; at++) {
        const entry = active[2 * at] as number
        const from = active[2 * at + 1] as number
        const state = stateOf(entry)
        // What looks no further than the next word has no gap before it.
        if (withinOf(entry) !== 1 && goesOn) enter(ofStates[ofState.size * state + ofState.any] as number, from, false)
        if (!isNamed(entry)) continue
        for (let one = 0; one < symbols.length; one++)
          enter(get(find[symbols[one] as number] as number, state), from, false)
      }
      for (let at = 0; at < due; at++) enter(arrived[2 * at] as number, arrived[2 * at + 1] as number, false)
      count = size
      ;[active, reached] = [reached, active]
    }
    return found
  }
  const match = (tokens: readonly Token[]): Match<T>[] => {
    const { count, numbers } = scan(tokens)
    return Array.from({ length: count }, (_, one) => {
      const { value, pattern } = phrases[numbers[3 * one] as number] as Phrase<T>
      return { value, pattern, from: numbers[3 * one + 1] as number, to: numbers[3 * one + 2] as number }
    })
  }
  return { match, scan, words: vocabulary }
}

const nothing: readonly number[] = []

function twice(numbers: Int32Array): Int32Array<ArrayBuffer> {
  const more = new Int32Array(2 * numbers.length)
  more.set(numbers)
  return more
}

/** By itself, so that nothing that outlives it holds on to what the automaton was built from. */
function build(classes: Classes, phrases: readonly Phrase<unknown>[]): Compiled {
  const automaton = new Automaton(classes)
  for (const [index, { pattern }] of phrases.entries()) automaton.add(pattern, index)
  return automaton.finish()
}

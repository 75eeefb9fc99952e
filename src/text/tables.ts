import type { Ahead } from './ahead.ts'
import type { Compiled } from './automaton.ts'
import { Numbers, StateLists } from './lists.ts'
import { LONG, putNextWords } from './next-words.ts'
import { type Get, PackedMaps } from './packed.ts'

/**
 * The automaton in flat arrays: a message is read through it in a fixed small cost a word, and 150,000 states take a few
 * megabytes instead of hundreds.
 */
export type Tables = {
  /** How many there are that a list leads to. */
  states: number
  /** By symbol, where the list of what it leads to begins in `lists`: at any word, and at the first. -1: nowhere. */
  later: Int32Array
  first: Int32Array
  /** By symbol, the place of the map from states to the same. */
  find: Int32Array
  get: Get
  /**
   * Where words lead, list after list: the place behind the list, the place of its map of next words (next-words.ts; below
   * 0: none), the place of the states in it; then phrases that end there, then the states (`~phrase`: an end among them). All that reading asks of a
   * state that is put aside at once stands here, side by side: looking it up state by state costs most of the time. Each is
   * its number (`stateOf`, `isNamed`, `withinOf`), and behind it its WIDTH bits where they are asked for (`hasBits`).
   */
  lists: Int32Array
  /** What is kept of each state, side by side (`ofState`). */
  ofStates: Int32Array
  /** Phrases that states accept: the place behind them, then the phrases. */
  accepted: Int32Array
}

/**
 * Of a state, the places of the list of where any word leads, of the phrases it accepts, and of those it accepts at the end
 * of the message (-1: none); and a place for whoever reads.
 */
export const ofState = { any: 0, accepts: 1, acceptsAtEnd: 2, own: 3, size: 4 } as const

export function layOut(compiled: Compiled, ahead: Ahead): Tables {
  const lists = new StateLists(compiled, ahead)
  const maps = new PackedMaps()
  const { later, first, moves } = putMoves(compiled, lists)
  const placesOfAny = Array.from(compiled.any, ([state, list]) => [state, lists.put(list, LONG)] as const)
  putNextWords(lists, byState(moves, compiled.states), maps)
  const find = Int32Array.from(moves, (one) => {
    const map: number[] = []
    for (let at = 0; at < one.length; at += 2) {
      const state = lists.numberOf(one[at] as number)
      if (state >= 0) map.push(state, one[at + 1] as number)
    }
    return maps.put(map)
  })
  const ofStates = new Int32Array(ofState.size * lists.count).fill(-1)
  const keep = (state: number, what: number, place: number) => {
    const number = lists.numberOf(state)
    if (number >= 0) ofStates[ofState.size * number + what] = place
  }
  for (const [state, place] of placesOfAny) keep(state, ofState.any, place)
  const accepted = new Numbers()
  const keepAccepted = (by: Compiled['accepts'], what: number) => {
    for (const [state, phrases] of by) {
      if (lists.numberOf(state) < 0) continue
      keep(state, what, accepted.size)
      accepted.push(accepted.size + 1 + phrases.length)
      for (const phrase of phrases) accepted.push(phrase)
    }
  }
  keepAccepted(compiled.accepts, ofState.accepts)
  keepAccepted(compiled.acceptsAtEnd, ofState.acceptsAtEnd)
  return {
    states: lists.count,
    later,
    first,
    find,
    get: maps.finish(),
    lists: lists.finish(),
    ofStates,
    accepted: accepted.finish(),
  }
}

/** Lays down the lists of where symbols lead; gives their places, and by symbol those of each state: state, place... */
function putMoves(compiled: Compiled, lists: StateLists) {
  const later = new Int32Array(compiled.edges.length)
  const first = new Int32Array(compiled.edges.length)
  const moves: Int32Array[] = []
  for (const move of compiled.moves()) {
    const symbol = moves.length
    later[symbol] = lists.put(move.get(compiled.later) ?? [], LONG)
    first[symbol] = lists.put(move.get(compiled.first) ?? [], LONG)
    const all: number[] = []
    for (const [state, list] of move) {
      const place = state < compiled.states ? lists.put(list, LONG) : -1
      if (place >= 0) all.push(state, place)
    }
    moves.push(new Int32Array(all))
  }
  return { later, first, moves }
}

/** The moves of each state (symbol, place...) from those of each symbol. */
function byState(moves: readonly Int32Array[], states: number): (state: number) => Int32Array {
  const begin = new Int32Array(states + 1)
  for (const one of moves)
    for (let at = 0; at < one.length; at += 2)
      begin[(one[at] as number) + 1] = (begin[(one[at] as number) + 1] as number) + 2
  for (let state = 0; state < states; state++)
    begin[state + 1] = (begin[state + 1] as number) + (begin[state] as number)
  const filled = begin.slice()
  const all = new Int32Array(begin[states] as number)
  for (const [symbol, one] of moves.entries())
    for (let at = 0; at < one.length; at += 2) {
      const state = one[at] as number
      const place = filled[state] as number
      all[place] = symbol
      all[place + 1] = one[at + 1] as number
      filled[state] = place + 2
    }
  return (state) => all.subarray(begin[state], begin[state + 1])
}

import { compilePhrases, type Token } from '../text/index.ts'
import type { PlaceWords } from './area.ts'

/** What the words before a place say about it: help is wanted there, somebody is there, was there, or does not want it. */
export type Role = 'wish' | 'here' | 'gone' | 'turned_down'

/** Where a place stands in the message: token positions, `to` exclusive. */
export type Span = { from: number; to: number }

export type Said = {
  role: Role | null
  /** Its own words say so, rather than those of the place before it. */
  own: boolean
  /** It is joined to the place before it by "or". */
  either: boolean
  /** Nothing stands between it and the place before, or a word like "in" or "near". */
  beside: boolean
}

export type RoleReader = (tokens: readonly Token[], spans: readonly Span[]) => Said[]

/** "not" reaches three words on and no further; the others hold until the next place. */
const reachOfNot = 3

/**
 * Reads what is said of each of several places, in their order. The last words of a role between a place and the one
 * before it count; a place joined to the one before it ("tipton or oldbury") is meant as that one is.
 */
export function roleReader(words: PlaceWords): RoleReader {
  const roles: Role[] = ['wish', 'here', 'gone', 'turned_down']
  const matcher = compilePhrases(
    {},
    roles.flatMap((value) => words.roles[value].map((pattern) => ({ pattern, value }))),
  )
  const joins = new Set([...words.joins, ...words.fillers])
  const either = new Set(words.either)
  const beside = new Set(words.before)
  // "not tipton or oldbury" turns both down, "not tipton, oldbury" one.
  const unwanted = new Set<Role | null>(['gone', 'turned_down'])

  return (tokens, spans) => {
    const said: Said[] = []
    let previous = 0
    for (const span of spans) {
      const between = tokens.slice(previous, span.from)
      const texts = between.map((token) => token.text)
      const before = said.at(-1)
      const cue = matcher
        .match(between)
        .filter((match) => match.value !== 'turned_down' || between.length - match.to < reachOfNot)
        .reduce<{ value: Role; from: number; to: number } | null>(
          (best, one) => (!best || one.to > best.to || (one.to === best.to && one.from < best.from) ? one : best),
          null,
        )
      const joined = before !== undefined && texts.every((text) => joins.has(text))
      const inherits = joined && !cue && !(texts.length === 0 && unwanted.has(before.role))
      said.push({
        role: cue?.value ?? (inherits ? before.role : null),
        own: cue !== null,
        either: joined && texts.some((text) => either.has(text)),
        beside: before !== undefined && texts.every((text) => beside.has(text)),
      })
      previous = span.to
    }
    return said
  }
}

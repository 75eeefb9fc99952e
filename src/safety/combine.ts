import type { Spans } from '../text/index.ts'
import type { Around, Sign, Span } from './judge.ts'
import type { Combination } from './phrases.ts'

/** The combinations of which a message has every part, with the places of the parts, in their order. */
export type Gathered = { combination: Combination; places: readonly (readonly Span[])[] }

/**
 * Finds what a message may combine. A message has hundreds of parts ("my", "he") and hardly ever all of one combination,
 * so only those that are whole are looked at.
 *
 * @param combinations by the number of their first part
 * @param count of the parts
 */
export function compileGather(combinations: readonly (readonly Combination[])[], count: number) {
  const last = new Int32Array(count)
  /** @param spans of parts: `phrase` is the number of the part */
  return (spans: Spans): Gathered[] => {
    const { phrase, from, to } = spans
    const before = new Int32Array(phrase.length)
    last.fill(-1)
    for (let at = 0; at < phrase.length; at++) {
      const part = phrase[at] as number
      before[at] = last[part] as number
      last[part] = at
    }
    const placesOf = (part: number): Span[] => {
      const places: Span[] = []
      for (let at = last[part] as number; at !== -1; at = before[at] as number)
        places.push({ from: from[at] as number, to: to[at] as number })
      return places.reverse()
    }
    const found: Gathered[] = []
    for (let at = 0; at < phrase.length; at++) {
      const part = phrase[at] as number
      if (before[at] !== -1) continue
      for (const combination of combinations[part] ?? [])
        if (combination.parts.every((one) => last[one] !== -1))
          found.push({ combination, places: combination.parts.map(placesOf) })
    }
    return found
  }
}

/** The signs of combinations whose parts stand within reach of one another, in any order, none on the words of another. */
export function combined(found: readonly Gathered[], around: Around): Sign[] {
  return found.flatMap(({ combination, places }) =>
    gathered(combination, places, around).flatMap((spans) => around.judge(combination, spans) ?? []),
  )
}

/**
 * One pass over the places of the parts, keeping the last few places of each: linear in the places. A few, since the last
 * may be words that another part needs ("mixed bleach, coughing": a chemical, what was done with it, what came of it).
 */
function gathered(
  { id, rule, parts, language }: Combination,
  places: readonly (readonly Span[])[],
  around: Around,
): [Span, ...Span[]][] {
  const steps = parts
    .flatMap((_, index) => (places[index] ?? []).map((span) => ({ index, span })))
    .filter(({ span }) => around.free(id, language, span))
    .sort((a, b) => a.span.to - b.span.to || b.span.from - a.span.from)
  const recent: Span[][] = parts.map(() => [])
  const result: [Span, ...Span[]][] = []
  for (const { index, span } of steps) {
    recent[index] = [span, ...(recent[index] ?? []).slice(0, 2)]
    const [first, ...others] = chosen(recent, index, span) ?? []
    if (!first) continue
    const spans: [Span, ...Span[]] = [first, ...others]
    const reach = Math.max(...spans.map(({ to }) => to)) - Math.min(...spans.map(({ from }) => from))
    if (reach <= rule.within) result.push(spans)
  }
  return result
}

/**
 * A place of every part, in the order of the parts, the latest first, none on the words of another; null where there is
 * none. Few parts and few places of each, so that trying them all costs the same however long the message.
 */
function chosen(recent: readonly Span[][], index: number, span: Span, sofar: Span[] = []): Span[] | null {
  const part = sofar.length
  if (part === recent.length) return sofar
  for (const place of part === index ? [span] : (recent[part] ?? [])) {
    if (!sofar.every((other) => apart(place, other)) || (part < index && !apart(place, span))) continue
    const all = chosen(recent, index, span, [...sofar, place])
    if (all) return all
  }
  return null
}

function apart(a: Span, b: Span): boolean {
  return a.to <= b.from || b.to <= a.from
}

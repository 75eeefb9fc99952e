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
 * @param parts how many there are
 * @param offset of the first part among the phrases that spans are of
 */
export function compileGather(combinations: readonly (readonly Combination[])[], parts: number, offset: number) {
  // One behind another, the combinations of each first part: what else they need, then the number of the combination.
  const all = combinations.flat()
  const begin = new Int32Array(parts + 1)
  const needs: number[] = []
  for (let part = 0, number = 0; part < parts; part++) {
    begin[part] = needs.length
    for (const one of combinations[part] ?? []) needs.push(one.parts.length - 1, ...one.parts.slice(1), number++)
  }
  begin[parts] = needs.length
  const flat = Int32Array.from(needs)
  // Where each part stands last, and each place's one before it, from 1: where this message has it at all.
  const last = new Int32Array(parts)
  let before = new Int32Array(64)

  /** @param spans of phrases, and of the parts behind them: `phrase` is `offset` and the number of the part */
  return ({ count, numbers }: Spans): Gathered[] => {
    if (before.length < count) before = new Int32Array(2 * count)
    last.fill(0)
    for (let at = 0; at < count; at++) {
      const part = (numbers[3 * at] as number) - offset
      if (part < 0) continue
      before[at] = last[part] as number
      last[part] = at + 1
    }
    const placesOf = (part: number): Span[] => {
      const places: Span[] = []
      for (let at = last[part] as number; at !== 0; at = before[at - 1] as number)
        places.push({ from: numbers[3 * at - 2] as number, to: numbers[3 * at - 1] as number })
      return places.reverse()
    }
    const found: Gathered[] = []
    for (let at = 0; at < count; at++) {
      const part = (numbers[3 * at] as number) - offset
      if (part < 0 || before[at] !== 0) continue
      const end = begin[part + 1] as number
      for (let one = begin[part] as number; one < end; ) {
        const number = one + (flat[one] as number) + 1
        let has = one + 1
        while (has < number && last[flat[has] as number] !== 0) has++
        if (has === number) {
          const combination = all[flat[number] as number] as Combination
          found.push({ combination, places: combination.parts.map(placesOf) })
        }
        one = number + 1
      }
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

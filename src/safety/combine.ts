import type { Match } from '../text/index.ts'
import type { Around, Sign, Span } from './judge.ts'
import type { Combination, Meaning } from './phrases.ts'

/** The combinations whose parts all stand within reach of one another, in any order, none on the words of another. */
export function combined(
  found: readonly Match<Meaning>[],
  combinations: ReadonlyMap<number, readonly Combination[]>,
  around: Around,
): Sign[] {
  const places = new Map<number, Span[]>()
  for (const { value, from, to } of found) {
    if (value.type !== 'part') continue
    const list = places.get(value.part)
    if (list) list.push({ from, to })
    else places.set(value.part, [{ from, to }])
  }
  const signs: Sign[] = []
  for (const first of places.keys())
    for (const combination of combinations.get(first) ?? []) {
      if (!combination.parts.every((part) => places.has(part))) continue
      for (const spans of gathered(combination, places, around)) {
        const sign = around.judge(combination, spans)
        if (sign) signs.push(sign)
      }
    }
  return signs
}

/**
 * One pass over the places of the parts, keeping the last few places of each: linear in the places. A few, since the last
 * may be words that another part needs ("mixed bleach, coughing": a chemical, what was done with it, what came of it).
 */
function gathered(
  { id, rule, parts, language }: Combination,
  places: ReadonlyMap<number, readonly Span[]>,
  around: Around,
): [Span, ...Span[]][] {
  const steps = parts
    .flatMap((part, index) => (places.get(part) ?? []).map((span) => ({ index, span })))
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

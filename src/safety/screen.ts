import type { CrisisKind } from '../taxonomy.ts'
import { type Classes, compilePhrases, type Match, type Phrase, type Respell, tokenise } from '../text/index.ts'
import type { Danger, Level } from './danger.ts'
import type { Lexicon, Rule } from './lexicon.ts'
import { compileShort, type Longhand } from './longhand.ts'
import { oneSlip } from './one-slip.ts'
import { outermostPeople, type Person } from './people.ts'
import type { Signal } from './signals.ts'
import { byUrgency } from './urgency.ts'

/** What one message says: the danger in it, and what may be half of one (see signals.ts). */
export type Screened = { danger: Danger | null; signals: Signal[] }
export type Screen = (text: string) => Screened

const nothing: Screened = { danger: null, signals: [] }

/**
 * Compiles the lexicons into one pure, synchronous screen. It reads the whole of every message, in time linear in its
 * length, and every language at once, since people mix them. Throws, naming the rule or pattern, where a lexicon is wrong.
 *
 * @param respell what a misspelt word may stand for; by default one slip from a word of danger, never for a plain word
 */
export function compileScreen(lexicons: readonly Lexicon[], respell: Respell = oneSlip(lexicons)): Screen {
  const longhand = compileShort(lexicons)
  const classes: Classes = Object.fromEntries(
    lexicons.flatMap(({ language, classes }) =>
      Object.entries(classes).map(([name, members]) => [
        `${language}--${name}`,
        members.map((one) => local(one, language, longhand)),
      ]),
    ),
  )
  const { parts, combinations } = compileCombinations(lexicons, longhand)
  const matcher = compilePhrases(
    classes,
    [...lexicons.flatMap((lexicon) => phrasesOf(lexicon, longhand)), ...parts],
    respell,
  )

  return (text) => {
    const tokens = longhand.tokens(tokenise(text))
    const found = matcher.match(tokens)
    if (!found.some(({ value }) => says.has(value.type))) return nothing
    const around = readAround(found, tokens.length, (at) => tokens[at]?.breakBefore ?? false)
    const said = found.flatMap(({ value, from, to }) =>
      value.type === 'rule' ? (around.judge(value, [{ from, to }]) ?? []) : [],
    )
    const signs = outermost([...said, ...combined(found, combinations, around)])
    const signals = distinct([
      ...found.flatMap(({ value, from, to }) =>
        value.type === 'signal' ? around.signal(value.name, { from, to }) : [],
      ),
      ...signs.flatMap(({ signal, who }) => (signal ? [{ name: signal, who }] : [])),
    ])
    const worst = signs.toSorted(byUrgency)[0]
    if (!worst) return { danger: null, signals }
    const danger: Danger = {
      kind: worst.kind,
      who: worst.who,
      level: worst.level,
      young: around.young(signs.some((sign) => sign.young)),
      why: signs.slice(0, 8).map((sign) => ({
        rule: sign.id,
        words: tokens
          .slice(sign.from, sign.to)
          .map((token) => token.text)
          .join(' '),
      })),
    }
    return { danger: worst.misdirected ? { ...danger, misdirected: true } : danger, signals }
  }
}

type RuleOf = { rule: Rule; kind: CrisisKind; id: string }

type Meaning =
  | ({ type: 'rule' } & RuleOf)
  | { type: 'part'; part: number }
  | { type: 'unless'; id: string }
  | { type: 'innocent' }
  | { type: 'softener'; name: string; reach: 'next' | 'clause' }
  | { type: 'firm'; name: string }
  | { type: 'clause' }
  | { type: 'mark'; name: string }
  | { type: 'signal'; name: string }

/** What is looked at further; without any of these a message is let through at once. */
const says: ReadonlySet<Meaning['type']> = new Set(['rule', 'part', 'signal'])

type Sign = {
  id: string
  kind: CrisisKind
  level: Level
  who: 'self' | 'other'
  young: boolean
  misdirected: boolean
  /** What it is half of, where nothing makes it smaller. */
  signal: string | undefined
  /** Said in so many words, rather than put together from parts: it names the kind better. */
  exact: boolean
  /** What it contains says no more than it does. A rule that is gentle by itself never hides an emergency inside it. */
  swallows: boolean
  from: number
  to: number
}

type Span = { from: number; to: number }

/** Class names are a language's own, so that two languages may both have a `@want`. */
function local(pattern: string, language: string, longhand: Longhand): string {
  return longhand.pattern(pattern).replace(/@(?=[\w-])/g, `@${language}--`)
}

function phrasesOf({ language, context, kinds }: Lexicon, longhand: Longhand): Phrase<Meaning>[] {
  const all = (say: readonly string[] | undefined, value: Meaning) =>
    (say ?? []).map((pattern) => ({ pattern: local(pattern, language, longhand), value }))
  const ids = new Set<string>()
  const rules = kinds.flatMap(({ kind, rules }) =>
    rules.flatMap((rule) => {
      const id = `${language}/${kind}/${rule.id}`
      if (ids.has(id)) throw new Error(`two safety rules are called ${id}`)
      ids.add(id)
      for (const name of rule.softened_by)
        if (!context.softeners[name]) throw new Error(`safety rule ${id} names no softener: ${name}`)
      return [...all(rule.say, { type: 'rule', rule, kind, id }), ...all(rule.unless, { type: 'unless', id })]
    }),
  )
  return [
    ...rules,
    ...all(context.innocent, { type: 'innocent' }),
    ...all(context.clauses, { type: 'clause' }),
    ...Object.entries(context.softeners).flatMap(([name, { reach, say, unless }]) => [
      ...all(say, { type: 'softener', name, reach }),
      ...all(unless, { type: 'firm', name }),
    ]),
    ...Object.entries(context.marks).flatMap(([name, say]) => all(say, { type: 'mark', name })),
    ...Object.entries(context.signals).flatMap(([name, say]) => all(say, { type: 'signal', name })),
  ]
}

type Combination = RuleOf & { parts: number[] }

/** Every part of every combination once, and the combinations by their first part. */
function compileCombinations(lexicons: readonly Lexicon[], longhand: Longhand) {
  const numbers = new Map<string, number>()
  const combinations = new Map<number, Combination[]>()
  for (const { language, kinds } of lexicons)
    for (const { kind, rules } of kinds)
      for (const rule of rules)
        for (const line of rule.together ?? []) {
          const parts = line.map((one) => {
            const pattern = local(one, language, longhand)
            const part = numbers.get(pattern) ?? numbers.size
            numbers.set(pattern, part)
            return part
          })
          const [first = 0] = parts
          const combination = { rule, kind, id: `${language}/${kind}/${rule.id}`, parts }
          combinations.set(first, [...(combinations.get(first) ?? []), combination])
        }
  const parts = [...numbers].map(([pattern, part]): Phrase<Meaning> => ({ pattern, value: { type: 'part', part } }))
  return { parts, combinations }
}

/** The combinations whose parts all stand within reach of one another, in any order, none on the words of another. */
function combined(
  found: readonly Match<Meaning>[],
  combinations: ReadonlyMap<number, readonly Combination[]>,
  around: ReturnType<typeof readAround>,
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
  { id, rule, parts }: Combination,
  places: ReadonlyMap<number, readonly Span[]>,
  around: ReturnType<typeof readAround>,
): [Span, ...Span[]][] {
  const steps = parts
    .flatMap((part, index) => (places.get(part) ?? []).map((span) => ({ index, span })))
    .filter(({ span }) => around.free(id, span))
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

/** What stands around the matches, gathered in one pass, so that judging a match costs no more than its own length. */
function readAround(found: readonly Match<Meaning>[], length: number, breaks: (at: number) => boolean) {
  const innocent = new Uint8Array(length)
  const takenBack = new Map<string, Uint8Array>()
  const clauseStarts = new Uint8Array(length)
  const marks = new Set<string>()
  const people: Person[] = []
  for (const { value, from, to } of found) {
    if (value.type === 'innocent') innocent.fill(1, from, to)
    else if (value.type === 'clause') clauseStarts[from] = 1
    else if (value.type === 'unless') {
      const covered = takenBack.get(value.id) ?? new Uint8Array(length)
      takenBack.set(value.id, covered.fill(1, from, to))
    } else if (value.type === 'mark') {
      marks.add(value.name)
      if (value.name === 'self' || value.name === 'other') people.push({ who: value.name, from, to })
    }
  }
  const clauseOf = new Uint32Array(length)
  const spoken = outermostPeople(people)
  const speaker: ('self' | 'other' | undefined)[] = []
  for (let at = 0; at < length; at++) {
    clauseOf[at] = (clauseOf[at - 1] ?? 0) + (at > 0 && (clauseStarts[at] || breaks(at)) ? 1 : 0)
    speaker[at] = spoken.get(at) ?? speaker[at - 1]
  }
  const softened = new Set<string>()
  const firm = new Set(
    found.flatMap(({ value, from, to }) =>
      value.type === 'firm' ? Array.from({ length: to - from }, (_, at) => `${value.name} ${from + at}`) : [],
    ),
  )
  for (const { value, from, to } of found) {
    if (value.type !== 'softener' || firm.has(`${value.name} ${from}`)) continue
    if (value.reach === 'clause') softened.add(`${value.name} in ${clauseOf[from]}`)
    else
      for (let at = to; at < Math.min(to + 2, length) && clauseOf[at] === clauseOf[to - 1]; at++)
        softened.add(`${value.name} before ${at}`)
  }

  /** "he raped me": the words say it themselves. "he took all his pills": whoever was spoken of last, or is just after. */
  const about = (from: number, to: number): 'self' | 'other' => {
    let inside: 'self' | 'other' | undefined
    for (let at = from + 1; at < to; at++) {
      const who = spoken.get(at)
      if (who === 'self') return who
      inside ??= who
    }
    return speaker[from] ?? inside ?? speaker[Math.min(to + 1, length - 1)] ?? 'self'
  }
  /** Is this span taken back, by an idiom or by the rule itself? */
  const free = (id: string, { from, to }: Span): boolean => {
    const covered = takenBack.get(id)
    for (let at = from; at < to; at++) if (innocent[at] || covered?.[at]) return false
    return true
  }
  /** The first span is what the danger is: only what is said of that makes it smaller. */
  const judge = ({ rule, kind, id }: RuleOf, spans: readonly [Span, ...Span[]]): Sign | null => {
    if (!rule.needs.every((name) => marks.has(name))) return null
    if (!spans.every((span) => free(id, span))) return null
    const [first] = spans
    const isSoftened = rule.softened_by.some(
      (name) => softened.has(`${name} before ${first.from}`) || softened.has(`${name} in ${clauseOf[first.from]}`),
    )
    if (isSoftened && rule.level === 'gentle') return null
    const from = Math.min(...spans.map((span) => span.from))
    const to = Math.max(...spans.map((span) => span.to))
    const { young, misdirected } = rule
    return {
      id,
      kind: rule.turns.find((turn) => marks.has(turn.with))?.into ?? kind,
      level: isSoftened ? 'gentle' : rule.level,
      who: rule.who === 'either' ? about(from, to) : rule.who,
      young,
      misdirected,
      signal: isSoftened ? undefined : rule.signal,
      exact: spans.length === 1,
      swallows: rule.level === 'now' && spans.length === 1,
      from,
      to,
    }
  }
  const signal = (name: string, span: Span): Signal[] =>
    free('', span) ? [{ name, who: about(span.from, span.to) }] : []
  const young = (implied: boolean) => (marks.has('young') && !marks.has('counting')) || (implied && !marks.has('adult'))
  return { free, judge, signal, young }
}

/** Each signal once a message: saying it twice in one breath is not two signs. */
function distinct(signals: readonly Signal[]): Signal[] {
  return [...new Map(signals.map((signal) => [signal.name, signal])).values()]
}

/** A match inside a longer one is part of what the longer says: "fit" in "stopped drinking and had a fit". */
function outermost(signs: readonly Sign[]): Sign[] {
  let reached = -1
  return signs
    .toSorted((a, b) => a.from - b.from || b.to - a.to || byUrgency(a, b))
    .filter((sign) => {
      const inside = sign.to <= reached
      if (sign.swallows) reached = Math.max(reached, sign.to)
      return !inside
    })
}

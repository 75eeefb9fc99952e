import type { CrisisKind, crisisKinds } from '../taxonomy.ts'
import {
  type Classes,
  compilePhrases,
  createSpeller,
  type Match,
  type Phrase,
  type Respell,
  type Token,
  tokenise,
} from '../text/index.ts'
import type { Danger, Level } from './danger.ts'
import type { Lexicon, Rule } from './lexicon.ts'

export type Screen = (text: string) => Danger | null

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
  const matcher = compilePhrases(
    classes,
    lexicons.flatMap((lexicon) => phrasesOf(lexicon, longhand)),
    respell,
  )

  return (text) => {
    const tokens = longhand.tokens(tokenise(text))
    const found = matcher.match(tokens)
    if (!found.some((match) => match.value.type === 'rule')) return null
    const around = readAround(found, tokens.length, (at) => tokens[at]?.breakBefore ?? false)
    const signs = outermost(found.flatMap((match) => around.judge(match) ?? []))
    const worst = signs.toSorted(byUrgency)[0]
    if (!worst) return null
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
    return worst.misdirected ? { ...danger, misdirected: true } : danger
  }
}

type Meaning =
  | { type: 'rule'; rule: Rule; kind: CrisisKind; id: string }
  | { type: 'unless'; id: string }
  | { type: 'innocent' }
  | { type: 'softener'; name: string; reach: 'next' | 'clause' }
  | { type: 'clause' }
  | { type: 'mark'; name: string }

type Sign = {
  id: string
  kind: CrisisKind
  level: Level
  who: 'self' | 'other'
  young: boolean
  misdirected: boolean
  /** What it contains says no more than it does. A rule that is gentle by itself never hides an emergency inside it. */
  swallows: boolean
  from: number
  to: number
}

type Longhand = { tokens(tokens: readonly Token[]): Token[]; pattern(pattern: string): string }

/** Reads "wna" as "want to" in messages and patterns alike, so that a pattern need be written one way only. */
function compileShort(lexicons: readonly Lexicon[]): Longhand {
  const words = new Map<string, string[]>()
  for (const line of lexicons.flatMap(({ context }) => context.short ?? [])) {
    const [short = '', long = ''] = line.split('=')
    for (const word of short.trim().split(/\s+/)) words.set(word, long.trim().split(/\s+/))
  }
  return {
    tokens: (tokens) =>
      tokens.flatMap((token) => {
        const long = words.get(token.text)
        return long ? long.map((text, at) => ({ text, breakBefore: at === 0 && token.breakBefore })) : [token]
      }),
    pattern: (pattern) =>
      pattern.replace(
        /(?<![\p{L}\p{M}\p{N}@.-])[\p{L}\p{N}]+(?![\p{L}\p{M}\p{N}*-])/gu,
        (word) => words.get(word)?.join(' ') ?? word,
      ),
  }
}

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
    ...Object.entries(context.softeners).flatMap(([name, { reach, say }]) =>
      all(say, { type: 'softener', name, reach }),
    ),
    ...Object.entries(context.marks).flatMap(([name, say]) => all(say, { type: 'mark', name })),
  ]
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
  for (const { value, from, to } of found) {
    if (value.type !== 'softener') continue
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
  const judge = ({ value, from, to }: Match<Meaning>): Sign | null => {
    if (value.type !== 'rule') return null
    const { rule, id } = value
    if (!rule.needs.every((name) => marks.has(name))) return null
    const covered = takenBack.get(id)
    for (let at = from; at < to; at++) if (innocent[at] || covered?.[at]) return null
    const isSoftened = rule.softened_by.some(
      (name) => softened.has(`${name} before ${from}`) || softened.has(`${name} in ${clauseOf[from]}`),
    )
    if (isSoftened && rule.level === 'gentle') return null
    const kind = rule.turns.find((turn) => marks.has(turn.with))?.into ?? value.kind
    const who = rule.who === 'either' ? about(from, to) : rule.who
    const { young, misdirected } = rule
    return {
      id,
      kind,
      level: isSoftened ? 'gentle' : rule.level,
      who,
      young,
      misdirected,
      swallows: rule.level === 'now',
      from,
      to,
    }
  }
  const young = (implied: boolean) => (marks.has('young') && !marks.has('counting')) || (implied && !marks.has('adult'))
  return { judge, young }
}

type Person = { who: 'self' | 'other'; from: number; to: number }

/** Who is spoken of from which token on; "sent me" is of the sender, not of the writer. */
function outermostPeople(people: readonly Person[]): Map<number, 'self' | 'other'> {
  const spoken = new Map<number, 'self' | 'other'>()
  let reached = 0
  for (const { who, from, to } of people.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (from >= reached) spoken.set(from, who)
    reached = Math.max(reached, to)
  }
  return spoken
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

/** What kills first comes first. */
const urgency: readonly CrisisKind[] = [
  'overdose',
  'poisoning',
  'medical',
  'violence',
  'domestic_abuse',
  'suicide',
  'child_at_risk',
  'withdrawal',
  'self_harm',
  'mental_health',
] satisfies (typeof crisisKinds)[number][]

function byUrgency(a: Sign, b: Sign): number {
  if (a.level !== b.level) return a.level === 'now' ? -1 : 1
  return urgency.indexOf(a.kind) - urgency.indexOf(b.kind) || Number(a.misdirected) - Number(b.misdirected)
}

/**
 * Only the words of danger are read where nearly written: an idiom or a "no" guessed from a misspelling would make an
 * emergency smaller than it is.
 */
function oneSlip(lexicons: readonly Lexicon[]): Respell {
  const plain = new Set(lexicons.flatMap(({ context }) => context.plain ?? []))
  const patterns = lexicons.flatMap(({ classes, kinds }) => [
    ...Object.values(classes).flat(),
    ...kinds.flatMap(({ rules }) => rules.flatMap((rule) => rule.say)),
  ])
  const words = new Set(
    patterns.flatMap((one) => tokenise(one.replace(/@[\w-]+|\S+\*/g, ' ')).map((token) => token.text)),
  )
  const speller = createSpeller(words, (word) => plain.has(word))
  return (word) => {
    if (plain.has(word)) return []
    return word.endsWith('in') && words.has(`${word}g`) ? [`${word}g`] : speller(word)
  }
}

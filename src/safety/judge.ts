import type { CrisisKind } from '../taxonomy.ts'
import type { Match } from '../text/index.ts'
import type { Level } from './danger.ts'
import { outermostPeople, type Person } from './people.ts'
import type { Meaning, RuleOf } from './phrases.ts'
import type { Signal } from './signals.ts'
import { byUrgency } from './urgency.ts'

/** One danger found in a message, before the worst of them is chosen. */
export type Sign = {
  id: string
  kind: CrisisKind
  level: Level
  who: 'self' | 'other'
  young: boolean
  misdirected: boolean
  harms: boolean
  /** What it is half of, where nothing makes it smaller. */
  signal: string | undefined
  /** Said in so many words, rather than put together from parts: it names the kind better. */
  exact: boolean
  /** What it contains says no more than it does. A rule that is gentle by itself never hides an emergency inside it. */
  swallows: boolean
  from: number
  to: number
}

export type Span = { from: number; to: number }

type Voices = { spoken: Map<number, Person['who']>; speaker: (Person['who'] | undefined)[] }

/** What stands around the matches, gathered in one pass, so that judging a match costs no more than its own length. */
export function readAround(found: readonly Match<Meaning>[], length: number, breaks: (at: number) => boolean) {
  const innocent = new Map<string, Uint8Array>()
  const takenBack = new Map<string, Uint8Array>()
  const clauseStarts = new Uint8Array(length)
  const marks = new Set<string>()
  const people: (Person & { language: string })[] = []
  for (const { value, from, to } of found) {
    if (value.type === 'innocent') {
      const covered = innocent.get(value.language) ?? new Uint8Array(length)
      innocent.set(value.language, covered.fill(1, from, to))
    } else if (value.type === 'clause') clauseStarts[from] = 1
    else if (value.type === 'unless') {
      const covered = takenBack.get(value.id) ?? new Uint8Array(length)
      takenBack.set(value.id, covered.fill(1, from, to))
    } else if (value.type === 'mark') {
      marks.add(value.name)
      if (value.name === 'self' || value.name === 'other') {
        const { name: who, language } = value
        people.push({ who, language, from, to })
      }
    }
  }
  const clauseOf = new Uint32Array(length)
  for (let at = 0; at < length; at++) {
    clauseOf[at] = (clauseOf[at - 1] ?? 0) + (at > 0 && (clauseStarts[at] || breaks(at)) ? 1 : 0)
  }
  const softened = new Map<string, Set<string>>()
  const soften = (what: string, language: string) => {
    const known = softened.get(what)
    if (known) known.add(language)
    else softened.set(what, new Set([language]))
  }
  const firm = new Set(
    found.flatMap(({ value, from, to }) =>
      value.type === 'firm' ? Array.from({ length: to - from }, (_, at) => `${value.name} ${from + at}`) : [],
    ),
  )
  for (const { value, from, to } of found) {
    if (value.type !== 'softener' || firm.has(`${value.name} ${from}`)) continue
    if (value.reach === 'clause') soften(`${value.name} in ${clauseOf[from]}`, value.language)
    else
      for (let at = to; at < Math.min(to + 2, length) && clauseOf[at] === clauseOf[to - 1]; at++)
        soften(`${value.name} before ${at}`, value.language)
  }

  /**
   * Who is spoken of, in the words of one language where it has any: "i" is a person in English and "and" in Polish, "mai"
   * is "I" in Urdu and "more" in Romanian. In Latin letters the languages of the subcontinent say it alike.
   */
  const voices = new Map<string, Voices>()
  const voicesOf = (language: string): Voices => {
    const known = voices.get(language)
    if (known) return known
    const own = people.filter(
      (one) => one.language === language || (isRomanised(one.language) && isRomanised(language)),
    )
    const spoken = outermostPeople(own.length > 0 ? own : people)
    const speaker: Voices['speaker'] = []
    for (let at = 0; at < length; at++) speaker[at] = spoken.get(at) ?? speaker[at - 1]
    voices.set(language, { spoken, speaker })
    return { spoken, speaker }
  }
  /** "he raped me": the words say it themselves. "he took all his pills": whoever was spoken of last, or is just after. */
  const about = (language: string, from: number, to: number): 'self' | 'other' => {
    const { spoken, speaker } = voicesOf(language)
    let inside: 'self' | 'other' | undefined
    for (let at = from + 1; at < to; at++) {
      const who = spoken.get(at)
      if (who === 'self') return who
      inside ??= who
    }
    return speaker[from] ?? inside ?? speaker[Math.min(to + 1, length - 1)] ?? 'self'
  }
  /** Where idioms stand that may make a danger told in this language smaller. */
  const heard = new Map<string, Uint8Array | null>()
  const idiomsFor = (language: string): Uint8Array | null => {
    let all = heard.get(language)
    if (all === undefined) {
      const those = [...innocent].flatMap(([words, covered]) => (isHeardIn(words, language) ? [covered] : []))
      all = those.length > 0 ? Uint8Array.from({ length }, (_, at) => (those.some((one) => one[at]) ? 1 : 0)) : null
      heard.set(language, all)
    }
    return all
  }
  /** Is this span taken back, by an idiom or by the rule itself? */
  const free = (id: string, language: string, { from, to }: Span): boolean => {
    const [idioms, covered] = [idiomsFor(language), takenBack.get(id)]
    for (let at = from; at < to; at++) if (idioms?.[at] || covered?.[at]) return false
    return true
  }
  const softens = (what: string, language: string): boolean => {
    for (const one of softened.get(what) ?? []) if (isHeardIn(one, language)) return true
    return false
  }
  /** The first span is what the danger is: only what is said of that makes it smaller. */
  const judge = ({ rule, kind, id, language }: RuleOf, spans: readonly [Span, ...Span[]]): Sign | null => {
    if (!rule.needs.every((name) => marks.has(name))) return null
    if (!spans.every((span) => free(id, language, span))) return null
    const [first] = spans
    const isSoftened = rule.softened_by.some(
      (name) =>
        softens(`${name} before ${first.from}`, language) || softens(`${name} in ${clauseOf[first.from]}`, language),
    )
    if (isSoftened && rule.level === 'gentle') return null
    const from = Math.min(...spans.map((span) => span.from))
    const to = Math.max(...spans.map((span) => span.to))
    const { young, misdirected, harms } = rule
    return {
      id,
      kind: rule.turns.find((turn) => marks.has(turn.with))?.into ?? kind,
      level: isSoftened ? 'gentle' : rule.level,
      who: rule.who === 'either' ? about(language, from, to) : rule.who,
      young,
      misdirected,
      harms,
      signal: isSoftened ? undefined : rule.signal,
      exact: spans.length === 1,
      swallows: rule.level === 'now' && spans.length === 1,
      from,
      to,
    }
  }
  const signal = ({ name, language }: { name: string; language: string }, span: Span): Signal[] =>
    free('', language, span) ? [{ name, who: about(language, span.from, span.to) }] : []
  const young = (implied: boolean) => (marks.has('young') && !marks.has('counting')) || (implied && !marks.has('adult'))
  return { free, judge, signal, young }
}

/**
 * May words of one language make a danger told in another smaller? Where both are mixed, as English is with any other and
 * the romanised languages of the subcontinent are among themselves. Else they only look alike: "carte" is a book in
 * Romanian, and a bank card that he took in French.
 */
function isHeardIn(words: string, danger: string): boolean {
  if (words === danger || words === 'en' || danger === 'en' || !bothLatin(words, danger)) return true
  return isIndic(words) && isIndic(danger)
}

function bothLatin(one: string, other: string): boolean {
  return [one, other].every((language) => isRomanised(language) || ['pl', 'ro', 'fr', 'so'].includes(language))
}

function isIndic(language: string): boolean {
  return isRomanised(language) && !language.startsWith('ar')
}

function isRomanised(language: string): boolean {
  return language.endsWith('-Latn')
}

export type Around = ReturnType<typeof readAround>

/** A match inside a longer one is part of what the longer says: "fit" in "stopped drinking and had a fit". */
export function outermost(signs: readonly Sign[]): Sign[] {
  let reached = -1
  return signs
    .toSorted((a, b) => a.from - b.from || b.to - a.to || byUrgency(a, b))
    .filter((sign) => {
      const inside = sign.to <= reached
      if (sign.swallows) reached = Math.max(reached, sign.to)
      return !inside
    })
}

import type { CrisisKind } from '../taxonomy.ts'
import type { Match } from '../text/index.ts'
import type { Level } from './danger.ts'
import { outermostPeople, type Person, type Who } from './people.ts'
import type { Meaning, RuleOf } from './phrases.ts'
import type { Signal } from './signals.ts'
import { byUrgency } from './urgency.ts'

/** One danger found in a message, before the worst of them is chosen. */
export type Sign = {
  id: string
  kind: CrisisKind
  level: Level
  who: Who
  young: boolean
  misdirected: boolean
  harms: boolean
  unsure: boolean
  /** Made smaller by what stands before it ("not going to"). */
  denied: boolean
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

/** What one softener of one language makes smaller: words, and clauses by their number. */
type Softened = { language: string; words: Uint8Array; clauses: Uint8Array }

type Voices = { spoken: (Who | undefined)[]; speaker: (Who | undefined)[] }

/** What stands around the matches, gathered in one pass, so that judging a match costs no more than its own length. */
export function readAround(found: readonly Match<Meaning>[], length: number, breaks: (at: number) => boolean) {
  const innocent = new Map<string, Uint8Array>()
  const takenBack = new Map<string, Uint8Array>()
  const firm = new Map<string, Uint8Array>()
  const clauseStarts = new Uint8Array(length)
  const marks = new Set<string>()
  const people: (Person & { language: string })[] = []
  const cover = (map: Map<string, Uint8Array>, name: string, from: number, to: number) => {
    const covered = map.get(name) ?? new Uint8Array(length)
    map.set(name, covered.fill(1, from, to))
  }
  for (const { value, from, to } of found) {
    if (value.type === 'innocent') cover(innocent, value.language, from, to)
    else if (value.type === 'clause') clauseStarts[from] = 1
    else if (value.type === 'unless') cover(takenBack, value.id, from, to)
    else if (value.type === 'firm') cover(firm, value.name, from, to)
    else if (value.type === 'mark') {
      marks.add(value.name)
      if (value.name === 'self' || value.name === 'other') {
        const { name: who, language } = value
        people.push({ who, language, from, to })
      }
    }
  }
  const clauseOf = new Uint32Array(length)
  for (let at = 1; at < length; at++)
    clauseOf[at] = (clauseOf[at - 1] as number) + (clauseStarts[at] || breaks(at) ? 1 : 0)
  /** By name and language, which words and which clauses it makes smaller. */
  const softened = new Map<string, Softened[]>()
  for (const { value, from, to } of found) {
    if (value.type !== 'softener' || firm.get(value.name)?.[from]) continue
    const { words, clauses } = softenedBy(softened, value, length)
    if (value.reach === 'clause') clauses[clauseOf[from] as number] = 1
    else for (let at = to; at < Math.min(to + 2, length) && clauseOf[at] === clauseOf[to - 1]; at++) words[at] = 1
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
    const spoken = outermostPeople(own.length > 0 ? own : people, length)
    const speaker: Voices['speaker'] = []
    for (let at = 0; at < length; at++) speaker[at] = spoken[at] ?? speaker[at - 1]
    voices.set(language, { spoken, speaker })
    return { spoken, speaker }
  }
  /** "he raped me": the words say it themselves. "he took all his pills": whoever was spoken of last, or is just after. */
  const about = (language: string, from: number, to: number): Who => {
    const { spoken, speaker } = voicesOf(language)
    let inside: Who | undefined
    for (let at = from + 1; at < to; at++) {
      const who = spoken[at]
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
      all = null
      for (const [words, covered] of innocent)
        if (isHeardIn(words, language)) {
          all ??= new Uint8Array(length)
          for (let at = 0; at < length; at++) if (covered[at]) all[at] = 1
        }
      heard.set(language, all)
    }
    return all
  }
  /** Is this span taken back, by an idiom or by the rule itself? */
  const free = (id: string, language: string, { from, to }: Span): boolean => {
    const idioms = idiomsFor(language)
    const covered = takenBack.get(id)
    for (let at = from; at < to; at++) if (idioms?.[at] || covered?.[at]) return false
    return true
  }
  /** Does a softener stand before a word, or in its clause, that is heard in this language? */
  const softens = (name: string, language: string, at: number): boolean => {
    for (const one of softened.get(name) ?? [])
      if ((one.words[at] || one.clauses[clauseOf[at] as number]) && isHeardIn(one.language, language)) return true
    return false
  }
  /** The first span is what the danger is: only what is said of that makes it smaller. */
  const judge = ({ rule, kind, id, language }: RuleOf, spans: readonly [Span, ...Span[]]): Sign | null => {
    if (!rule.needs.every((name) => marks.has(name)) || rule.unless_marked.some((name) => marks.has(name))) return null
    if (!spans.every((span) => free(id, language, span))) return null
    const [first] = spans
    const isSoftened = rule.softened_by.some((name) => softens(name, language, first.from))
    if (isSoftened && rule.level === 'gentle') return null
    const from = Math.min(...spans.map((span) => span.from))
    const to = Math.max(...spans.map((span) => span.to))
    const { young, misdirected, harms, unsure } = rule
    return {
      id,
      kind: rule.turns.find((turn) => marks.has(turn.with))?.into ?? kind,
      level: isSoftened ? 'gentle' : rule.level,
      who: rule.who === 'either' ? about(language, from, to) : rule.who,
      young,
      misdirected,
      harms,
      unsure,
      denied: isSoftened,
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

function softenedBy(
  all: Map<string, Softened[]>,
  { name, language }: { name: string; language: string },
  length: number,
) {
  const known = all.get(name) ?? []
  all.set(name, known)
  const found = known.find((one) => one.language === language)
  const softened = found ?? { language, words: new Uint8Array(length), clauses: new Uint8Array(length) }
  if (!found) known.push(softened)
  return softened
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

const latin: ReadonlySet<string> = new Set(['pl', 'ro', 'fr', 'so'])

function bothLatin(one: string, other: string): boolean {
  return (isRomanised(one) || latin.has(one)) && (isRomanised(other) || latin.has(other))
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

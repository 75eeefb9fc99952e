import type { PlaceReading } from '../places/place.ts'
import type { Sense } from '../taxonomy.ts'
import {
  type Classes,
  compilePhrases,
  createSpeller,
  isPlain,
  type Match,
  type Phrase,
  type Token,
  tokenise,
} from '../text/index.ts'
import { withoutDenied } from './denied.ts'
import { detectLanguage } from './language.ts'
import { type Entry, entriesOf, type Lexicon } from './lexicon.ts'
import { type Meaning, meaningOf, type Understood } from './meaning.ts'

/** A meaning and why: each sense with the phrase that gave it and the words it matched. Never stored, never logged. */
export type Reading = { meaning: Meaning; why: { sense: string; pattern: string; words: string }[] }

/** What a phrase is for. `order` is its entry's place among all, which settles draws. */
type Role = { entry: Entry; language: string; cancels: boolean; order: number }

/**
 * Nobody says what would help on the tenth page; and a wall of text must not hold up everyone else's message. (The
 * screen for danger reads everything.)
 */
const READ_AT_MOST = 4000

/** Unknown words looked at for spelling in one message; beyond that it is no message about help but a wall of text. */
const SPELLING_BUDGET = 8
/** Slang counts within so many words of a sign that the talk is of using. */
const SLANG_REACH = 5

/** Compiles lexicons into a reader; time linear in the message. Parameters and errors as for `compileUnderstanding`. */
export function compileReader(
  lexicons: readonly Lexicon[],
  places: { read(text: string): PlaceReading | null },
  right: (word: string) => boolean,
): (text: string) => Reading {
  const classes: Classes = {}
  const phrases: Phrase<Role>[] = []
  const english = wordsOf(lexicons.filter((file) => file.language === 'en'))
  // A loan word ("speed", "group") stands in English too, with what makes it sure there; alone it is left to that.
  const isLoan = (language: string, { senses }: Entry, pattern: string) =>
    language !== 'en' &&
    language !== 'und' &&
    senses.every(({ dimension }) => ['need', 'substance', 'preference'].includes(dimension)) &&
    english.has(pattern.replace(/[\^$*]/g, ''))
  for (const file of lexicons) {
    const scoped = scopeClasses(file, lexicons)
    for (const [name, members] of Object.entries(file.classes)) classes[classKey(file, name)] = members.map(scoped)
    for (const entry of entriesOf(file)) {
      const order = phrases.length
      const add = (pattern: string, cancels: boolean) => {
        if (!cancels && isLoan(file.language, entry, pattern)) return
        phrases.push({ pattern: scoped(pattern), value: { entry, language: file.language, cancels, order } })
      }
      for (const pattern of entry.say) add(pattern, false)
      for (const pattern of entry.unless) add(pattern, true)
    }
  }

  const speller: { suggest: (word: string) => string[]; left: number } = { suggest: () => [], left: 0 }
  const matcher = compilePhrases(classes, phrases, (word) => {
    if (right(word) || speller.left <= 0) return []
    speller.left--
    return speller.suggest(word)
  })
  speller.suggest = createSpeller(matcher.words, right)

  return (whole) => {
    const text = whole.slice(0, READ_AT_MOST)
    const tokens = withPlainDigits(tokenise(text))
    speller.left = SPELLING_BUDGET
    const matches = matcher.match(tokens)
    const understood = settle(matches, tokens)
    const clues = matches.flatMap((match) => (match.value.cancels ? [] : toClue(match)))
    const language = detectLanguage(text, clues, (at) => right(tokens[at]?.text ?? ''))
    const choosing = understood.some(({ sense }) => sense.dimension === 'choice')
    return {
      meaning: meaningOf(understood, language, choosing ? null : places.read(text)),
      // Hardly ever asked for.
      get why() {
        return understood.map(({ sense, match }) => whyOf(sense, match, tokens))
      },
    }
  }
}

function whyOf({ dimension, value }: Sense, { pattern, from, to }: Match<Role>, tokens: readonly Token[]) {
  const words = tokens.slice(from, to).map((token) => token.text)
  return { sense: `${dimension}:${value}`, pattern, words: words.join(' ') }
}

/** A class of the file itself, or else the one file's of the same language that has it: the pattern with its full names. */
function scopeClasses(file: Lexicon, lexicons: readonly Lexicon[]): (pattern: string) => string {
  return (pattern) =>
    pattern.replace(/@([\w-]+)/g, (whole, name: string) => {
      if (file.classes[name]) return `@${classKey(file, name)}`
      const owners = lexicons.filter((other) => other.language === file.language && other.classes[name])
      if (owners.length > 1)
        throw new Error(`several files of ${file.language} have a class ${whole}, named in: ${pattern}`)
      return owners[0] ? `@${classKey(owners[0], name)}` : whole
    })
}

function classKey(file: Lexicon, name: string): string {
  return `${file.language}_${file.subject}_${name}`
}

function toClue({ value, from, to }: Match<Role>) {
  const written = value.entry.senses.find((sense) => sense.dimension === 'written')
  return { language: written?.value ?? value.language, from, to }
}

/** Which of the matches count: not cancelled, slang only where the talk is of using, the longest of a dimension. */
function settle(matches: readonly Match<Role>[], tokens: readonly Token[]): (Understood & { match: Match<Role> })[] {
  if (matches.length === 0) return []
  const cancelled = new Map<Entry, Set<number>>()
  for (const { value, from, to } of matches) {
    if (!value.cancels) continue
    const positions = cancelled.get(value.entry) ?? cancelled.set(value.entry, new Set()).get(value.entry)
    for (let at = from; at < to; at++) positions?.add(at)
  }
  const meant = matches.filter(({ value, from, to }) => !value.cancels && !covers(cancelled.get(value.entry), from, to))
  const standing = withoutDenied(meant, (at) => tokens[at]?.breakBefore ?? false)

  const using = standing.some(({ value }) => value.entry.slang) ? talkOfUsing(standing) : null

  const taken = new Map<string, Map<number, number>>()
  const settled: (Understood & { match: Match<Role> })[] = []
  for (const match of standing.toSorted(byRank)) {
    const { value, from, to } = match
    const size = to - from
    if (value.entry.slang && size < tokens.length && !covers(using, from, to)) continue
    for (const sense of value.entry.senses) {
      const spots = taken.get(sense.dimension) ?? new Map<number, number>()
      taken.set(sense.dimension, spots)
      if (beaten(spots, from, to)) continue
      if (!value.entry.beside) for (let at = from; at < to; at++) if (!spots.has(at)) spots.set(at, size)
      if (sense.value !== 'nothing') settled.push({ sense, from, size, match })
    }
  }
  return settled
}

/** The words in whose reach there is talk of using. */
function talkOfUsing(standing: readonly Match<Role>[]): Set<number> {
  const using = new Set<number>()
  for (const { value, from, to } of standing)
    if (!value.entry.slang && value.entry.senses.some(speaksOfUsing))
      for (let at = from - SLANG_REACH; at < to + SLANG_REACH; at++) using.add(at)
  return using
}

/** The longest first, then in the order of the message, then of the lexicons. */
function byRank(a: Match<Role>, b: Match<Role>): number {
  return b.to - b.from - (a.to - a.from) || a.from - b.from || a.value.order - b.value.order
}

function speaksOfUsing({ dimension, value }: Sense): boolean {
  if (value === 'nothing') return false
  return dimension === 'substance' || dimension === 'goal' || (dimension === 'context' && value === 'use')
}

function covers(positions: ReadonlySet<number> | null | undefined, from: number, to: number): boolean {
  if (!positions) return false
  for (let at = from; at < to; at++) if (positions.has(at)) return true
  return false
}

/** True where a longer phrase of the same dimension already has one of these words. */
function beaten(spots: ReadonlyMap<number, number>, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((spots.get(at) ?? 0) > to - from) return true
  return false
}

/** The zero of each script whose digits people type; its nine others follow it. */
const zeros = [...'٠۰०০੦૦'].map((zero) => zero.codePointAt(0) ?? 0)

/** "੨" and the keycap "2" become "2". */
function withPlainDigits(tokens: readonly Token[]): Token[] {
  return tokens.map((token) => {
    if (isPlain(token.text) || !/\p{Nd}/u.test(token.text)) return token
    const text = token.text.replace(/\u20e3/g, '').replace(/[^\P{Nd}0-9]/gu, (digit) => {
      const code = digit.codePointAt(0) ?? 0
      const zero = zeros.find((start) => code >= start && code < start + 10)
      return zero === undefined ? digit : String(code - zero)
    })
    return { ...token, text }
  })
}

/** Every word that stands in the phrases of some lexicons. */
function wordsOf(lexicons: readonly Lexicon[]): Set<string> {
  const patterns = lexicons.flatMap((file) => [
    ...Object.values(file.classes).flat(),
    ...entriesOf(file).flatMap(({ say }) => say),
  ])
  return new Set(patterns.flatMap((pattern) => pattern.split(/[\s()[\]|^$*]+/)))
}

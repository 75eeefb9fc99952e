import {
  type Classes,
  compilePhrases,
  type Match,
  type Phrase,
  type Respell,
  type Spans,
  type Token,
  tokenise,
} from '../text/index.ts'
import { combined, compileGather, type Gathered } from './combine.ts'
import type { Danger } from './danger.ts'
import { outermost, readAround, type Span } from './judge.ts'
import type { Lexicon } from './lexicon.ts'
import { compileShort } from './longhand.ts'
import { oneSlip } from './one-slip.ts'
import { compileCombinations, local, type Meaning, phrasesOf } from './phrases.ts'
import type { Signal } from './signals.ts'
import { byUrgency } from './urgency.ts'

/**
 * What one message says: the danger in it, and what may be half of one (see signals.ts). `dismissed`: the rules and words that
 * were taken for everyday ones, where nothing else told a danger; for `understand --why`.
 */
export type Screened = { danger: Danger | null; signals: Signal[]; dismissed?: Danger['why'] }
export type Screen = (text: string) => Screened

/** With the words that told the danger, for who weighs what stands around them; and whether any of it was denied. */
type Judged = Screened & { told: readonly Span[]; denied: boolean }

const nothing: Judged = { danger: null, signals: [], told: [], denied: false }

/**
 * Compiles the lexicons into one pure, synchronous screen. It reads the whole of every message, in time linear in its
 * length, and every language at once, since people mix them. Throws, naming the rule or pattern, where a lexicon is wrong.
 *
 * @param respell what a misspelt word may stand for; by default one slip from a word of danger, never for a plain word
 */
export function compileScreen(lexicons: readonly Lexicon[], respell?: Respell): Screen {
  const { find, judge } = compileHalves(lexicons, respell)
  return (text) => {
    const { danger, signals } = judge(find(text))
    return { danger, signals }
  }
}

/** What is looked at further; without any of these a message is let through at once. */
const says: ReadonlySet<Meaning['type']> = new Set(['rule', 'signal'])

/** What one message holds, before it is judged. */
type Found = { tokens: readonly Token[]; matches: readonly Match<Meaning>[]; gathered: readonly Gathered[] }

/** The two halves of a screen: what stands in a text, and what that means. Parameters and errors as for `compileScreen`. */
export function compileHalves(lexicons: readonly Lexicon[], respell: Respell = oneSlip(lexicons)) {
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
  const phrases = lexicons.flatMap((lexicon) => phrasesOf(lexicon, longhand))
  // One matcher for phrases and parts, the parts behind.
  const all = [...phrases, ...parts.map((pattern) => ({ pattern, value: null }))]
  const matcher = compilePhrases<Meaning | null>(classes, all, respell)
  const gather = compileGather(combinations, parts.length, phrases.length)
  const find = (text: string): Found => {
    const tokens = longhand.tokens(tokenise(text))
    const spans = matcher.scan(tokens)
    return { tokens, matches: matchesOf(spans, phrases), gathered: gather(spans) }
  }
  const judge = ({ tokens, matches, gathered }: Found): Judged => {
    if (gathered.length === 0 && !matches.some(({ value }) => says.has(value.type))) return nothing
    const around = readAround(matches, tokens.length, (at) => tokens[at]?.breakBefore ?? false)
    const said = matches.flatMap(({ value, from, to }) =>
      value.type === 'rule' ? (around.judge(value, [{ from, to }]) ?? []) : [],
    )
    const signs = outermost([...said, ...combined(gathered, around)])
    const signals = distinct([
      ...matches.flatMap(({ value, from, to }) => (value.type === 'signal' ? around.signal(value, { from, to }) : [])),
      ...signs.flatMap(({ signal, who }) => (signal ? [{ name: signal, who }] : [])),
    ])
    const sorted = signs.toSorted(byUrgency)
    const [worst] = sorted
    if (!worst) return { ...nothing, signals }
    const danger: Danger = {
      kind: worst.kind,
      who: worst.who,
      level: worst.level,
      young: around.young(signs.some((sign) => sign.young)),
      ...(worst.misdirected ? { misdirected: true } : {}),
      ...(worst.harms && worst.who === 'self' ? { harms: true } : {}),
      ...(worst.unsure ? { unsure: true } : {}),
      why: sorted.slice(0, 8).map((sign) => ({
        rule: sign.id,
        words: tokens
          .slice(sign.from, sign.to)
          .map((token) => token.text)
          .join(' '),
      })),
    }
    const told = signs.filter(({ level }) => level === danger.level)
    return { danger, signals, told, denied: signs.some((sign) => sign.denied) }
  }
  /** Does a child or young person speak? Of a message in which no rule told a danger. */
  const speaksYoung = ({ matches }: Found): boolean => {
    const marked = (name: string) => matches.some(({ value }) => value.type === 'mark' && value.name === name)
    return marked('young') && !marked('counting')
  }
  return { find, judge, speaksYoung, phrases }
}

/** The matches of phrases among the spans of phrases and parts. */
function matchesOf({ count, numbers }: Spans, phrases: readonly Phrase<Meaning>[]): Match<Meaning>[] {
  const matches: Match<Meaning>[] = []
  for (let at = 0; at < 3 * count; at += 3) {
    const one = numbers[at] as number
    if (one >= phrases.length) continue
    const { value, pattern } = phrases[one] as Phrase<Meaning>
    matches.push({ value, pattern, from: numbers[at + 1] as number, to: numbers[at + 2] as number })
  }
  return matches
}

/** Each signal once a message: saying it twice in one breath is not two signs. */
function distinct(signals: readonly Signal[]): Signal[] {
  return [...new Map(signals.map((signal) => [signal.name, signal])).values()]
}

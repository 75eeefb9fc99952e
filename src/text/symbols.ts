import type { Compiled } from './automaton.ts'

/** Gives the known words an unknown word may stand for ("sucide" -> ["suicide"]). Asked once a word. */
export type Respell = (word: string, known: ReadonlySet<string>) => string[]

/** What a word of a message is to the automaton: the word itself, every prefix it begins with, and what it may be a slip for. */
export function symbolReader(
  { literals, prefixes }: Pick<Compiled, 'literals' | 'prefixes'>,
  words: ReadonlySet<string>,
  respell?: Respell,
): (word: string) => readonly number[] {
  /** The lengths of the prefixes that begin with a letter, shortest first: few words share even that. */
  const lengths = new Map<string, number[]>()
  for (const prefix of [...prefixes.keys()].sort((a, b) => a.length - b.length)) {
    const [head = ''] = prefix
    const known = lengths.get(head) ?? []
    if (known.at(-1) !== prefix.length) lengths.set(head, [...known, prefix.length])
  }
  const exact = (word: string): number[] => {
    const symbols: number[] = []
    const literal = literals.get(word)
    if (literal !== undefined) symbols.push(literal)
    const [head = ''] = word
    for (const length of lengths.get(head) ?? []) {
      if (length > word.length) break
      const prefix = prefixes.get(word.slice(0, length))
      if (prefix !== undefined) symbols.push(prefix)
    }
    return symbols
  }
  /** "And" is written together with the word after it in Arabic. */
  const joined = (word: string): number[] =>
    word.startsWith('\u0648') && word.length >= 3 ? [...exact(word), ...exact(word.slice(1))] : exact(word)
  // Of the words of the lexicon alone, and only once they are met: what else people write is not kept.
  const known = new Map<string, readonly number[]>()
  const ofWord = (word: string): readonly number[] => {
    const found = known.get(word)
    if (found) return found
    const symbols = joined(word)
    known.set(word, symbols)
    return symbols
  }
  return (word) => {
    const met = known.get(word)
    if (met) return met
    if (words.has(word)) return ofWord(word)
    const symbols = joined(word)
    // A word that only begins like a known one may still be another one misspelt ("langauge" and `lang*`).
    for (const meant of respell?.(word, words) ?? []) symbols.push(...(words.has(meant) ? ofWord(meant) : exact(meant)))
    return symbols
  }
}

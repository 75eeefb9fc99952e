import type { Token } from '../text/index.ts'
import type { Lexicon } from './lexicon.ts'

export type Longhand = { tokens(tokens: readonly Token[]): Token[]; pattern(pattern: string): string }

/** Reads "wna" as "want to" in messages and patterns alike, so that a pattern need be written one way only. */
export function compileShort(lexicons: readonly Lexicon[]): Longhand {
  const words = new Map<string, string[]>()
  for (const line of lexicons.flatMap(({ context }) => context.short ?? [])) {
    const [short = '', long = ''] = line.split('=')
    for (const word of short.trim().split(/\s+/)) words.set(word, long.trim().split(/\s+/))
  }
  return {
    tokens: (tokens) => {
      const read: Token[] = []
      for (const token of tokens) {
        const long = words.get(token.text)
        if (!long) read.push(token)
        else for (const [at, text] of long.entries()) read.push({ text, breakBefore: at === 0 && token.breakBefore })
      }
      return read
    },
    pattern: (pattern) =>
      pattern.replace(
        /(?<![\p{L}\p{M}\p{N}@.-])[\p{L}\p{N}]+(?![\p{L}\p{M}\p{N}*-])/gu,
        (word) => words.get(word)?.join(' ') ?? word,
      ),
  }
}

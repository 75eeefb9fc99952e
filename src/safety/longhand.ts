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

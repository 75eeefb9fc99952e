import { createSpeller, type Respell, tokenise } from '../text/index.ts'
import type { Lexicon } from './lexicon.ts'

/**
 * Only the words of danger are read where nearly written: an idiom or a "no" guessed from a misspelling would make an
 * emergency smaller than it is.
 */
export function oneSlip(lexicons: readonly Lexicon[]): Respell {
  const plain = new Set(lexicons.flatMap(({ context }) => context.plain ?? []))
  const patterns = lexicons.flatMap(({ classes, kinds }) => [
    ...Object.values(classes).flat(),
    ...kinds.flatMap(({ rules }) => rules.flatMap((rule) => [...(rule.say ?? []), ...(rule.together ?? []).flat()])),
  ])
  const words = new Set(patterns.flatMap((one) => tokenise(plainWords(one)).map((token) => token.text)))
  const speller = createSpeller(words, (word) => plain.has(word))
  return (word) => {
    if (plain.has(word)) return []
    return word.endsWith('in') && words.has(`${word}g`) ? [`${word}g`] : speller(word)
  }
}

/** A pattern without its classes and beginnings of words; most have neither, and looking for them takes long. */
function plainWords(pattern: string): string {
  return /[@*]/.test(pattern) ? pattern.replace(/@[\w-]+|\S+\*/g, ' ') : pattern
}

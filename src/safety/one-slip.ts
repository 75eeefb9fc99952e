import { createSpeller, type Respell, tokenise } from '../text/index.ts'
import type { Lexicon } from './lexicon.ts'
import { soundsAlike } from './sounds-alike.ts'

/**
 * Only the words of danger are read where nearly written: an idiom or a "no" guessed from a misspelling would make an
 * emergency smaller than it is.
 */
export function oneSlip(lexicons: readonly Lexicon[]): Respell {
  const plain = new Set(lexicons.flatMap(({ context }) => context.plain ?? []))
  const words = new Set(lexicons.flatMap(wordsOfDanger))
  const speller = createSpeller(words, (word) => plain.has(word))
  const alike = soundsAlike(lexicons, wordsOfDanger)
  return (word) => {
    if (plain.has(word)) return []
    if (word.endsWith('in') && words.has(`${word}g`)) return [`${word}g`]
    const meant = [...speller(word), ...alike(word)]
    return meant.length < 2 ? meant : [...new Set(meant)]
  }
}

/** A pattern without its classes and beginnings of words; most have neither, and looking for them takes long. */
function plainWords(pattern: string): string {
  return /[@*]/.test(pattern) ? pattern.replace(/@[\w-]+|\S+\*/g, ' ') : pattern
}

function wordsOfDanger({ classes, kinds }: Lexicon): string[] {
  const patterns = [
    ...Object.values(classes).flat(),
    ...kinds.flatMap(({ rules }) => rules.flatMap((rule) => [...(rule.say ?? []), ...(rule.together ?? []).flat()])),
  ]
  return patterns.flatMap((one) => tokenise(plainWords(one)).map((token) => token.text))
}

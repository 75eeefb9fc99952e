import { fleschKincaid } from 'flesch-kincaid'
import { syllable } from 'syllable'

/** What a text is made of, as the Flesch-Kincaid formula counts. */
export type Counts = { sentence: number; word: number; syllable: number }

const sentencesOf = new Intl.Segmenter('en', { granularity: 'sentence' })
const wordsOf = new Intl.Segmenter('en', { granularity: 'word' })

/**
 * The sentences of a message as lists of words. A line break ends one. A number, whatever its groups ("0800 9177 650"), a
 * value to fill in and a proper name are one word each, of one syllable: they are recognised, not read.
 */
export function sentencesIn(text: string, names: readonly string[]): string[][] {
  let plain = text.replaceAll(/\{\{.*?\}\}/g, '1').replaceAll(/\d+(?:[ .,:/]\d+)*/g, '1')
  // The longest first: "Narcotics Anonymous" before "Narcotics".
  for (const name of names.toSorted((one, other) => other.length - one.length)) plain = plain.replaceAll(name, '1')
  return plain
    .split('\n')
    .flatMap((line) => [...sentencesOf.segment(line)])
    .map(({ segment }) => [...wordsOf.segment(segment)].filter((word) => word.isWordLike).map((word) => word.segment))
    .filter((words) => words.length > 0)
}

export function countsOf(sentences: readonly string[][]): Counts {
  const words = sentences.flat()
  return {
    sentence: sentences.length,
    word: words.length,
    syllable: words.reduce((sum, word) => sum + Math.max(1, syllable(word)), 0),
  }
}

/** The age in years at which a text is read with ease: the school grade of Flesch and Kincaid, and the five years before school. */
export function readingAge(counts: Counts): number {
  return fleschKincaid(counts) + 5
}

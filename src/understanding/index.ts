import type { PlaceReading } from '../places/place.ts'
import { type Lexicon, lexicon } from './lexicon.ts'
import type { Meaning } from './meaning.ts'
import { compileReader } from './reader.ts'

export { compileReader, type Reading } from './reader.ts'
export { type Lexicon, lexicon, type Meaning }

/** Finds the place a text names; places/ has the real one. */
export type Places = { read(text: string): PlaceReading | null }

/**
 * Compiles the lexicons of all languages into one function from a message to what it means on its own.
 *
 * @param right words that are right as they stand and are never "corrected" (text/right.ts)
 * @throws where a pattern is malformed, or a class is missing, or is in several other files of the language
 */
export function compileUnderstanding(
  lexicons: readonly Lexicon[],
  places: Places,
  right: (word: string) => boolean = () => false,
): (text: string) => Meaning {
  const read = compileReader(lexicons, places, right)
  return (text) => read(text).meaning
}

import { fold } from './tokens.ts'

/**
 * Says whether a word is right as it stands, so that spelling help leaves it alone: "bus" never becomes "abuse".
 *
 * @param words right words in any spelling; compared as messages are (lower case, no apostrophes: "can't" -> "cant")
 */
export function compileRightWords(words: Iterable<string>): (word: string) => boolean {
  const known = new Set<string>()
  for (const word of words) known.add(/^[a-z]+$/.test(word) ? word : fold(word))
  return (word) => known.has(word)
}

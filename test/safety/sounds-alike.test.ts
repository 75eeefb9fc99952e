import { expect, test } from 'vitest'
import type { Lexicon } from '../../src/safety/index.ts'
import { soundsAlike } from '../../src/safety/sounds-alike.ts'

const words: Record<string, string[]> = {
  'bn-Latn': ['chacha', 'chokh', 'chepe'],
  'ur-Latn': ['zabardasti', 'goliyan', 'chhoote'],
  'ar-Latn': ['byedrabha', 'bykasser'],
  pl: ['zabije'],
}
const lexicons = Object.keys(words).map((language) => ({ language }) as Lexicon)
const alike = soundsAlike(lexicons, ({ language }) => words[language] ?? [])

test.each([
  ['caca', ['chacha']],
  ['jabardasti', ['zabardasti']],
  ['goliyaan', ['goliyan']],
  ['choote', ['chhoote']],
  ['beyedrabha', ['byedrabha']],
  ['bikassar', ['bykasser']],
  // Too short to be told apart, another word, and a language that has a spelling of its own.
  ['coh', []],
  ['bachcha', []],
  ['zabije', []],
])('%s is written for %j', (word, meant) => {
  expect(alike(word)).toEqual(meant)
})

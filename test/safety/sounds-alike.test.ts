import { expect, test } from 'vitest'
import type { Lexicon } from '../../src/safety/index.ts'
import { soundsAlike } from '../../src/safety/sounds-alike.ts'

const words: Record<string, string[]> = {
  'bn-Latn': ['chacha', 'chokh', 'chepe'],
  'ur-Latn': ['zabardasti', 'goliyan', 'chhoote'],
  'hi-Latn': ['faansi', 'chaaku', 'katal', 'vahshi', 'bakshish', 'paise', 'neend', 'khooni', 'maah'],
  'ar-Latn': ['byedrabha', 'bykasser', 'ykhnoqni', 'yghraq', 'dba7ni', 'yqtlni', 'jarahni', 'zabahni', 'waja3ni'],
  pl: ['zabije'],
  'ar-Latn-x': ['krzyczy'],
  'x-Latn-x': ['krzyknie'],
}
const lexicons = Object.keys(words).map((language) => ({ language }) as Lexicon)
const alike = (word: string) => soundsAlike(lexicons, ({ language }) => words[language] ?? [])(word)

test.each([
  ['caca', ['chacha']],
  ['jabardasti', ['zabardasti']],
  ['goliyaan', ['goliyan']],
  ['choote', ['chhoote']],
  ['beyedrabha', ['byedrabha']],
  ['bikassar', ['bykasser']],
  ['phaansi', ['faansi']],
  ['chaacku', ['chaaku']],
  ['chaaqu', ['chaaku']],
  ['qatal', ['katal']],
  ['katthal', ['katal']],
  ['kathhal', ['katal']],
  ['wahshi', ['vahshi']],
  ['baxish', ['bakshish']],
  ['pese', ['paise']],
  ['payse', ['paise']],
  ['peise', ['paise']],
  ['nind', ['neend']],
  ['niend', ['neend']],
  ['nynd', ['neend']],
  ['khuni', ['khooni']],
  ['khouni', ['khooni']],
  ['goliya', ['goliyan']],
  ['goliyah', ['goliyan']],
  ['goliyanh', ['goliyan']],
  ['gollliyan', ['goliyan']],
  ['golliyan', ['goliyan']],
  ['y5noqni', ['ykhnoqni']],
  ['y8raq', ['yghraq']],
  ['dbahni', ['dba7ni']],
  ['y2tolni', ['yqtlni']],
  ['garahni', ['jarahni']],
  ['sabahni', ['zabahni']],
  ['sabbbahni', ['zabahni']],
  ['ouja3ni', ['waja3ni']],
  ['waaja3niy', ['waja3ni']],
  // What is no word of theirs.
  ['faansi4', []],
  ['4faansi', []],
  ['7dba7ni', []],
  ['dba7ni-', []],
  ['maah', []],
  ['ma', []],
  ['dbani', []],
  ['krzycy', []],
  ['krzyknje', []],
  // Too short to be told apart, another word, and a language that has a spelling of its own.
  ['coh', []],
  ['bachcha', []],
  ['zabije', []],
])('%s is written for %j', (word, meant) => {
  expect(alike(word)).toEqual(meant)
})

import { describe, expect, test } from 'vitest'
import { type Clue, detectLanguage } from '../../src/understanding/language.ts'

/** A message with the words of it that lexicons know, as "language:from-to"; and what comes of it. */
function detected(text: string, clues: string, english: readonly number[] = []): string {
  const known = clues
    .split(' ')
    .filter(Boolean)
    .map((clue): Clue => {
      const [language = '', span = ''] = clue.split(':')
      const [from, to] = span.split('-').map(Number)
      return { language, from: from ?? 0, to: to ?? (from ?? 0) + 1 }
    })
  const { language, sure } = detectLanguage(text, known, (position) => english.includes(position))
  return `${language ?? 'none'}${sure ? ', sure' : ''}`
}

describe('by the script', () => {
  test.each([
    ['ਮਦਦ ਚਾਹੀਦੀ', '', 'pa, sure'],
    ['मदद चाहिए', '', 'hi, sure'],
    ['সাহায্য চাই', '', 'bn, sure'],
    ['મદદ', '', 'gu, sure'],
    ['உதவி', '', 'ta, sure'],
    ['సహాయం', '', 'te, sure'],
    ['സഹായം', '', 'ml, sure'],
    ['උදව්', '', 'si, sure'],
    ['ช่วย', '', 'th, sure'],
    ['βοήθεια', '', 'el, sure'],
    ['도와줘', '', 'ko, sure'],
    ['たすけて', '', 'ja, sure'],
    // Words of another language change nothing where the script tells.
    ['ਮਦਦ ਚਾਹੀਦੀ ਹੈ help me', 'en:3-5', 'pa, sure'],
    // One letter, or a name among much of another, is no message in it.
    ['क', '', 'none'],
    ['my friend मदद lives round the corner from here', '', 'none'],
    ['मदद abcdefghi', '', 'hi, sure'],
    ['मदद abcdefghijklm', '', 'none'],
    // The one there is more of.
    ['मदद ਮਦਦ ਚਾਹੀਦੀ ਹੈ', '', 'pa, sure'],
    ['ਮਦਦ मदद चाहिए है', '', 'hi, sure'],
    ['ਮਦਦ मदद', '', 'pa, sure'],
  ])('%s, %s: %s', (text, clues, expected) => expect(detected(text, clues)).toBe(expected))
})

describe('Arabic letters', () => {
  test.each([
    // Letters only one of the two has.
    ['مجھے مدد چاہیے', '', 'ur, sure'],
    ['أريد المساعدة', '', 'ar, sure'],
    ['إلى', 'ur:0', 'ar, sure'],
    ['مجھے', 'ar:0', 'ur, sure'],
    // Letters both have: the one whose words are known, else perhaps.
    ['سلام', '', 'ar'],
    ['سلام', 'ur:0', 'ur, sure'],
    ['سلام', 'ar:0', 'ar, sure'],
    ['سلام', 'fr:0', 'ar'],
    ['سلام', 'pl:0 pl:1 ur:0', 'ur, sure'],
    // One that Arabic has not, and Persian too.
    ['پدر', '', 'ur'],
  ])('%s, %s: %s', (text, clues, expected) => expect(detected(text, clues)).toBe(expected))
})

describe('by the words that are known', () => {
  test.each([
    ['nothing known', 'abc def', '', [], 'none'],
    ['one word', 'nie wiem', 'pl:0', [], 'pl'],
    ['two', 'nie wiem', 'pl:0-2', [], 'pl, sure'],
    ['the same word twice is one', 'nie wiem', 'pl:0 pl:0', [], 'pl'],
    ['English needs three', 'i need help', 'en:0-2', [], 'en'],
    ['three of them', 'i need help', 'en:0-3', [], 'en, sure'],
    ['more of one', 'a b c d', 'pl:0-3 ro:3', [], 'pl, sure'],
    ['as much of English: the other', 'a b c d', 'en:0-2 pl:2-4', [], 'pl, sure'],
    ['as much of English, told first: the other', 'a b c d', 'pl:2-4 en:0-2', [], 'pl, sure'],
    ['as much of two others: neither', 'a b c d', 'fr:0-2 ro:2-4', [], 'none'],
    ['as much of two others, one romanised Punjabi: perhaps that', 'a b c d', 'ur-Latn:0-2 pa-Latn:2-4', [], 'pa-Latn'],
    ['less Punjabi than of two others', 'a b c d e', 'fr:0-2 ro:2-4 pa-Latn:4', [], 'none'],
    ['what English has too shows neither', 'number drink', 'en:0 pl:0', [], 'none'],
    ['beside words of its own', 'number nie wiem', 'en:0 pl:0-3', [], 'pl, sure'],
    ['beside English words of its own', 'number i need help', 'en:0-4 pl:0', [], 'en, sure'],
    ['of no language: English gives way', 'aa meeting', 'und:0 en:0-2', [], 'en'],
    ['of no language alone', 'aa', 'und:0', [], 'none'],
    ['words that are right in English alone show no other', 'menu please', 'ro:0-2', [0, 1], 'none'],
    ['one that is not', 'menu vreau', 'ro:0-2', [0], 'ro, sure'],
    ['English itself may be right', 'i need help', 'en:0-3', [0, 1, 2], 'en, sure'],
  ] as const)('%s', (_what, text, clues, english, expected) => {
    expect(detected(text, clues, english)).toBe(expected)
  })
})

describe('by letters that one language alone has', () => {
  test.each([
    ['żona', '', 'pl'],
    ['żona', 'pl:0', 'pl, sure'],
    ['soția', '', 'ro'],
    ['ȚARA', '', 'ro'],
    ['żona', 'ro:0', 'none'],
    ['żona pije', 'ro:0 pl:1', 'pl, sure'],
    ['zona', '', 'none'],
  ])('%s, %s: %s', (text, clues, expected) => expect(detected(text, clues)).toBe(expected))
})

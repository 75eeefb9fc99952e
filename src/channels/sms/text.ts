import { SegmentedMessage } from 'sms-segments-calculator'

/** What GSM-7 has as single characters, of those that a text of ours may hold (3GPP TS 23.038, 6.2.1). */
const gsmLettersOnly = /^[\n\r\x20-\x5a\x5f\x61-\x7a£¥ÄÅÆÉÑÖØÜßàäåæèéìñòöøùü]*$/

/** ASCII that stands as it is in every encoding. */
const plainLettersOnly = /^[\n\r\x20-\x5a\x5f\x61-\x7a]*$/

/** Letters that no GSM-7 text has: Hebrew, Arabic, the scripts of India and all others between. */
const otherScript = /[\u0590-\u1fff]/

export type SmsSize = { encoding: 'GSM-7' | 'UCS-2'; characters: number; parts: number }

/** The size of a text as a phone network counts it: 160 then 153 a part in GSM-7, 70 then 67 in UCS-2. */
export function smsSize(text: string): SmsSize {
  // The library takes milliseconds to count, and a reply may be counted several times: where counting is arithmetic, it is
  // done here.
  if (gsmLettersOnly.test(text))
    return { encoding: 'GSM-7', characters: text.length, parts: text.length <= 160 ? 1 : Math.ceil(text.length / 153) }
  if (otherScript.test(text)) {
    const parts = text.length <= 70 ? 1 : Math.ceil(text.length / 67)
    if (parts === 1 || parts === mostParts(text)) return { encoding: 'UCS-2', characters: text.length, parts }
  }
  if (counted?.text !== text) counted = { text, size: countedByLibrary(text) }
  return counted.size
}

/** The last text that had to be counted letter by letter: whoever fitted it into its parts asks for its size again. */
let counted: { text: string; size: SmsSize } | undefined

function countedByLibrary(text: string): SmsSize {
  const message = new SegmentedMessage(text)
  return {
    encoding: message.encodingName === 'UCS-2' ? 'UCS-2' : 'GSM-7',
    characters: message.encodedChars.reduce((sum, character) => sum + (character.codeUnits?.length ?? 1), 0),
    parts: message.segments.length,
  }
}

/** Marks and joiners, and the letters that Unicode counts as parts of the one before. */
const glued = /[\p{M}\p{Cf}\p{Cs}\u0e33\u0eb3\u1100-\u11ff]/u

/** The parts of a text in UCS-2 where it is cut only between letters that stand alone: never fewer than the library finds. */
function mostParts(text: string): number {
  let parts = 1
  for (let from = 0; text.length - from > 67; parts++) {
    let cut = from + 67
    while (cut > from + 1 && (glued.test(text.charAt(cut)) || glued.test(text.charAt(cut - 1)))) cut--
    from = cut
  }
  return parts
}

/**
 * Characters that would turn a whole text to UCS-2 and double its price as plain ones: curly quotes and long dashes, and
 * the accents of Latin letters that GSM-7 has not, as people who text in Polish, Romanian or French leave them off.
 */
export function plainSms(text: string): string {
  if (plainLettersOnly.test(text)) return text.trim()
  return text
    .split(/(?<=\s)(?=\S)/u)
    .map(plainWord)
    .join('')
    .trim()
}

function plainWord(word: string): string {
  if (plainLettersOnly.test(word)) return word
  const known = plainWords.get(word)
  if (known !== undefined) return known
  const plain = new SegmentedMessage(word, 'auto', true).graphemes.map(plainLetter).join('')
  if (plainWords.size < 20_000) plainWords.set(word, plain)
  return plain
}

function plainLetter(letter: string): string {
  if (letter < '\u0080') return letter
  const known = plainLetters.get(letter)
  if (known !== undefined) return known
  const latin = /^\p{Script=Latin}\p{M}*$/u.test(letter) && smsSize(letter).encoding === 'UCS-2'
  const base = letter.normalize('NFD').replace(/\p{M}/gu, '')
  const plain = latin ? (withoutParts[base] ?? base) : letter
  if (plainLetters.size < 2000) plainLetters.set(letter, plain)
  return plain
}

/** Remembered, for our texts are made of the same words and letters again and again. */
const plainWords = new Map<string, string>()
const plainLetters = new Map<string, string>()

/** Letters that do not come apart into a base and an accent. */
const withoutParts: Record<string, string> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', œ: 'oe', Œ: 'OE' }

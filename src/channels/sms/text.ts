import { SegmentedMessage } from 'sms-segments-calculator'

/** ASCII that GSM-7 has as single characters. */
const plainLettersOnly = /^[\n\r\x20-\x5a\x5f\x61-\x7a]*$/

/** Between two messages of one reply, as a channel hands it on. */
export const messageBreak = '\f'

export type SmsSize = { encoding: 'GSM-7' | 'UCS-2'; characters: number; parts: number }

/** The size of a text as a phone network counts it: 160 then 153 a part in GSM-7, 70 then 67 in UCS-2. */
export function smsSize(text: string): SmsSize {
  // Most texts are of plain letters, of which the size is arithmetic; the library takes milliseconds to say the same.
  if (plainLettersOnly.test(text))
    return { encoding: 'GSM-7', characters: text.length, parts: text.length <= 160 ? 1 : Math.ceil(text.length / 153) }
  const message = new SegmentedMessage(text)
  return {
    encoding: message.encodingName === 'UCS-2' ? 'UCS-2' : 'GSM-7',
    characters: message.encodedChars.reduce((sum, character) => sum + (character.codeUnits?.length ?? 1), 0),
    parts: message.segments.length,
  }
}

/**
 * Characters that would turn a whole text to UCS-2 and double its price as plain ones: curly quotes and long dashes, and
 * the accents of Latin letters that GSM-7 has not, as people who text in Polish, Romanian or French leave them off.
 */
export function plainSms(text: string): string {
  if (plainLettersOnly.test(text)) return text.trim()
  return new SegmentedMessage(text, 'auto', true).graphemes.map(plainLetter).join('').trim()
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

/** Remembered, for the same few letters come again in every text. */
const plainLetters = new Map<string, string>()

/** Letters that do not come apart into a base and an accent. */
const withoutParts: Record<string, string> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', œ: 'oe', Œ: 'OE' }

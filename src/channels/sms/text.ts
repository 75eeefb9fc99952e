import { SegmentedMessage } from 'sms-segments-calculator'

export type SmsSize = { encoding: 'GSM-7' | 'UCS-2'; characters: number; parts: number }

/** The size of a text as a phone network counts it: 160 then 153 a part in GSM-7, 70 then 67 in UCS-2. */
export function smsSize(text: string): SmsSize {
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
  const plain = new SegmentedMessage(text, 'auto', true).graphemes.map((letter) =>
    /^\p{Script=Latin}\p{M}*$/u.test(letter) && smsSize(letter).encoding === 'UCS-2' ? bare(letter) : letter,
  )
  return plain.join('').trim()
}

function bare(letter: string): string {
  const base = letter.normalize('NFD').replace(/\p{M}/gu, '')
  return withoutParts[base] ?? base
}

/** Letters that do not come apart into a base and an accent. */
const withoutParts: Record<string, string> = { ł: 'l', Ł: 'L', đ: 'd', Đ: 'D', œ: 'oe', Œ: 'OE' }

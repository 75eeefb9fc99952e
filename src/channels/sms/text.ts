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

/** Curly quotes, long dashes and their like as plain ones: each would turn the whole text to UCS-2 and double its price. */
export function plainSms(text: string): string {
  return new SegmentedMessage(text, 'auto', true).graphemes.join('').trim()
}

import fc from 'fast-check'
import { SegmentedMessage } from 'sms-segments-calculator'
import { describe, expect, test } from 'vitest'
import { plainSms, smsSize } from '../../../src/channels/sms/text.ts'

describe('the size of a text', () => {
  test.each([
    ['', 'GSM-7', 0, 1],
    ['a'.repeat(160), 'GSM-7', 160, 1],
    ['a'.repeat(161), 'GSM-7', 161, 2],
    ['a'.repeat(306), 'GSM-7', 306, 2],
    ['a'.repeat(307), 'GSM-7', 307, 3],
    ['£'.repeat(160), 'GSM-7', 160, 1],
    ['ਮ'.repeat(70), 'UCS-2', 70, 1],
    ['ਮ'.repeat(71), 'UCS-2', 71, 2],
    ['ਮ'.repeat(268), 'UCS-2', 268, 4],
    ['ਮ'.repeat(269), 'UCS-2', 269, 5],
    ['a’', 'UCS-2', 2, 1],
  ])('%j: %s, %i characters, %i parts', (text, encoding, characters, parts) => {
    expect(smsSize(text)).toEqual({ encoding, characters, parts })
  })

  test('of plain letters is what the library says', () => {
    const letters = fc.constantFrom(...'abcXYZ 019.,:;!?@$%&()*+-/<=>#"\'_\n')
    fc.assert(
      fc.property(fc.string({ unit: letters, maxLength: 700 }), (text) => {
        const library = new SegmentedMessage(text)
        expect(smsSize(text).parts).toBe(Math.max(1, library.segments.length))
        expect(smsSize(text).encoding).toBe('GSM-7')
        expect(library.encodingName).toBe('GSM-7')
      }),
    )
  })
})

describe('the arithmetic', () => {
  const words = [
    'abc',
    ' ',
    '\n',
    '0800 1111',
    'é',
    'à',
    'ñ',
    'ç',
    'ę',
    '£',
    '€',
    '[',
    '’',
    'é',
    '👍',
    'مدد',
    'کے لیے',
    'بِسْمِ',
    'मदद',
    'क्षत्रिय',
    'हिन्दी',
    'ਪੰਜਾਬੀ',
    'ਸ਼੍ਰੀ',
    'বাংলা',
    'ক্ষ',
    '\u200e',
    '\u200d',
    'ऽ',
  ] // prettier-ignore

  test('gives the parts that the library counts, whatever the scripts', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...words), { maxLength: 160 }), (chosen) => {
        const text = chosen.join('')
        const library = new SegmentedMessage(text)
        expect(smsSize(text).parts).toBe(Math.max(1, library.segments.length))
        expect(smsSize(text).encoding).toBe(library.encodingName)
      }),
      { numRuns: 400 },
    )
  })
})

describe('a text made plain', () => {
  test.each([
    ['It’s “fine” – really…', 'It\'s "fine" - really...'],
    ['Zażółć gęślą jaźń, łódź', 'Zazolc gesla jazn, lodz'],
    ['să știți că nu sunteți singuri', 'sa stiti ca nu sunteti singuri'],
    ['où êtes-vous ? à côté', 'où etes-vous ? à coté'],
    ['ਮਦਦ', 'ਮਦਦ'],
    ['£5, ok', '£5, ok'],
  ])('%s -> %s', (text, plain) => {
    expect(plainSms(text)).toBe(plain)
  })
})

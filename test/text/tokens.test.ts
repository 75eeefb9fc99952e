import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { tokenise } from '../../src/text/index.ts'

const words = (text: string) => tokenise(text).map((token) => token.text)

describe('what is written differently and read alike', () => {
  test.each([
    ['Can’t', ['cant']],
    ["can't", ['cant']],
    ['CAN`T', ['cant']],
    ['k i l l', ['kill']],
    ['k.i.l.l', ['kill']],
    ['u r ok', ['u', 'r', 'ok']],
    ['żółć', ['zolc']],
    ['İM', ['im']],
    ['d\u00adi\u200be', ['die']],
    ['ｄｉｅ', ['die']],
    ['👍🏽', ['👍']],
    ['ਮੈਂ ਮਰਨਾ', ['ਮੈਂ', 'ਮਰਨਾ']],
  ])('%s', (text, expected) => expect(words(text)).toEqual(expected))
})

test('a stop before a word is told, one before anything is not', () => {
  expect(tokenise('. ok? no\nyes').map((token) => token.breakBefore)).toEqual([false, true, true])
})

test('plain letters are read the same alone and beside others', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      expect(tokenise(`${text} éa`).slice(0, -1)).toEqual(tokenise(`${text} zz`).slice(0, -1))
    }),
  )
})

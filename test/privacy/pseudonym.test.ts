import { createHmac } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createPseudonyms, phoneNumber } from '../../src/privacy/index.ts'

const v1 = { version: 'v1', key: Buffer.alloc(32, 1) }
const v2 = { version: 'v2', key: Buffer.alloc(32, 2) }
const number = '+447700900123'

describe('a pseudonym', () => {
  const pseudonyms = createPseudonyms([v1])

  test("is the keyed hash of channel and address, under its key's version", () => {
    const hash = createHmac('sha256', v1.key).update(`conversation\nsms\n${number}`).digest('base64url')
    expect(pseudonyms.of('sms', number)).toBe(`v1.${hash}`)
  })

  test('holds nothing of the number', () => {
    expect(pseudonyms.of('sms', number)).not.toMatch(/7700|900123/)
  })

  test.each([
    ['another number', createPseudonyms([v1]).of('sms', '+447700900124')],
    ['another channel', createPseudonyms([v1]).of('whatsapp', number)],
    ['another key of the same version', createPseudonyms([{ ...v1, key: v2.key }]).of('sms', number)],
  ])('differs for %s', (_what, other) => {
    expect(other).not.toBe(pseudonyms.of('sms', number))
  })
})

test('after the key changed, the old pseudonym is still known', () => {
  const rotated = createPseudonyms([v2, v1])
  expect(rotated.of('sms', number)).toBe(createPseudonyms([v2]).of('sms', number))
  expect(rotated.formerly('sms', number)).toEqual([createPseudonyms([v1]).of('sms', number)])
  expect(createPseudonyms([v1]).formerly('sms', number)).toEqual([])
})

test('without a key there are no pseudonyms', () => {
  expect(() => createPseudonyms([])).toThrow(RangeError)
})

test.each([
  ['+447700900123', '+447700900123'],
  [' +44 7700 900-123 ', '+447700900123'],
  ['00447700900123', '+447700900123'],
  ['+48 (601) 000.000', '+48601000000'],
  ['85258', null],
  ['07700900123', null],
  ['SURGERY', null],
  ['+44', null],
  ['+0447700900123', null],
  ['whatsapp:+447700900123', null],
  ['+44770090012345678', null],
  ['', null],
])('the phone number in "%s" is %s', (written, expected) => {
  expect(phoneNumber(written)).toBe(expected)
})

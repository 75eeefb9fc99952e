import { describe, expect, test } from 'vitest'
import { createAddresses, createPseudonyms } from '../../src/privacy/index.ts'

const v1 = { version: 'v1', key: Buffer.alloc(32, 1) }
const v2 = { version: 'v2', key: Buffer.alloc(32, 2) }
const number = '+447700900123'
const now = Date.parse('2026-11-22T12:00:00Z')
const expires = now + 3_600_000
const use = { purpose: 'follow_up', channel: 'sms' }
const person = createPseudonyms([v1]).of('sms', number)
const seal = () => createAddresses([v1]).seal(number, { ...use, expires })
const open =
  (sealed: string, change: object = {}, keys = [v1]) =>
  () =>
    createAddresses(keys).open(sealed, { ...use, person, now, ...change })

test('an address comes back as it was, to whom it belongs', () => {
  expect(open(seal())()).toBe(number)
})

test('what is stored holds nothing of the number, and is never the same twice', () => {
  const [one, other] = [seal(), seal()]
  const bytes = Buffer.from(one.split('.')[2] ?? '', 'base64url').toString('latin1')
  expect(one + bytes).not.toMatch(/7700|900123/)
  expect(one).not.toBe(other)
})

describe('it stays shut', () => {
  const moved = (sealed: string) => sealed.replace(/\.\d+\./, `.${expires + 1}.`)
  const cut = (sealed: string) => sealed.slice(0, -1)
  const changed = (sealed: string) => sealed.replace(/.(?=.{20}$)/, (one) => (one === 'A' ? 'B' : 'A'))
  const otherVersion = (sealed: string) => sealed.replace('v1.', 'v2.')
  const same = (sealed: string) => sealed

  test.each([
    ['at its expiry', same, { now: expires }, [v1], 'expired'],
    ['long after it', same, { now: expires * 2 }, [v1], 'expired'],
    ['for another person', same, { person: createPseudonyms([v1]).of('sms', '+447700900124') }, [v1], 'not_theirs'],
    ['for the same person on another channel', same, { channel: 'whatsapp' }, [v1], 'not_theirs'],
    ['for another purpose', same, { purpose: 'advert' }, [v1], 'not_theirs'],
    ['with a later expiry written on it', moved, { now: expires }, [v1], 'not_theirs'],
    ['cut', cut, {}, [v1], 'not_theirs'],
    ['changed', changed, {}, [v1], 'not_theirs'],
    ['under the name of another key', otherVersion, {}, [v2, v1], 'not_theirs'],
    ['without its key', same, {}, [v2], 'key_unknown'],
    ['with another key of its name', same, {}, [{ ...v2, version: 'v1' }], 'not_theirs'],
    ['empty', () => '', {}, [v1], 'not_theirs'],
    ['shorter than its tag', (sealed: string) => sealed.slice(0, sealed.lastIndexOf('.') + 5), {}, [v1], 'not_theirs'],
  ])('%s', (_how, change, asked, keys, code) => {
    const opening = open(change(seal()), asked, keys)
    expect(opening).toThrow(expect.objectContaining({ name: 'AddressError', code }))
    expect(opening).not.toThrow(/7700|900123/)
  })
})

describe('after the keys changed', () => {
  const sealed = seal()
  test('it opens for the person by their old pseudonym and by their new one', () => {
    expect(open(sealed, {}, [v2, v1])()).toBe(number)
    expect(open(sealed, { person: createPseudonyms([v2]).of('sms', number) }, [v2, v1])()).toBe(number)
  })

  test('what is sealed now is under the newest key', () => {
    expect(createAddresses([v2, v1]).seal(number, { ...use, expires })).toMatch(/^v2\./)
  })
})

import { describe, expect, test } from 'vitest'
import { createSentences } from '../../src/content/sentences.ts'

const sentences = createSentences(
  {
    en: { a: { ring: 'Ring {{line}}.', plain: 'Hello', plain_sms: 'Hi', name: 'Dear {{name}}', door: '{{address}}' } },
    ur: { a: { ring: 'فون {{line}}۔', two: '{{line}} یا 999', door: '{{address}}' } },
  },
  { line: '0808 2000 247' },
)

describe('a sentence', () => {
  test('has the numbers that are facts without being given them', () => {
    expect(sentences.say('en', 'a:ring')).toBe('Ring 0808 2000 247.')
  })

  test("is said in the channel's own words where it has any", () => {
    expect(sentences.say('en', 'a:plain', undefined, 'sms')).toBe('Hi')
    expect(sentences.say('en', 'a:plain', undefined, 'web')).toBe('Hello')
  })

  test("that is missing, or lacks a value, is an error and not a key on a person's screen", () => {
    expect(() => sentences.say('en', 'a:nothing')).toThrow('no sentence a:nothing in en')
    expect(() => sentences.say('ur', 'a:plain')).toThrow('no sentence a:plain in ur')
    expect(() => sentences.say('en', 'a:name')).toThrow('lacks a value')
  })

  // Names and addresses are whatever a feed says they are.
  test.each(['{{line}}', '{{name}} {{', '$t(a:plain)', "$& $' $1", '<b>&amp;</b>'])(
    'says a value as it is: %s',
    (name) => {
      expect(sentences.say('en', 'a:name', { name })).toBe(`Dear ${name}`)
      expect(sentences.say('en', 'a:name', { name, count: 2 })).toBe(`Dear ${name}`)
    },
  )

  test('from right to left keeps the groups of a number in their order', () => {
    expect(sentences.say('ur', 'a:ring')).toBe('فون \u200e0808 2000 247۔')
    expect(sentences.say('ur', 'a:two')).toBe('\u200e0808 2000 247 یا 999')
  })

  test.each([
    ['128-130 High Street, Smethwick B66 3AP', '\u200e128-130 High Street, Smethwick B66 3AP'],
    ['1 Mill Road, Tipton DY4 8AB', '\u200e1 Mill Road, Tipton DY4 8AB'],
    // Behind Latin letters it keeps its place by itself.
    ['Owen House, 17 Unity Walk', 'Owen House, \u200e17 Unity Walk'],
  ])('from right to left keeps the house number of %s before its street', (address, said) => {
    expect(sentences.say('ur', 'a:door', { address })).toBe(said)
    expect(sentences.say('en', 'a:door', { address })).toBe(address)
  })
})

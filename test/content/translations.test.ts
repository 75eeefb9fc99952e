import { describe, expect, test } from 'vitest'
import { countStates, createSentences, stateOf, translationsOf, wordsHash } from '../../src/content/index.ts'

const sentences = createSentences(
  {
    en: {
      web: {
        plain: 'Plain',
        plain_sms: 'Pl',
        self: 'You',
        see_other: 'Them',
        miles_one: '{{count}} mile',
        miles_other: '{{count}} miles',
      },
      phone: { title: 'For us' },
    },
    pl: {
      web: { plain: 'Zwykłe', plain_web: 'Zwykłe w sieci', miles_one: '{{count}} mila', miles_few: '{{count}} mile' },
    },
  },
  {},
)
const all = translationsOf(sentences, 'pl')

describe('what is said in a language', () => {
  test("is what English says, with the language's own plural forms and variants", () => {
    expect([...all.values()].map(({ key, english, text }) => [key, english, text])).toEqual([
      ['web:plain', 'Plain', 'Zwykłe'],
      ['web:plain_web', 'Plain', 'Zwykłe w sieci'],
      ['web:plain_sms', 'Pl', ''],
      ['web:self', 'You', ''],
      ['web:see_other', 'Them', ''],
      ['web:miles_one', '{{count}} mile', '{{count}} mila'],
      ['web:miles_few', '{{count}} miles', '{{count}} mile'],
      ['web:miles_many', '{{count}} miles', ''],
      ['web:miles_other', '{{count}} miles', ''],
    ])
  })

  test('knows a variant of a channel and a plural form from a sentence that merely ends so', () => {
    const kinds = [...all.values()].map(({ key, plain, channel, form }) => [key, plain, channel ?? form])
    expect(kinds).toContainEqual(['web:plain_sms', 'web:plain', 'sms'])
    expect(kinds).toContainEqual(['web:see_other', 'web:see_other', null])
    expect(kinds).toContainEqual(['web:miles_few', 'web:miles', 'few'])
  })
})

describe('a review', () => {
  const one = { key: 'web:plain', english: 'Plain', text: 'Zwykłe' }
  const reviewed = {
    'web:plain': {
      state: 'clinical' as const,
      by: 'AB',
      on: '2026-11-22',
      words: wordsHash('Zwykłe'),
      english: wordsHash('Plain'),
    },
  }

  test('is of the words that were read, against the English they were read with', () => {
    expect(stateOf(reviewed, one)).toBe('clinical')
    expect(stateOf(reviewed, { ...one, text: 'Zwykle' })).toBe('draft')
    expect(stateOf(reviewed, { ...one, english: 'Plainer' })).toBe('draft')
    expect(stateOf(reviewed, { ...one, key: 'web:self' })).toBe('draft')
  })

  test('is counted, sentences that are not there aside', () => {
    expect(countStates(reviewed, all.values())).toEqual({ draft: 3, native: 0, clinical: 1 })
  })
})

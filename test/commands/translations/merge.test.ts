import { describe, expect, test } from 'vitest'
import type { Entry, Target } from '../../../src/commands/translations/catalogue.ts'
import { merge, type Reader } from '../../../src/commands/translations/merge.ts'
import { createSentences, type Reviews, translationsOf, wordsHash } from '../../../src/content/index.ts'

const reader: Reader = { by: 'AB', on: '2026-11-22', state: 'native' }
const old = { by: 'OLD', on: '2026-01-01' }
const draft = (words: string) => ({ state: 'draft' as const, words: wordsHash(words) })
const native = (words: string) => ({ state: 'native' as const, words: wordsHash(words) })
const review = (words: string, english = 'Hello') => ({
  state: 'native' as const,
  ...old,
  words: wordsHash(words),
  english: wordsHash(english),
})

/** One sentence that says "Dzień dobry" here, or other words, and what comes of its entry in a file. */
function merged(
  entry: Partial<Entry>,
  {
    here = 'Dzień dobry',
    reviews = {},
    by = reader,
    target = 'native',
  }: { here?: string; reviews?: Reviews; by?: Reader | null; target?: Target } = {},
) {
  const sentences = createSentences({ en: { web: { hi: 'Hello' } }, pl: { web: here === '' ? {} : { hi: here } } }, {})
  const whole = { key: 'web:hi', english: 'Hello', text: 'Dzień dobry', fuzzy: true, base: draft(here), remark: '' }
  const entries = [{ ...whole, ...entry }]
  const faults = (_: unknown, text: string) => (text.includes('bad') ? ['is bad'] : [])
  const done = merge({ language: 'pl', target, entries }, translationsOf(sentences, 'pl'), reviews, by, faults)
  const [change, refused] = [done.changes[0], done.refused[0]]
  if (refused) return refused.why
  if (done.unsigned.length > 0) return { ...change, unsigned: true }
  if (!change) return 'as it was'
  return { ...change, ...(change.review ? { review: `${change.review.state} ${change.review.by}` } : {}) }
}

describe('a sentence of a draft language', () => {
  test.each<[string, Partial<Entry>, unknown]>([
    ['that nobody touched stays', {}, 'as it was'],
    ['marked as right is confirmed', { fuzzy: false }, { key: 'web:hi', review: 'native AB' }],
    [
      'changed and marked as right is both',
      { fuzzy: false, text: 'Cześć' },
      { key: 'web:hi', text: 'Cześć', review: 'native AB' },
    ],
    ['changed and left as needing work is a draft', { text: 'Cześć' }, { key: 'web:hi', text: 'Cześć' }],
    [
      'of which the tool lost our mark is taken as well',
      { fuzzy: false, base: null },
      { key: 'web:hi', review: 'native AB' },
    ],
    ['with a fault is refused', { fuzzy: false, text: 'bad' }, 'is bad'],
    ['that came back empty is refused', { text: '' }, 'it is empty in the file'],
    [
      'of another English is refused',
      { text: 'Cześć', english: 'Hi' },
      'the English has changed since the file was written',
    ],
    ['of another English, untouched, says nothing', { english: 'Hi' }, 'as it was'],
    [
      'of another English, found right, is refused',
      { english: 'Hi', fuzzy: false },
      'the English has changed since the file was written',
    ],
    ['that we do not have is refused', { key: 'web:ho', text: 'Ho' }, 'there is no such sentence'],
  ])('%s', (_, entry, result) => {
    expect(merged(entry)).toEqual(result)
  })

  test.each<[string, Partial<Entry>, unknown]>([
    ['untouched stays', {}, 'as it was'],
    ['touched is refused', { text: 'Cześć' }, 'it was changed here, too, since the file was written'],
    ['found right is refused', { fuzzy: false }, 'it was marked as right, but the words here are others now'],
    ['changed to the same is confirmed', { text: 'Witaj', fuzzy: false }, { key: 'web:hi', review: 'native AB' }],
  ])('that was changed here meanwhile, %s', (_, entry, result) => {
    expect(merged({ base: draft('Dzień dobry'), ...entry }, { here: 'Witaj' })).toEqual(result)
  })

  test('is taken but not confirmed where nobody signs', () => {
    expect(merged({ fuzzy: false }, { by: null })).toEqual({ unsigned: true })
    expect(merged({ fuzzy: false, text: 'Cześć' }, { by: null })).toEqual({
      key: 'web:hi',
      text: 'Cześć',
      unsigned: true,
    })
  })

  test('that is missing may stay so, or is added', () => {
    expect(merged({ text: '', fuzzy: false }, { here: '' })).toBe('as it was')
    expect(merged({ text: 'Cześć', fuzzy: false }, { here: '' })).toEqual({
      key: 'web:hi',
      text: 'Cześć',
      review: 'native AB',
    })
  })
})

describe('a sentence that a native speaker confirmed', () => {
  const reviews = { 'web:hi': review('Dzień dobry') }
  const confirmed = { fuzzy: false, base: native('Dzień dobry') }
  test.each<[string, Partial<Entry>, unknown]>([
    ['stays confirmed, by whom and when', confirmed, 'as it was'],
    [
      'is a draft again where somebody marks it as needing work',
      { ...confirmed, fuzzy: true },
      { key: 'web:hi', review: null },
    ],
    [
      'is not replaced by unfinished words',
      { ...confirmed, fuzzy: true, text: 'Cze' },
      'it is marked as needing work, and would replace confirmed words',
    ],
    [
      'is replaced by confirmed ones',
      { ...confirmed, text: 'Cześć' },
      { key: 'web:hi', text: 'Cześć', review: 'native AB' },
    ],
    ['of an older file, still marked there, stays confirmed', { base: draft('Dzień dobry') }, 'as it was'],
  ])('%s', (_, entry, result) => {
    expect(merged(entry, { reviews })).toEqual(result)
  })

  test('is a draft again when it is changed and nobody signs', () => {
    expect(merged({ ...confirmed, text: 'Cześć' }, { reviews, by: null })).toMatchObject({
      text: 'Cześć',
      review: null,
    })
  })

  test('is a draft once its English has changed, and can be confirmed anew', () => {
    const stale = { 'web:hi': review('Dzień dobry', 'Hi') }
    expect(merged({ fuzzy: false }, { reviews: stale })).toEqual({ key: 'web:hi', review: 'native AB' })
  })

  test('is confirmed by a clinician, who confirms nothing else', () => {
    const by: Reader = { ...reader, state: 'clinical' }
    const target = 'clinical' as const
    expect(merged(confirmed, { reviews, by, target })).toEqual({ key: 'web:hi', review: 'clinical AB' })
    expect(merged({ fuzzy: false }, { by, target })).toBe('no native speaker has confirmed it yet')
    expect(merged({ ...confirmed, text: 'Cześć' }, { reviews, by, target })).toMatchObject({
      text: 'Cześć',
      review: null,
      unsigned: true,
    })
  })
})

import { describe, expect, test } from 'vitest'
import { livedFacts, livedNos, type Visit, visit, visitCounts } from '../../src/directory/index.ts'

const month = '2026-11'
/** "2026-05: greeted yes, woman no", as people read it. */
const shown = (visits: Visit[]) =>
  livedFacts(visits, month).map(
    (one) => `${one.month}: ${one.facts.map(({ question, yes }) => `${question} ${yes ? 'yes' : 'no'}`).join(', ')}`,
  )

describe('what people are shown of visits', () => {
  test.each<[string, Visit[], string[]]>([
    ['nobody went', [], []],
    ['a yes', [{ visited: '2026-05', greeted: true, woman: true }], ['2026-05: greeted yes, woman yes']],
    [
      'what they saw themselves, yes or no',
      [{ visited: '2026-05', greeted: false, as_you_are: false }],
      ['2026-05: greeted no, as_you_are no'],
    ],
    [
      'of how others would feel, only a yes',
      [{ visited: '2026-05', greeted: true, woman: false, parent: false, minority_faith: false }],
      ['2026-05: greeted yes'],
    ],
    ['nothing, where that is all', [{ visited: '2026-05', woman: false }], []],
    [
      'the newest answer to each question',
      [
        { visited: '2026-05', greeted: true, woman: true },
        { visited: '2026-09', greeted: false },
      ],
      ['2026-09: greeted no', '2026-05: woman yes'],
    ],
    [
      'a later no takes an earlier yes back',
      [
        { visited: '2026-05', woman: true },
        { visited: '2026-09', woman: false },
      ],
      [],
    ],
    [
      'of one month what was written down last',
      [
        { visited: '2026-05', greeted: true },
        { visited: '2026-05', greeted: false },
      ],
      ['2026-05: greeted no'],
    ],
    [
      'in whatever order the file has them',
      [
        { visited: '2026-09', greeted: false },
        { visited: '2026-05', greeted: true },
      ],
      ['2026-09: greeted no'],
    ],
    ['18 months long', [{ visited: '2025-05', greeted: true }], ['2025-05: greeted yes']],
    ['and no longer', [{ visited: '2025-04', greeted: true }], []],
    ['nor before it was', [{ visited: '2026-12', greeted: true }], []],
  ])('%s', (_, visits, expected) => {
    expect(shown(visits)).toEqual(expected)
  })
})

test('every newest no is for curators to look at, until somebody went again or it is too old', () => {
  const bad: Visit = { visited: '2026-05', greeted: false, woman: false }
  expect(livedNos([bad], month)).toEqual([
    { question: 'greeted', month: '2026-05' },
    { question: 'woman', month: '2026-05' },
  ])
  expect(livedNos([bad, { visited: '2026-06', greeted: true, woman: true }], month)).toEqual([])
  expect(livedNos([{ ...bad, visited: '2025-04' }], month)).toEqual([])
})

test.each([
  ['2026-11', true],
  ['2025-05', true],
  ['2025-04', false],
  ['2026-12', false],
])('a visit of %s counts: %s', (visited, expected) => {
  expect(visitCounts({ visited }, month)).toBe(expected)
})

test.each([
  ['words of whoever went', { visited: '2026-05', greeted: true, comment: 'lovely' }],
  ['stars', { visited: '2026-05', greeted: 5 }],
  ['a name', { visited: '2026-05', greeted: true, by: 'A' }],
  ['a day', { visited: '2026-05-03', greeted: true }],
  ['no answer', { visited: '2026-05' }],
])('%s: no file may hold it', (_, one) => {
  expect(visit.safeParse(one).success).toBe(false)
})

import { describe, expect, test } from 'vitest'
import { createBudget, type Spending, type Spent } from '../../../src/channels/sms/budget.ts'

const day = (now: number) => new Date(now).toISOString().slice(0, 10)
const noon = Date.parse('2026-11-24T12:00:00Z')
const second = 1000
/** The counts of a store that several processes share. */
const place = () => {
  const counts: Record<string, number> = {}
  return {
    counts: async () => ({ ...counts }),
    commit: (counters: Record<string, number>) => {
      for (const [name, by] of Object.entries(counters)) counts[name] = (counts[name] ?? 0) + by
    },
  }
}
const nothing = place().counts
/** What was asked for has been told. */
const told = () => new Promise(setImmediate)

type Row = [kind: Spending, parts: number, spent: Spent, day?: string]

describe.each<[string, { all: number; foreign: number }, Row[]]>([
  [
    'a limit for all',
    { all: 10, foreign: 0 },
    [
      ['uk', 7, 'ok'],
      ['uk', 1, 'warn'],
      ['uk', 3, 'over'],
      ['uk', 2, 'warn'],
      ['uk', 1, 'over'],
      ['uk', 1, 'ok', '2026-11-25'],
    ],
  ],
  [
    'foreign numbers have a limit of their own, and leave the rest to the others',
    { all: 10, foreign: 4 },
    [
      ['foreign', 3, 'ok'],
      ['foreign', 1, 'warn'],
      ['foreign', 1, 'over'],
      ['foreign', 100, 'over'],
      ['uk', 3, 'ok'],
      ['uk', 3, 'warn'],
      ['uk', 1, 'over'],
    ],
  ],
  [
    'what is urgent counts and is never over',
    { all: 3, foreign: 1 },
    [
      ['urgent', 4, 'warn'],
      ['uk', 1, 'over'],
      ['foreign', 1, 'over'],
      ['urgent', 4, 'warn'],
    ],
  ],
  ['no limit', { all: 0, foreign: 0 }, [['foreign', 100_000, 'ok']]],
])('%s', (_what, limits, rows) => {
  const budget = createBudget({ limits, counts: nothing, dayOf: day })
  const expected = rows.map(([, , spent]) => spent)
  test(expected.join(', '), () => {
    const spent = rows.map(([kind, parts, , on = '2026-11-24']) => budget.spend(kind, parts, Date.parse(on)).spent)
    expect(spent).toEqual(expected)
  })
})

test.each([
  ['uk', { 'sms.parts': 2 }],
  ['urgent', { 'sms.parts': 2 }],
  ['foreign', { 'sms.parts': 2, 'sms.parts.foreign': 2 }],
] as const)('what is to be committed with a turn: %s', (kind, counters) => {
  const budget = createBudget({ limits: { all: 0, foreign: 0 }, counts: nothing, dayOf: day })
  expect(budget.spend(kind, 2, noon).counters).toEqual(counters)
})

describe('several processes at one store', () => {
  test('together spend what one may, but for what they say within a few seconds', async () => {
    const { counts, commit } = place()
    const processes = Array.from({ length: 4 }, () =>
      createBudget({ limits: { all: 100, foreign: 0 }, counts, dayOf: day }),
    )
    let parts = 0
    for (let n = 0; n < 400; n++) {
      const { spent, counters } = processes[n % 4]?.spend('uk', 1, noon + n * second) ?? { spent: 'over', counters: {} }
      commit(counters)
      if (spent !== 'over') parts++
      await told()
    }
    expect(parts).toBeGreaterThanOrEqual(100)
    // Each hears every five seconds: here the four say one part a second.
    expect(parts).toBeLessThanOrEqual(105)
  })

  test('one that starts in the middle of the day knows what the others have spent', async () => {
    const { counts, commit } = place()
    commit({ 'sms.parts': 100 })
    const budget = createBudget({ limits: { all: 100, foreign: 0 }, counts, dayOf: day })
    budget.spend('uk', 1, noon)
    await told()
    expect(budget.spend('uk', 1, noon + second).spent).toBe('over')
  })

  test('what a process commits itself is not counted twice', async () => {
    const { counts, commit } = place()
    const budget = createBudget({ limits: { all: 100, foreign: 0 }, counts, dayOf: day })
    for (let n = 0; n < 10; n++) {
      const { spent, counters } = budget.spend('uk', 10, noon + n * 6 * second)
      expect(spent).not.toBe('over')
      commit(counters)
      await told()
    }
    expect(budget.spend('uk', 1, noon + 61 * second).spent).toBe('over')
  })
})

test('while the store is away the last that was known stands, and what is said then is added', async () => {
  const { counts, commit } = place()
  let away = false
  const budget = createBudget({
    limits: { all: 100, foreign: 0 },
    counts: () => (away ? Promise.reject(new Error('away')) : counts()),
    dayOf: day,
  })
  commit({ 'sms.parts': 90 })
  budget.spend('urgent', 0, noon)
  await told()
  away = true
  for (let n = 1; n <= 10; n++) {
    expect(budget.spend('uk', 1, noon + n * 10 * second, true).spent).toBe('warn')
    await told()
  }
  expect(budget.spend('uk', 1, noon + 120 * second, true).spent).toBe('over')
  away = false
  expect(budget.spend('uk', 1, noon + 130 * second).spent).toBe('over')
  await told()
  expect(budget.spend('uk', 1, noon + 140 * second).spent).toBe('over')
})

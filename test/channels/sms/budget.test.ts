import { describe, expect, test } from 'vitest'
import { createBudget, type Spending, type Spent } from '../../../src/channels/sms/budget.ts'

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
  const budget = createBudget(limits)
  const expected = rows.map(([, , spent]) => spent)
  test(expected.join(', '), () => {
    expect(rows.map(([kind, parts, , day = '2026-11-24']) => budget.spend(kind, parts, day))).toEqual(expected)
  })
})

import { expect, test } from 'vitest'
import { taxonomy } from '../../src/directory/index.ts'
import { schedule } from '../../src/directory/service.ts'
import { needs, substances } from '../../src/taxonomy.ts'
import { relations } from './fixture/fernshire.ts'

test.each(needs)('%s has wider needs, each named once', (need) => {
  const { wider } = relations.needs[need]
  expect(wider).not.toContain(need)
  expect(new Set(wider).size).toBe(wider.length)
})

test('stopping suddenly can be dangerous with alcohol, benzodiazepines and GHB, and where it may be one of them', () => {
  expect(substances.filter((one) => relations.substances[one].withdrawal_dangerous)).toEqual([
    'alcohol',
    'benzodiazepines',
    'ghb',
    'prescription',
    'nps',
    'unsure',
  ])
})

test('only gambling is helped elsewhere', () => {
  expect(substances.filter((one) => relations.substances[one].help === 'elsewhere')).toEqual(['gambling'])
})

type Row = [what: string, broken: object]
const rows: Row[] = [
  ['a need without relations', { needs: without(relations.needs, 'food') }],
  ['a substance without relations', { substances: without(relations.substances, 'ghb') }],
  ['a need nobody knows', { needs: { ...relations.needs, wealth: { wider: ['food'] } } }],
  ['a wider need nobody knows', { needs: { ...relations.needs, food: { wider: ['wealth'] } } }],
  ['a need wider than itself', { needs: { ...relations.needs, food: { wider: ['food'] } } }],
  ['a goal left out', { goals: without(relations.goals, 'safer') }],
]
test.each(rows)('refuses %s', (_, broken) => {
  expect(taxonomy.safeParse(relations).success).toBe(true)
  expect(taxonomy.safeParse({ ...relations, ...broken }).success).toBe(false)
})

test.each([
  ['00:00', true],
  ['23:59', true],
  ['24:00', true],
  ['24:01', false],
  ['25:00', false],
  ['9:00', false],
])('a schedule may close at %s: %s', (closes, fine) => {
  expect(schedule.safeParse({ days: ['MO'], opens: '09:00', closes }).success).toBe(fine)
})

function without(all: object, key: string): object {
  return Object.fromEntries(Object.entries(all).filter(([one]) => one !== key))
}

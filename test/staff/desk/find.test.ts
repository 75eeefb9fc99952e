import { expect, test } from 'vitest'
import type { DeskRecord } from '../../../src/staff/desk/directory.ts'
import { findRecords } from '../../../src/staff/desk/find.ts'
import { sandwell } from '../../sandwell.ts'

const records = sandwell.services.map(
  (service): DeskRecord => ({ area: 'sandwell', path: '', service, waiting: false }),
)
const first = (asked: string) => findRecords(records, asked)[0]?.service.id ?? null

test.each([
  ['foodbank smethwick', 'smethwick-foodbank'],
  ['kaleidoscope', 'kaleidoscope-plus'],
  ['kaliedoscope', 'kaleidoscope-plus'],
  ['cranston', 'cranstoun-routes'],
  ['samaritens', 'samaritans'],
  ['b67 7ah', 'smethwick-foodbank'],
  ['B677AH', 'smethwick-foodbank'],
  ['0808 208 2138', 'smethwick-foodbank'],
  ['08082082138', 'smethwick-foodbank'],
  ['208 2138', 'smethwick-foodbank'],
  ['church hill street', 'smethwick-foodbank'],
  ["mens' advice", 'mens-advice-line'],
  ['midland met', 'mmuh-emergency'],
  ['xyzzy', null],
])('%s: %s', (asked, expected) => {
  expect(first(asked)).toBe(expected)
})

test('what has it in its name comes before what has it elsewhere', () => {
  const ids = findRecords(records, 'cranstoun').map(({ service }) => service.id)
  expect(ids.slice(0, 2).sort()).toEqual(['cranstoun-routes', 'cranstoun-sandwell'])
})

test('nothing entered shows all', () => {
  expect(findRecords(records, '  ')).toHaveLength(records.length)
})

import { mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { editsOf, writeEdits } from '../../../src/commands/translations/edit.ts'

function home(files: Record<string, string>): string {
  const made = mkdtempSync(join(tmpdir(), 'fingerpost-'))
  mkdirSync(join(made, 'locales/ar'), { recursive: true })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(made, 'locales/ar', name), text)
  return made
}

const web = '{\n  "b": "x\\u200ey",\n   "list": { "1": "one", "a": "two",\n "c": "three" },\n  "z": "\\u0627"\n}\n'

describe('a changed sentence', () => {
  test.each([
    ['in its place', { key: 'web:list.a', text: '"2"' }, web.replace('"two"', '"\\"2\\""')],
    [
      'with marks that cannot be seen written out',
      { key: 'web:b', text: 'p\u200eq' },
      web.replace('x\\u200ey', 'p\\u200eq'),
    ],
  ])('leaves every other byte as it was: %s', (_, change, after) => {
    const edits = editsOf(home({ 'web.json': web }), 'ar', [change])
    expect([...edits]).toEqual([['locales/ar/web.json', { before: web, after }]])
  })

  test('that is new stands beside its own kind', () => {
    const edits = editsOf(home({ 'web.json': '{\n  "a": "1",\n  "b": "2"\n}\n' }), 'ar', [
      { key: 'web:a_sms', text: '3' },
      { key: 'web:a_web', text: '4' },
      { key: 'web:c.d', text: '5' },
    ])
    expect(edits.get('locales/ar/web.json')?.after).toBe(
      '{\n  "a": "1",\n  "a_sms": "3",\n  "a_web": "4",\n  "b": "2",\n  "c": {\n    "d": "5"\n  }\n}\n',
    )
  })

  test('has its review written after it, and taken out again', () => {
    const review = { state: 'native' as const, by: 'AB', on: '2026-11-22', words: 'w', english: 'e' }
    const made = home({ 'web.json': web })
    const edits = editsOf(made, 'ar', [
      { key: 'web:z', review },
      { key: 'web:b', text: 'n', review },
    ])
    expect([...edits.keys()]).toEqual(['locales/ar/web.json', 'locales/ar/reviews.json'])
    writeEdits(made, edits)
    expect(JSON.parse(readFileSync(join(made, 'locales/ar/reviews.json'), 'utf8'))).toEqual({
      'web:z': review,
      'web:b': review,
    })
    writeEdits(made, editsOf(made, 'ar', [{ key: 'web:z', review: null }]))
    expect(JSON.parse(readFileSync(join(made, 'locales/ar/reviews.json'), 'utf8'))).toEqual({ 'web:b': review })
  })
})

test('a file that somebody changed meanwhile is not overwritten, nor is any other', () => {
  const made = home({ 'web.json': '{"a": "1"}\n', 'errors.json': '{"a": "1"}\n' })
  const edits = editsOf(made, 'ar', [
    { key: 'errors:a', text: '2' },
    { key: 'web:a', text: '2' },
  ])
  writeFileSync(join(made, 'locales/ar/web.json'), '{"a": "3"}\n')
  expect(() => writeEdits(made, edits)).toThrow('locales/ar/web.json: was changed meanwhile')
  expect(readFileSync(join(made, 'locales/ar/errors.json'), 'utf8')).toBe('{"a": "1"}\n')
  expect(readdirSync(join(made, 'locales/ar'))).toEqual(['errors.json', 'web.json'])
})

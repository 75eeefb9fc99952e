import { expect, test } from 'vitest'
import { createOwnWords } from '../../src/channels/own-words.ts'

let now = Date.parse('2026-11-24T12:00Z')
const kept = (html: string) => ({ at: now, html })

test('what a person wrote lives ten minutes at most', () => {
  const words = createOwnWords<{ at: number; html: string }>(() => now)
  words.keep('one', 'first', kept('my husband'))
  expect(words.of('one').get('first')).toMatchObject({ html: 'my husband' })
  expect(words.of('two').size).toBe(0)
  now += 9 * 60_000
  words.keep('one', 'second', kept('my son'))
  expect([...words.of('one').keys()]).toEqual(['first', 'second'])
  now += 60_000
  expect([...words.of('one').keys()]).toEqual(['second'])
})

test('the oldest go first where it grows too much', () => {
  const words = createOwnWords<{ at: number; html: string }>(() => now, 2 * JSON.stringify(kept('abc')).length)
  for (const conversation of ['one', 'two', 'three']) words.keep(conversation, 'first', kept('abc'))
  expect(['one', 'two', 'three'].map((one) => words.of(one).size)).toEqual([0, 1, 1])
})

test('FORGET takes those of one conversation at once', () => {
  const words = createOwnWords<{ at: number; html: string }>(() => now)
  for (const conversation of ['one', 'two']) words.keep(conversation, 'first', kept('abc'))
  words.forget('one')
  expect(['one', 'two'].map((one) => words.of(one).size)).toEqual([0, 1])
})

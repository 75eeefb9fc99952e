import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sift } from '../../../src/commands/translations/sift.ts'

const items = (...keys: string[]) => keys.map((key) => ({ key }))
const keysOf = (found: Iterable<{ key: string }>) => [...found].map(({ key }) => key).sort()

test('what a problem names goes at once, the whole name only', () => {
  let tries = 0
  const { good, bad } = sift(items('a:b', 'a:b_young', 'a:c'), (some) => {
    tries++
    return some.some(({ key }) => key === 'a:b') ? ['pl, a:b: too long'] : []
  })
  expect(keysOf(good)).toEqual(['a:b_young', 'a:c'])
  expect(bad).toEqual([{ item: { key: 'a:b' }, problems: ['pl, a:b: too long'] }])
  expect(tries).toBe(2)
})

test('what no problem names is found by trying, and all that is kept can be taken together', () => {
  const keys = fc.uniqueArray(fc.string({ minLength: 1 }), { maxLength: 20 })
  fc.assert(
    fc.property(keys, fc.func(fc.boolean()), (all, isBad) => {
      const broken = (some: readonly { key: string }[]) =>
        some.filter(({ key }) => isBad(key)).map(() => 'the greeting')
      const { good, bad } = sift(items(...all), broken)
      expect(keysOf(good)).toEqual(all.filter((key) => !isBad(key)).sort())
      expect(keysOf(bad.map(({ item }) => item))).toEqual(all.filter((key) => isBad(key)).sort())
    }),
  )
})

test('two that are too much only together: one is kept', () => {
  const { good, bad } = sift(items('a', 'b', 'c'), (some) => {
    const keys = keysOf(some)
    return keys.includes('a') && keys.includes('c') ? ['the greeting is too long'] : []
  })
  expect(keysOf(good)).toEqual(['a', 'b'])
  expect(bad.map(({ item }) => item.key)).toEqual(['c'])
})

import { describe, expect, test } from 'vitest'
import { type ClassifierFile, compileClassifier } from '../../src/safety/classifier.ts'
import { featuresOf } from '../../src/safety/features.ts'
import { tokenise } from '../../src/text/index.ts'
import { type Example, hashOf, learn } from './learning.ts'

const bits = { danger: 12, kinds: 12 }

/** A small world: what is told of lamps is an emergency, of ladders a gentle case, and of bread neither. */
const small: Example[] = [
  ...['the lamp fell over', 'my lamp is broken', 'a lamp burns here', 'his lamps are out'].map((text) =>
    example(text, 'now', text.includes('his') ? 'other' : 'self', 'violence'),
  ),
  ...['the kettle boils over', 'my kettle is on', 'her kettle went dry', 'his kettles are hot'].map((text) =>
    example(text, 'now', /her|his/.test(text) ? 'other' : 'self', 'poisoning'),
  ),
  ...['the ladder is old', 'a ladder in the yard', 'my ladder wobbled'].map((text) =>
    example(text, 'gentle', 'self', 'medical'),
  ),
  ...[
    'the bread is here',
    'my bread is out',
    'a bread is on',
    'his bread went over',
    'her bread are old',
    'bread in the yard',
  ].map((text) => example(text, null)),
]
const file = learn(small, bits)
const like = (text: string, from: ClassifierFile = file) => compileClassifier(from)(tokenise(text))

function example(
  text: string,
  level: Example['level'],
  who: Example['who'] = null,
  kind: Example['kind'] = null,
): Example {
  return { tokens: tokenise(text), level, who, kind, language: 'en' }
}

describe('a likeness', () => {
  test.each([
    ['what was learnt', 'my lamp is broken', true],
    ['in other company', 'see their lamp tonight', true],
    ['another form of the word', 'two lampss lit', true],
    ['a letter held down', 'the laaaaamp fell', true],
    ['neither', 'see their bread tonight', false],
  ])('%s: %s', (_, text, isEmergency) => {
    expect(like(text).now > 0).toBe(isEmergency)
  })

  test('a gentle case is no emergency, and not nothing', () => {
    expect(like('some old ladder').now).toBeLessThan(0)
    expect(like('some old ladder').any()).toBeGreaterThan(like('some old bread').any())
  })

  test.each([
    ['my lamp fell', 'violence', 'self'],
    ['his lamps fell', 'violence', 'other'],
    ['his kettles went dry', 'poisoning', 'other'],
  ])('%s: %s, %s', (text, kind, who) => {
    expect(like(text).named()).toMatchObject({ kind, who })
  })

  test('is as sure of a kind as that is likelier than the rest', () => {
    const { sure } = like('my lamp is broken').named()
    expect(sure).toBeGreaterThan(like('my lamp and kettle').named().sure)
    expect(sure).toBeLessThanOrEqual(1)
  })

  test('names the words that weigh most, in their order', () => {
    const { words } = like('over there the kettle and a lamp').named()
    expect(words.filter((word) => word === 'lamp' || word === 'kettle')).toEqual(['kettle', 'lamp'])
    expect(like('bread bread bread').named().words).toEqual([])
  })

  test('names no more than the five that weigh most', () => {
    const { words } = like('lamp one kettle two lamps three kettles four lamp five kettle six seven').named()
    expect(words).toHaveLength(5)
    expect(words.every((word) => /lamp|kettle/.test(word))).toBe(true)
  })

  test('names those of the stretch that counts', () => {
    const story = 'the bread is here and my bread is out '.repeat(20)
    expect(like(`${story} his lamp fell over ${story} my kettle boils over lamp lamp`).named().words).toContain('boils')
  })

  test('of a few words is that of what stands around them, wherever they stand', () => {
    const text = 'his lamp fell over and there was bread in the yard and my bread is out and a bread is on'
    const last = tokenise(text).length
    const { around } = like(text)
    expect(around(1, 2)).toBeGreaterThan(0)
    // "there": four words behind the lamp, and none of them after it.
    expect(around(5, 6)).toBeGreaterThan(around(13, 14))
    expect(around(13, 14)).toBeLessThan(0)
    const { around: fromBehind } = like(text.split(' ').toReversed().join(' '))
    expect(fromBehind(last - 2, last - 1)).toBeGreaterThan(0)
    expect(fromBehind(0, 1)).toBeLessThan(fromBehind(last - 2, last - 1))
  })

  test('counts in the middle of a long story as much as alone', () => {
    const story = 'the bread is here and my bread is out '.repeat(20)
    expect(like(story).now).toBeLessThan(0)
    expect(like(`${story} his lamp fell over and my kettle boils ${story}`).now).toBeGreaterThan(0)
  })

  test('reads everything: a cry behind a hundred thousand words is heard', () => {
    const story = 'the bread is here '.repeat(25_000)
    expect(like(story).now).toBeLessThan(0)
    expect(like(`${story} his lamp fell over and my kettle boils`).now).toBeGreaterThan(0)
  })

  test('looks at as much more as there is more to read', () => {
    const looked = (times: number) => featuresOf(tokenise('the lamp is here '.repeat(times))).numbers.length
    expect(looked(1000) - looked(100)).toBe(900 * (looked(2) - looked(1)))
  })
})

describe('a file', () => {
  test('is the same for the same messages', () => {
    expect(learn(small, bits)).toEqual(file)
  })

  test.each([
    ['another text', [...small.slice(1), example('the lamps fell over', 'now', 'self', 'violence')]],
    ['another label', [{ ...(small[0] as Example), who: 'other' as const }, ...small.slice(1)]],
    ['another order', small.toReversed()],
  ])('is known by %s', (_, others) => {
    expect(hashOf(others)).not.toBe(hashOf(small))
  })

  test.each<[string, Partial<ClassifierFile>]>([
    ['weights that are cut short', { now: { ...file.now, weights: Buffer.alloc(1000).toString('base64') } }],
    ['no weights', { any: { ...file.any, weights: '' } }],
  ])('with %s is refused', (_, broken) => {
    expect(() => compileClassifier({ ...file, ...broken })).toThrow(/power of two/)
  })

  test('without a kind is refused', () => {
    const { suicide: _, ...kinds } = file.kinds
    expect(() => compileClassifier({ ...file, kinds: kinds as ClassifierFile['kinds'] })).toThrow(/suicide/)
  })
})

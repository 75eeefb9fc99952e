import { describe, expect, test } from 'vitest'
import { compileScreen } from '../../src/safety/index.ts'
import { rulesOf, screenBy, small, told } from './small.ts'

/** Ideas that make a danger where they stand near one another: `together`, by a lexicon of a few words. */

const rule = (together: string, rest: object = {}) => ({ withdrawal: [{ together, ...rest }] })
const context = {
  softeners: { negation: { reach: 'next', say: 'not' }, past: { reach: 'clause', say: 'once' } },
  marks: { self: 'i', other: 'he', dry: 'dry' },
  innocent: 'milk shake',
  clauses: 'but',
}

describe('two parts', () => {
  const screen = screenBy([
    small(rule('shake + drink', { within: 5, softened_by: ['negation', 'past'], unless: 'shake hands' }), context),
  ])
  test.each([
    ['shake drink', 'now'],
    ['drink shake', 'now'],
    ['drink on one of shake', 'now'],
    ['drink on one of two shake', undefined],
    ['drink. shake', 'now'],
    ['drink on one of two shake drink', 'now'],
    ['drink on one of my days drink shake', 'now'],
    ['shake', undefined],
    ['shake shake shake', undefined],
    ['shake hands drink', undefined],
    ['shake hands drink shake', 'now'],
    ['milk shake drink', undefined],
    // Only what is said of the first part makes it smaller.
    ['not shake drink', 'gentle'],
    ['shake not drink', 'now'],
    ['not drink shake', 'gentle'],
    ['once shake drink', 'gentle'],
    ['once but shake drink', 'now'],
  ])('%s: %s', (text, level) => expect(screen(text).danger?.level).toBe(level))

  test('the words between are among those that decided', () => {
    expect(screen('so drink and then shake now').danger?.why).toEqual([
      { rule: 'en/withdrawal/withdrawal-0', words: 'drink and then shake' },
    ])
  })
})

describe('who', () => {
  const screen = screenBy([small(rule('shake + drink'), context)])
  test.each([
    ['i drink shake', 'self'],
    ['he drink shake', 'other'],
    ['drink he shake', 'other'],
    ['drink he i shake', 'self'],
    ['drink shake he', 'other'],
    ['drink shake', 'self'],
  ])('%s: %s', (text, who) => expect(told(screen(text))).toBe(`withdrawal now ${who}`))
})

describe('three parts', () => {
  const screen = screenBy([small(rule('(ay|bee) + (bee|cee) + cee', { within: 8 }))])
  test.each([
    ['ay bee cee', true],
    ['cee bee ay', true],
    ['bee cee cee', true],
    ['cee cee bee', true],
    // None on the words of another.
    ['bee cee', false],
    ['ay cee', false],
    ['ay bee', false],
    ['cee bee bee', true],
    ['ay ay ay', false],
    // The last few places of each are tried, not only the last.
    ['ay cee cee and cee', true],
    ['bee bee cee and cee', true],
  ])('%s: %j', (text, found) => expect(screen(text).danger !== null).toBe(found))

  test('parts of several words may not overlap', () => {
    const one = screenBy([small(rule('took my + my pills'))])
    expect(one('took my pills').danger).toBeNull()
    expect(one('took my stuff. my pills').danger).not.toBeNull()
    expect(one('my pills took my').danger).not.toBeNull()
    expect(one('took my my pills').danger).not.toBeNull()
  })

  test('as far back as three places of a part', () => {
    const one = screenBy([small(rule('(ay|bee) + (bee|cee)', { within: 20 }))])
    expect(one('ay and and and cee').danger).not.toBeNull()
    const near = screenBy([small(rule('ay + (bee|cee) + (cee|dee) + dee', { within: 20 }))])
    expect(near('ay bee cee dee dee').danger).not.toBeNull()
    expect(near('ay cee cee dee dee').danger).not.toBeNull()
    expect(near('ay bee dee').danger).toBeNull()
  })
})

describe('several combinations', () => {
  test('each rule may have several, and share parts with others', () => {
    const screen = screenBy([
      small({
        withdrawal: [{ together: 'shake + drink\nsweat + drink' }],
        overdose: [{ together: 'drink + pills' }],
      }),
    ])
    expect(rulesOf(screen('shake drink'))).toEqual(['en/withdrawal/withdrawal-0'])
    expect(rulesOf(screen('sweat drink'))).toEqual(['en/withdrawal/withdrawal-0'])
    expect(rulesOf(screen('pills drink'))).toEqual(['en/overdose/overdose-0'])
    expect(rulesOf(screen('pills drink sweat'))).toEqual(['en/overdose/overdose-0', 'en/withdrawal/withdrawal-0'])
    expect(rulesOf(screen('sweat pills'))).toEqual([])
  })

  test('of several languages, each in its own words', () => {
    const screen = screenBy([
      small(rule('@shake + @drink'), {}, 'en', { shake: ['shake', 'tremble'].join('\n'), drink: 'drink' }),
      small(rule('@shake + @drink'), {}, 'pl', { shake: 'trzese', drink: 'pije' }),
    ])
    expect(rulesOf(screen('tremble drink'))).toEqual(['en/withdrawal/withdrawal-0'])
    expect(rulesOf(screen('trzese pije'))).toEqual(['pl/withdrawal/withdrawal-0'])
    expect(rulesOf(screen('trzese drink'))).toEqual([])
  })

  test('marks and softened gentle ones count as they do for what is said in one', () => {
    const needs = screenBy([small(rule('shake + drink', { needs: ['dry'] }), context)])
    expect(needs('shake drink').danger).toBeNull()
    expect(needs('dry shake drink').danger).not.toBeNull()
    const gentle = screenBy([small(rule('shake + drink', { level: 'gentle', softened_by: ['negation'] }), context)])
    expect(gentle('shake drink').danger?.level).toBe('gentle')
    expect(gentle('not shake drink').danger).toBeNull()
  })
})

test('what was read before changes nothing: a screen keeps room between messages, and nothing that stood in it', () => {
  const lexicons = [
    small({ withdrawal: [{ together: 'shake + drink' }], overdose: [{ together: 'drink + pills + lots' }] }),
  ]
  const one = compileScreen(lexicons, () => [])
  const texts = [
    'shake',
    'drink',
    'shake drink',
    'pills',
    'lots',
    `${'drink '.repeat(300)}lots`,
    'pills',
    'shake',
    'lots pills drink',
    'drink',
  ]
  expect(texts.map((text) => told(one(text)))).toEqual(texts.map((text) => told(screenBy(lexicons)(text))))
})

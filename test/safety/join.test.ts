import { describe, expect, test } from 'vitest'
import type { Classifier, Likeness } from '../../src/safety/classifier.ts'
import { compileHalves, joinClassifier } from '../../src/safety/index.ts'
import { small, told } from './small.ts'

const lexicon = small(
  { violence: [{ say: 'knife' }], suicide: [{ say: 'end it', level: 'gentle' }] },
  { marks: { young: 'im 12' }, signals: { cannot: 'cant go on' } },
)

/** A screen whose every message is like this, and the words that the classifier was asked about. */
function screenOf(likeness: Partial<Omit<Likeness, 'any'>> & { any?: number }) {
  const asked: string[] = []
  const classify: Classifier = (tokens) => {
    asked.push(tokens.map(({ text }) => text).join(' '))
    const { now = -9, any = now, around = () => -9 } = likeness
    return {
      now,
      around,
      any: () => any,
      named: () => ({ kind: 'overdose', sure: 1, who: 'self', words: [] }),
    }
  }
  return {
    screen: joinClassifier(
      compileHalves([lexicon], () => []),
      classify,
    ),
    asked,
  }
}

describe('how many words a likeness takes', () => {
  test.each([
    ['two say too little', 'he fell', 'nothing', []],
    ['three are enough', 'he fell down', 'overdose now self', ['he fell down']],
    ['half a danger in five is weighed over turns', 'i really cant go on', 'nothing', []],
    ['and in six is looked at', 'i really just cant go on', 'overdose now self', ['i really just cant go on']],
  ])('%s', (_, text, expected, looked) => {
    const { screen, asked } = screenOf({ now: 5 })
    expect(told(screen(text))).toBe(expected)
    expect(asked).toEqual(looked)
  })

  test('the signs of the rules are kept', () => {
    const { screen } = screenOf({ now: 5 })
    expect(screen('i really cant go on').signals).toEqual([{ name: 'cannot', who: 'self' }])
    expect(screen('i really just cant go on').signals).toEqual([{ name: 'cannot', who: 'self' }])
    expect(screen('the knife').danger?.kind).toBe('violence')
  })
})

describe('a word of danger among everyday ones', () => {
  const everyday = 'he lent me a knife to cut the cake'

  test('is told by why it was left out', () => {
    const { danger, dismissed } = screenOf({}).screen(everyday)
    expect(danger).toBeNull()
    expect(dismissed).toEqual([{ rule: 'en/violence/violence-0', words: 'knife' }])
  })

  test.each([
    ['where nothing was found', 'he lent me a spoon to cut the cake', -9],
    ['where it counts', everyday, 0],
  ])('nothing was left out %s', (_, text, now) => {
    expect(screenOf({ now }).screen(text)).not.toHaveProperty('dismissed')
  })

  test('is looked at with the words around it, and of two the likelier counts', () => {
    const around: Likeness['around'] = (from, to) => (from === 9 && to === 10 ? 3 : -9)
    expect(told(screenOf({ around }).screen(`${everyday} knife`))).toBe('violence now self')
    expect(told(screenOf({ around }).screen(everyday))).toBe('nothing')
  })

  test.each([
    ['two', 'knife he has knife knife knife', 'violence now self'],
    ['three', 'knife he has a knife knife', 'nothing'],
  ])('with %s words beside it that are none', (_, text, expected) => {
    expect(told(screenOf({}).screen(text))).toBe(expected)
  })
})

test('a child who writes is heard where no rule told anything', () => {
  expect(told(screenOf({ now: 5 }).screen('he fell down and im 12'))).toBe('overdose now self young')
})

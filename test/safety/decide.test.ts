import { describe, expect, test } from 'vitest'
import { decide } from '../../src/safety/decide.ts'
import type { Danger } from '../../src/safety/index.ts'

const told = (level: Danger['level'], more: Partial<Danger> = {}): Danger => ({
  kind: 'violence',
  who: 'other',
  level,
  young: false,
  why: [{ rule: 'en/violence/x', words: 'x' }],
  ...more,
})
/** @param around the likeness of the words that tell it by the rules, where that matters */
const asked = (around = -9, young = false, words = 9, denied = false, beside = words) => ({
  around: () => around,
  beside: () => beside,
  young: () => young,
  words,
  denied,
})
const like = (now: number, any = now, sure = 0.9) => ({
  now,
  any: () => any,
  named: () => ({ kind: 'overdose' as const, sure, who: 'self' as const, words: ['took', 'them'] }),
})
const said = (danger: Danger | null) =>
  danger
    ? `${danger.kind} ${danger.level} ${danger.who}${danger.alike ? ' alike' : ''}${danger.unsure ? ' unsure' : ''}`
    : 'nothing'

describe('rules and likeness', () => {
  test.each([
    ['neither', null, like(-3), 'nothing'],
    ['hardly like an emergency', null, like(0.9), 'nothing'],
    ['like an emergency', null, like(1.1), 'overdose now self alike'],
    ['like one, and it is not plain which', null, like(1.1, 3, 0.5), 'overdose now self alike unsure'],
    ['like a gentle case', null, like(-1, 2.6), 'overdose gentle self'],
    ['a little like one', null, like(-1, 2.4), 'nothing'],
    ['an emergency by the rules', told('now'), like(5), 'violence now other'],
    ['one that is hardly like one', told('now'), like(-1.9), 'violence now other'],
    ['a word of danger in an everyday message', told('now'), like(-2.1), 'violence gentle other'],
    ['one in a message that is like a gentle case', told('now'), like(-5, -2.4), 'violence gentle other'],
    ['an idiom', told('now'), like(-2.6), 'nothing'],
    ['one that is not unlikely enough to be left out', told('now'), like(-2.4, -5), 'violence gentle other'],
    ['what was meant for another number', told('now', { misdirected: true }), like(-9), 'violence now other'],
    ['gentle by the rules', told('gentle'), like(1.9), 'violence gentle other'],
    ['made smaller, and like an emergency all the same', told('gentle'), like(2.1), 'violence now other alike'],
    ['gentle by the rules and hardly like it', told('gentle'), like(-0.9), 'violence gentle other'],
    ['gentle by the rules and unlike it', told('gentle'), like(-2.9), 'violence gentle other'],
    ['gentle by the rules and like nothing', told('gentle'), like(-3.1), 'nothing'],
    ['a child who is low, whatever it is like', told('gentle', { young: true }), like(-9), 'violence gentle other'],
    ['a child in danger, by its words', told('now', { young: true }), like(-9), 'violence gentle other'],
  ])('%s', (_, danger, likeness, expected) => {
    expect(said(decide(danger, likeness, asked()))).toBe(expected)
  })

  test.each([
    ['few words of danger beside everyday ones', -0.4, 'violence now other'],
    ['everyday words around them too', -0.6, 'violence gentle other'],
    ['nothing but everyday words', -1.1, 'nothing'],
  ])('%s', (_, around, expected) => {
    expect(said(decide(told('now'), like(-5), asked(around)))).toBe(expected)
  })

  test.each([
    ['words around a gentle case that are a little like one', -1.9, 'violence gentle other'],
    ['everyday words around one', -2.1, 'nothing'],
  ])('%s', (_, around, expected) => {
    expect(said(decide(told('gentle'), like(-5), asked(around)))).toBe(expected)
  })

  test('a few words are taken as they stand', () => {
    expect(said(decide(told('now'), like(-5), asked(-9, false, 5)))).toBe('violence now other')
    expect(said(decide(told('gentle'), like(-5), asked(-9, false, 5)))).toBe('violence gentle other')
    expect(said(decide(told('now'), like(-5), asked(-9, false, 6)))).toBe('nothing')
  })

  test('what has hardly a word beside it is taken as it stands', () => {
    expect(said(decide(told('now'), like(-5), asked(-9, false, 9, false, 2)))).toBe('violence now other')
    expect(said(decide(told('gentle'), like(-5), asked(-9, false, 9, false, 2)))).toBe('violence gentle other')
    expect(said(decide(told('now'), like(-5), asked(-9, false, 9, false, 3)))).toBe('nothing')
  })

  test('what was denied is never silenced', () => {
    expect(said(decide(told('gentle'), like(-9), asked(-9, false, 9, true)))).toBe('violence gentle other')
    expect(said(decide(told('now'), like(-9), asked(-9, false, 9, true)))).toBe('violence gentle other')
  })

  test.each([
    [2.4, 'nothing'],
    [2.6, 'overdose now self alike'],
  ])('a long message is like an emergency from 2.5: %d', (now, expected) => {
    expect(said(decide(null, like(now), asked(-9, false, 40)))).toBe(expected)
    const madeSmaller = expected === 'nothing' ? 'violence gentle other' : 'violence now other alike'
    expect(said(decide(told('gentle'), like(now), asked(0, false, 40)))).toBe(madeSmaller)
  })

  test('a child who speaks is young, whoever told the danger', () => {
    expect(decide(null, like(3), asked(-9, true))?.young).toBe(true)
    expect(decide(told('gentle', { young: true }), like(3), asked())?.young).toBe(true)
  })

  test('the words that weighed stand before the rules', () => {
    expect(decide(told('gentle'), like(3), asked())?.why).toEqual([
      { rule: 'classifier/overdose', words: 'took … them' },
      { rule: 'en/violence/x', words: 'x' },
    ])
  })

  test('where no rule told anything, they are all there is to say', () => {
    expect(decide(null, like(3), asked())?.why).toEqual([{ rule: 'classifier/overdose', words: 'took … them' }])
  })

  test('what is taken for everyday is said behind the rules', () => {
    const why = [
      { rule: 'en/violence/x', words: 'x' },
      { rule: 'en/violence/y', words: 'y' },
    ]
    expect(decide(told('now', { why }), like(-2.2), asked())?.why).toEqual([
      ...why,
      { rule: 'classifier/everyday', words: 'x … y' },
    ])
  })
})

import { describe, expect, test } from 'vitest'
import { lexicon } from '../../src/understanding/index.ts'
import { entriesOf } from '../../src/understanding/lexicon.ts'
import { meaningOf, type Understood } from '../../src/understanding/meaning.ts'

/** What was found, as "dimension:value@position", gathered into a meaning. */
function meaning(found: string) {
  const understood = found.split(' ').map((one, at): Understood => {
    const [sense = '', from] = one.split('@')
    const [dimension = '', ...value] = sense.split(':')
    return { sense: { dimension, value: value.join(':') }, from: Number(from ?? at), size: 1 }
  })
  return meaningOf(found === '' ? [] : understood, { language: 'en', sure: true }, null)
}

describe('gathered into a meaning', () => {
  test.each([
    ['nothing', '', { empty: true, command: null, choice: null }],
    ['what only shows the language', 'written:pl', { empty: true }],
    ['talk of using', 'context:use', { empty: true }],
    ['a call for help', 'context:call', { empty: false }],
    ['a word that is no talk of using, but called so', 'need:use', { empty: false }],
    ['a number', 'choice:2', { choice: 2, empty: false }],
    ['the last', 'choice:-1', { choice: -1 }],
    [
      'needs in the order of the message, each once',
      'need:food@3 need:housing@1 need:food@0',
      { needs: ['food', 'housing'] },
    ],
    ['a relative before oneself', 'audience:self audience:family', { audience: 'family' }],
    ['a slip before the wish to stop', 'goal:stop goal:stay_stopped', { goal: 'stay_stopped' }],
    ['a dose before thanks', 'courtesy:thanks courtesy:dose', { courtesy: 'dose' }],
    ['the first command found', 'command:stop command:menu', { command: 'stop' }],
    ['not sure of the substance, and none else', 'substance:unsure', { substances: ['unsure'] }],
    ['one that is named is more than not sure', 'substance:unsure substance:alcohol', { substances: ['alcohol'] }],
    ['a language that is asked for', 'command:language to:pl', { command: 'language', to: 'pl' }],
  ])('%s', (_what, found, expected) => expect(meaning(found)).toMatchObject(expected))

  test.each(['to:pl', 'command:menu to:pl', 'command:language'])('%s asks for no language', (found) => {
    expect(meaning(found)).not.toHaveProperty('to')
  })

  test('a place is something', () => {
    const place = { kind: 'town', value: 'tipton', town: 'tipton', inArea: true } as const
    expect(meaningOf([], { language: null, sure: false }, place)).toMatchObject({ empty: false, place })
  })
})

describe('a lexicon file', () => {
  const file = (entry: object) => lexicon.parse({ language: 'en', subject: 'x', entries: [entry] })

  test('has its phrases by line and semicolon, without comments', () => {
    const [entry] = entriesOf(file({ means: 'need:food', say: '\n  bread ; milk;\n  # no: cheese; ham\n\n eggs #1\n' }))
    expect(entry?.say).toEqual(['bread', 'milk', 'eggs #1'])
    expect(entry?.unless).toEqual([])
  })

  test.each([
    'choice:2',
    'choice:12',
    'choice:-1',
    'preference:fits:sikh',
    'preference:speaks:pl',
    'to:pa-Latn',
    'substance:nothing',
  ])('%s is a sense', (means) => expect(file({ means, say: 'x' }).entries).toHaveLength(1))

  test.each([
    'choice:x2',
    'choice:2x',
    'choice:123',
    'preference:xfits:sikh',
    'preference:fits:Sikh',
    'preference:speaks:',
    'preference:talks:pl',
    'to:Polish',
    'hunger:x',
    'need',
    ':food',
    'command:sing',
  ])('%s is none', (means) => expect(() => file({ means, say: 'x' })).toThrow(/no such sense/))

  test('{} stands for a key and its words; nothing may be one of them', () => {
    const of = (each: object) => entriesOf(file({ means: 'need:{}', say: 'some {} please', unless: 'no {}', each }))
    expect(of({ food: 'bread; milk', nothing: 'air' })).toMatchObject([
      {
        senses: [{ dimension: 'need', value: 'food' }],
        say: ['some (bread|milk) please'],
        unless: ['no (bread|milk)'],
      },
      { senses: [{ dimension: 'need', value: 'nothing' }], say: ['some (air) please'] },
    ])
    expect(() => of({ hunger: 'bread' })).toThrow('no such sense in en/x: need:hunger')
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileReader, compileUnderstanding, type Lexicon, lexicon } from '../../src/understanding/index.ts'
import { places, read, readLexicons, right } from './lexicons.ts'

const file = (language: string, subject: string, rest: object): Lexicon => lexicon.parse({ language, subject, ...rest })
const nowhere = { read: () => null }
const never = () => false
const sensesIn = (lexicons: Lexicon[], text: string) =>
  compileReader(
    lexicons,
    nowhere,
    never,
  )(text)
    .why.map(({ sense }) => sense)
    .sort()

describe('how phrases settle', () => {
  const drinks = { means: 'substance:alcohol', say: 'drink' }

  test.each([
    [
      'the longest of a dimension',
      [
        { means: 'need:food', say: 'bank' },
        { means: 'need:legal', say: 'bank fraud' },
      ],
      'bank fraud',
      ['need:legal'],
    ],
    [
      'both where they do not overlap',
      [
        { means: 'need:food', say: 'bank' },
        { means: 'need:legal', say: 'fraud' },
      ],
      'bank fraud',
      ['need:food', 'need:legal'],
    ],
    [
      'both where they are of two dimensions',
      [drinks, { means: 'goal:stop', say: 'stop drink' }],
      'stop drink',
      ['goal:stop', 'substance:alcohol'],
    ],
    [
      'one that speaks beside takes nothing',
      [
        { means: 'need:food', say: 'bank' },
        { means: 'need:legal', say: 'my bank', beside: true },
      ],
      'my bank',
      ['need:food', 'need:legal'],
    ],
    ['cancelled by unless where it overlaps', [{ ...drinks, unless: 'soft drink' }], 'a soft drink', []],
    [
      'not cancelled by unless elsewhere',
      [{ ...drinks, unless: 'soft drink' }],
      'a soft drink and a drink',
      ['substance:alcohol'],
    ],
    ['swallowed by a longer nothing', [drinks, { means: 'substance:nothing', say: 'soft drink' }], 'a soft drink', []],
    ['slang alone', [{ means: 'substance:opioids', say: 'brown', slang: true }], 'brown', ['substance:opioids']],
    ['slang in other talk', [{ means: 'substance:opioids', say: 'brown', slang: true }], 'my brown dog', []],
    [
      'slang near another substance',
      [drinks, { means: 'substance:opioids', say: 'brown', slang: true }],
      'drink and brown',
      ['substance:alcohol', 'substance:opioids'],
    ],
    [
      'slang far from it',
      [drinks, { means: 'substance:opioids', say: 'brown', slang: true }],
      'drink is one thing but i do have a brown dog',
      ['substance:alcohol'],
    ],
    [
      'one entry with several senses',
      [{ means: ['need:food', 'goal:stop'], say: 'x' }],
      'x',
      ['goal:stop', 'need:food'],
    ],
    [
      'each, written out',
      [{ means: 'choice:{}', say: '^number {}$', each: { 1: 'one; first', 2: 'two' } }],
      'number first',
      ['choice:1'],
    ],
  ])('%s', (_, entries, text, senses) => {
    expect(sensesIn([file('en', 'test', { entries })], text)).toEqual(senses)
  })

  test('a class is the file’s own before another file’s', () => {
    const one = file('en', 'one', { classes: { thing: 'tea' }, entries: [{ means: 'need:food', say: 'more @thing' }] })
    const other = file('en', 'other', {
      classes: { thing: 'gin' },
      entries: [{ means: 'need:legal', say: 'more @thing' }],
    })
    expect(sensesIn([one, other], 'more tea')).toEqual(['need:food'])
    const third = file('en', 'third', { entries: [{ means: 'need:legal', say: 'more @thing' }] })
    expect(() => sensesIn([one, other, third], '')).toThrow('several files of en have a class @thing')
    expect(sensesIn([one, third], 'more tea')).toEqual(['need:food', 'need:legal'])
  })

  test('why names the phrase and the words', () => {
    expect(read('my husband drinks').why).toContainEqual({
      sense: 'substance:alcohol',
      pattern: 'drinks',
      words: 'drinks',
    })
  })
})

describe('spelling help', () => {
  const alcohol = file('en', 'test', { entries: [{ means: 'substance:alcohol', say: 'alcohol; abuse' }] })
  const correct = compileReader([alcohol], nowhere, right)

  test.each(['alchohol', 'alcahol', 'alcoholl', 'alocohol'])('%s is understood', (word) => {
    expect(correct(word).meaning.substances).toEqual(['alcohol'])
  })
  test.each(['bus', 'amuse', 'abused'])('%s is right and stays as it is', (word) => {
    expect(correct(word).meaning.substances).toEqual([])
  })
  test('at most eight unknown words are looked at', () => {
    const unknown = (count: number) => Array.from({ length: count }, (_, at) => `qwx${'abcdefghijk'[at]}zzyq`).join(' ')
    expect(correct(`${unknown(7)} alcahol`).meaning.substances).toEqual(['alcohol'])
    expect(correct(`${unknown(8)} alcahol`).meaning.substances).toEqual([])
    expect(correct('alcahol').meaning.substances, 'the next message has its own eight').toEqual(['alcohol'])
  })
})

describe('a lexicon file', () => {
  const entries = (entry: object) => ({ language: 'en', subject: 'test', entries: [entry] })
  test.each([
    ['an unknown need', entries({ means: 'need:nonsense', say: 'x' })],
    ['an unknown dimension', entries({ means: 'colour:red', say: 'x' })],
    ['a number that is no choice', entries({ means: 'choice:many', say: 'x' })],
    ['a field nobody reads', entries({ means: 'need:food', say: 'x', after: 'y' })],
    ['a language that is no BCP 47 tag', { ...entries({ means: 'need:food', say: 'x' }), language: 'English' }],
  ])('with %s is refused', (_, data) => {
    expect(lexicon.safeParse(data).success).toBe(false)
  })
  test('an unknown sense behind {} is refused when it is compiled', () => {
    const data = lexicon.parse(entries({ means: 'need:{}', say: '{}', each: { nonsense: 'x' } }))
    expect(() => compileUnderstanding([data], places)).toThrow('no such sense in en/test: need:nonsense')
  })
  test('those of content/ have every sense of the taxonomy somewhere in English', async () => {
    const { audiences, commands, goals, needs, plainPreferences, substances } = await import('../../src/taxonomy.ts')
    const said = new Set(
      readLexicons()
        .filter(({ language }) => ['en', 'und'].includes(language))
        .flatMap((one) =>
          one.entries.flatMap(({ means }) => means.map(({ dimension, value }) => `${dimension}:${value}`)),
        ),
    )
    const wanted = Object.entries({
      audience: audiences,
      command: commands,
      goal: goals,
      need: needs,
      preference: plainPreferences,
      substance: substances,
    })
    expect(
      wanted
        .flatMap(([dimension, values]) => values.map((value) => `${dimension}:${value}`))
        .filter((sense) => !said.has(sense)),
    ).toEqual([])
  })
})

describe('whatever is sent', () => {
  test('nothing throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        expect(Array.isArray(read(text).meaning.needs)).toBe(true)
      }),
      { numRuns: 300 },
    )
  })

  test('the same text means the same whatever came before', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (text) => {
        const before = read('my alcahol problem').meaning
        read(text)
        expect(read('my alcahol problem').meaning).toEqual(before)
      }),
      { numRuns: 100 },
    )
  })

  test.each(['my husband drinks and i want to stop ', 'zqxzk wvvxq ', 'ਸ਼ਰਾਬ ', 'no '])(
    'time is linear in 64 KB of "%s"',
    (piece) => {
      const timeOf = (size: number) => {
        const text = piece.repeat(Math.ceil(size / piece.length))
        const times = Array.from({ length: 3 }, () => {
          const start = performance.now()
          read(text)
          return performance.now() - start
        })
        return Math.min(...times)
      }
      timeOf(6_500)
      expect(timeOf(65_000)).toBeLessThan(20 * Math.max(timeOf(6_500), 5))
    },
  )
})

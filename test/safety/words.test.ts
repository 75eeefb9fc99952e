import { describe, expect, test } from 'vitest'
import { compileScreen, signalsOf } from '../../src/safety/index.ts'
import { oneSlip } from '../../src/safety/one-slip.ts'
import { screenBy, small, told } from './small.ts'

/** How words are read before they are judged: short forms, slips of the finger, and what is wrong in a lexicon. */

describe('short forms', () => {
  const screen = screenBy([
    small(
      { suicide: [{ say: 'wna die' }], self_harm: [{ say: 'idk@x here\nwna* now' }] },
      { short: 'wna wana = want to\nnemore = any more' },
      'en',
      { x: 'any more' },
    ),
    small({ violence: [{ say: 'want to hit' }, { say: 'wna-hit' }] }, {}, 'pl'),
  ])
  test.each([
    ['want to die', 'suicide now self'],
    ['wna die', 'suicide now self'],
    ['wana die', 'suicide now self'],
    // In messages and patterns of every language alike.
    ['wna hit', 'violence now self'],
    ['wnadie', 'nothing'],
  ])('%s: %s', (text, expected) => expect(told(screen(text))).toBe(expected))

  test('keep the stop before them, and it alone', () => {
    const lexicon = small(
      { suicide: [{ say: 'die', softened_by: ['negation'] }] },
      { short: 'wna = want to', softeners: { negation: { reach: 'clause', say: 'not' } } },
    )
    expect(told(screenBy([lexicon])('not. wna die'))).toBe('suicide now self')
    expect(told(screenBy([lexicon])('not wna die'))).toBe('suicide gentle self')
  })
})

describe('one slip of the finger', () => {
  const lexicon = small(
    {
      suicide: [{ say: 'suicidal\n@ending everything' }],
      overdose: [{ together: 'swallowed + tablets' }],
      violence: [{ say: 'stabbing\nstrang*' }],
    },
    { plain: 'tables stubbing', innocent: 'harmless' },
    'en',
    { ending: 'finishing' },
  )
  const reads = (word: string) => oneSlip([lexicon])(word, new Set())
  test.each([
    ['siucidal', ['suicidal']],
    ['suicidl', ['suicidal']],
    ['evrything', ['everything']],
    ['finishin', ['finishing']],
    ['finnishing', ['finishing']],
    ['swalowed', ['swallowed']],
    ['tablts', ['tablets']],
    // Right as it stands.
    ['tables', []],
    ['stubbing', []],
    // Two slips, another word, a beginning of a word, and what makes smaller.
    ['siucidl', []],
    ['table', []],
    ['strangg', []],
    ['harmles', []],
    ['stabbin', ['stabbing']],
    ['walkin', []],
  ])('%s is read as %j', (word, meant) => expect(reads(word)).toEqual(meant))

  test('is how a screen reads where nothing else is said', () => {
    expect(told(compileScreen([lexicon])('im siucidal'))).toBe('suicide now self')
    expect(told(compileScreen([lexicon])('the tables'))).toBe('nothing')
  })
})

test('lines may be indented and stand apart', () => {
  const lexicon = small(
    {
      suicide: [{ say: '\n  die\n\n   end it\n  ' }],
      withdrawal: [{ together: '\n  shake  +  drink\n   \n  sweat + drink\n' }],
    },
    { short: '\n  dnt = dont\n   \n', plain: '\n tables\n' },
  )
  expect(lexicon.kinds[0]?.rules[0]?.say).toEqual(['die', 'end it'])
  expect(lexicon.kinds[1]?.rules[0]?.together).toEqual([
    ['shake', 'drink'],
    ['sweat', 'drink'],
  ])
  expect(lexicon.context.short).toEqual(['  dnt = dont'])
  expect(lexicon.context.plain).toEqual(['tables'])
})

test('signals of a lexicon are named in its context and in its rules', () => {
  const lexicon = small(
    { suicide: [{ say: 'low', signal: 'low' }, { say: 'x' }] },
    { signals: { cannot: 'cant do this' } },
  )
  expect(signalsOf(lexicon)).toEqual(['cannot', 'low'])
})

describe('signals in a message', () => {
  const screen = screenBy([
    small(
      { suicide: [{ say: 'feel low', level: 'gentle', signal: 'low', softened_by: ['negation'] }] },
      {
        signals: { cannot: 'cant do this', dead: 'be dead\nto be dead' },
        softeners: { negation: { reach: 'next', say: 'not' } },
        marks: { self: 'i', other: 'he' },
        innocent: 'cant do this sum',
      },
    ),
  ])
  test.each([
    ['cant do this', [{ name: 'cannot', who: 'self' }]],
    ['he cant do this', [{ name: 'cannot', who: 'other' }]],
    ['cant do this sum', []],
    ['cant do this. cant do this', [{ name: 'cannot', who: 'self' }]],
    ['to be dead', [{ name: 'dead', who: 'self' }]],
    ['feel low', [{ name: 'low', who: 'self' }]],
    [
      'he says cant do this and i feel low',
      [
        { name: 'cannot', who: 'other' },
        { name: 'low', who: 'self' },
      ],
    ],
    ['not feel low', []],
    ['hello', []],
  ])('%s: %j', (text, signals) => expect(screen(text).signals).toEqual(signals))

  test('are none where the danger was made smaller', () => {
    const one = screenBy([
      small(
        { suicide: [{ say: 'die', signal: 'low', softened_by: ['negation'] }] },
        { softeners: { negation: { reach: 'next', say: 'not' } } },
      ),
    ])
    expect(one('die').signals).toEqual([{ name: 'low', who: 'self' }])
    expect(one('not die').signals).toEqual([])
  })
})

describe('a lexicon that is wrong is refused, with what is wrong', () => {
  const say = { suicide: [{ say: 'die' }] }
  test.each([
    ['a class nobody has', small({ suicide: [{ say: '@nobody dies' }] }), /no class.*nobody/],
    ['a class of another language', small({ suicide: [{ say: '@x' }] }), /no class/],
    [
      'a softener nobody has',
      small({ suicide: [{ say: 'die', softened_by: ['wishes'] }] }),
      /en\/suicide\/suicide-0 names no softener: wishes/,
    ],
    [
      'two rules of one name',
      small({
        suicide: [
          { say: 'die', id: 'a' },
          { say: 'end', id: 'a' },
        ],
      }),
      /two safety rules are called en\/suicide\/a/,
    ],
    ['a pattern left open', small({ suicide: [{ say: '(die' }] }), /missing \)/],
  ])('%s', (_what, lexicon, why) => {
    expect(() => compileScreen([lexicon, small(say, {}, 'pl', { x: 'y' })])).toThrow(why)
  })

  test.each([
    ['a rule that says nothing', { suicide: [{ level: 'now' }] }],
    ['a level there is not', { suicide: [{ say: 'die', level: 'maybe' }] }],
    ['a kind there is not', { sorrow: [{ say: 'die' }] }],
    ['a combination of one', { suicide: [{ together: 'die' }] }],
    ['a reach that is none', { suicide: [{ together: 'a + b', within: 1 }] }],
    ['a name with blanks', { suicide: [{ say: 'die', id: 'a b' }] }],
    ['a field there is not', { suicide: [{ say: 'die', loud: true }] }],
  ])('%s', (_what, kinds) => expect(() => small(kinds)).toThrow())

  test.each([
    ['a short form for nothing', { short: 'wna' }],
    ['a softener that reaches nowhere', { softeners: { x: { reach: 'far', say: 'y' } } }],
    ['a signal with a name of its own kind', { signals: { 'Not so': 'x' } }],
    ['an idiom that is empty', { innocent: '\n' }],
  ])('%s', (_what, context) => expect(() => small(say, context)).toThrow())
})

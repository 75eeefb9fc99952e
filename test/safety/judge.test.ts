import { describe, expect, test } from 'vitest'
import { rulesOf, screenBy, small, told } from './small.ts'

/** What stands around a danger and changes what it means, by a lexicon of a few words. */

const people = { self: 'i\nme', other: 'he\nmum\nsent me' }

describe('who is in danger', () => {
  const screen = screenBy([small({ violence: [{ say: 'hurt\nhit ...3 now' }] }, { marks: people })])
  test.each([
    ['hurt', 'self'],
    ['i am hurt', 'self'],
    ['he is hurt', 'other'],
    ['he said i am hurt', 'self'],
    ['i said he is hurt', 'other'],
    ['hurt by he', 'other'],
    ['hurt he', 'other'],
    ['hurt i he', 'other'],
    ['he sent me hurt', 'other'],
    ['i sent me hurt', 'other'],
    ['hit he now', 'other'],
    ['hit he me now', 'self'],
    ['hit me he now', 'self'],
    ['i hit he now', 'self'],
    ['he hit us now', 'other'],
    ['he hit me now', 'self'],
  ])('%s: %s', (text, who) => expect(told(screen(text))).toBe(`violence now ${who}`))

  test.each(['self', 'other'])('a rule that says %s needs no word for it', (who) => {
    const one = screenBy([small({ violence: [{ say: 'hurt', who }] }, { marks: people })])
    for (const text of ['hurt', 'i hurt', 'he hurt', 'hurt me he'])
      expect(told(one(text)), text).toBe(`violence now ${who}`)
  })

  test('in the words of its own language, or in any where it has none', () => {
    const by = (language: string) => [
      small({ violence: [{ say: 'hurt', who: 'self' }] }, { marks: { self: 'i' } }),
      small({ violence: [{ say: 'bije' }] }, { marks: { other: 'i' } }, language),
    ]
    expect(told(screenBy(by('pl'))('i bije'))).toBe('violence now other')
    const borrowed = [
      small({ violence: [{ say: 'hurt', who: 'self' }] }, { marks: { other: 'mum' } }),
      small({ violence: [{ say: 'bije' }] }, {}, 'pl'),
    ]
    expect(told(screenBy(borrowed)('mum bije'))).toBe('violence now other')
  })

  test('romanised languages say it alike', () => {
    const lexicons = (other: string) => [
      small({ violence: [{ say: 'maara' }] }, { marks: { self: 'kya' } }, 'ur-Latn'),
      small({ violence: [{ say: 'none', who: 'self' }] }, { marks: { other: 'oh' } }, other),
    ]
    expect(told(screenBy(lexicons('pa-Latn'))('kya oh maara'))).toBe('violence now other')
    // A language written otherwise is not asked where this one has a word.
    expect(told(screenBy(lexicons('fr'))('kya oh maara'))).toBe('violence now self')
  })
})

test('what only a child has to fear is no danger where a mark says that a grown-up speaks', () => {
  const screen = screenBy([
    small({ child_at_risk: [{ say: 'no food', unless_marked: ['adult'] }] }, { marks: { adult: 'my husband' } }),
  ])
  expect(told(screen('no food'))).toBe('child_at_risk now self')
  expect(told(screen('my husband uses and no food'))).toBe('nothing')
  expect(told(screen('no food. my husband uses'))).toBe('nothing')
})

describe('what makes it smaller', () => {
  const screen = screenBy([
    small(
      {
        suicide: [
          { say: 'want to die', softened_by: ['negation', 'past'] },
          { say: 'always here' },
          { say: 'a bit low', level: 'gentle', softened_by: ['negation'] },
        ],
      },
      {
        softeners: {
          negation: { reach: 'next', say: 'not\ndont', unless: 'why not' },
          past: { reach: 'clause', say: 'last year', unless: 'since last' },
        },
        clauses: 'but\nthen',
        innocent: 'die laughing\na song',
      },
    ),
  ])
  test.each([
    ['want to die', 'now'],
    ['not want to die', 'gentle'],
    ['not really want to die', 'gentle'],
    ['not so very want to die', 'now'],
    // Only before it.
    ['want to die not', 'now'],
    // Not past the end of a sentence, nor of a clause.
    ['not. want to die', 'now'],
    ['not but want to die', 'now'],
    ['not ok. want to die', 'now'],
    // Taken back.
    ['why not want to die', 'now'],
    ['last year want to die', 'gentle'],
    ['want to die last year', 'gentle'],
    ['one two three four five want to die last year', 'gentle'],
    ['last year but want to die', 'now'],
    ['want to die then last year', 'now'],
    ['want to die. last year', 'now'],
    ['since last year want to die', 'now'],
    // A rule that names no softener.
    ['not always here', 'now'],
    ['always here last year', 'now'],
    // What is gentle already is nothing.
    ['a bit low', 'gentle'],
    ['not a bit low', undefined],
    // An idiom takes it away where it overlaps, and only there.
    ['want to die laughing', undefined],
    ['a song want to die', 'now'],
    ['want to die laughing but want to die', 'now'],
  ])('%s: %s', (text, level) => expect(screen(text).danger?.level).toBe(level))

  test('once in a message is enough to be told', () => {
    expect(screen('not want to die then want to die').danger?.level).toBe('now')
    expect(screen('want to die then not want to die').danger?.level).toBe('now')
  })
})

describe('in which language it may make it smaller', () => {
  const danger = { suicide: [{ say: 'umrzec', softened_by: ['negation', 'past'] }] }
  const words = { next: 'lalka', clause: 'kino', idiom: 'zart' }
  const softening = {
    softeners: {
      negation: { reach: 'next', say: words.next },
      past: { reach: 'clause', say: words.clause },
    },
    innocent: words.idiom,
  }
  const none = { softeners: { negation: { reach: 'next', say: 'nn' }, past: { reach: 'clause', say: 'pp' } } }
  const levels = (spoken: string, of: string) => {
    const lexicons =
      spoken === of
        ? [small(danger, softening, of)]
        : [small(danger, none, of), small({ suicide: [{ say: 'zz' }] }, softening, spoken)]
    const screen = screenBy(lexicons)
    return [`${words.next} umrzec`, `umrzec ${words.clause}`].map((text) => screen(text).danger?.level)
  }
  const idiom = (spoken: string, of: string) => {
    const lexicons = [
      small(danger, none, of),
      small({ suicide: [{ say: 'zz' }] }, { innocent: 'umrzec zart' }, spoken === of ? `${of}-x` : spoken),
    ]
    return screenBy(lexicons)('umrzec zart').danger?.level
  }
  test.each([
    // Words of a language that is written with other letters were meant as what they are.
    ['ar', 'pl', true],
    ['pl', 'ar', true],
    // English stands beside any other.
    ['en', 'pl', true],
    ['pl', 'en', true],
    // Two of our letters only look alike.
    ['ro', 'pl', false],
    ['fr', 'so', false],
    ['so', 'ur-Latn', false],
    ['ur-Latn', 'fr', false],
    ['ar-Latn', 'ur-Latn', false],
    ['ur-Latn', 'ar-Latn', false],
    // Urdu, Punjabi, Hindi and Bengali in our letters are mixed.
    ['ur-Latn', 'pa-Latn', true],
    ['hi-Latn', 'bn-Latn', true],
  ])('%s beside %s: %j', (spoken, of, smaller) => {
    expect(levels(spoken, of)).toEqual(smaller ? ['gentle', 'gentle'] : ['now', 'now'])
    expect(idiom(spoken, of)).toBe(smaller ? undefined : 'now')
  })
  test('in its own', () => expect(levels('pl', 'pl')).toEqual(['gentle', 'gentle']))
})

describe('what a rule asks for besides', () => {
  const marks = { partner: 'husband', work: 'job', young: 'im 14', adult: 'im 42', counting: 'weeks', ...people }
  const screen = screenBy([
    small(
      {
        violence: [
          {
            say: 'knife',
            turns: [
              { with: 'partner', into: 'domestic_abuse' },
              { with: 'work', into: 'medical' },
            ],
          },
        ],
        withdrawal: [{ say: 'shaking', needs: ['partner', 'work'] }],
        child_at_risk: [{ say: 'dad hits', young: true, who: 'self' }],
        poisoning: [{ say: 'bleach', unless: 'bleach hair\ncolour bleach' }],
        overdose: [{ say: '^ 999 $', who: 'self', misdirected: true }],
        mental_health: [{ say: 'hit him', harms: true }],
        self_harm: [{ say: 'not safe', unsure: true }],
      },
      { marks },
    ),
  ])
  test.each([
    ['knife', 'violence now self'],
    ['knife husband', 'domestic_abuse now self'],
    ['husband job knife', 'domestic_abuse now self'],
    ['job knife', 'medical now self'],
    ['shaking', 'nothing'],
    ['shaking husband', 'nothing'],
    ['job shaking', 'nothing'],
    ['job husband shaking', 'withdrawal now self'],
    ['dad hits', 'child_at_risk now self young'],
    ['im 42 dad hits', 'child_at_risk now self'],
    ['im 14 knife', 'violence now self young'],
    ['im 14 weeks knife', 'violence now self'],
    ['im 14 weeks dad hits', 'child_at_risk now self young'],
    ['im 42 knife', 'violence now self'],
    ['bleach', 'poisoning now self'],
    ['bleach hair', 'nothing'],
    ['colour bleach', 'nothing'],
    ['bleach hair bleach', 'poisoning now self'],
    ['999', 'overdose now self misdirected'],
    ['999 now', 'nothing'],
    ['i hit him', 'mental_health now self harms'],
    // Whoever hurts is spoken of as somebody else: then the danger is theirs.
    ['he hit him', 'mental_health now other'],
    ['not safe', 'self_harm now self unsure'],
    ['nothing of all this', 'nothing'],
    ['', 'nothing'],
  ])('%s: %s', (text, expected) => expect(told(screen(text))).toBe(expected))
})

describe('which of several is the danger', () => {
  const screen = screenBy([
    small({
      overdose: [{ say: 'took all' }, { together: 'pills + vodka' }],
      medical: [{ say: 'not breathing' }],
      violence: [{ say: 'kill me' }],
      domestic_abuse: [{ say: 'he kills' }],
      suicide: [{ say: 'want to die\ndie' }, { say: 'low', level: 'gentle' }, { say: '999', misdirected: true }],
      withdrawal: [{ say: 'stopped and fit' }],
      self_harm: [{ say: 'cut' }],
      mental_health: [{ say: 'walls ...4 me\nvoices' }],
    }),
  ])
  test.each([
    // What kills first, among what is said equally plainly.
    ['want to die. took all', 'overdose'],
    ['cut. want to die', 'suicide'],
    ['want to die. not breathing', 'medical'],
    ['kill me. cut', 'violence'],
    // Now before gentle, whatever it is.
    ['low. cut', 'self_harm'],
    // What was meant for others comes last.
    ['999. voices', 'mental_health'],
    // So many words before what was put together.
    ['pills cut vodka', 'self_harm'],
    ['pills vodka', 'overdose'],
    ['cut. he kills', 'domestic_abuse'],
    ['he kills. kill me', 'violence'],
    ['kill me. not breathing', 'medical'],
    ['not breathing. took all', 'overdose'],
    ['stopped and fit. cut', 'withdrawal'],
    ['voices. cut', 'self_harm'],
    ['low. voices', 'mental_health'],
    // What explains another: things seen after the last drink; a frightened mind.
    ['voices. stopped and fit', 'withdrawal'],
    ['walls want to kill me', 'mental_health'],
    ['walls but he he kills me', 'mental_health'],
    ['walls me. kill me', 'violence'],
    ['stopped and fit. not breathing', 'medical'],
  ])('%s: %s', (text, kind) => expect(screen(text).danger?.kind).toBe(kind))

  test('a gentle one is gentle still', () => expect(told(screen('low'))).toBe('suicide gentle self'))
})

describe('what stands inside another', () => {
  const screen = screenBy([
    small({
      medical: [{ say: 'fit' }],
      withdrawal: [{ say: 'stopped and had a fit' }],
      suicide: [{ say: 'so very low', level: 'gentle' }],
      self_harm: [{ say: 'low' }],
      overdose: [{ together: 'took + drank', within: 6 }],
      poisoning: [{ say: 'a lot' }],
    }),
  ])
  test.each([
    ['stopped and had a fit', ['en/withdrawal/withdrawal-0']],
    ['stopped and had a fit. fit', ['en/medical/medical-0', 'en/withdrawal/withdrawal-0']],
    // What is gentle hides no emergency inside it, and what was put together hides nothing.
    ['so very low', ['en/self_harm/self-harm-0', 'en/suicide/suicide-0']],
    ['took a lot drank', ['en/poisoning/poisoning-0', 'en/overdose/overdose-0']],
  ])('%s: %j', (text, rules) => expect(rulesOf(screen(text))).toEqual(rules))
})

describe('why', () => {
  test('names the rule and the words, the deciding first, eight at the most', () => {
    const screen = screenBy([small({ suicide: [{ say: 'want to die' }], self_harm: [{ say: 'cut' }] })])
    expect(screen('I cut. I WANT to die!').danger?.why).toEqual([
      { rule: 'en/suicide/suicide-0', words: 'want to die' },
      { rule: 'en/self_harm/self-harm-0', words: 'cut' },
    ])
    expect(screen('cut. '.repeat(20)).danger?.why).toHaveLength(8)
  })

  test.each([
    ['of one kind the longer', [{ say: 'die' }, { say: 'die now please' }], 'die. die now please', 'suicide-1'],
    [
      'of one length what is of another',
      [
        { say: 'die', who: 'self' },
        { say: 'end', who: 'other' },
      ],
      'die. end',
      'suicide-1',
    ],
    [
      'else by name',
      [
        { say: 'end', id: 'b' },
        { say: 'die', id: 'a' },
      ],
      'end. die',
      'a',
    ],
    [
      'else by name, the other way',
      [
        { say: 'end', id: 'a' },
        { say: 'die', id: 'b' },
      ],
      'die. end',
      'a',
    ],
  ])('%s', (_how, rules, text, first) => {
    expect(rulesOf(screenBy([small({ suicide: rules })])(text))[0]).toBe(`en/suicide/${first}`)
  })

  test('of one rule, the words that come first', () => {
    const { danger } = screenBy([small({ suicide: [{ say: 'die\nend' }] })])('end then die')
    expect(danger?.why.map(({ words }) => words)).toEqual(['end', 'die'])
  })
})

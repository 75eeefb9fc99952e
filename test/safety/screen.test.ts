import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compileScreen } from '../../src/safety/index.ts'
import { readLexicons } from './files.ts'

const compiled = compileScreen(readLexicons())
const screen = (text: string) => compiled(text).danger

describe('how a thing is written changes nothing', () => {
  test.each([
    ['capitals and a typographic apostrophe', 'I CAN’T GO ON'],
    ['no apostrophe', 'i cant go on'],
    ['letters spaced', 'i want to k i l l myself'],
    ['letters dotted', 'i want to k.i.l.l myself'],
    ['letters doubled', 'i want to diiiiie'],
    ['a soft hyphen and a zero-width space', 'i want to d\u00adi\u200be'],
    ['full-width letters', 'ｉ ｗａｎｔ ｔｏ ｄｉｅ'],
    ['a slip of the finger', 'i am feeling siucidal'],
    ['a figure for a letter', 'i am su1cidal'],
    ['SMS-speak', 'dnt wna b here nemore'],
    ['emoji around it', '😭😭 i want to die 😭'],
    ['two languages', 'sat sri akal, i want to die'],
    ['two languages, the other way', 'hello mainu marna hai'],
    ['after 60,000 characters of something else', `${'ok '.repeat(20_000)} i want to die`],
  ])('%s', (_, text) => {
    expect(screen(text)).toMatchObject({ kind: 'suicide', level: 'now' })
  })
})

describe('who, and how old', () => {
  test.each([
    ['im 14 and i want to die', { kind: 'suicide', who: 'self', level: 'now', young: true }],
    ['im 14 weeks pregnant and i want to die', { kind: 'suicide', who: 'self', young: false }],
    ['my son is 14 and he wants to die', { kind: 'suicide', who: 'other', young: false }],
    ['my mum hits me', { kind: 'child_at_risk', who: 'self', young: true }],
    ['im 42 and my mum hits me', { kind: 'domestic_abuse', who: 'self', young: false }],
    ['im in year 9 and drinking', { kind: 'child_at_risk', who: 'self', level: 'gentle', young: true }],
    ['my lad wont wake up', { kind: 'overdose', who: 'other' }],
    ['my boyfriend has a knife', { kind: 'domestic_abuse' }],
    ['some lads have got knives', { kind: 'violence' }],
  ])('%s', (text, expected) => {
    expect(screen(text)).toMatchObject(expected)
  })
})

describe('the one who hurts', () => {
  test.each([
    'i hit my wife when i drink',
    'i want to hurt my kids',
    'i shook the baby',
    'im going to kill him',
    'i strangled my girlfriend last night',
    'chce ja zabic',
    'imi vine sa il omor',
  ])('is the writer: %s', (text) => {
    expect(screen(text)).toMatchObject({ who: 'self', level: 'now', harms: true })
  })

  test.each([
    'he wants to kill me',
    'my husband hits me when i drink',
    'my husband wants to kill my kids',
    'my ex is outside and hes gonna hurt the kids',
    'my dad might hurt my mum',
    'hes just stabbed someone',
    'im going to kill myself',
  ])('is not the writer: %s', (text) => {
    expect(screen(text)).toMatchObject({ level: 'now' })
    expect(screen(text)).not.toHaveProperty('harms')
  })
})

describe('what kills first comes first', () => {
  test.each([
    ['i took all my pills because i want to die', 'overdose'],
    ['i want to die and he is outside with a knife', 'violence'],
    ['i keep cutting myself and i want to die', 'suicide'],
    ['i used to self harm. my mate is unconscious', 'medical'],
    ['stopped drinking 2 days ago and had a fit', 'withdrawal'],
    ['stopped drinking 3 days ago seeing things', 'withdrawal'],
    ['my husband stopped drinking 2 days ago and hes collapsed and not breathing', 'medical'],
    ['he stopped drinking monday, now hes unconscious', 'medical'],
  ])('%s: %s', (text, kind) => {
    expect(screen(text)).toMatchObject({ kind, level: 'now' })
  })
})

describe('a smaller danger is gentle', () => {
  test.each([
    'im not suicidal, just tired of drinking',
    'i dont want to kill myself, i want help',
    'i tried to kill myself years ago',
    'my brother died of an overdose last year',
    'my dad hung himself',
  ])('%s', (text) => expect(screen(text)?.level).toBe('gentle'))

  test.each([
    'im not suicidal but i dont want to wake up',
    'my brother died of an overdose last year and i want to die',
    'i tried to kill myself last year but now i want to do it again, i want to die',
  ])('and does not hide another: %s', (text) => expect(screen(text)?.level).toBe('now'))
})

describe('numbers and words of other services', () => {
  test.each([
    ...['999', '112', '55', 'REGISTER', 'Shout', 'call the police', 'send an ambulance', 'police bulao'],
    ...[
      '999 fire please',
      '999 there is a fire',
      '999 urgent',
      'Emergency 999 at 12 high street',
      'help 112',
      '999 999 999',
    ],
    ...[
      'texted 999 no one answered',
      'i texted 999 but nobody came',
      'pressed 55 nothing happened',
      '55 cant speak',
      '55 55',
    ],
    ...[
      'nine nine nine',
      'SHOUT please help me',
      'hello is this shout',
      'register yes',
      'emergency please',
      'send someone',
    ],
    ...['please register me for 999', 'fire brigade please', 'police please hurry'],
    ...[
      '112 pomoc',
      'jestem głuchy 999',
      '112 ajutor',
      'salvare 112 va rog',
      'suna la 112',
      '112 aide',
      'police aidez moi',
    ],
    ...[
      '112 مساعدة',
      'الشرطة من فضلك',
      '999 madad',
      '999 ਮਦਦ',
      '999 সাহায্য',
      '999 मदद',
      '999 مدد',
      '999 caawi',
      '999 shahajjo',
    ],
  ])('meant for another service: %s', (text) => expect(screen(text)).toMatchObject({ level: 'now', misdirected: true }))

  test.each([
    ...[
      'what is 999',
      'room 112',
      'number 55 bus',
      '55 high street',
      'im 55',
      'register with a gp',
      'i want to register',
    ],
    ...['112 pounds a week', 'the 999 bus', 'he likes to shout', 'im 55 and cant stop drinking', 'i shout at the kids'],
    ...[
      'tel 112 rue de la paix',
      'mam 55 lat',
      'do you work with the fire brigade',
      'is there a police station in tipton',
    ],
  ])('%s: is not', (text) => expect(screen(text)?.misdirected ?? false).toBe(false))
})

test('says why, in the words that were written', () => {
  expect(screen('ok. i want to die')?.why).toEqual([{ rule: 'en/suicide/kill-self', words: 'want to die' }])
})

describe('any text at all', () => {
  test('takes time in proportion to its length', () => {
    const hostile = ['i want to ', 'my my my ', 'not ', 'took all my ', 'die ', 'ਮੈਂ ਮਰਨਾ ', 'a b c d ']
    for (const piece of hostile) {
      const time = (length: number) => {
        const text = piece.repeat(length / piece.length)
        const start = performance.now()
        screen(text)
        return performance.now() - start
      }
      time(4_000)
      const short = Math.min(time(16_000), time(16_000))
      expect(time(64_000), piece).toBeLessThan(Math.max(short * 12, 1_000))
    }
  })

  test('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => void screen(text)),
      { numRuns: 300 },
    )
    for (const text of ['', ' ', '\u0000', '\ud800', '👍', '<script>', "'; drop table", '\u202e\u202e', '٣٤'])
      expect(screen(text)).toBeNull()
  })

  test('means the same with anything harmless after it', () => {
    fc.assert(
      fc.property(fc.constantFrom('.', '. thanks', ' 😭', '\n\nok', ' ...', '?'), (tail) => {
        expect(screen(`i want to die${tail}`)).toMatchObject({ kind: 'suicide', level: 'now' })
      }),
    )
  })
})

/** A "no", a death or a "last year" said of something else, with no full stop between, once silenced one danger in ten. */
describe('what is said after a danger, without a stop, does not silence it', () => {
  const dangers = [
    'im going to kill myself',
    'i want to end it all',
    'he wont wake up',
    'i took all my tablets',
    'my husband hit me',
    'theyre going to kill me',
    'hes having a fit',
    'i was raped',
    'my dad hits me',
    'i drank bleach',
  ]
  const after = [
    'on friday',
    'with a knife',
    'over this',
    'again',
    'i used to drink',
    'my mum died last year',
    'i lost my brother',
    'can you help',
    'is there help',
    'i need help with drink',
    'i got sober last year',
    'in the kitchen',
  ]
  test.each(dangers)('%s', (danger) => {
    expect(after.filter((words) => screen(`${danger} ${words}`)?.level !== 'now')).toEqual([])
  })
})

describe('ideas that stand together, in any order', () => {
  const lexicon = readLexicons().find(({ language }) => language === 'en')
  const rule = lexicon?.kinds[0]?.rules[0]
  if (!lexicon || !rule) throw new Error('no lexicon')
  const together = compileScreen([
    {
      ...lexicon,
      kinds: [
        {
          kind: 'withdrawal' as const,
          rules: [
            {
              ...rule,
              id: 'shaking-and-stopping',
              level: 'now' as const,
              say: undefined,
              together: [['(shaking|drink)', '(stopped|shaking)', '(drink|vodka)']],
              within: 8,
              softened_by: ['negation'],
              unless: ['milk shaking'],
              needs: [],
              turns: [],
            },
          ],
        },
      ],
    },
  ])
  test.each([
    ['shaking since i stopped the vodka', 'now'],
    ['vodka stopped. now shaking', 'now'],
    // No part on the words of another: "drink" is the first part here, for "vodka" is there to be the third.
    ['drink shaking vodka', 'now'],
    ['shaking without vodka', undefined],
    ['shaking on the bus one two three four five stopped vodka', undefined],
    ['im not shaking, i stopped the vodka', 'gentle'],
    ['milk shaking since i stopped the vodka', undefined],
  ])('%s: %s', (text, level) => {
    expect(together(text).danger?.level).toBe(level)
  })
})

test('"wont stop" denies nothing', () => {
  expect(screen('he wont stop punching me')).toMatchObject({ level: 'now' })
})

describe('a lexicon that is wrong is refused', () => {
  const [lexicon] = readLexicons()
  if (!lexicon) throw new Error('no lexicon')
  const rule = lexicon.kinds[0]?.rules[0]
  if (!rule) throw new Error('no rule')
  const withRule = (change: object) => [
    { ...lexicon, kinds: [{ kind: 'suicide' as const, rules: [{ ...rule, ...change }] }] },
  ]
  test('a class that does not exist', () => {
    expect(() => compileScreen(withRule({ say: ['@nobody knows'] }))).toThrow(/no class/)
  })
  test('a softener that does not exist', () => {
    expect(() => compileScreen(withRule({ softened_by: ['wishes'] }))).toThrow(/no softener/)
  })
  test('two rules of one name', () => {
    expect(() => compileScreen([{ ...lexicon, kinds: [{ kind: 'suicide', rules: [rule, rule] }] }])).toThrow(
      /two safety rules/,
    )
  })
})

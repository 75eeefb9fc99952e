import fc from 'fast-check'
import { afterAll, describe, expect, test } from 'vitest'
import { compileScreen } from '../../src/safety/index.ts'
import { corpora, type Row, readCorpus, readLexicons } from './files.ts'

const screen = compileScreen(readLexicons())

/** The least that must hold for each corpus, as measured; it may only rise. */
const least: Record<string, { now?: number; kind?: number; who?: number; flagged?: number; falseNow?: number }> = {
  en: { now: 0.99, kind: 0.95, who: 0.95 },
  'en-paraphrases': { now: 0.98, kind: 0.9, who: 0.94 },
  'en-rounds': { now: 0.99, kind: 0.85, who: 0.88 },
  'en-oblique': { now: 0.68, kind: 0.75, who: 0.85, flagged: 0.05, falseNow: 0.05 },
  pa: { now: 0.99, kind: 0.95, who: 0.95 },
  'pa-Latn': { now: 0.99, kind: 0.95, who: 0.9 },
  ur: { now: 0.99, kind: 0.97, who: 0.95 },
  'ur-Latn': { now: 0.99, kind: 0.97, who: 0.96 },
  hi: { now: 0.99, kind: 0.95, who: 0.95 },
  'hi-Latn': { now: 0.99, kind: 0.95, who: 0.85 },
  bn: { now: 0.99, kind: 0.97, who: 0.97 },
  'bn-Latn': { now: 0.99, kind: 0.96, who: 0.96 },
  pl: { now: 0.99, kind: 0.94, who: 0.95, flagged: 0.06, falseNow: 0.06 },
  ro: { now: 0.99, kind: 0.94, who: 0.95 },
  fr: { now: 0.99, kind: 0.95, who: 0.95 },
  ar: { now: 0.99, kind: 0.95, who: 0.95 },
  so: { now: 0.99, kind: 0.95, who: 0.85 },
  hard: { flagged: 0.05, falseNow: 0.01 },
  ordinary: { flagged: 0.01, falseNow: 0 },
}

const share = (part: number, whole: number) => (whole === 0 ? 1 : part / whole)
const table: Record<string, string | number>[] = []
afterAll(() => console.table(table))

describe.each(corpora())('corpus %s', (name) => {
  const rows: Row[] = readCorpus(name)
  const read = rows.map((row) => ({ row, danger: screen(row.text) }))
  const now = read.filter(({ row }) => row.level === 'now')
  const caught = now.filter(({ danger }) => danger?.level === 'now')
  const none = read.filter(({ row }) => row.level === null)
  const flagged = none.filter(({ danger }) => danger)
  const bounds = least[name] ?? {}

  test('is measured against bounds of its own', () => {
    expect(least[name]).toBeDefined()
    for (const kind of new Set(rows.map((row) => row.kind))) {
      const of = now.filter(({ row }) => row.kind === kind)
      const negatives = kind === null ? none : []
      table.push({
        corpus: name,
        kind: kind ?? '(none)',
        now: of.length,
        caught: of.filter(({ danger }) => danger?.level === 'now').length,
        negatives: negatives.length,
        'flagged at all': negatives.filter(({ danger }) => danger).length,
        'flagged now': negatives.filter(({ danger }) => danger?.level === 'now').length,
      })
    }
  })
  test('misses no more emergencies than it did', () => {
    const missed = now.filter((one) => !caught.includes(one)).map(({ row }) => row.text)
    expect(share(caught.length, now.length), missed.join('\n')).toBeGreaterThanOrEqual(bounds.now ?? 0)
  })
  test('names the kind and whose danger it is', () => {
    const wrong = caught.filter(({ row, danger }) => row.kind !== danger?.kind)
    expect(
      1 - share(wrong.length, caught.length || 1),
      wrong.map(({ row }) => row.text).join('\n'),
    ).toBeGreaterThanOrEqual(bounds.kind ?? 0)
    const people = caught.filter(({ row }) => row.who)
    const mistaken = people.filter(({ row, danger }) => row.who !== danger?.who)
    expect(1 - share(mistaken.length, people.length || 1)).toBeGreaterThanOrEqual(bounds.who ?? 0)
  })
  test('what is low, worried, past or bereaved is gentle, and never silent', () => {
    const wrong = read.filter(({ row, danger }) => row.level === 'gentle' && danger?.level !== 'gentle')
    expect(wrong.map(({ row }) => row.text).slice(0, 20).length).toBeLessThanOrEqual(rows.length * 0.01)
  })
  test('leaves the rest alone', () => {
    const texts = flagged.map(({ row, danger }) => `${row.text} => ${danger?.why[0]?.rule}`).join('\n')
    expect(flagged.length / (none.length || 1), texts).toBeLessThanOrEqual(bounds.flagged ?? 0)
    const urgent = flagged.filter(({ danger }) => danger?.level === 'now')
    expect(urgent.length / (none.length || 1), texts).toBeLessThanOrEqual(bounds.falseNow ?? 0)
  })
})

test('there are as many messages that are no emergency as there are emergencies', () => {
  const all = corpora().flatMap(readCorpus)
  expect(all.filter((row) => row.level === 'now').length).toBeGreaterThanOrEqual(400)
  expect(all.filter((row) => row.level === null).length).toBeGreaterThanOrEqual(400)
})

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

describe('what kills first comes first', () => {
  test.each([
    ['i took all my pills because i want to die', 'overdose'],
    ['i want to die and he is outside with a knife', 'violence'],
    ['i keep cutting myself and i want to die', 'suicide'],
    ['i used to self harm. my mate is unconscious', 'medical'],
    ['stopped drinking 2 days ago and had a fit', 'withdrawal'],
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

test.each(['999', '112', '55', 'REGISTER', 'Shout', 'call the police', 'send an ambulance', 'police bulao'])(
  'meant for another service: %s',
  (text) => expect(screen(text)).toMatchObject({ level: 'now', misdirected: true }),
)

test('says why, in the words that were written', () => {
  expect(screen('ok. i want to die')?.why[0]).toEqual({ rule: 'en/suicide/want-to-die', words: 'want to die' })
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
    expect(together(text)?.level).toBe(level)
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

import { describe, expect, test } from 'vitest'
import {
  compileSignals,
  type Danger,
  type KeptSignal,
  type Signal,
  signalsFile,
  type Weigh,
} from '../../src/safety/index.ts'

/** How signs of several turns are weighed, by rules of a few names. One hour is how long a sign lasts. */

const minute = 60_000
const rules = signalsFile.parse({
  fades_minutes: 60,
  together: [
    { of: ['cannot', 'dead'], kind: 'suicide' },
    { of: ['took', 'ill'], kind: 'overdose' },
    { of: ['dead', 'ill'], kind: 'medical' },
  ],
  growing: [
    { of: ['low', 'alone'], count: 2.5, kind: 'self_harm' },
    { of: ['ill'], count: 1.5, kind: 'withdrawal' },
  ],
})
const known = new Set(['cannot', 'dead', 'took', 'ill', 'low', 'alone'])
const weigh: Weigh = (...turn) => compileSignals(rules, known)(...turn)
const kept = (name: string, at = 0, who: Signal['who'] = 'self'): KeptSignal => ({ name, who, at: at * minute })
const said = (...names: string[]) => ({ danger: null, signals: names.map((name) => ({ name, who: 'self' as const })) })
const gentle: Danger = { kind: 'suicide', who: 'self', level: 'gentle', young: true, why: [{ rule: 'a', words: 'b' }] }

describe('two together', () => {
  test.each([
    [[kept('cannot')], ['dead'], 1, 'signals/cannot + dead'],
    [[kept('dead')], ['cannot'], 1, 'signals/cannot + dead'],
    [[kept('took')], ['ill'], 1, 'signals/took + ill'],
    // Of several the first of the file.
    [[kept('dead'), kept('took')], ['ill', 'cannot'], 1, 'signals/cannot + dead'],
    [[kept('took'), kept('dead')], ['ill'], 1, 'signals/took + ill'],
    [[kept('cannot')], ['dead'], 59, 'signals/cannot + dead'],
    [[kept('cannot')], ['dead'], 60, undefined],
    // In one turn, or in turns before, it was answered then or is no news.
    [[], ['cannot', 'dead'], 1, undefined],
    [[kept('cannot'), kept('dead')], [], 1, undefined],
    [[kept('cannot'), kept('dead')], ['low'], 1, undefined],
    [[kept('cannot')], ['took'], 1, undefined],
  ])('%j, then %j after %i minutes: %s', (before, names, minutes, rule) => {
    const { danger } = weigh(before, said(...names), minutes * minute)
    expect(danger?.why[0]?.rule).toBe(rule)
  })

  test('is a danger as any other, and leaves nothing behind', () => {
    expect(weigh([kept('cannot'), kept('low')], said('dead'), minute)).toEqual({
      danger: {
        kind: 'suicide',
        who: 'self',
        level: 'now',
        young: false,
        why: [{ rule: 'signals/cannot + dead', words: '' }],
      },
      signals: [],
    })
  })

  test('of another where either is; what was gentle says the rest', () => {
    expect(weigh([kept('cannot', 0, 'other')], said('dead'), minute).danger?.who).toBe('other')
    const other = { danger: null, signals: [{ name: 'dead', who: 'other' as const }] }
    expect(weigh([kept('cannot')], other, minute).danger?.who).toBe('other')
    expect(weigh([kept('cannot')], { ...said('dead'), danger: gentle }, minute).danger).toEqual({
      kind: 'suicide',
      who: 'self',
      level: 'now',
      young: true,
      why: [
        { rule: 'signals/cannot + dead', words: '' },
        { rule: 'a', words: 'b' },
      ],
    })
  })
})

describe('signs that grow', () => {
  test.each([
    // Three whole ones, as far as they have not faded.
    [[kept('low', 0), kept('low', 1)], ['low'], 2, 'self_harm'],
    [[kept('low', 0), kept('alone', 1)], ['low'], 2, 'self_harm'],
    [[kept('low', 0), kept('low', 20)], ['low'], 40, undefined],
    [[kept('low', 0), kept('low', 0)], ['low'], 0, undefined],
    // Once a turn, whatever is said in it.
    [[kept('low', 0), kept('alone', 0)], ['low', 'alone'], 1, undefined],
    [[kept('low', 0), kept('low', 1)], ['dead'], 2, undefined],
    [[kept('low', 0), kept('low', 1)], [], 2, undefined],
    [[kept('ill', 0)], ['ill'], 30, 'withdrawal'],
    [[kept('ill', 0)], ['ill'], 31, undefined],
    // What two make together comes first.
    [[kept('ill', 0), kept('took', 0)], ['ill'], 1, 'overdose'],
  ])('%j, then %j after %i minutes: %s', (before, names, minutes, kind) => {
    expect(weigh(before, said(...names), minutes * minute).danger?.kind).toBe(kind)
  })

  test('are named with how many', () => {
    const { danger, signals } = weigh([kept('low', 0), kept('alone', 1, 'other')], said('low'), 2 * minute)
    expect(danger).toMatchObject({ who: 'other', why: [{ rule: 'signals/low | alone x 3', words: '' }] })
    expect(signals).toEqual([])
  })
})

describe('what is kept', () => {
  test('the names and times of what has not faded, and no more than twelve', () => {
    expect(weigh([kept('low', 0), kept('took', 30)], said('alone'), 60 * minute).signals).toEqual([
      kept('took', 30),
      kept('alone', 60),
    ])
    const many = Array.from({ length: 14 }, (_, at) => kept('took', at))
    expect(weigh(many, said('low'), 20 * minute).signals).toEqual([...many.slice(3), kept('low', 20)])
  })

  test('nothing once a danger is answered', () => {
    const now: Danger = { ...gentle, level: 'now' }
    expect(weigh([kept('cannot')], { ...said('dead'), danger: now }, minute)).toEqual({ danger: now, signals: [] })
  })

  test('a gentle one stays as it is', () => {
    expect(weigh([], { ...said('low'), danger: gentle }, minute)).toEqual({ danger: gentle, signals: [kept('low', 1)] })
  })
})

test.each(['cannot', 'low'])('a name that no lexicon has is refused: %s', (name) => {
  const names = new Set([...known].filter((one) => one !== name))
  expect(() => compileSignals(rules, names)).toThrow(`signals name one that no lexicon has: ${name}`)
})

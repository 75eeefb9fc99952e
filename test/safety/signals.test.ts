import { describe, expect, test } from 'vitest'
import type { KeptSignal } from '../../src/safety/index.ts'
import { compileSignals } from '../../src/safety/index.ts'
import { sandwell } from '../sandwell.ts'

/** Texts one after another, so many minutes apart: the kind of danger that the last one is, with those before it. */
function saidInTurn(texts: readonly string[], minutes = 1) {
  let signals: KeptSignal[] = []
  let last: ReturnType<typeof sandwell.weigh>['danger'] = null
  texts.forEach((text, turn) => {
    const weighed = sandwell.weigh(signals, sandwell.screen(text), turn * minutes * 60_000)
    signals = weighed.signals
    last = weighed.danger
  })
  return { danger: last as ReturnType<typeof sandwell.weigh>['danger'], signals }
}

describe('half said in one text and half in the next', () => {
  test.each([
    [['cant do this', 'anymore'], 'suicide'],
    [['i cant', 'any more'], 'suicide'],
    [['anymore', 'cant do this'], 'suicide'],
    [['i just want', 'to be dead'], 'suicide'],
    [['i wish', 'i was with my mum', 'to be dead'], 'suicide'],
    [['thinking about', 'going to sleep', 'to disappear'], 'suicide'],
    [['i hate my life', 'ok', 'goodbye'], 'suicide'],
    [['im so lonely', 'by the canal'], 'suicide'],
    [['i stopped drinking on tuesday', 'sweating and shaking'], 'withdrawal'],
    [['came off diazepam', 'im seeing things'], 'withdrawal'],
    [['he took something', 'he looks grey'], 'overdose'],
    [['im scared', 'hes here'], 'violence'],
  ])('%j: %s', (texts, kind) => {
    expect(saidInTurn(texts).danger).toMatchObject({ kind, level: 'now' })
  })
  test('either half alone is nothing', () => {
    for (const text of ['anymore', 'i wish', 'by the canal', 'sweating and shaking', 'he took something'])
      expect(sandwell.screen(text).danger, text).toBeNull()
    expect(sandwell.screen('cant do this').danger?.level).toBe('gentle')
  })
  test('"dont want to" and "be here" are two halves of one', () => {
    expect(saidInTurn(['i dont want to', 'be here']).danger).toMatchObject({ kind: 'suicide', level: 'now' })
  })
})

describe('signs that grow', () => {
  test('low, and low, and low again within minutes is more than low', () => {
    const texts = ['i hate my life', 'ive been crying all day', 'i give up']
    expect(saidInTurn(texts.slice(0, 2), 4).danger?.level).toBe('gentle')
    expect(saidInTurn(texts, 4).danger).toMatchObject({ kind: 'suicide', level: 'now' })
  })
  test('the same over an afternoon is not', () => {
    expect(saidInTurn(['i hate my life', 'ive been crying all day', 'i give up'], 25).danger?.level).toBe('gentle')
  })
  test('a bereavement told in three texts is answered gently', () => {
    const texts = ['my brother took his own life', 'he died last year', 'i lost my friend to suicide too']
    expect(saidInTurn(texts).danger?.level).toBe('gentle')
  })
})

describe('ordinary talk', () => {
  test.each([
    [['i want help', 'sorry', 'for my son', 'b70']],
    [['cant do tuesdays', 'any more meetings?', 'tipton']],
    [['i want to stop drinking', 'for me', 'west bromwich', 'ok bye']],
    [['no more', 'more', 'menu']],
    [['my son has pills in his room', 'he is 19', 'dudley']],
    [['im scared of meetings', 'im coming on monday']],
    [['what is this', 'i cant read well', 'menu']],
  ])('%j', (texts) => {
    expect(saidInTurn(texts).danger).toBeNull()
  })
})

test('a signal fades: what was said hours ago is not put together with now', () => {
  expect(saidInTurn(['cant do this', 'anymore'], 59).danger).not.toBeNull()
  expect(saidInTurn(['cant do this', 'anymore'], 61).danger).toBeNull()
})

test('a danger that was answered leaves nothing behind', () => {
  expect(saidInTurn(['cant do this', 'anymore']).signals).toEqual([])
  expect(saidInTurn(['cant do this', 'i want to die', 'anymore']).danger).toBeNull()
})

test('keeps names, never words', () => {
  const { signals } = saidInTurn(['cant do this'])
  expect(signals).toEqual([
    { name: 'cannot', who: 'self', at: 0 },
    { name: 'low', who: 'self', at: 0 },
  ])
})

test('a signal no lexicon knows is refused', () => {
  const file = { fades_minutes: 60, together: [], growing: [{ of: ['lwo'], count: 2, kind: 'suicide' as const }] }
  expect(() => compileSignals(file, new Set(['low']))).toThrow(/lwo/)
})

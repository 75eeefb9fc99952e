import { describe, expect, test } from 'vitest'
import { type Link, link, readReply, start, writeLink } from './chain.ts'
import { judge, type Told } from './model.ts'

/** The soak is worth what its model sees: here are histories as they must be, and as they must not. */

/** What a text was told that took effect after `before`. */
const told = (id: string, before: Link, part: Partial<Told> = {}): Told => {
  const here = link(before, id)
  const forgotten = part.says === 'forget' ? ' forgotten' : ''
  const turn = readReply(`${here.turns} ${before.hash || 'start'} ${here.hash}${forgotten}`)
  return { id, says: 'hello', step: 0, turns: turn ? [turn] : [], erased: false, inTime: true, ...part }
}
const erased = (id: string): Told => ({ id, says: 'hello', step: 0, turns: [], erased: true, inTime: false })
const a = link(start, 'a')
const ab = link(a, 'b')
const abc = link(ab, 'c')
const kinds = (texts: Told[], session: string | null) =>
  judge(texts, session).faults.map((fault) => fault.split(':')[0])

describe('all is well', () => {
  test.each<[string, Told[], string | null, string[][]]>([
    ['one after another', [told('a', start), told('b', a)], writeLink(ab), [['a', 'b']]],
    [
      'in another order than they were written',
      [told('c', ab), told('a', start), told('b', a)],
      writeLink(abc),
      [['a', 'b', 'c']],
    ],
    ['forgotten', [told('a', start), told('b', a, { says: 'forget' })], null, [['a', 'b']]],
    [
      'forgotten, and begun anew',
      [told('a', start), told('b', a, { says: 'forget' }), told('d', start)],
      writeLink(link(start, 'd')),
      [['d'], ['a', 'b']],
    ],
    [
      'an answer that never came, and was erased',
      [told('a', start), erased('b'), told('c', ab, { says: 'forget' })],
      null,
      [['a', 'b', 'c']],
    ],
    [
      'two of those, at the beginning',
      [erased('a'), erased('b'), told('c', ab, { says: 'forget' })],
      null,
      [['a', 'b', 'c']],
    ],
  ])('%s', (_name, texts, session, chains) => {
    expect(judge(texts, session)).toEqual({ faults: [], chains })
  })
})

describe('is seen', () => {
  test.each<[string, Told[], string | null, string[]]>([
    ['a text without an answer', [told('a', start), { ...told('b', a), turns: [] }], writeLink(a), ['lost']],
    ['a turn the session does not hold', [told('a', start), told('b', a)], writeLink(a), ['lost']],
    ['a session that is gone', [told('a', start)], null, ['lost']],
    ['a turn nobody was told of', [told('a', start), told('c', ab)], writeLink(abc), ['lost', 'lost']],
    [
      'two turns computed from one state',
      [told('a', start), told('b', a), told('c', a)],
      writeLink(ab),
      ['lost', 'lost', 'lost'],
    ],
    ['a conversation begun twice', [told('a', start), told('b', start)], writeLink(a), ['lost', 'lost', 'lost']],
    ['an answer that was erased and never was', [told('a', start), erased('b')], writeLink(a), ['lost']],
    [
      'a text that was answered in two ways',
      [{ ...told('a', start), turns: [...told('a', start).turns, ...told('a', a).turns] }],
      writeLink(a),
      ['doubled'],
    ],
    ['the answer to another text', [{ ...told('a', start), id: 'b' }], writeLink(a), ['wrong', 'lost']],
    [
      'a text that took effect before one answered earlier',
      [told('a', start, { step: 1 }), told('b', a, { step: 0 })],
      writeLink(ab),
      ['out of order'],
    ],
  ])('%s', (_name, texts, session, expected) => {
    expect([...new Set(kinds(texts, session))]).toEqual([...new Set(expected)])
  })
})

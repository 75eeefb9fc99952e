import { beforeEach, describe, expect, test } from 'vitest'
import { dangerBlocks } from '../../src/conversation/danger.ts'
import { compileReplies, type Replies } from '../../src/safety/index.ts'
import { crisisKinds } from '../../src/taxonomy.ts'
import { readLines, readReplies } from './files.ts'

const lines = readLines()
const data = readReplies()
/** Compiled in every test, so that what compiles is tried by each. */
let replies: Replies
beforeEach(() => {
  replies = compileReplies(lines, data)
})
const now = new Date('2026-12-01T02:00:00Z')
const later = new Date('2040-01-01T00:00:00Z')

describe('choosing a reply', () => {
  const all = crisisKinds.flatMap((kind) =>
    (['self', 'other'] as const).flatMap((who) =>
      (['now', 'gentle'] as const).flatMap((level) => [true, false].map((young) => ({ kind, who, level, young }))),
    ),
  )
  test.each(all)('$kind $who $level young:$young has one', (danger) => {
    const reply = replies.dangerReply(danger, now)
    expect(reply.key).not.toMatch(/expired/)
    expect(Object.values(reply.params)).toEqual(reply.lines.map((name) => lines[name]?.number))
  })

  test('a young person gets Childline, whatever it is about themselves that is not first of all a matter of minutes', () => {
    for (const kind of [
      'suicide',
      'self_harm',
      'overdose',
      'domestic_abuse',
      'child_at_risk',
      'violence',
      'mental_health',
    ] as const)
      expect(replies.dangerReply({ kind, who: 'self', level: 'now', young: true }, now).lines).toContain('childline')
  })

  test('what was meant for another service says that it did not arrive', () => {
    const reply = replies.dangerReply(
      { kind: 'medical', who: 'self', level: 'now', young: false, misdirected: true },
      now,
    )
    expect(reply.key).toBe('misdirected')
  })

  test('who says that they hurt others is told how to keep them safe; a young person with Childline', () => {
    const said = { kind: 'violence', who: 'self', level: 'now', harms: true } as const
    expect(replies.dangerReply({ ...said, young: false }, now).key).toBe('harms_others')
    expect(replies.dangerReply({ ...said, young: true }, now).lines).toContain('childline')
  })

  test.each(crisisKinds)('a child who tells of somebody else gets Childline beside the words for %s', (kind) => {
    expect(replies.dangerReply({ kind, who: 'other', level: 'gentle', young: true }, now).lines).toEqual(['childline'])
    for (const more of [{}, { misdirected: true }, { unsure: true }] as const) {
      const reply = replies.dangerReply({ kind, who: 'other', level: 'now', young: true, ...more }, now)
      const of = (young: boolean) => dangerBlocks({ replies }, reply, { young, preferences: [] }, now)
      expect(of(true).filter(({ lines }) => lines.includes('childline'))).toHaveLength(1)
      expect(of(false)).toHaveLength(1)
    }
  })

  test('a line past its last day is replaced by 999, 111 and Samaritans', () => {
    const changing = ({ lines: names }: { lines: string[] }) => names.some((name) => !data.expired.lines.includes(name))
    for (const danger of all) {
      const reply = replies.dangerReply(danger, later)
      const fallback = danger.level === 'now' ? 'expired' : 'gentle.expired'
      const today = replies.dangerReply(danger, now)
      expect(reply.key, today.key).toBe(changing(today) ? fallback : today.key)
    }
    expect(replies.urgent(later).key).toBe('expired')
    expect(replies.withdrawalWarning(later, false).key).toBe('withdrawal_warning')
    expect(replies.noCalls(later)).toBeNull()
    expect(replies.childline(later)).toBeNull()
  })

  test.each([
    ['overdose', 'overdose_other'],
    ['medical', 'medical_other'],
    ['withdrawal', 'withdrawal_other'],
    ['suicide', 'suicide_other'],
  ] as const)('%s keeps its own words when only 999, 111 and Samaritans are past their date', (kind, key) => {
    expect(replies.dangerReply({ kind, who: 'other', level: 'now', young: false }, later).key).toBe(key)
  })

  test('a line counts through the whole of its last day', () => {
    const danger = { kind: 'mental_health', who: 'self', level: 'now', young: false } as const
    expect(replies.dangerReply(danger, new Date('2027-02-22T23:59:59Z')).key).toBe('mental_health_self')
    expect(replies.dangerReply(danger, new Date('2027-02-23T00:00:00Z')).key).toBe('expired')
  })

  test('a reply that names an unknown line is refused', () => {
    expect(() => compileReplies({}, data)).toThrow(/names no line/)
    expect(() => compileReplies(lines, { ...data, gentle: [] })).toThrow(/no safety reply/)
  })
})

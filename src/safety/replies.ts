import { z } from 'zod'
import { crisisKinds } from '../taxonomy.ts'
import type { Danger } from './danger.ts'
import type { linesFile } from './lines.ts'

/** What is said, as a key of locales/<language>/safety.json, and the lines it names. */
const answer = z.strictObject({
  key: z.string().regex(/^[a-z0-9_.]+$/),
  lines: z.array(z.string()),
  /** The words are many, or must give nothing away: how to carry on is said in as few as can be. */
  brief: z.boolean().default(false),
})

/** content/safety/replies.yaml: which reply goes with which danger. The first entry whose conditions all hold is used. */
export const repliesFile = z.strictObject({
  now: z.array(
    answer.extend({
      kind: z.enum(crisisKinds).optional(),
      who: z.enum(['self', 'other']).optional(),
      young: z.boolean().optional(),
      misdirected: z.boolean().optional(),
      harms: z.boolean().optional(),
      unsure: z.boolean().optional(),
    }),
  ),
  gentle: z.array(
    answer.extend({
      kind: z.enum(crisisKinds).optional(),
      who: z.enum(['self', 'other']).optional(),
      young: z.boolean().optional(),
      unsure: z.boolean().optional(),
    }),
  ),
  /** The screen behind "0". */
  urgent: answer,
  /** Beside any answer where stopping or cutting down is meant. */
  withdrawal_warning: answer,
  /** The same for someone under 18: NICE CG100 has them in hospital sooner. */
  withdrawal_warning_young: answer,
  /** Beside any danger, and behind "0", for someone who cannot call. */
  no_calls: answer,
  /** Beside a danger that a child or young person tells, where the words for it do not name Childline. */
  childline: answer,
  /** Instead of a reply that names any other line past its date: 999, NHS 111 and Samaritans, which do not change. */
  expired: answer,
  expired_gentle: answer,
})
export type RepliesFile = z.infer<typeof repliesFile>
type Answer = z.infer<typeof answer>

/** A sentence of locales/<language>/safety.json with the numbers to put into it, by name. */
export type DangerReply = { key: string; lines: string[]; params: Record<string, string>; brief: boolean }

export type Replies = {
  /** The fixed reply to a danger (`now`), or the one sentence beside an answer (`gentle`). */
  dangerReply(danger: Conditions, now: Date): DangerReply
  urgent(now: Date): DangerReply
  withdrawalWarning(now: Date, young: boolean): DangerReply
  /** Null once one of its lines is past its date: the reply it stands beside says enough. */
  noCalls(now: Date): DangerReply | null
  /** The same. */
  childline(now: Date): DangerReply | null
}

/**
 * Compiles the fixed replies. Throws where a reply names a line that does not exist or a danger would have no reply.
 * Expiry is by date in UTC: a line counts through the whole of its last day.
 */
export function compileReplies(lines: z.infer<typeof linesFile>, replies: RepliesFile): Replies {
  const answers = [...replies.now, ...replies.gentle, replies.urgent, replies.no_calls, replies.childline]
  const beside = [replies.withdrawal_warning, replies.withdrawal_warning_young, replies.expired, replies.expired_gentle]
  for (const { key, lines: names } of [...answers, ...beside])
    for (const name of names) if (!lines[name]) throw new Error(`safety reply ${key} names no line: ${name}`)
  for (const level of ['now', 'gentle'] as const)
    for (const kind of crisisKinds)
      for (const who of ['self', 'other'] as const)
        if (!pick(replies, { kind, who, level, young: false }))
          throw new Error(`no safety reply for ${kind}, ${who}, ${level}`)

  const lasting = new Set(replies.expired.lines)
  const give = ({ key, lines: names, brief }: Answer, fallback: Answer, now: Date): DangerReply => {
    const today = now.toISOString().slice(0, 10)
    // What the fallback names itself is never past: CPR must not go for the sake of 999's own date.
    const past = names.some((name) => !lasting.has(name) && (lines[name]?.expires_on ?? '') < today)
    const shown = past ? fallback : { key, lines: names, brief }
    const params = Object.fromEntries(shown.lines.map((name) => [name, lines[name]?.number ?? '']))
    return { key: shown.key, lines: [...shown.lines], params, brief: shown.brief }
  }
  const inDate = (answer: Answer, now: Date): DangerReply | null => {
    const reply = give(answer, replies.expired, now)
    return reply.key === answer.key ? reply : null
  }
  return {
    dangerReply: (danger, now) =>
      danger.level === 'now'
        ? give(pick(replies, danger) ?? replies.expired, replies.expired, now)
        : give(pick(replies, danger) ?? replies.expired_gentle, replies.expired_gentle, now),
    urgent: (now) => give(replies.urgent, replies.expired, now),
    withdrawalWarning: (now, young) => {
      const warning = young ? replies.withdrawal_warning_young : replies.withdrawal_warning
      return give(warning, warning, now)
    },
    noCalls: (now) => inDate(replies.no_calls, now),
    childline: (now) => inDate(replies.childline, now),
  }
}

type Conditions = Pick<Danger, 'kind' | 'who' | 'level' | 'young' | 'misdirected' | 'harms' | 'unsure'>

function pick(replies: RepliesFile, danger: Conditions) {
  return replies[danger.level].find(
    (one) =>
      (one.kind === undefined || one.kind === danger.kind) &&
      (one.who === undefined || one.who === danger.who) &&
      (one.young === undefined || one.young === danger.young) &&
      (one.unsure === undefined || one.unsure === Boolean(danger.unsure)) &&
      (!('misdirected' in one) || one.misdirected === undefined || one.misdirected === Boolean(danger.misdirected)) &&
      (!('harms' in one) || one.harms === undefined || one.harms === Boolean(danger.harms)),
  )
}

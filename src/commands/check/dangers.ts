import type { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { dangerBlock, namingStart } from '../../conversation/danger.ts'
import type { Block } from '../../conversation/reply.ts'
import type { DangerReply } from '../../safety/index.ts'
import { crisisKinds } from '../../taxonomy.ts'
import type { Judge } from './judge.ts'

/** The fixed words for every danger, today and once their lines have expired, and beside the English as a draft gives them. */
export function checkDangers(bundle: Bundle, judge: Judge, now: Temporal.Instant): string {
  const replies = new Map<string, DangerReply>()
  const put = (reply: DangerReply | null) => reply && replies.set(reply.key, reply)
  for (const date of [new Date(now.epochMilliseconds), new Date('2100-01-01')]) {
    put(bundle.replies.urgent(date))
    put(bundle.replies.noCalls(date))
    for (const kind of crisisKinds)
      for (const who of ['self', 'other'] as const)
        for (const young of [false, true])
          for (const more of [{}, { misdirected: true }, { harms: true }] as const)
            put(bundle.replies.dangerReply({ kind, who, level: 'now', young, ...more }, date))
  }
  for (const [key, reply] of replies) {
    judge.look([dangerBlock(reply)], now, `safety:${key}`)
    judge.bySms([namingStart(dangerBlock(reply))], now, `safety:${key}, after STOP`)
  }
  return `${replies.size} replies to danger`
}

/** The lines that stand beside an answer where a danger is past or not sure, as blocks. */
export function gentleLines(bundle: Bundle, now: Temporal.Instant): Block[] {
  const keys = new Set<string>()
  for (const date of [new Date(now.epochMilliseconds), new Date('2100-01-01')])
    for (const kind of crisisKinds)
      for (const who of ['self', 'other'] as const)
        for (const young of [false, true])
          keys.add(bundle.replies.dangerReply({ kind, who, level: 'gentle', young }, date).key)
  return [...keys].map((key) => ({ type: 'text', key: `safety:${key}` }))
}

import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { dangerBlock } from '../../conversation/danger.ts'
import type { Block } from '../../conversation/reply.ts'
import { emptySlots } from '../../conversation/session.ts'
import { signpost } from '../../conversation/step.ts'
import { openTurn } from '../../conversation/turn.ts'
import type { DangerReply } from '../../safety/index.ts'
import { crisisKinds, type Language } from '../../taxonomy.ts'
import { limitsOf } from './limits.ts'
import type { Checked } from './sentences.ts'

/**
 * The fixed words for every danger, in every language, today and once their lines have expired; and every line that may
 * stand beside an answer, with the longest lists.
 */
export function checkDangers(bundle: Bundle, now: number, languages: readonly Language[]): Checked {
  const problems: string[] = []
  const replies = new Map<string, DangerReply>()
  const put = (reply: DangerReply | null) => reply && replies.set(reply.key, reply)
  for (const date of [new Date(now), new Date('2100-01-01')]) {
    put(bundle.replies.urgent(date))
    put(bundle.replies.noCalls(date))
    for (const kind of crisisKinds)
      for (const who of ['self', 'other'] as const)
        for (const young of [false, true])
          for (const misdirected of [null, true] as const)
            put(
              bundle.replies.dangerReply(
                { kind, who, level: 'now', young, ...(misdirected ? { misdirected } : {}) },
                date,
              ),
            )
  }
  for (const language of languages)
    for (const [key, fixed] of replies)
      problems.push(...limitsOf(bundle, { language, blocks: [dangerBlock(fixed)] }, now, `${language}, safety:${key}`))
  for (const language of languages)
    for (const lines of linesBeside(bundle, now))
      for (const list of lists(bundle, now)) {
        const blocks: Block[] = [{ type: 'text', key: 'conversation:intro' }, ...lines, ...list]
        problems.push(
          ...limitsOf(
            bundle,
            { language, blocks },
            now,
            `${language}, ${lines.map(keyOf).join(' and ')} beside a list`,
          ),
        )
      }
  return { looked: `${replies.size} replies to danger`, problems }
}

/** Every line that may stand beside an answer, alone and with the withdrawal warning. */
function linesBeside(bundle: Bundle, now: number): Block[][] {
  const date = new Date(now)
  const text = (key: string): Block => ({ type: 'text', key: `safety:${key}` })
  const warnings = [false, true].map((young) => text(bundle.replies.withdrawalWarning(date, young).key))
  const keys = new Set<string>()
  for (const kind of crisisKinds)
    for (const who of ['self', 'other'] as const)
      for (const young of [false, true])
        keys.add(bundle.replies.dangerReply({ kind, who, level: 'gentle', young }, date).key)
  return [
    ...warnings.map((warning) => [warning]),
    ...[...keys].flatMap((key) => [[text(key)], ...warnings.map((warning) => [text(key), warning])]),
  ]
}

/** Lists as people get them, for needs whose services have long names and addresses. */
function lists(bundle: Bundle, now: number): Block[][] {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(now), channel: 'sms' as const }
  const { session } = openTurn(bundle, 'en', at)
  const tipton = { kind: 'town' as const, value: 'tipton', town: 'tipton', inArea: true }
  return (['treatment', 'food', 'domestic_abuse'] as const).flatMap((need) => {
    const { blocks } = signpost(bundle, session, { ...emptySlots, needs: [need], place: tipton }, at)
    return [blocks]
  })
}

function keyOf(block: Block): string {
  return block.type === 'text' ? block.key : block.type
}

import type { Flow } from '../../conversation/flow.ts'
import type { Reply } from '../../conversation/reply.ts'
import { isPlain } from '../../text/index.ts'
import { compose, linesOf, messageBreak, messagesOf, type Wording } from '../words/index.ts'
import { plainSms, smsSize } from './text.ts'

export type SmsBudget = Exclude<keyof Flow['sms']['parts'], 'warned'>

/**
 * A reply as SMS text inside its parts (several messages with `messageBreak` between). What may be left out, and in which order, is data (flow.sms): fields go one
 * by one until it fits; the name and the contact never go.
 */
export function renderSms(flow: Flow, wording: Omit<Wording, 'language' | 'channel'>, reply: Reply): string {
  return messagesOf(reply)
    .map((message) => renderMessage(flow, wording, message))
    .join(messageBreak)
}

function renderMessage(flow: Flow, wording: Omit<Wording, 'language' | 'channel'>, reply: Reply): string {
  const told: Wording = { ...wording, language: reply.language, channel: 'sms' }
  const drops = [...flow.sms.list_drops, ...flow.sms.card_drops.filter((field) => field !== 'distance')]
  const parts = flow.sms.parts[budgetOf(flow, reply)]
  const blocks = reply.blocks.map((block) => linesOf(told, block))
  for (let dropped = 0; ; dropped++) {
    const whole = compose(blocks, new Set<string>(drops.slice(0, dropped)))
    // Counting exactly takes a millisecond or more; what is far too long need not be counted.
    if (dropped < drops.length && whole.length > longest(whole, parts) + 10) continue
    const text = plainSms(whole)
    const size = smsSize(text)
    if (size.parts <= (size.encoding === 'GSM-7' ? parts[0] : parts[1]) || dropped === drops.length) return text
  }
}

/** The most characters a text of this script can have within its parts. */
function longest(text: string, [gsm, ucs]: readonly [number, number]): number {
  return !isPlain(text) && /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text)
    ? 67 * Math.max(ucs, 2)
    : 153 * Math.max(gsm, 2)
}

/** Which of the flow's budgets a reply has to keep. */
export function budgetOf(flow: Flow, reply: Reply): SmsBudget {
  if (reply.blocks.some((block) => block.type === 'danger')) return 'danger'
  if (reply.blocks.some((block) => block.type === 'services')) return 'list'
  const first = reply.blocks.some((block) => block.type === 'text' && block.key === 'conversation:welcome.text')
  return first && flow.questions[flow.start] ? 'first' : 'other'
}

/**
 * The parts a reply may have where all that may be left out is left out, [GSM-7, UCS-2]: its budget, or more for a list
 * under two things that must be said whatever they cost (a line for danger, the withdrawal warning, what a need calls for).
 */
export function mostParts(flow: Flow, reply: Reply): readonly [number, number] {
  const budget = budgetOf(flow, reply)
  const always = new Set(flow.results.filter((one) => one.always).map((one) => one.say))
  const must = reply.blocks.filter(
    (block) => block.type === 'text' && (block.key.startsWith('safety:') || always.has(block.key)),
  )
  return flow.sms.parts[budget === 'list' && must.length > 1 ? 'warned' : budget]
}

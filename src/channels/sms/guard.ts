import type { Turn, WithoutStore } from '../../delivery/index.ts'
import type { Log } from '../../log.ts'
import { messageBreak } from '../words/index.ts'
import type { Breaker, Verdict } from './breaker.ts'
import type { Budget, Spent } from './budget.ts'
import { recentOnly } from './recent.ts'
import type { SenderKind } from './senders.ts'
import { smsSize } from './text.ts'

/** A turn that says whether its reply goes out whatever it costs: danger, and what STOP and FORGET did. */
export type GuardedTurn = (...given: Parameters<Turn>) => ReturnType<Turn> & { urgent: boolean }

export type GuardParts = {
  budget: Budget
  breaker: Breaker
  log: Log
  /** The fixed words in the place of an answer, in the person's language: before a silence, or until tomorrow. */
  instead: (what: 'paused' | 'tomorrow', text: string, session: string | null, now: number) => string
  /** Whether a text that is answered without the store is answered for danger. */
  isDanger: (text: string) => boolean
}

/** Stands around the answer to one message. */
export type Guard = (
  sender: SenderKind,
  turn: GuardedTurn,
  withoutStore: WithoutStore,
) => { turn: Turn; withoutStore: WithoutStore }

/** Holds loops and costs: what may not be said is replaced or left out, and then nothing moves on in the conversation. */
export function createGuard({ budget, breaker, log, instead, isDanger }: GuardParts): Guard {
  const toldToday = recentOnly<string>(10_000)
  let warned = { day: '', of: new Set<string>() }

  return (sender, turn, withoutStore) => {
    // A turn is computed again where another came first; the message is still one.
    let verdict: Verdict | undefined
    let passes: boolean | undefined
    let spent: Spent | undefined

    /** The words to say instead, '' for none; null where the reply may go out. */
    const held = (
      person: string,
      text: string,
      session: string | null,
      now: number,
      reply: string,
      urgent: boolean,
    ) => {
      verdict ??= breaker.hear(person, text, now)
      if (verdict !== 'answer') {
        if (urgent) passes ??= breaker.urgent(person, text, now)
        if (!urgent || !passes) return verdict === 'last_words' ? instead('paused', text, session, now) : ''
      }
      if (reply === '' || sender === 'whatsapp') return null
      const day = new Date(now).toISOString().slice(0, 10)
      const kind = urgent ? 'urgent' : sender === 'uk_mobile' ? 'uk' : 'foreign'
      spent ??= budget.spend(kind, partsOf(reply), day)
      if (spent !== 'ok') warnOnce(kind, spent, day)
      if (spent !== 'over') return null
      if (toldToday.get(person) === day) return ''
      toldToday.set(person, day)
      return instead('tomorrow', text, session, now)
    }
    return {
      turn: (activity, session, now, optedOut) => {
        const { urgent, ...done } = turn(activity, session, now, optedOut)
        const words = held(personOf(activity), activity.text ?? '', session, now, done.reply, urgent)
        return words === null ? done : { session, reply: words }
      },
      withoutStore: (activity, now) => {
        const text = activity.text ?? ''
        const reply = withoutStore(activity, now)
        return held(personOf(activity), text, null, now, reply, isDanger(text)) ?? reply
      },
    }
  }

  /** Once a day for each kind and state, for whoever pays. */
  function warnOnce(kind: string, spent: Spent, day: string): void {
    if (warned.day !== day) warned = { day, of: new Set() }
    const outcome = `${kind}_${spent}`
    if (warned.of.has(outcome)) return
    warned.of.add(outcome)
    log.warn('sms_budget', { channel: 'sms', outcome })
  }
}

function personOf(activity: Parameters<Turn>[0]): string {
  return activity.conversation?.id ?? ''
}

function partsOf(reply: string): number {
  return reply.split(messageBreak).reduce((sum, message) => sum + (message === '' ? 0 : smsSize(message).parts), 0)
}

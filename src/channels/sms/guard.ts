import type { Turn, WithoutStore } from '../../delivery/index.ts'
import type { Standing } from '../../limits/index.ts'
import type { Log } from '../../log.ts'
import { messageBreak } from '../words/index.ts'
import type { Breaker, Verdict } from './breaker.ts'
import type { Budget, Spending } from './budget.ts'
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
  /** The day (YYYY-MM-DD) a time counts to, the same as for the budget. */
  dayOf: (now: number) => string
}

/** Stands around the answer to one message. `standing` is the person's, by how much they texted. */
export type Guard = (
  sender: SenderKind,
  turn: GuardedTurn,
  withoutStore: WithoutStore,
  standing?: Standing,
) => { turn: Turn; withoutStore: WithoutStore }

/** One message, and the answer there would be. */
type Asked = { person: string; text: string; session: string | null; now: number; reply: string; urgent: boolean }

/** Whether the answer is said, or what in its place; and what is to be counted for that. */
type Decision = { said: 'reply' | 'paused' | 'tomorrow' | 'nothing'; counters: Record<string, number> }

const nothing: Decision = { said: 'nothing', counters: {} }

/** Holds loops and costs: what may not be said is replaced or left out, and then nothing moves on in the conversation. */
export function createGuard({ budget, breaker, log, instead, isDanger, dayOf }: GuardParts): Guard {
  const toldToday = recentOnly<string>(10_000)
  const warned = recentOnly<string>(10)

  return (sender, turn, withoutStore, standing = 'within') => {
    // A turn is computed again where another came first, or answered without the store where it could not be committed;
    // the message is still one.
    let decided: Decision | undefined
    let verdict: Verdict | undefined
    let passes: boolean | undefined
    let tells: boolean | undefined

    const decide = (asked: Asked, unstored: boolean): Decision => {
      const { person, text, now, reply, urgent } = asked
      verdict ??= stricter(breaker.hear(person, text, now), standing)
      if (verdict !== 'answer') {
        if (urgent) passes ??= breaker.urgent(person, text, now)
        if (!urgent || !passes) return verdict === 'last_words' ? inItsPlace('paused') : nothing
      }
      const kind = urgent ? 'urgent' : sender === 'uk_mobile' ? 'uk' : 'foreign'
      const { spent, counters } = spend(kind, reply)
      if (spent !== 'over') return { said: 'reply', counters }
      const day = dayOf(now)
      tells ??= toldToday.get(person) !== day
      toldToday.set(person, day)
      return tells ? inItsPlace('tomorrow') : nothing

      /** Such few words are said beyond the limits too. */
      function inItsPlace(said: 'paused' | 'tomorrow'): Decision {
        return { said, counters: spend('urgent', wordsFor(said, asked)).counters }
      }
      function spend(as: Spending, words: string): ReturnType<Budget['spend']> {
        if (words === '' || sender === 'whatsapp') return { spent: 'ok', counters: {} }
        const done = budget.spend(as, partsOf(words), now, unstored)
        if (done.spent !== 'ok') warnOnce(`${as}_${done.spent}`, dayOf(now))
        return done
      }
    }
    return {
      turn: (activity, session, now, optedOut) => {
        const { urgent, ...done } = turn(activity, session, now, optedOut)
        const asked = { person: personOf(activity), text: activity.text ?? '', session, now, reply: done.reply, urgent }
        decided ??= decide(asked, false)
        const { said, counters } = decided
        if (said !== 'reply') {
          const reply = wordsFor(said, asked)
          // What STOP, START and FORGET change holds also where nothing more is said of it.
          const changes = done.forget || done.optOut !== undefined
          return changes
            ? { ...done, reply, counters: { ...done.counters, ...counters } }
            : { session, reply, counters }
        }
        return { ...done, counters: { ...done.counters, ...counters } }
      },
      withoutStore: (activity, now) => {
        const text = activity.text ?? ''
        const reply = withoutStore(activity, now)
        const asked = { person: personOf(activity), text, session: null, now, reply, urgent: isDanger(text) }
        const { said } = decide(asked, true)
        return said === 'reply' ? reply : wordsFor(said, asked)
      },
    }
  }

  function wordsFor(what: 'paused' | 'tomorrow' | 'nothing', { text, session, now }: Asked): string {
    return what === 'nothing' ? '' : instead(what, text, session, now)
  }

  /** Once a day for each kind and state, for whoever pays. */
  function warnOnce(outcome: string, day: string): void {
    if (warned.get(outcome) === day) return
    warned.set(outcome, day)
    log.warn('sms_budget', { channel: 'sms', outcome })
  }
}

/** Who texts more than a person would gets last words, then nothing, like any machine. */
function stricter(verdict: Verdict, standing: Standing): Verdict {
  if (verdict === 'silence' || standing === 'over') return 'silence'
  return standing === 'just_over' ? 'last_words' : verdict
}

function personOf(activity: Parameters<Turn>[0]): string {
  return activity.conversation?.id ?? ''
}

function partsOf(reply: string): number {
  return reply.split(messageBreak).reduce((sum, message) => sum + (message === '' ? 0 : smsSize(message).parts), 0)
}

import type { Turn, WithoutStore } from '../../delivery/index.ts'
import type { Log } from '../../log.ts'
import { messageBreak } from '../words/index.ts'
import type { Breaker, Verdict } from './breaker.ts'
import type { Budget, Spending } from './budget.ts'
import { type Heard, readHeard, together, writeHeard } from './heard.ts'
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
  /** Of so many people, at most, this process remembers how they wrote. */
  mostPeople?: number
}

/** Stands around the answer to one message. */
export type Guard = (
  sender: SenderKind,
  turn: GuardedTurn,
  withoutStore: WithoutStore,
) => { turn: Turn; withoutStore: WithoutStore }

/** What this process knows of a person: beside the store (`alone`), or the last it had from there. */
type Known = { heard: Heard; alone: boolean }

/** One message, and the answer there would be. */
type Asked = { person: string; text: string; session: string | null; now: number; reply: string; urgent: boolean }

/** Whether the answer is said, or what in its place; and what is to be counted for that. */
type Decision = { said: 'reply' | 'paused' | 'tomorrow' | 'nothing'; counters: Record<string, number> }

const nothing: Decision = { said: 'nothing', counters: {} }

/**
 * Holds loops and costs: what may not be said is replaced or left out, and then nothing moves on in the conversation. How a
 * person wrote lately is stored with their turns, for all processes. While the store is away each goes on from the last it
 * knew of them; what it heard then, or before FORGET, it remembers beside the store for as long.
 */
export function createGuard({
  budget,
  breaker,
  log,
  instead,
  isDanger,
  dayOf,
  mostPeople = 10_000,
}: GuardParts): Guard {
  const toldToday = recentOnly<string>(10_000)
  const warned = recentOnly<string>(10)
  const people = recentOnly<Known>(mostPeople)

  return (sender, turn, withoutStore) => {
    // A turn is computed again where another came first, or answered without the store where it could not be committed;
    // the message is still one.
    let decided: (Decision & { verdict: Verdict }) | undefined
    let before: Known | undefined | null = null
    let tells: boolean | undefined

    /** @param stored what the store knows of the person; absent where it is away */
    const hear = ({ person, text, urgent, now }: Asked, stored?: Heard, forget = false) => {
      if (before === null) before = people.get(person)
      const known = stored && before?.alone ? together(stored, before.heard) : (stored ?? before?.heard)
      const { flooding, ...told } = breaker.hear({ person, text, urgent, now }, known)
      people.set(person, { heard: told.heard, alone: !stored || forget || (before?.alone ?? false) })
      if (flooding) log.warn('limit_reached', { outcome: 'texter' })
      return told
    }
    const decide = (asked: Asked, verdict: Verdict, unstored: boolean): Decision => {
      const { person, now, reply, urgent } = asked
      // Who stopped the texts, or left without a word, gets none at all.
      if (verdict !== 'answer') return verdict === 'last_words' && reply !== '' ? inItsPlace('paused') : nothing
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
      turn: (activity, session, now, optedOut, stored) => {
        const { urgent, ...result } = turn(activity, session, now, optedOut, stored)
        const asked = {
          person: personOf(activity),
          text: activity.text ?? '',
          session,
          now,
          reply: result.reply,
          urgent,
        }
        const { verdict, heard, expires } = hear(asked, readHeard(stored), result.forget)
        const done = { ...result, heard: { text: writeHeard(heard), expires } }
        if (decided?.verdict !== verdict) decided = { verdict, ...decide(asked, verdict, false) }
        const { said, counters } = decided
        if (said !== 'reply') {
          const reply = wordsFor(said, asked)
          // What STOP, START and FORGET change holds also where nothing more is said of it.
          const changes = done.forget || done.optOut !== undefined
          return changes
            ? { ...done, reply, counters: { ...done.counters, ...counters } }
            : { session, reply, counters, heard: done.heard }
        }
        return { ...done, counters: { ...done.counters, ...counters } }
      },
      withoutStore: (activity, now, stopped) => {
        const text = activity.text ?? ''
        const done = withoutStore(activity, now, stopped)
        const urgent = done.optOut !== undefined || isDanger(text)
        const asked = { person: personOf(activity), text, session: null, now, reply: done.reply, urgent }
        const { said } = decide(asked, hear(asked).verdict, true)
        return said === 'reply' ? done : { ...done, reply: wordsFor(said, asked) }
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

function personOf(activity: Parameters<Turn>[0]): string {
  return activity.conversation?.id ?? ''
}

function partsOf(reply: string): number {
  return reply.split(messageBreak).reduce((sum, message) => sum + (message === '' ? 0 : smsSize(message).parts), 0)
}

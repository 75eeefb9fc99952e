import { z } from 'zod'
import { tellPurpose } from '../assistant.ts'
import { type Later, nextDaytime } from '../channels/twilio/index.ts'
import { JobError } from '../delivery/job-error.ts'
import type { Handler } from '../delivery/worker.ts'
import type { Log } from '../log.ts'
import { type Suggestions, suggestedPart } from '../publishing/suggestions.ts'

/** Keeps what a person tells of a place. */
export function createSuggestionKeeper(suggestions: Suggestions, log: Log): Handler {
  return async ({ conversation, payload }) => {
    const part = read(suggestedPart, payload)
    const outcome = await suggestions.add(conversation, part)
    if (outcome === 'full') log.warn('suggestion_not_kept', { outcome })
    else log.info('suggestion', { outcome })
  }
}

const forgetting = z.strictObject({ people: z.array(z.string()), finished: z.boolean() })

/** FORGET takes along what a person told of places. */
export function createSuggestionEraser(suggestions: Suggestions): Handler {
  return async ({ payload }) => {
    const { people, finished } = read(forgetting, payload)
    await suggestions.forget(people, finished)
  }
}

const news = z.strictObject({ id: z.string() })

/**
 * Tells somebody, who asked to hear it, what became of the place they told of: one text, by day. Their address is taken out
 * before it is sent, so that a crash in between costs the text, and never makes it two.
 * @param send null where nobody can be written to
 */
export function createSuggestionTeller(
  suggestions: Suggestions,
  send: ((purpose: string, later: Later) => Promise<boolean>) | null,
  log: Log,
  now: () => number,
): Handler {
  return async ({ payload }) => {
    const { id } = read(news, payload)
    const at = now()
    const due = nextDaytime(at)
    if (due > at) throw new JobError('night', { retry: true, afterMs: due - at })
    // Whoever decides puts the text into the outbox first.
    if (await suggestions.isOpen(id)) throw new JobError('not_decided', { retry: true, afterMs: 60_000 })
    const taken = await suggestions.takeNews(id)
    if (!taken) return
    const { by: _, ...to } = taken.to
    const { channel } = to
    if (channel !== 'sms' && channel !== 'whatsapp') throw new JobError('no_such_channel', { retry: false })
    try {
      const sent = (await send?.(tellPurpose, { ...to, channel, text: taken.text })) ?? false
      log.info('suggestion_told', { channel, outcome: sent ? 'sent' : 'not_sent' })
    } catch (error) {
      if (error instanceof JobError && error.retry) {
        await suggestions.giveBack(id, taken.to)
        throw error
      }
      await suggestions.done(id)
      throw error
    }
    await suggestions.done(id)
  }
}

function read<T extends z.ZodType>(schema: T, text: string): z.output<T> {
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    throw new JobError('payload_unreadable', { retry: false })
  }
}

import type { MessageInstance } from 'twilio/lib/rest/api/v2010/account/message.js'
import { z } from 'zod'
import type { TwilioConfig } from '../../config.ts'
import type { NewJob } from '../../delivery/index.ts'
import { JobError } from '../../delivery/job-error.ts'
import type { Handler } from '../../delivery/worker.ts'
import type { Log } from '../../log.ts'
import { openClient } from './client.ts'
import { jobErrorOf } from './errors.ts'
import { channelOf, personAt } from './form.ts'

const payload = z.strictObject({ until: z.number() })

/** Our answer to FORGET is made a moment after it, and goes too; what is said later is another conversation. */
const answeredMs = 60_000

/**
 * After FORGET, at `now`: deletes the conversation at Twilio, once our answer is there to be deleted and has gone out. The
 * store adds the ids of the person's messages to it.
 */
export function eraseJob(now: number): NewJob {
  const until = now + answeredMs
  return { kind: 'erase', payload: JSON.stringify({ until }), due: until }
}

/** Calls under way at a time; Twilio refuses many more from one account. */
const atOnce = 4

/**
 * Deletes a conversation's messages at Twilio, theirs and ours, with their media. We keep no number and no id of what we
 * sent; Twilio tells both, by any message of theirs that is still there. So one of those goes last: whatever fails
 * before, the next attempt finds the rest. What is gone already counts as deleted; anything else is a JobError.
 */
export function createEraser(twilio: TwilioConfig, log: Log): Handler {
  return async (job, signal) => {
    const { until } = read(job.payload)
    // The worker tries again; the client does not.
    const { messages } = await openClient(twilio)
    const left = new Set(
      job.forgotten.flatMap((claim) => /^(?:sms|whatsapp):((?:SM|MM)[0-9a-fA-F]{32})$/.exec(claim)?.[1] ?? []),
    )
    let channel: string | undefined
    let count = 0
    try {
      for (const last of [...left].reverse()) {
        if (!left.has(last)) continue
        const known = await fetched(last)
        if (known) {
          channel ??= channelOf(known.from)
          const others = (await between(known)).filter((sid) => sid !== last)
          await removeAll(others)
          await removeAll([last])
        }
        left.delete(last)
      }
    } finally {
      log.info('erased_at_provider', { channel, count })
    }

    async function fetched(sid: string): Promise<MessageInstance | null> {
      return call(() => messages(sid).fetch())
    }

    /** All messages between the two numbers of one, but for those of a later conversation; none of theirs is left out. */
    async function between({ from, to }: MessageInstance): Promise<string[]> {
      const found = []
      if (personAt(from) && personAt(to))
        for (const way of [
          { from, to },
          { from: to, to: from },
        ])
          found.push(...((await call(() => messages.list({ ...way, pageSize: 200 }))) ?? []))
      const before = found.filter(({ dateCreated }) => dateCreated.getTime() <= until)
      return [...new Set([...before.map(({ sid }) => sid), ...left])]
    }

    /** Deletes what it can, and throws the failure that may pass before one that will not. */
    async function removeAll(sids: readonly string[]): Promise<void> {
      const waiting = [...sids]
      const failures: JobError[] = []
      const work = async () => {
        for (let sid = waiting.pop(); sid !== undefined; sid = waiting.pop()) {
          const one = sid
          try {
            if (await call(() => messages(one).remove())) count++
            left.delete(one)
          } catch (error) {
            failures.push(error instanceof JobError ? error : jobErrorOf(error))
          }
        }
      }
      await Promise.all(Array.from({ length: atOnce }, work))
      const failure = failures.find(({ retry }) => retry) ?? failures[0]
      if (failure) throw failure
    }

    /** Null: it is not there. */
    async function call<T>(work: () => Promise<T>): Promise<T | null> {
      if (signal.aborted) throw new JobError('interrupted', { retry: true })
      try {
        return await work()
      } catch (error) {
        if ((error as { status?: unknown } | null)?.status === 404) return null
        throw jobErrorOf(error)
      }
    }
  }
}

function read(text: string): z.infer<typeof payload> {
  try {
    return payload.parse(JSON.parse(text))
  } catch {
    throw new JobError('payload_unreadable', { retry: false })
  }
}

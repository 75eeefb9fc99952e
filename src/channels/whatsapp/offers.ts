import { setTimeout as sleep } from 'node:timers/promises'
import type { TwilioConfig } from '../../config.ts'
import { createQueue } from '../../delivery/queue.ts'
import type { Log } from '../../log.ts'
import { type Pseudonyms, retention } from '../../privacy/index.ts'
import {
  type Client,
  type Failed,
  faultOf,
  jobErrorOf,
  openClient,
  personAt,
  statusPath,
  windowMs,
} from '../twilio/index.ts'
import { messageBreak } from '../words/index.ts'
import { type Offer, readReply } from './offer.ts'
import { channel } from './receive.ts'
import { filled } from './templates.ts'

export type OffersParts = {
  twilio: TwilioConfig
  publicUrl: string
  pseudonyms: Pseudonyms
  log: Log
  /** What the store keeps of it. */
  memory: {
    receipt(id: string, rank: number, now: number, expires: number): Promise<boolean>
    rankOf(id: string, now: number): Promise<number>
    replyTo(claim: string, conversation: string, now: number): Promise<string | null | undefined>
    load(conversation: string, now: number): Promise<{ optedOut: boolean }>
    setOptOut(conversation: string, optedOut: boolean, at: number): Promise<void>
  }
  /** Epoch milliseconds. */
  now?: () => number
  /** How long Twilio may take to accept a message. */
  pushMs?: number
}

/** The answer to one message of a person: `sid` is that message, `from` its sender and `to` the number of ours it came to. */
export type Answering = { sid: string; conversation: string; from: string; to: string; offer: Offer }

export type Offers = {
  /**
   * Sends an answer with its buttons. True: Twilio has it, and the webhook says nothing more. False: it has not, or nobody
   * knows, and the webhook has to answer in text. Asked again for the same message, it gives the same as before. Never
   * rejects.
   */
  give(answering: Answering): Promise<boolean>
  /** Says in text what Twilio took and WhatsApp then refused, once, while the person may be written to. Never rejects. */
  sayInstead(failed: Failed): Promise<void>
  /** Resolves when the templates at Twilio have been looked up, or could not be. */
  ready: Promise<void>
}

/**
 * How far an answer with buttons has come: a receipt moves forward only, so that of two processes one sends it, and that
 * what came of it is known when the same webhook comes again.
 */
const states = { begun: 1, text: 2, taken: 3, textAfterAll: 4 } as const

/** After a failure, or where a template was missing, Twilio is asked for the templates again, no more often than this. */
const lookAgainMs = 10 * 60_000

const pollMs = 200

/** After a failure that may pass nobody waits for Twilio this long: every answer is text. */
const restMs = 60_000

/** Answers to one person that may wait for each other, so that they come in order; more do not wait. */
const lineLimit = 2

/** Pauses before a text that has to stand in for buttons is tried again. */
const pausesMs = [1000, 4000]

export function createOffers(parts: OffersParts): Offers {
  const { twilio, publicUrl, pseudonyms, log, memory, now = Date.now, pushMs = 5000 } = parts
  let client: Promise<Client> | undefined
  const opened = () => {
    client ??= openClient(twilio, { timeout: pushMs })
    return client
  }
  let templates = new Map<string, string>()
  let looked = 0
  let restsUntil = 0
  const line = createQueue(lineLimit)
  let looking: Promise<void> | undefined

  function look(): Promise<void> {
    looking ??= findTemplates().finally(() => {
      looking = undefined
    })
    return looking
  }

  async function findTemplates(): Promise<void> {
    looked = now()
    try {
      const found = await (await opened()).content.v1.contents.list({ pageSize: 500 })
      templates = new Map(found.map(({ friendlyName, sid }) => [friendlyName, sid]))
      log.info('whatsapp_templates', { count: templates.size })
    } catch (error) {
      log.warn('whatsapp_templates', { outcome: jobErrorOf(error).code })
    }
  }

  async function giveNow(answering: Answering): Promise<boolean> {
    const id = receiptOf(answering.sid)
    try {
      const message = filled(answering.offer)
      const contentSid = message && templates.get(message.name)
      if ((await memory.rankOf(id, now())) > 0) return await outcomeOf(id)
      if (!message || !contentSid || now() < restsUntil) {
        if (!contentSid && now() - looked > lookAgainMs) void look()
        await moved(id, states.text)
        return false
      }
      if (!(await moved(id, states.begun))) return await outcomeOf(id)
      const taken = await push(answering, contentSid, message.variables)
      // Should this not be written down, whoever asks again says it in text: twice is better than never.
      await moved(id, taken ? states.taken : states.text).catch(() => {})
      return taken
    } catch (error) {
      log.error('whatsapp_offer', { outcome: 'without_store', error })
      return false
    }
  }

  function moved(id: string, rank: number): Promise<boolean> {
    return memory.receipt(id, rank, now(), now() + retention.receipt)
  }

  /** What came of an answer that somebody else has begun to send. Who has not said so by now is dead: then it is text. */
  async function outcomeOf(id: string): Promise<boolean> {
    for (const end = performance.now() + pushMs + 1000; performance.now() < end; await sleep(pollMs)) {
      const rank = await memory.rankOf(id, now())
      if (rank > states.begun) return rank >= states.taken
    }
    return !(await moved(id, states.text)) && (await memory.rankOf(id, now())) >= states.taken
  }

  /** Whether Twilio said that it has the message. It is asked once: a second time might be a second message. */
  async function push(answering: Answering, contentSid: string, variables: Record<string, string>): Promise<boolean> {
    const { sid, conversation, from, to } = answering
    try {
      const { messages } = await opened()
      await messages.create({
        to: from,
        from: to,
        contentSid,
        contentVariables: JSON.stringify(variables),
        statusCallback: `${publicUrl}${statusPath}?${new URLSearchParams({ answers: sid, since: String(now()) })}`,
      })
      log.info('whatsapp_offer', { outcome: 'taken' })
      return true
    } catch (error) {
      const { code, retry } = jobErrorOf(error)
      log.warn('whatsapp_offer', { outcome: code })
      if (retry) restsUntil = now() + restMs
      if (faultOf((error as { code?: unknown }).code)?.optOut) await memory.setOptOut(conversation, true, now())
      // A template that was deleted is found again, or found missing.
      if (now() - looked > lookAgainMs) void look()
      return false
    }
  }

  async function sayInstead({ to, from, query, ...failed }: Failed): Promise<void> {
    const sid = query.get('answers') ?? ''
    const since = Number(query.get('since'))
    const person = personAt(to)
    if (failed.channel !== channel || !sid || !person || !since) return
    try {
      if (now() - since > windowMs) return log.warn('whatsapp_offer', { outcome: 'outside_window' })
      const conversation = pseudonyms.of(channel, person)
      const [reply, { optedOut }] = await Promise.all([
        memory.replyTo(`${channel}:${sid}`, conversation, now()),
        memory.load(conversation, now()),
      ])
      // Erased, or stopped since: nothing is to be said any more.
      if (!reply || optedOut || !(await moved(receiptOf(sid), states.textAfterAll))) return
      for (const body of readReply(reply).text.split(messageBreak)) await send({ to, from, body })
      log.info('whatsapp_offer', { outcome: 'text_after_all' })
    } catch (error) {
      log.error('whatsapp_offer', { outcome: 'lost', error: jobErrorOf(error) })
    }
  }

  async function send(message: { to: string; from: string; body: string }): Promise<void> {
    const { messages } = await opened()
    for (const pause of [...pausesMs, null]) {
      try {
        await messages.create({ ...message, statusCallback: publicUrl + statusPath })
        return
      } catch (error) {
        if (pause === null || !jobErrorOf(error).retry) throw error
        await sleep(pause)
      }
    }
  }

  return {
    give: (answering) => line.run(answering.conversation, () => giveNow(answering)) ?? giveNow(answering),
    sayInstead,
    ready: look(),
  }
}

function receiptOf(sid: string): string {
  return `${channel}:${sid}:offer`
}

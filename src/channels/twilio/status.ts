import { type Request, type Response, Router } from 'express'
import type { Log } from '../../log.ts'
import { type Pseudonyms, retention } from '../../privacy/index.ts'
import { faultOf } from './errors.ts'
import { channelOf, type MessageChannel, messageSid, personAt } from './form.ts'
import { statusPath } from './paths.ts'
import { onlyPost, refuse, type Signers, signedForm } from './signed.ts'

/** A message of ours that did not arrive, from an address of ours; `query` is what its callback's address was given. */
export type Failed = { channel: MessageChannel; to: string; from: string; query: URLSearchParams }

export type StatusParts = Signers & {
  pseudonyms: Pseudonyms
  log: Log
  /** What the store keeps of it. */
  memory: {
    receipt(id: string, rank: number, now: number, expires: number): Promise<boolean>
    rankOf(id: string, now: number): Promise<number>
    setOptOut(conversation: string, optedOut: boolean, at: number): Promise<void>
  }
  /** What to do where a message was lost that may be said another way; absent: nothing. */
  onFailed?: (failed: Failed) => Promise<void>
  /** Epoch milliseconds. */
  now?: () => number
}

/**
 * How far a message has come; a state of a lower or the same rank than one we know is old news (rules 1.4: callbacks come
 * in any order). `read` says that it was delivered, too. Twilio has more states than these, and adds some: such a one is
 * taken note of in the log alone.
 */
const ranks: Readonly<Record<string, number>> = {
  accepted: 1,
  scheduled: 1,
  queued: 1,
  sending: 2,
  sent: 3,
  canceled: 4,
  delivered: 4,
  partially_delivered: 4,
  undelivered: 4,
  failed: 4,
  read: 5,
}

/** Someone who sent START while the callback was on its way has come back: what it tells was true before that. */
const lateMs = 60_000

/**
 * POST /channels/twilio/status: what became of a message we sent. Signed as the webhook is; answered 204, a repetition
 * too. 400 where a field that is needed is missing, repeated or not what it has to be; others may come, known or not.
 */
export function createStatusRouter(parts: StatusParts): Router {
  const router = Router()
  router.post(statusPath, (request, response) => take(parts, request, response))
  router.all(statusPath, (_request, response) => onlyPost(response))
  return router
}

async function take(parts: StatusParts, request: Request, response: Response): Promise<void> {
  const signed = signedForm(parts, request, response)
  if (!signed) return
  const { MessageStatus, ErrorCode = '', To = '', From = '' } = signed.form
  const sid = messageSid(signed.form)
  const wrong = (field: string) => void refuse(response, 400, 'field_missing_or_malformed', field)
  if (!sid) return wrong('MessageSid')
  if (!matches(MessageStatus, /^[a-z_]{1,32}$/)) return wrong('MessageStatus')
  if (!matches(ErrorCode, /^\d{0,6}$/)) return wrong('ErrorCode')
  if (typeof To !== 'string') return wrong('To')
  if (typeof From !== 'string') return wrong('From')

  const { memory, pseudonyms, log, now = Date.now } = parts
  const at = now()
  const channel = channelOf(To)
  const rank = Object.hasOwn(ranks, MessageStatus) ? ranks[MessageStatus] : undefined
  const fault = faultOf(ErrorCode)
  const person = personAt(To)
  const receipt = `${channel}:${sid}`
  // A callback that comes again long after must not end what START began meanwhile; one that is known but whose opt-out was
  // not written down, because the store or the process was away, would be no use: so the receipt comes last.
  if (rank !== undefined && fault?.optOut && person && (await memory.rankOf(receipt, at)) < rank)
    await memory.setOptOut(pseudonyms.of(channel, person), true, at - lateMs)
  const moved = rank !== undefined && (await memory.receipt(receipt, rank, at, at + retention.receipt))
  const outcome = rank === undefined ? 'unknown_status' : moved ? (fault?.meaning ?? MessageStatus) : 'known_already'
  const failed = moved && ErrorCode !== '' && ErrorCode !== '0'
  log[failed ? 'warn' : 'info']('message_status', { channel, outcome, ...(failed ? { code: Number(ErrorCode) } : {}) })
  const lost = MessageStatus === 'failed' || MessageStatus === 'undelivered'
  if (moved && lost && !fault?.optOut)
    await parts.onFailed?.({
      channel,
      to: To,
      from: From,
      query: new URL(request.originalUrl, 'http://here').searchParams,
    })
  response.status(204).end()
}

function matches(field: string | string[] | undefined, pattern: RegExp): field is string {
  return typeof field === 'string' && pattern.test(field)
}

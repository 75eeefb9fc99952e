import { type Request, type Response, Router } from 'express'
import type { Delivery, WithoutStore } from '../../delivery/index.ts'
import type { Addresses, Pseudonyms } from '../../privacy/index.ts'
import {
  answerTwiml,
  erasing,
  messagePaths,
  onlyPost,
  refuse,
  type Signers,
  sealing,
  signedForm,
  statusPath,
} from '../twilio/index.ts'
import type { Guard, GuardedTurn } from './guard.ts'
import { channel, receive } from './receive.ts'

export { smsPath } from '../twilio/index.ts'
export { createBreaker } from './breaker.ts'
export { createBudget } from './budget.ts'
export { createGuard } from './guard.ts'
export type { SmsChannelData } from './receive.ts'
export { senderKind } from './senders.ts'

export type SmsParts = Signers & {
  pseudonyms: Pseudonyms
  addresses: Addresses
  delivery: Delivery
  /** Finds what the provider knows of the message in `activity.channelData` (SmsChannelData). */
  turn: GuardedTurn
  withoutStore: WithoutStore
  guard: Guard
}

/**
 * POST /channels/sms: Twilio's webhook for an incoming message, answered in TwiML. 503 not set up, 400 no signature or
 * a field missing or repeated, 403 wrong signature, 405 not a POST, 415 not a form. Needs the app's form parser. Whatever
 * no other router took of the webhooks' addresses is taken for SMS.
 */
export function createSmsRouter(parts: SmsParts): Router {
  const router = Router()
  for (const path of messagePaths) {
    router.post(path, (request, response) => answer(parts, request, response))
    router.all(path, (_request, response) => onlyPost(response))
  }
  return router
}

async function answer(parts: SmsParts, request: Request, response: Response): Promise<void> {
  const signed = signedForm(parts, request, response)
  if (!signed) return
  const { form, phone } = signed
  const { twilio, publicUrl, pseudonyms, delivery } = parts
  // What the on-screen phone sent never was at Twilio.
  const received = receive(form, pseudonyms, twilio && !phone ? twilio.optOut : 'none')
  if (received.outcome === 'malformed') {
    refuse(response, 400, 'field_missing_or_malformed', received.field)
    return
  }
  if (received.outcome === 'unanswerable') return answerTwiml(response, '')

  const { activity, formerly, sender, from, to } = received
  const { turn, withoutStore } = parts.guard(sender, parts.turn, parts.withoutStore)
  // What the on-screen phone sent comes from nobody's number.
  const whole = phone ? turn : sealing(erasing(turn), parts.addresses, { channel, address: from, via: to })
  const delivered = await delivery.handle(activity, whole, withoutStore, formerly)
  answerTwiml(response, delivered.reply, phone ? undefined : publicUrl + statusPath)
}

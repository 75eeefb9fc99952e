import { type Request, type Response, Router } from 'express'
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
import type { TwilioConfig } from '../../config.ts'
import type { Delivery, WithoutStore } from '../../delivery/index.ts'
import type { Pseudonyms } from '../../privacy/index.ts'
import { readSigned, refuse, refuseMethod } from '../twilio/index.ts'
import type { Guard, GuardedTurn } from './guard.ts'
import { receive } from './receive.ts'
import { messageBreak } from './text.ts'

export { createBreaker } from './breaker.ts'
export { createBudget } from './budget.ts'
export { createEraser, type Eraser } from './erase.ts'
export { createGuard } from './guard.ts'
export { senderKind } from './senders.ts'

export const smsPath = '/channels/sms'

export type SmsParts = {
  /** Null: not set up; then every request is answered 503, except the on-screen phone's. */
  twilio: TwilioConfig | null
  /** The address Twilio was given, to which its signature belongs; never taken from the request. */
  publicUrl: string
  /** What the on-screen phone signs with; null in production. */
  phoneToken: string | null
  pseudonyms: Pseudonyms
  delivery: Delivery
  turn: GuardedTurn
  withoutStore: WithoutStore
  guard: Guard
  /** Deletes messages at Twilio after FORGET. Must not reject. */
  erase: (messageSids: readonly string[]) => Promise<void>
}

/**
 * POST /channels/sms: Twilio's webhook for an incoming message, answered in TwiML. 503 not set up, 400 no signature or
 * a field missing or repeated, 403 wrong signature, 405 not a POST, 415 not a form. Needs the app's form parser.
 */
export function createSmsRouter(parts: SmsParts): Router {
  const router = Router()
  router.post(smsPath, (request, response) => answer(parts, request, response))
  router.all(smsPath, (_request, response) => refuseMethod(response))
  return router
}

async function answer(parts: SmsParts, request: Request, response: Response): Promise<void> {
  const { twilio, phoneToken, publicUrl, pseudonyms, delivery, erase } = parts
  const tokens = [...(twilio?.authTokens ?? []), ...(phoneToken ? [phoneToken] : [])]
  const signed = readSigned(request, { tokens, setUp: twilio !== null, publicUrl })
  if ('error' in signed) return refuse(response, signed.status, signed.error)
  const { form, token } = signed

  const received = receive(form, pseudonyms)
  if (received.outcome === 'malformed') return refuse(response, 400, 'field_missing_or_malformed', received.field)
  if (received.outcome === 'unanswerable') return reply(response, '')

  const { turn, withoutStore } = parts.guard(received.sender, parts.turn, parts.withoutStore)
  const delivered = await delivery.handle(received.activity, turn, withoutStore, received.formerly)
  reply(response, delivered.reply)
  // What the on-screen phone sent never was at Twilio.
  if (delivered.forgotten && twilio && token !== phoneToken) await erase(delivered.forgotten)
}

function reply(response: Response, text: string): void {
  const twiml = new MessagingResponse()
  for (const message of text.split(messageBreak)) if (message !== '') twiml.message(message)
  response.type('text/xml').send(twiml.toString())
}

import { type Request, type Response, Router } from 'express'
import type { Delivery, Turn, WithoutStore } from '../../delivery/index.ts'
import type { Point } from '../../places/index.ts'
import type { Addresses, Pseudonyms } from '../../privacy/index.ts'
import {
  answerTwiml,
  channelOf,
  erasing,
  fieldOf,
  messagePaths,
  personAt,
  refuse,
  type Signers,
  sealing,
  signedForm,
  statusPath,
} from '../twilio/index.ts'
import { readReply } from './offer.ts'
import type { Offers } from './offers.ts'
import { channel, receive } from './receive.ts'

export { whatsappPath } from '../twilio/index.ts'
export { shapes } from './offer.ts'
export { createOffers, type Offers } from './offers.ts'
export type { WhatsappChannelData } from './receive.ts'
export { type Template, templateOf } from './templates.ts'

export type WhatsappParts = Signers & {
  pseudonyms: Pseudonyms
  addresses: Addresses
  delivery: Delivery
  /** The answer to one message, guarded for it; finds what was tapped in `activity.channelData` (WhatsappChannelData). */
  guarded: () => { turn: Turn; withoutStore: WithoutStore }
  /** Null: every answer is text. */
  offers: Pick<Offers, 'give'> | null
  /** The value of the choice that stands for a position; null where it is nowhere we know. */
  placeAt: (point: Point) => string | null
}

/**
 * POST /channels/whatsapp: Twilio's webhook for a message on WhatsApp, refused as one by SMS is. Answered in TwiML, or,
 * where the answer was sent with buttons, in empty TwiML. To be mounted before the router for SMS, which takes the rest.
 */
export function createWhatsappRouter(parts: WhatsappParts): Router {
  const router = Router()
  for (const path of messagePaths)
    router.post(path, (request, response, next) => {
      // A form, or nothing: no other body is read here.
      const from = fieldOf(request.body ?? {}, 'From')
      if (from !== null && channelOf(from) === 'whatsapp') return answer(parts, request, response)
      next()
    })
  return router
}

async function answer(parts: WhatsappParts, request: Request, response: Response): Promise<void> {
  const signed = signedForm(parts, request, response)
  if (!signed) return
  const { form, phone } = signed
  const received = receive(form, parts.pseudonyms, parts.placeAt)
  if (received.outcome === 'malformed') {
    refuse(response, 400, 'field_missing_or_malformed', received.field)
    return
  }
  const { activity, formerly, from, to } = received
  const { turn, withoutStore } = parts.guarded()
  const address = personAt(from) ?? ''
  const whole = phone ? turn : sealing(erasing(turn), parts.addresses, { channel, address, via: to })
  const delivered = await parts.delivery.handle(activity, whole, withoutStore, formerly)
  const { text, offer } = readReply(delivered.reply)
  // What the on-screen phone sent has nobody at Twilio to answer to.
  const given =
    offer !== null &&
    !phone &&
    (await parts.offers?.give({
      sid: activity.id ?? '',
      conversation: activity.conversation?.id ?? '',
      from,
      to,
      offer,
    }))
  answerTwiml(response, given ? '' : text, phone ? undefined : parts.publicUrl + statusPath)
}

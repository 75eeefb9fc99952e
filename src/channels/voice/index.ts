import { Router } from 'express'
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import type { TwilioConfig } from '../../config.ts'
import { readSigned, refuse, refuseMethod } from '../twilio/index.ts'
import type { Heard } from './announce.ts'
import { tongues } from './tongues.ts'

export { announce, digits } from './announce.ts'

export const voicePath = '/channels/voice'

export type VoiceParts = {
  /** Null: not set up; then every request is answered 503. */
  twilio: TwilioConfig | null
  /** The address Twilio was given, to which its signature belongs; never taken from the request. */
  publicUrl: string
  /** What is heard at this moment, once through. */
  announcement: () => readonly Heard[]
  /** Said between the first time and the second, and after it. */
  again: () => Heard
  end: () => Heard
}

/**
 * POST /channels/voice: somebody rings the number, and hears what this is and whom to call, twice. Nothing of the call is
 * read, kept or logged. Refused like the SMS webhook: 503 not set up, 400, 403, 405, 415.
 */
export function createVoiceRouter({ twilio, publicUrl, announcement, again, end }: VoiceParts): Router {
  const router = Router()
  router.post(voicePath, (request, response) => {
    const signed = readSigned(request, { tokens: twilio?.authTokens ?? [], setUp: twilio !== null, publicUrl })
    if ('error' in signed) return refuse(response, signed.status, signed.error)
    const once = announcement()
    response.type('text/xml').send(twimlOf([...once, again(), ...once, end()]))
  })
  router.all(voicePath, (_request, response) => refuseMethod(response))
  return router
}

/** Slowly, and with a pause after each sentence, for somebody who looks for a pen. */
export function twimlOf(heard: readonly Heard[]): string {
  const twiml = new VoiceResponse()
  for (const one of heard) {
    if ('play' in one) twiml.play(one.play)
    else twiml.say({ ...tongues[one.language] }, '').prosody({ rate: '85%' }, one.words)
    twiml.pause({ length: 1 })
  }
  twiml.hangup()
  return twiml.toString()
}

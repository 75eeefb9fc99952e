import { Router } from 'express'
import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js'
import { onlyPost, type Signers, signedForm } from '../twilio/index.ts'
import type { Heard } from './announce.ts'
import { tongues } from './tongues.ts'

export { announce, digits } from './announce.ts'

export const voicePath = '/channels/voice'

export type VoiceParts = Signers & {
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
export function createVoiceRouter({ announcement, again, end, ...signers }: VoiceParts): Router {
  const router = Router()
  router.post(voicePath, (request, response) => {
    if (!signedForm(signers, request, response)) return
    const once = announcement()
    response.type('text/xml').send(twimlOf([...once, again(), ...once, end()]))
  })
  router.all(voicePath, (_request, response) => onlyPost(response))
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

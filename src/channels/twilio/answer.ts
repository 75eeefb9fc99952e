import type { Response } from 'express'
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
import type { Turn } from '../../delivery/index.ts'
import { messageBreak } from '../words/index.ts'
import { eraseJob } from './erase.ts'

/**
 * Answers a webhook in TwiML: the messages of a reply, or none for ''.
 * @param action where Twilio tells what became of them
 */
export function answerTwiml(response: Response, reply: string, action?: string): void {
  const twiml = new MessagingResponse()
  for (const message of reply.split(messageBreak)) if (message !== '') twiml.message(action ? { action } : {}, message)
  response.type('text/xml').send(twiml.toString())
}

/** FORGET forgets at Twilio too. */
export function erasing(turn: Turn): Turn {
  return (...given) => {
    const result = turn(...given)
    const [, , now] = given
    return result.forget ? { ...result, jobs: [...(result.jobs ?? []), eraseJob(now)] } : result
  }
}

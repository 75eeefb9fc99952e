import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
import { digits, twimlOf } from '../../channels/voice/index.ts'
import type { Bundle } from '../../content/index.ts'

export const fallbacks = ['sms', 'voice'] as const

/**
 * What Twilio itself answers when we do not, as TwiML for a TwiML Bin. It stands there unchanged for years, so it names
 * only the lines that do not change.
 */
export function fallbackTwiml({ sentences, call }: Bundle, kind: (typeof fallbacks)[number]): string {
  if (kind === 'sms') {
    const twiml = new MessagingResponse()
    twiml.message(sentences.say('en', 'errors:away', undefined, 'sms'))
    return twiml.toString()
  }
  const say = (key: string, params?: Record<string, string>) => ({
    language: 'en' as const,
    words: sentences.say('en', `call:${key}`, params),
  })
  const once = [
    say('what'),
    say('danger', { emergency: digits(call.emergency) }),
    say('computer'),
    ...call.lines('9999-12-31').map(({ name, number }) => say(`line.${name}`, { number: digits(number) })),
  ]
  return twimlOf([...once, say('again'), ...once])
}

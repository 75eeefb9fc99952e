import fc from 'fast-check'
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js'
import { expect, test } from 'vitest'
import { twimlOf } from '../../../src/channels/twilio/answer.ts'
import { messageBreak } from '../../../src/channels/words/index.ts'

function byTwilio(messages: string[], action?: string): string {
  const twiml = new MessagingResponse()
  for (const message of messages) twiml.message(action ? { action } : {}, message)
  return twiml.toString()
}

test.each<[string[], string | undefined]>([
  [[], undefined],
  [['hello'], undefined],
  [['1 < 2 & 3 > 2, "quoted" and \'so\'\r\n\tend'], 'https://help.example/channels/twilio/status'],
  [['ਸਤ ਸ੍ਰੀ ਅਕਾਲ 👋', 'a second one'], 'https://help.example/x?a=1&b="2"'],
])('%j is what the library of Twilio makes of it', (messages, action) => {
  expect(twimlOf(messages.join(messageBreak), action)).toBe(byTwilio(messages, action))
})

test('so is whatever may be said', () => {
  const message = fc
    .string({ unit: 'binary', minLength: 1 })
    .filter((text) => !text.includes(messageBreak) && legal(text))
  fc.assert(
    fc.property(fc.array(message, { maxLength: 3 }), (messages) => {
      expect(twimlOf(messages.join(messageBreak))).toBe(byTwilio(messages))
    }),
    { numRuns: 50 },
  )
})

test.each(['a\u0000b', 'a\u0008b', 'a\ud800b', 'a\uffffb'])('what XML cannot hold is left out: %j', (text) => {
  expect(twimlOf(text)).toBe(byTwilio(['ab']))
})

function legal(text: string): boolean {
  try {
    byTwilio([text])
    return true
  } catch {
    return false
  }
}

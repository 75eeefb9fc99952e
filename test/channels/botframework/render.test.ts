import { describe, expect, test } from 'vitest'
import { answer, greet } from '../../../src/assistant.ts'
import { type Message, readMessages } from '../../../src/channels/botframework/render.ts'
import { type Language, languages } from '../../../src/taxonomy.ts'
import { sandwell } from '../../sandwell.ts'

const now = Date.parse('2026-11-24T12:00Z')

/** The replies to some messages of one person, who was greeted in a language. */
function conversation(language: Language, ...texts: string[]): Message[][] {
  let session: string | null = null
  return texts.map((text) => {
    const done = answer(sandwell, { channel: 'botframework', text, language, greeted: true, session, now })
    session = done.session
    return readMessages(done.reply)
  })
}

const plain = (text: string) => text.replace(/[\u2067\u2069\u200e]/g, '')
const ways = (message: Message | undefined) => JSON.stringify(message?.attachments ?? []).match(/"url":"[^"]+"/g) ?? []

describe.each(languages)('in %s', (language) => {
  const said = [
    readMessages(greet(sandwell, 'botframework', language, now)),
    ...conversation(language, '1', '1', 'LANGUAGE', 'i want to die', '1', 'forget me'),
  ].flat()

  test('whatever a button says can be typed, and stands in the text', () => {
    for (const { text, suggestedActions } of said)
      for (const action of suggestedActions?.actions ?? []) {
        const lines = plain(text).split(/[\n ]/)
        // Which language to choose instead is a button alone; danger says in its own words how to carry on.
        const named = action.text === 'LANGUAGE' || lines.includes(action.text) || text.includes(action.text)
        expect(named, `${action.title}: ${text}`).toBe(true)
      }
  })

  test('each card says in text, too, all the ways it offers', () => {
    for (const message of said)
      for (const url of ways(message)) {
        const way = url.replace(/"url":"(tel:|mailto:|https:\/\/)/, '').replace('"', '')
        expect(message.text.replace(/[ \u200e]/g, '')).toContain(way)
      }
  })

  test('lines from right to left say so themselves', () => {
    const rtl = language === 'ur' || language === 'ar'
    for (const { text, locale } of said)
      if (locale === language) for (const line of text.split('\n')) expect(line.startsWith('\u2067')).toBe(rtl)
  })
})

test('the greeting is the first question as numbered text', () => {
  expect(readMessages(greet(sandwell, 'botframework', 'en', now)).map(({ text }) => text)).toEqual([
    `This is Fingerpost, for Sandwell. It finds help with drink or drugs, yours or someone else's. You are talking to a computer; nobody is watching. It is not for emergencies: in danger now, call 999.
What would help right now?
1 Talk to someone now
2 People who've been there
3 Less, come off, be safer
4 Worried about someone
5 Home, food, other help
0 Urgent help`,
  ])
})

test('who was not greeted is told what this is with the first answer', () => {
  const first = (greeted: boolean) =>
    answer(sandwell, { channel: 'botframework', text: 'food bank', greeted, session: null, now }).reply
  expect(first(false)).toContain('This is Fingerpost. You are talking to a computer')
  expect(first(true)).not.toContain('This is Fingerpost')
})

test('danger is its fixed words and the numbers in them to call, never those to text or to press', () => {
  const [[suicide], [abuse]] = conversation('en', 'i want to die', 'my husband hits me') as [[Message], [Message]]
  expect(suicide.text).toMatch(/^If you might act on this.*text SHOUT to 85258.*Reply 1 to carry on\.$/)
  expect(ways(suicide)).toEqual(['"url":"tel:999"', '"url":"tel:116123"', '"url":"tel:111"'])
  expect(abuse.text).toContain('press 55 when asked')
  expect(ways(abuse)).toEqual(['"url":"tel:999"', '"url":"tel:08082000247"'])
  expect(abuse.text).toContain('Close this chat')
})

test('danger in a language nobody has confirmed is said in English too, as a message of its own', () => {
  const [[own, english]] = conversation('pl', 'chcę umrzeć') as [[Message, Message]]
  expect([own.locale, english.locale]).toEqual(['pl', 'en'])
  expect(english.text).toContain('call 999 now')
  // Clients show the buttons of the last message alone.
  expect([own.suggestedActions, english.suggestedActions?.actions[0]?.value]).toEqual([undefined, { choice: 'resume' }])
})

test('silence is no message', () => {
  expect(conversation('en', 'ZZZ')).toEqual([[]])
})

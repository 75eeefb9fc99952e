import { expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { languages } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'

const now = Date.parse('2026-11-24T12:00Z')
const say = (text: string, session: string | null = null, stopped = false) =>
  answer(sandwell, { channel: 'sms', text, session, stopped, now })

test.each(['ZZZ', 'zzz', 'zz', ' Zzzz ', 'zzz.'])(
  '"%s" erases everything and says nothing, wherever somebody stands',
  (word) => {
    const { session } = say('domestic abuse help smethwick')
    expect(say(word, session)).toMatchObject({ session: null, reply: '', forget: true, urgent: true })
    expect(say(word)).toMatchObject({ session: null, reply: '' })
  },
)

test.each(['zzz i cant sleep', 'z', 'pizza', 'buzz'])('"%s" is no way out', (text) => {
  expect(say(text).reply).not.toBe('')
})

test('who stopped the texts stays stopped: it erases, and brings nothing back', () => {
  const { session } = say('stop')
  const left = say('zzz', session, true)
  expect(left).toMatchObject({ session: null, reply: '', forget: true, urgent: true })
})

test.each(languages)('it is told above the list for somebody who is hurt at home: %s', (language) => {
  expect(sandwell.sentences.say(language, 'conversation:results.safe')).toContain('ZZZ')
})

test.each(languages)('it is told with the first words for somebody who is hurt at home: %s', (language) => {
  expect(sandwell.sentences.say(language, 'safety:carry_on_brief')).toContain('ZZZ')
})

test('who says what is done to them at home reads of it at once, on a phone', () => {
  expect(say('my husband hits me').reply).toMatch(/999.*0808 2000 247.*ZZZ ends it with no reply\.$/s)
})

test('the list keeps what it said before: its hours too', () => {
  const { reply } = say('domestic abuse help smethwick')
  expect(reply).toContain('ZZZ ends it with no reply.')
  expect(reply).toContain('0808 2000 247*, open now')
})

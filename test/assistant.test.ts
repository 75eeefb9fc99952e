import { describe, expect, test } from 'vitest'
import { answer, sayInstead, tellsDanger } from '../src/assistant.ts'
import { sandwell } from './sandwell.ts'

const now = Date.parse('2026-11-24T12:00Z')

test.each([
  ['i want to kill myself', true],
  ['0', true],
  ['stop', true],
  ['forget me', true],
  ['hello', false],
  ['tipton', false],
])('"%s" is answered whatever it costs: %s', (text, urgent) => {
  expect(answer(sandwell, { channel: 'sms', text, session: null, now }).urgent).toBe(urgent)
})

test('who has stopped already and writes STOP again gets no word whatever it costs', () => {
  const { session } = answer(sandwell, { channel: 'sms', text: 'stop', session: null, now })
  expect(answer(sandwell, { channel: 'sms', text: 'stop', session, stopped: true, now })).toMatchObject({
    reply: '',
    urgent: false,
  })
})

describe('fixed words in the place of an answer', () => {
  const instead = (text: string, session: string | null = null) =>
    sayInstead(sandwell, 'errors:tomorrow', { channel: 'sms', text, session, now })

  test('are in English where nothing else is known', () => {
    expect(instead('x')).toBe(
      "Sorry, I can't text more today. Please text again tomorrow. To talk now: Samaritans 116 123, free, day and night. In danger: 999.",
    )
  })

  test('are in the language of the conversation', () => {
    const { session } = answer(sandwell, { channel: 'sms', text: 'polski', session: null, now })
    expect(instead('x', session)).toMatch(/^Przepraszamy/)
  })
})

test.each([
  ['i want to kill myself', true],
  ['hello', false],
])('"%s" tells of danger on its own: %s', (text, danger) => {
  expect(tellsDanger(sandwell, text)).toBe(danger)
  expect(
    tellsDanger(
      {
        ...sandwell,
        screen: () => {
          throw new Error('broken')
        },
      },
      text,
    ),
  ).toBe(true)
})

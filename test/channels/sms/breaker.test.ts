import { describe, expect, test } from 'vitest'
import { createBreaker } from '../../../src/channels/sms/breaker.ts'
import { sandwell } from '../../sandwell.ts'

const minute = 60_000
const [answer, last_words, silence] = ['answer', 'last_words', 'silence'] as const
const notice = 'Thank you for your enquiry, we are closed.'

/** One person; times in minutes. */
const open = () => {
  const breaker = createBreaker((text) => text.startsWith('auto'))
  return {
    hear: (text: string, at: number, person = 'a') => breaker.hear(person, text, at * minute),
    urgent: (text: string, at: number) => breaker.urgent('a', text, at * minute),
  }
}

describe('the same text three times', () => {
  test('within two minutes: last words, then nothing for an hour', () => {
    const { hear } = open()
    expect([0, 0.5, 1, 1.5, 30, 60.9].map((at) => hear(notice, at))).toEqual([
      answer,
      answer,
      last_words,
      silence,
      silence,
      silence,
    ])
    expect(hear(notice, 61)).toBe(answer)
  })

  test('whatever its case and spaces', () => {
    const { hear } = open()
    expect([notice, ` ${notice.toUpperCase()}`, notice.replace(' ', '\n')].map((text) => hear(text, 0))[2]).toBe(
      last_words,
    )
  })

  test('over a longer time is a person', () => {
    const { hear } = open()
    expect([0, 1.5, 3, 4.5].map((at) => hear(notice, at))).toEqual([answer, answer, answer, answer])
  })

  test('another text of the same person is answered meanwhile, and so is the same text of another person', () => {
    const { hear } = open()
    for (const at of [0, 0.1, 0.2]) hear(notice, at)
    expect(hear('sorry, that was my phone', 1)).toBe(answer)
    expect(hear(notice, 1, 'b')).toBe(answer)
  })

  test.each(['1', 'MORE', 'BACK', 'West Bromwich', 'ਹੋਰ'])('"%s" may come again and again', (text) => {
    const { hear } = open()
    expect(Array.from({ length: 12 }, (_, n) => hear(text, n / 10))).not.toContain(last_words)
  })
})

test('on four machines that take turns a loop ends all the same, after four times as much at most', () => {
  const machines = Array.from({ length: 4 }, open)
  const verdicts = Array.from({ length: 60 }, (_, n) => machines[n % 4]?.hear('auto', n / 60))
  expect(verdicts.filter((one) => one !== silence)).toEqual(Array(4).fill(last_words))
  const again = Array.from({ length: 60 }, (_, n) => machines[n % 4]?.hear(notice, n / 60))
  expect(again.filter((one) => one !== silence)).toHaveLength(12)
})

test('what replies by itself gets last words once an hour, and the person behind it answers', () => {
  const { hear } = open()
  expect([hear('auto 1', 0), hear('auto 2', 1), hear('here i am', 2), hear('auto 1', 59)]).toEqual([
    last_words,
    silence,
    answer,
    silence,
  ])
  expect(hear('auto 1', 60)).toBe(last_words)
})

test('urgent words go out once for the same text', () => {
  const { hear, urgent } = open()
  hear('one', 0)
  expect([urgent('one', 0), urgent('One', 1), urgent('two', 1), urgent('two', 2)]).toEqual([true, false, true, false])
  expect(hear('one', 61)).toBe(answer)
  expect(urgent('one', 61)).toBe(true)
})

test('no more people are remembered than it is told to', () => {
  const breaker = createBreaker(() => false, 2)
  for (const person of ['a', 'a', 'b', 'c']) breaker.hear(person, notice, 0)
  expect(breaker.hear('a', notice, 0)).toBe(answer)
})

describe('what replies by itself', () => {
  test.each([
    'I’m driving right now - Sent from My Car',
    "I'm driving with Do Not Disturb While Driving turned on. I'll see your message when I get where I'm going.",
    "(I'm not receiving notifications. If this is urgent, reply “urgent” to send a notification through.)",
    'I am OUT OF OFFICE until Monday',
    'Automatic reply: back soon',
    'This is an automated message.',
    "Thanks for the message. Configure your number's SMS URL to change this message.Reply HELP for help.",
    'Msg&Data rates may apply. Reply STOP to unsubscribe.',
    'Odpowiedź automatyczna: jestem na urlopie',
    'Réponse automatique : je suis absent',
  ])('%s', (text) => {
    expect(sandwell.isAutoReply(text)).toBe(true)
  })

  test.each([
    'im driving home drunk',
    "i'm driving and i cant stop drinking",
    'he drives drunk',
    'my husband drinks at the office',
    'out of work and out of money',
    'stop',
    'how do i stop',
    'can you reply please',
    'is this automated',
    'jestem pijany za kierownicą',
  ])('no: %s', (text) => {
    expect(sandwell.isAutoReply(text)).toBe(false)
  })
})

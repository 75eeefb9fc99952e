import { describe, expect, test } from 'vitest'
import { createBreaker, type Verdict } from '../../../src/channels/sms/breaker.ts'
import { nothingHeard, readHeard, together, writeHeard } from '../../../src/channels/sms/heard.ts'
import { sandwell } from '../../sandwell.ts'
import { keys } from '../house.ts'

const minute = 60_000
const [answer, last_words, silence] = ['answer', 'last_words', 'silence'] as const
const notice = 'Thank you for your enquiry, we are closed.'

const breaker = createBreaker((text) => text.startsWith('auto'), keys)

/** People of whom is kept what a store keeps; times in minutes. */
const open = () => {
  const kept = new Map<string, string>()
  const say = (text: string, at: number, person: string, urgent: boolean): Verdict => {
    const { verdict, heard } = breaker.hear(
      { person, text, urgent, now: at * minute },
      readHeard(kept.get(person) ?? null),
    )
    kept.set(person, writeHeard(heard))
    return verdict
  }
  return {
    hear: (text: string, at: number, person = 'a') => say(text, at, person, false),
    urgent: (text: string, at: number) => say(text, at, 'a', true),
    kept,
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

describe('more than twenty texts in ten minutes', () => {
  const push = (times: number, one: (n: number) => Verdict) => {
    const seen = Array.from({ length: times }, (_, n) => one(n))
    return [answer, last_words, silence].map((verdict) => seen.filter((one) => one === verdict).length)
  }

  test('last words, then nothing for an hour', () => {
    const { hear } = open()
    expect(push(30, (n) => hear(`m${n}`, n / 10))).toEqual([20, 1, 9])
    expect(hear('hello', 2, 'b')).toBe(answer)
    expect([hear('hello', 61.9), hear('hello', 62)]).toEqual([silence, answer])
  })

  test('twenty in ten minutes, again and again, are a person', () => {
    const { hear } = open()
    expect(push(60, (n) => hear('1', n / 2))).toEqual([60, 0, 0])
  })

  test('a loop that got its silence counts on, and the one behind it is silenced too', () => {
    const { hear } = open()
    expect(push(21, () => hear(notice, 0))).toEqual([2, 1, 18])
    expect(hear('it was my phone', 1)).toBe(silence)
  })
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

test('urgent words go out in a silence, once for the same text', () => {
  const { hear, urgent } = open()
  for (let n = 0; n < 21; n++) hear(`m${n}`, 0)
  expect([urgent('one', 0), urgent('One', 1), urgent('two', 1), urgent('two', 2)]).toEqual([
    answer,
    silence,
    answer,
    silence,
  ])
  expect(urgent('one', 61)).toBe(answer)
})

describe('what is kept of a person', () => {
  test('is times and short hashes that mean nothing beside another person', () => {
    const { hear, kept } = open()
    for (const person of ['a', 'b']) hear(notice, 1, person)
    hear('a short one', 2)
    expect(JSON.parse(kept.get('a') ?? '')).toEqual([
      [
        [minute, expect.stringMatching(/^[\w-]{3}$/)],
        [2 * minute, ''],
      ],
      [],
      [],
      0,
      0,
    ])
    expect(JSON.parse(kept.get('b') ?? '')[0][0]).not.toEqual(JSON.parse(kept.get('a') ?? '')[0][0])
  })

  test('matters for ten minutes, or as long as a silence', () => {
    const ends = (texts: string[]) =>
      texts.reduce(
        ({ heard }, text) => breaker.hear({ person: 'a', text, urgent: false, now: minute }, heard),
        breaker.hear({ person: 'a', text: 'hello', urgent: false, now: 0 }),
      ).expires
    expect(ends(['1'])).toBe(11 * minute)
    expect(ends(['auto'])).toBe(61 * minute)
    expect(ends([notice, notice, notice])).toBe(61 * minute)
  })

  test.each([null, '', '{}', '[]', '[[1],2]', 'null'])('%j is nothing', (text) => {
    expect(readHeard(text)).toEqual(nothingHeard)
  })

  test('of two places counts each text once', () => {
    const hear = (before: typeof nothingHeard, now: number) =>
      breaker.hear({ person: 'a', text: notice, urgent: false, now }, before)
    const one = hear(nothingHeard, 0).heard
    const [here, there] = [hear(one, 1).heard, hear(one, 2).heard]
    expect(together(here, there).recent.map(({ at }) => at)).toEqual([0, 1, 2])
    expect(hear(one, 3).verdict).toBe(answer)
    expect(hear(together(here, one), 3).verdict).toBe(last_words)
    expect(hear(together(here, there), 3).verdict).toBe(last_words)
  })
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

import { readFileSync } from 'node:fs'
import { Temporal } from 'temporal-polyfill'
import { expect, test } from 'vitest'
import { openingWords } from '../../../src/channels/words/when.ts'
import { createSentences } from '../../../src/content/sentences.ts'
import type { Language } from '../../../src/taxonomy.ts'

const listing = (language: string): unknown => JSON.parse(readFileSync(`locales/${language}/listing.json`, 'utf8'))
const sentences = createSentences(
  Object.fromEntries(['en', 'pl', 'ro', 'fr', 'pa'].map((language) => [language, { listing: listing(language) }])),
  {},
)
const london = (time: string) => Temporal.ZonedDateTime.from(`2026-07-06T${time}[Europe/London]`)

test.each<[Language, string, string]>([
  ['en', '09:00', '9am'],
  ['en', '20:00', '8pm'],
  ['en', '19:30', '7:30pm'],
  ['en', '12:30', '12:30pm'],
  ['pa', '20:00', '8pm'],
  ['fr', '09:00', '9h'],
  ['fr', '20:00', '20h'],
  ['fr', '19:30', '19h30'],
  ['fr', '00:30', '0h30'],
  ['fr', '12:00', 'midi'],
  ['pl', '09:00', '9:00'],
  ['pl', '20:00', '20:00'],
  ['pl', '19:30', '19:30'],
  ['ro', '20:00', '20:00'],
  ['ro', '12:05', '12:05'],
])('%s says %s as %s', (language, time, said) => {
  const wording = { sentences, language, channel: 'sms', now: london('08:00').toInstant() } as const
  const words = openingWords(wording, {
    state: 'open',
    until: london(time).epochMilliseconds,
    justStarted: false,
  })
  expect(words.split(' ')).toContain(said)
})

test.each([
  ['2026-10-25T00:30:00Z', '1:30am'],
  ['2026-10-25T01:30:00Z', '1:30am'],
  ['2026-10-25T18:00:00Z', '6pm'],
  ['2026-03-29T00:30:00Z', '12:30am'],
  ['2026-03-29T01:30:00Z', '2:30am'],
  ['2026-03-29T18:00:00Z', '7pm'],
])('on a day when the clocks change, %s is %s in London', (until, said) => {
  const now = Temporal.Instant.from(until).subtract({ minutes: 20 })
  const wording = { sentences, language: 'en', channel: 'sms', now } as const
  const words = openingWords(wording, { state: 'open', until: Date.parse(until), justStarted: false })
  expect(words.split(' ')).toContain(said)
})

test.each([
  ['2026-12-31T20:00:00Z', '2027-01-01T10:00:00Z', 'opens tomorrow 10am'],
  ['2026-12-31T08:00:00Z', '2026-12-31T19:30:00Z', 'opens tonight 7:30pm'],
  ['2026-12-31T08:00:00Z', '2027-01-04T10:00:00Z', 'opens Mon 10am'],
  ['2026-12-31T08:00:00Z', '2027-01-09T10:00:00Z', 'opens Sat 9/1 10am'],
])('seen from %s, %s is said as "%s"', (now, opens, said) => {
  const wording = { sentences, language: 'en', channel: 'sms', now: Temporal.Instant.from(now) } as const
  expect(openingWords(wording, { state: 'closed', opens: Date.parse(opens) })).toBe(said)
})

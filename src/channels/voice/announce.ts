import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { openingOf, type Query, search } from '../../directory/index.ts'
import { type Language, languages } from '../../taxonomy.ts'
import { tongues } from './tongues.ts'

/** One thing a caller hears: words in a language, or a recording. */
export type Heard = { language: Language; words: string } | { play: string }

/** Services that answer now are named up to this many: more than two numbers nobody keeps in mind. */
const mostServices = 2

/** Somebody of whom nothing is known looks for someone to talk to. */
const anyone: Query = {
  audience: null,
  needs: ['talk_now'],
  substances: [],
  goal: null,
  preferences: [],
  language: 'en',
  point: null,
  town: null,
  inArea: true,
  young: false,
}

/**
 * What somebody hears who rings at this moment (epoch milliseconds), once through: English first, for everyone; then a
 * sentence in each other offered language that Twilio speaks or a person has recorded. Pure.
 */
export function announce(bundle: Bundle, now: number): Heard[] {
  const { call, offered, sentences } = bundle
  const today = new Date(now).toISOString().slice(0, 10)
  const english = (key: string, params?: Record<string, string>): Heard => ({
    language: 'en',
    words: sentences.say('en', `call:${key}`, params),
  })
  const emergency = digits(call.emergency)
  const lines = call.lines(today)
  const recorded = call.recording('en', today)
  const fixed: Heard[] = recorded
    ? [{ play: recorded }]
    : [
        english('what'),
        english('danger', { emergency }),
        english('computer'),
        ...lines.map(({ name, number }) => english(`line.${name}`, { number: digits(number) })),
        english('text'),
      ]
  const others = languages.filter((one) => one !== 'en' && offered.includes(one))
  return [
    ...fixed,
    ...openNow(bundle, now, english),
    ...others.flatMap((language): Heard[] => {
      const play = call.recording(language, today)
      if (play) return [{ play }]
      return tongues[language]
        ? [{ language, words: spoken(sentences.say(language, 'voice:short', { emergency })) }]
        : []
    }),
  ]
}

/** The lines that answer at this moment, but for those that were said already; with what must be pressed on the way, none. */
function openNow(
  bundle: Bundle,
  now: number,
  english: (key: string, params?: Record<string, string>) => Heard,
): Heard[] {
  const at = Temporal.Instant.fromEpochMilliseconds(now)
  const said = new Set(bundle.call.lines('').map(({ service }) => service))
  const found = search(bundle.directory, anyone, at, bundle.isBankHoliday).flatMap(({ service: id }) => {
    const entry = bundle.directory.entry(id)
    if (!entry?.service.needs.includes('talk_now') || said.has(id)) return []
    const index = entry.service.contacts.findIndex(
      ({ type, hours, keyword }) =>
        type === 'phone' && !keyword && ['always', 'open'].includes(openingOf(hours, at, bundle.isBankHoliday).state),
    )
    const contact = entry.service.contacts[index]
    return contact ? [{ name: entry.service.name, number: contact.value, confirmed: entry.confirmed[index] }] : []
  })
  if (found.length === 0) return []
  return [
    english('open_now'),
    ...found
      .slice(0, mostServices)
      .flatMap(({ name, number, confirmed }) => [
        english('service', { name, number: digits(number) }),
        ...(confirmed ? [] : [english('unconfirmed')]),
      ]),
  ]
}

/** "0800 1111" as it is said: each digit by itself, with a breath between the groups. */
export function digits(number: string): string {
  return number
    .split(' ')
    .map((group) => [...group].join(' '))
    .join(', ')
}

/** Without the marks that keep numbers in order on a screen. */
function spoken(words: string): string {
  return words.replaceAll('\u200e', '')
}

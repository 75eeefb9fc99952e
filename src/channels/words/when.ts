import type { Temporal } from 'temporal-polyfill'
import type { Sentences } from '../../content/sentences.ts'
import type { Opening } from '../../directory/listing.ts'
import { londonDay, londonTime } from '../../directory/londonDays.ts'
import { type ChannelId, type Language, languages } from '../../taxonomy.ts'

type Wording = { sentences: Sentences; language: Language; channel: ChannelId; now: Temporal.Instant }

/** Opening as words: "open now, till 9pm", "opens tonight 7:30pm", "opens Mon 10am", "times not known"; in French "jusqu'à 21h". */
export function openingWords({ sentences, language, channel, now }: Wording, opening: Opening): string {
  const say = (key: string, params?: Record<string, string>) =>
    sentences.say(language, `listing:opening.${key}`, params, channel)
  switch (opening.state) {
    case 'always':
    case 'unknown':
      return say(opening.state)
    case 'open':
      return opening.justStarted
        ? say('just_started')
        : say('open', { until: timeWords(sentences, language, londonTime(opening.until)) })
    case 'closed':
      return say(opening.uncertain ? 'uncertain_closed' : 'closed', {
        when: whenWords(sentences, language, opening.opens, now),
      })
    case 'uncertain':
      return say('uncertain_open')
  }
}

/** A moment to come in words, as near as needed: "tonight 7:30pm", "tomorrow 10am", "Mon 10am", "Mon 7 Dec 10am". */
function whenWords(sentences: Sentences, language: Language, moment: number, now: Temporal.Instant): string {
  const then = londonTime(moment)
  const days = then.day - londonTime(now.epochMilliseconds).day
  const { date, weekday } = londonDay(then.day)
  const time = timeWords(sentences, language, then)
  const day = sentences.say(language, `listing:day.${weekday + 1}`)
  if (days === 0) return sentences.say(language, `listing:when.${then.hour >= 17 ? 'tonight' : 'today'}`, { time })
  if (days === 1) return sentences.say(language, 'listing:when.tomorrow', { time })
  if (days < 7) return sentences.say(language, 'listing:when.weekday', { day, time })
  return sentences.say(language, 'listing:when.date', { day, date: `${date.day}/${date.month}`, time })
}

/** Those whose clock goes to 23. A locale takes long to make, and a list names many times. */
const to23: ReadonlySet<Language> = new Set(
  languages.filter((one) => new Intl.Locale(one).getHourCycles()[0] === 'h23'),
)

/** By the clock the language is read by (Unicode CLDR): "7:30pm", "19h30", "19:30". */
export function timeWords(sentences: Sentences, language: Language, time: { hour: number; minute: number }): string {
  const { hour, minute } = time
  if (minute === 0 && hour === 0) return sentences.say(language, 'listing:time.midnight')
  if (minute === 0 && hour === 12) return sentences.say(language, 'listing:time.noon')
  const half = hour < 12 ? 'am' : 'pm'
  const said = to23.has(language) ? hour : hour % 12 || 12
  const params = { hour: String(said), minute: String(minute).padStart(2, '0') }
  return sentences.say(language, `listing:time.${half}${minute > 0 ? '_minutes' : ''}`, params)
}

/** The month it is where the services are (YYYY-MM). */
export function monthOf(now: Temporal.Instant): string {
  return londonDay(londonTime(now.epochMilliseconds).day).date.toString().slice(0, 7)
}

/** "May 2026", of 2026-05. Punjabi in Latin letters says the English names: Intl knows it in Gurmukhi alone. */
export function monthWords(language: Language, month: string): string {
  const names = monthNames.get(language) ?? monthNamesIn(language)
  monthNames.set(language, names)
  return names.format(new Date(`${month}-01T00:00Z`))
}

/** Making one takes longer than naming a hundred months. */
const monthNames = new Map<Language, Intl.DateTimeFormat>()

function monthNamesIn(language: Language): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(language === 'pa-Latn' ? 'en' : language, {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
    numberingSystem: 'latn',
    calendar: 'gregory',
  })
}

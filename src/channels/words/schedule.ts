import { Temporal } from 'temporal-polyfill'
import type { Sentences } from '../../content/sentences.ts'
import { type Hours, type Schedule, weekdays } from '../../directory/index.ts'
import { nextDay } from '../../directory/recurrence.ts'
import type { ChannelId, Language } from '../../taxonomy.ts'
import { timeWords } from './when.ts'

type Wording = { sentences: Sentences; language: Language; channel: ChannelId; now: Temporal.Instant }

/**
 * Opening hours in full, for paper: a line a slot, as in "Mon, Wed 9am to 5pm, may be shut on bank holidays". What has
 * ended is left out.
 */
export function scheduleWords({ sentences, language, channel, now }: Wording, hours: Hours): string[] {
  const say = (key: string, params?: Record<string, string | number>) => sentences.say(language, key, params, channel)
  if (typeof hours === 'string') return [say(`listing:opening.${hours}`)]
  const time = (text: string) => {
    const [hour = 0, minute = 0] = text.split(':').map(Number)
    return timeWords(sentences, language, new Temporal.PlainTime(hour % 24, minute))
  }
  const lines = hours.flatMap((slot) => {
    const next = nextDay(slot, now)
    if (next === null) return []
    const days = daysIn(slot)
    const words = say('printed:slot', { days, opens: time(slot.opens), closes: time(slot.closes) })
    return [[words, ...rhythmOf(slot, next)].join(', ')]
  })
  return lines.length > 0 ? lines : [say('listing:opening.unknown')]

  function daysIn({ days, nth }: Schedule): string {
    const all = days.length === 7 && !nth
    const names = all
      ? say('printed:daily')
      : days.map((day) => say(`listing:day.${weekdays.indexOf(day) + 1}`)).join(', ')
    if (!nth) return names
    return say('printed:monthly', { days: names, which: nth.map((one) => say(`printed:nth.${one}`)).join(', ') })
  }

  function rhythmOf({ every, from, until, season, except, bank_holidays }: Schedule, next: string): string[] {
    const ahead = (except ?? []).filter((one) => one >= today(now))
    return [
      ...(every?.weeks === 2 ? [say('printed:other_week', { date: dayWords(next) })] : []),
      ...(every && every.weeks !== 2 ? [say('printed:weeks', { weeks: every.weeks, date: dayWords(next) })] : []),
      ...(season ? [say('printed:season', { from: dayWords(season.from), until: dayWords(season.until) })] : []),
      ...(from && from > today(now) ? [say('printed:from', { date: dayWords(from) })] : []),
      ...(until ? [say('printed:until', { date: dayWords(until) })] : []),
      ...(ahead.length > 0 ? [say('printed:except', { dates: ahead.map(dayWords).join(', ') })] : []),
      say(`printed:bank.${bank_holidays}`),
    ]
  }
}

function today(now: Temporal.Instant): string {
  return now.toZonedDateTimeISO('Europe/London').toPlainDate().toString()
}

/** "2026-12-06" as 6/12/2026, "12-06" as 6/12: figures that every language reads. */
export function dayWords(date: string): string {
  return date.split('-').reverse().map(Number).join('/')
}

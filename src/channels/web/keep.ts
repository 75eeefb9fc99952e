import { calendarDays, meetingsOf } from '../../directory/export/ics.ts'
import type { Listed, Schedule } from '../../directory/index.ts'
import { nextDay } from '../../directory/recurrence.ts'
import { type Html, html } from '../page.ts'
import { addressWords, cardWords, listingWords, type Wording } from '../words/index.ts'

/**
 * Ways to take what was found along, under a list or a card: copy, print, the person's own messaging app, a calendar. We
 * send nothing ourselves. The buttons need script and are hidden until it shows what the device can do; the link does not.
 */
export function keepWays(wording: Wording, listed: readonly Listed[], calendars: Html | null = null): Html {
  const say = (key: string) => wording.sentences.say(wording.language, `web:${key}`)
  const text = listed.map((one) => linesOf(wording, one)).join('\n\n')
  if (text === '') return html``
  // "?&body=" is read by Android and by iPhones, old and new.
  return html`<details class="extra keep"><summary>${say('keep')}</summary>
<div class="ways"><a class="way" href="sms:?&amp;body=${encodeURIComponent(text)}">${say('send_by_text')}</a>
<button type="button" class="way" data-way="share" hidden>${say('share')}</button>
<button type="button" class="way" data-way="copy" data-done="${say('copied')}" hidden>${say('copy')}</button>
<button type="button" class="way" data-way="print" hidden>${say('print')}</button>${calendars ?? html``}</div>
<p class="small">${say('keep_note')}</p></details>`
}

/** A calendar entry for each meeting of a service that is known to be held soon where it is listed. */
export function calendarLinks(wording: Wording, listed: Listed): Html | null {
  const service = listed.location === null ? null : wording.directory.get(listed.service)
  const end = wording.now.toZonedDateTimeISO('Europe/London').toPlainDate().add({ days: calendarDays }).toString()
  const isSoon = (schedule: Schedule) => (nextDay(schedule, wording.now) ?? end) < end
  const numbers = service
    ? meetingsOf(service).flatMap(({ location, schedule }, number) =>
        location === listed.location && isSoon(schedule) ? [number] : [],
      )
    : []
  if (numbers.length === 0) return null
  const words = wording.sentences.say(wording.language, 'web:calendar')
  return html`${numbers.map(
    (number) =>
      html`<a class="way" href="/services/${listed.service}/${number}.ics?lang=${wording.language}" download>${words}</a>`,
  )}`
}

/** A service as it is passed on: its name, how to reach it, where it is. Never why it was listed. */
function linesOf(wording: Wording, listed: Listed): string {
  const short = listingWords(wording, listed)
  const service = wording.directory.get(listed.service)
  if (!short || !service) return ''
  const others = cardWords(wording, listed)?.others.map(({ words }) => words) ?? []
  const address = listed.location === null ? null : addressWords(wording, service, listed.location)
  return [...new Set([short.name, short.contact, ...others, address].filter(Boolean))].join('\n')
}

import { type Html, html, htmlDocument } from '../page.ts'
import type { Say } from '../say.ts'
import type { MessageChannel } from '../twilio/index.ts'
import { type Entry, writeTranscript } from './transcript.ts'

export type PhonePage = { channel: MessageChannel; from: string; transcript: readonly Entry[] }

/** The on-screen phone as a page that works by plain form posts; the script only makes it smooth. */
export function phonePage({ channel, from, transcript }: PhonePage, say: Say): string {
  const here = channel === 'sms' ? '/phone' : `/phone?channel=${channel}`
  return htmlDocument({
    language: 'en',
    title: say('phone:title'),
    head: html`<link rel="stylesheet" href="/phone/assets/phone.css">
<script src="/phone/assets/phone.js" defer></script>`,
    body: html`<main>
<h1>${say('phone:title')}</h1>
<p>${say(`phone:about.${channel}`)}</p>
<section class="phone" aria-label="${say('phone:screen')}">
<header>${say('phone:you', { number: from.replace(/^\+44(\d{4})(\d{6})$/, '0$1 $2') })}</header>
<ol id="messages" aria-live="polite">${transcript.map(bubble)}</ol>
<form id="write" method="post" action="/phone/send" data-unreachable="${say('phone:unreachable')}">
<input type="hidden" name="channel" value="${channel}">
<input type="hidden" name="from" value="${from}">
<input type="hidden" name="transcript" value="${writeTranscript(transcript)}">
<label for="text">${say('phone:label')}</label>
<textarea id="text" name="text" rows="2" autocomplete="off" autofocus></textarea>
<button>${say('phone:send')}</button>
</form>
</section>
<p><a href="${here}">${say('phone:someoneElse')}</a></p>
<p><a href="${channel === 'sms' ? '/phone?channel=whatsapp' : '/phone'}">${say(`phone:other.${channel}`)}</a></p>
</main>`,
  })
}

function bubble({ side, text, facts }: Entry): Html {
  return html`<li class="${side}"><p dir="auto">${text}</p>${facts ? html`<small>${facts}</small>` : ''}</li>`
}

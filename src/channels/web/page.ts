import type { Sentences } from '../../content/sentences.ts'
import type { Audience, Language } from '../../taxonomy.ts'
import { type Html, html, withCallLinks } from '../page.ts'

import { shell } from './shell.ts'

/** One message and its answer, as they are shown again. */
export type ShownTurn = {
  /** What the person wrote or chose; null where it is not known any more. */
  written: Html | null
  /** The reply, as the renderer made it. */
  reply: string
}

export type ChatPage = {
  sentences: Sentences
  nonce: string
  language: Language
  /** The languages to choose from. */
  offered: readonly Language[]
  /** What the licences of the data ask to be shown. */
  attribution: readonly string[]
  /** Names the conversation; it travels in the form and nowhere else, so there is no cookie. */
  token: string
  /** Names the next message, so that sending it twice is once. */
  message: string
  /** Whom the link to the page said it is for. */
  audience: Audience | null
  /** The names of the turns so far, for the page that answers the next one. */
  turns: readonly string[]
  /** Earlier turns, then the latest, which is never left out. */
  shown: readonly ShownTurn[]
  /** What is being written and not sent yet. */
  draft: string
  /** Where the way out leads. */
  leaveUrl: string
  /** There is a number to carry on with by SMS or WhatsApp. */
  carryOn: boolean
}

/** The whole chat page; it works without script, and script only spares it reloading. */
export function chatPage(page: ChatPage): string {
  const { sentences, language, offered, token } = page
  const say = (key: string) => sentences.say(language, `web:${key}`)
  const others = offered.filter((one) => one !== language)
  const latest = page.shown.length - 1
  const body = html`${bar(page, token)}
<details class="languages"><summary><svg viewBox="0 0 20 20" aria-hidden="true"><circle cx="10" cy="10" r="8.5"/><path d="M1.5 10h17M10 1.5c-5 5-5 12 0 17 5-5 5-12 0-17"/></svg><span class="hidden">${say('languages')}: </span>${others.map(
    (one) => html`<span lang="${one}">${nameOf(sentences, one)}</span> `,
  )}</summary>
<nav aria-label="${say('languages')}">${others.map(
    (one) =>
      html`<button form="chat" name="value" value="language:${one}" class="language" lang="${one}">${nameOf(sentences, one)}</button>`,
  )}</nav></details>
<main>
<div id="log" role="log" aria-live="polite" aria-label="${say('log')}">
${page.shown.map(({ written, reply }, at) => html`${written ? writtenWords(say('you'), written, at === latest) : html``}${{ html: reply }}`)}
</div>
<p id="status" role="status"></p>
<form id="chat" method="post" action="/#latest" autocomplete="off" data-problem="${say('problem')}" data-retry="${say('retry')}" data-sending="${say('sending')}" data-you="${say('you')}">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="message" value="${page.message}">
<input type="hidden" name="lang" value="${language}">
${page.audience ? html`<input type="hidden" name="for" value="${page.audience}">` : html``}
${page.turns.map((turn) => html`<input type="hidden" name="turn" value="${turn}">`)}
<label for="text">${say('label')}</label>
<div class="row">
<textarea id="text" name="text" rows="2" maxlength="20000">${page.draft}</textarea>
<button name="send" value="1">${say('send')}</button>
</div>
<p class="urgent"><button name="value" value="command:help" class="urgent">${say('urgent')}</button> <span>${withCallLinks(say('urgent_call'), ['999'])}</span></p>
</form>
</main>
<footer>
<p class="links">${page.carryOn ? link(`/carry-on?lang=${language}`, say('carry_on')) : html``}${(['history', 'about', 'privacy', 'accessibility'] as const).map((name) => link(`/${name}?lang=${language}`, say(name)))}</p>
${page.attribution.map((line) => html`<p lang="en" dir="ltr">${line}</p>`)}
</footer>`
  return shell({ language, title: say('title'), nonce: page.nonce, scripts: 'chat', body })
}

/** The way out, first on the page and always in view: a form, so that leaving wipes what is stored without script too. */
export function bar(
  { sentences, language, leaveUrl }: Pick<ChatPage, 'sentences' | 'language' | 'leaveUrl'>,
  token: string | null,
): Html {
  const say = (key: string) => sentences.say(language, `web:${key}`)
  const named = token ? html`<input type="hidden" name="token" value="${token}">` : html``
  return html`<header>
<form id="leave" method="post" action="/leave" target="_top" data-to="${leaveUrl}" data-again="${say('leave_again')}">${named}<button>${say('leave')}</button><span class="hidden" role="status"></span></form>
<h1>${say('title')}</h1>
</header>`
}

/** Leads to another page of ours, in a tab of its own: the conversation stays where it is. */
function link(href: string, words: string): Html {
  return html`<a href="${href}" target="_blank" rel="noopener">${words}</a> `
}

function nameOf(sentences: Sentences, language: Language): string {
  return sentences.say(language, `conversation:languages.${language}`, undefined, 'web')
}

function writtenWords(you: string, written: Html, isLatest: boolean): Html {
  const id = isLatest ? html` id="latest"` : html``
  return html`<p class="written" dir="auto"${id}><span class="hidden">${you} </span>${written}</p>`
}

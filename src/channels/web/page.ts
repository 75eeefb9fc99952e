import type { Sentences } from '../../content/sentences.ts'
import { directionOf, type Language } from '../../taxonomy.ts'
import { type Html, html } from '../page.ts'

export type ChatPage = {
  sentences: Sentences
  language: Language
  /** The languages to choose from. */
  offered: readonly Language[]
  /** What the licences of the data ask to be shown. */
  attribution: readonly string[]
  /** Names the conversation; it travels in the form and nowhere else, so there is no cookie. */
  token: string
  /** Names the next message, so that sending it twice is once. */
  message: string
  /** What the person wrote, on the page that answers it; never kept. */
  written: string | null
  /** The reply, as the renderer made it. */
  reply: string
}

/** The whole chat page; it works without script, and script only spares it reloading. */
export function chatPage({
  sentences,
  language,
  offered,
  attribution,
  token,
  message,
  written,
  reply,
}: ChatPage): string {
  const say = (key: string) => sentences.say(language, `web:${key}`)
  const others = offered.filter((one) => one !== language)
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>${say('title')}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/chat.css">
<script src="/chat.js" defer></script>
</head>
<body>
<p class="leave"><a href="https://www.bbc.co.uk/weather" rel="noreferrer noopener">${say('leave')}</a></p>
<header>
<h1>${say('title')}</h1>
<nav aria-label="${say('languages')}">${others.map(
    (one) =>
      html`<button form="chat" name="value" value="language:${one}" lang="${one}">${sentences.say(language, `conversation:languages.${one}`, undefined, 'web')}</button>`,
  )}</nav>
</header>
<main>
<div id="log" role="log" aria-live="polite" aria-label="${say('log')}">
${written === null ? html`` : writtenWords(say('you'), written)}
${{ html: reply }}
</div>
<form id="chat" method="post" action="/" autocomplete="off" data-problem="${say('problem')}" data-you="${say('you')}">
<input type="hidden" name="token" value="${token}">
<input type="hidden" name="message" value="${message}">
<input type="hidden" name="lang" value="${language}">
<label for="text">${say('label')}</label>
<div class="row">
<textarea id="text" name="text" rows="2" maxlength="20000"></textarea>
<button name="send" value="1">${say('send')}</button>
</div>
<p><button name="value" value="command:help" class="urgent">${say('urgent')}</button> <span>${say('urgent_call')}</span></p>
</form>
</main>
<footer>${attribution.map((line) => html`<p lang="en" dir="ltr">${line}</p>`)}</footer>
</body>
</html>
`.html
}

function writtenWords(you: string, written: string): Html {
  return html`<p class="written" dir="auto"><span class="hidden">${you} </span>${written}</p>`
}

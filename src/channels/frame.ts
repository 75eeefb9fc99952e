import type { Language } from '../taxonomy.ts'
import { type Html, html, htmlDocument } from './page.ts'

/** The styles of `framed` pages, served by the pages' router. */
export const frameCss = '/pages.css'
/** Leaves at once where script runs: the chat's own, served by the pages' router too. */
export const leaveScript = '/leave.js'

export type Framed = {
  language: Language
  title: string
  /** The way out, in view whatever is read. */
  leave: Leave
  /** Above the title: the way to the chat. */
  top?: Html
  main: Html
  bottom?: Html
}

/** Where "leave this page" leads, and its words. */
export type Leave = { to: string; label: string; again: string }

/** @param say a sentence of the page's language */
export function leaveFor(say: (key: string) => string, to: string): Leave {
  return { to, label: say('web:leave'), again: say('web:leave_again') }
}

/** A page around the chat: small, in the look of the chat. */
export function framed({ language, title, leave, top = html``, main, bottom = html`` }: Framed): string {
  return htmlDocument({
    language,
    title,
    head: html`<link rel="stylesheet" href="${frameCss}"><script src="${leaveScript}" defer></script>`,
    body: html`<nav class="leave" aria-label="${leave.label}"><form id="leave" method="post" action="/leave" data-to="${leave.to}" data-again="${leave.again}"><button>${leave.label}</button><span role="status"></span></form></nav>
${top}
<main>
<h1>${title}</h1>
${main}
</main>
${bottom}`,
  })
}

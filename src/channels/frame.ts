import type { Language } from '../taxonomy.ts'
import { type Html, html, htmlDocument } from './page.ts'

/** The styles of `framed` pages, served by the pages' router. */
export const frameCss = '/pages.css'

export type Framed = {
  language: Language
  title: string
  /** Above the title: the way out, and to the chat. */
  top?: Html
  main: Html
  bottom?: Html
  /** The path of a script of ours, which the page works without. */
  script?: string
}

/** A page around the chat: small, in the look of the chat. */
export function framed({ language, title, top = html``, main, bottom = html``, script }: Framed): string {
  return htmlDocument({
    language,
    title,
    head: html`<link rel="stylesheet" href="${frameCss}">${script ? html`<script src="${script}" defer></script>` : html``}`,
    body: html`${top}
<main>
<h1>${title}</h1>
${main}
</main>
${bottom}`,
  })
}

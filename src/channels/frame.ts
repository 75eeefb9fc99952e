import { directionOf, type Language } from '../taxonomy.ts'
import { type Html, html } from './page.ts'

/** The styles of `framed` pages, served by the pages' router. */
export const frameCss = '/pages.css'

export type Framed = {
  language: Language
  title: string
  /** Above the title: the way out, and to the chat. */
  top?: Html
  main: Html
  bottom?: Html
}

/** A page around the chat: no script, small, in the look of the chat. */
export function framed({ language, title, top = html``, main, bottom = html`` }: Framed): string {
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="${frameCss}">
</head>
<body>
${top}
<main>
<h1>${title}</h1>
${main}
</main>
${bottom}
</body>
</html>
`.html
}

import { directionOf, type Language } from '../taxonomy.ts'

/** A piece of HTML that is safe as it stands. */
export type Html = { readonly html: string }

/** Builds HTML: what is put in is escaped, unless it is Html itself; lists are joined. */
export function html(parts: TemplateStringsArray, ...values: (string | number | Html | readonly Html[])[]): Html {
  return { html: parts.reduce((before, part, at) => before + written(values[at - 1] ?? '') + part) }
}

function written(value: string | number | Html | readonly Html[]): string {
  if (typeof value === 'object') return 'html' in value ? value.html : value.map(written).join('')
  return String(value).replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)
}

export type HtmlDocument = {
  language: Language
  title: string
  /** What else stands in the head: styles, scripts, what crawlers may do. */
  head: Html
  body: Html
}

/** A whole page, as every page of ours begins: wide as the screen, its address told to nobody, no icon asked for. */
export function htmlDocument({ language, title, head, body }: HtmlDocument): string {
  return html`<!doctype html>
<html lang="${language}" dir="${directionOf(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<link rel="icon" href="data:,">
${head}
</head>
<body>
${body}
</body>
</html>
`.html
}

/**
 * A sentence with the known numbers in it made into call links; everything else is escaped. The link keeps its number's
 * order by its own direction: the mark that does so in plain text would stand outside it, and draw the blank before a number
 * behind it.
 */
export function withCallLinks(text: string, numbers: readonly string[]): Html {
  return html`${split(text, numbers).map((piece, index, { length }) => {
    if (index % 2 === 1) return html`<a href="tel:${piece.replaceAll(' ', '')}" dir="ltr">${piece}</a>`
    return html`${index < length - 1 ? piece.replace(/\u200e$/, '') : piece}`
  })}`
}

/** The first of the known numbers that a sentence names, as it is printed there. */
export function firstNumber(text: string, numbers: readonly string[]): string | null {
  return split(text, numbers)[1] ?? null
}

/** A sentence in pieces: every second one is a known number. */
function split(text: string, numbers: readonly string[]): string[] {
  const known = numbers.filter((number) => /^[\d ]{3,}$/.test(number)).sort((a, b) => b.length - a.length)
  return known.length === 0 ? [text] : text.split(new RegExp(`(?<!\\d)(${known.join('|')})(?!\\d)`))
}

import { type Html, html } from '../page.ts'

/** A sentence with the known numbers in it made into call links; everything else is escaped. */
export function withCallLinks(text: string, numbers: readonly string[]): Html {
  const known = numbers.filter((number) => /^[\d ]{3,}$/.test(number)).sort((a, b) => b.length - a.length)
  if (known.length === 0) return html`${text}`
  const pieces = text.split(new RegExp(`(?<!\\d)(${known.join('|')})(?!\\d)`))
  return html`${pieces.map((piece, index) =>
    index % 2 === 1 ? html`<a href="tel:${piece.replaceAll(' ', '')}" dir="ltr">${piece}</a>` : html`${piece}`,
  )}`
}

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

/** A sentence with the known numbers in it made into call links; everything else is escaped. */
export function withCallLinks(text: string, numbers: readonly string[]): Html {
  const known = numbers.filter((number) => /^[\d ]{3,}$/.test(number)).sort((a, b) => b.length - a.length)
  if (known.length === 0) return html`${text}`
  const pieces = text.split(new RegExp(`(?<!\\d)(${known.join('|')})(?!\\d)`))
  return html`${pieces.map((piece, index) =>
    index % 2 === 1 ? html`<a href="tel:${piece.replaceAll(' ', '')}" dir="ltr">${piece}</a>` : html`${piece}`,
  )}`
}

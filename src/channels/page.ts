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

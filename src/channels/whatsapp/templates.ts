import { type Offer, type Shape, shapeOf } from './offer.ts'

/**
 * Content at Twilio cannot be changed while messages may still use it: another form of it needs another version, and the
 * old stay until somebody deletes them.
 */
const version = 1

/** The friendly name by which a template of ours is found at Twilio. */
export function templateName({ kind, lines, items }: Shape): string {
  return `fingerpost_${version}_${kind}_${lines}_${items}`
}

/** A template as Twilio's Content API takes it (twilio.com/docs/content): everything a person reads is a variable. */
export type Template = {
  friendly_name: string
  language: string
  variables: Record<string, string>
  types: Record<string, unknown>
}

/** The template of a shape. `language` has to be named and says nothing: the words come with each message. */
export function templateOf(shape: Shape): Template {
  const numbered = <T>(count: number, make: (n: number) => T) => Array.from({ length: count }, (_, n) => make(n + 1))
  const body = numbered(shape.lines, (n) => `{{line${n}}}`).join('\n')
  const types =
    shape.kind === 'buttons'
      ? {
          'twilio/quick-reply': {
            body,
            actions: numbered(shape.items, (n) => ({ type: 'QUICK_REPLY', title: `{{title${n}}}`, id: `{{id${n}}}` })),
          },
        }
      : {
          'twilio/list-picker': {
            body,
            button: '{{opener}}',
            items: numbered(shape.items, (n) => ({
              item: `{{title${n}}}`,
              id: `{{id${n}}}`,
              description: `{{under${n}}}`,
            })),
          },
        }
  const names = [...new Set([...JSON.stringify(types).matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name))]
  return {
    friendly_name: templateName(shape),
    language: 'en',
    variables: Object.fromEntries(names.map((name) => [name, name])),
    types,
  }
}

/** The template an offer needs, and its words as the variables of that; null where there is none. */
export function filled(offer: Offer): { name: string; variables: Record<string, string> } | null {
  const shape = shapeOf(offer)
  if (!shape) return null
  const { lines, items, opener } = offer
  const variables = Object.fromEntries([
    ...lines.map((line, n) => [`line${n + 1}`, line]),
    ...items.flatMap(({ title, id, description }, n) => [
      [`title${n + 1}`, title],
      [`id${n + 1}`, id],
      ...(shape.kind === 'list' ? [[`under${n + 1}`, description ?? '']] : []),
    ]),
    ...(shape.kind === 'list' ? [['opener', opener]] : []),
  ])
  return { name: templateName(shape), variables }
}

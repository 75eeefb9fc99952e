/**
 * What WhatsApp and Twilio allow, in characters and counts. Buttons and rows: developers.facebook.com, interactive reply
 * buttons and interactive lists, 2026. Body, id, text: Twilio's Content API (twilio.com/docs/content) and messages.
 */
export const limits = {
  buttons: 3,
  button: 20,
  rows: 10,
  row: 24,
  description: 72,
  body: 1024,
  id: 200,
  text: 1600,
} as const

/** What can be tapped: its words, what is sent back for it (a choice's value), and in a list the line under it. */
export type Item = { title: string; id: string; description?: string }

/**
 * A reply as it can be tapped: what is said, line by line (a line holds no break), and the items: as buttons, or as a list
 * that `opener` opens.
 */
export type Offer = { lines: string[]; items: Item[]; opener: string }

export type Kind = 'buttons' | 'list'

/** What a content template is made for: so many lines and so many items. */
export type Shape = { kind: Kind; lines: number; items: number }

/**
 * The shapes that are set up at Twilio: questions of one line (buttons for up to three choices, a list for up to ten),
 * a service in full in three lines with its two or three buttons, and one to three services, each on its line between two
 * more, with five ways on. A variable holds no line break (error 21656), so the lines are counted too.
 */
export const shapes: readonly Shape[] = [
  ...[1, 2, 3].map((items) => ({ kind: 'buttons', lines: 1, items }) as const),
  ...[2, 3].map((items) => ({ kind: 'buttons', lines: 3, items }) as const),
  ...Array.from({ length: 9 }, (_, n) => ({ kind: 'list', lines: 1, items: n + 2 }) as const),
  ...[1, 2, 3].map((services) => ({ kind: 'list', lines: services + 2, items: services + 5 }) as const),
]

/** How so many items are shown, or null where they are too many, or none. */
export function kindOf(items: readonly Item[]): Kind | null {
  if (items.length === 0 || items.length > limits.rows) return null
  const plain = items.every(({ description }) => description === undefined)
  return plain && items.length <= limits.buttons ? 'buttons' : 'list'
}

/** The shape of an offer, or null where there is no template for it, or too much is said in it. */
export function shapeOf({ lines, items }: Offer): Shape | null {
  if (lines.join('\n').length > limits.body) return null
  const kind = kindOf(items)
  return (
    shapes.find((shape) => shape.kind === kind && shape.lines === lines.length && shape.items === items.length) ?? null
  )
}

/** Why WhatsApp or Twilio would not take these choices, in words for whoever writes the sentences; empty: they fit. */
export function problemsOf({ items, opener }: Pick<Offer, 'items' | 'opener'>): string[] {
  const [most, where] = kindOf(items) === 'buttons' ? [limits.button, 'a button'] : [limits.row, 'a row']
  const long = (what: string, text: string, fit: number, into: string) =>
    text.length > fit ? [`${what}"${text}" has ${text.length} characters, ${fit} fit ${into}`] : []
  return [
    ...long('', opener, limits.button, 'the button of a list'),
    ...items.flatMap(({ title, id, description = '' }) => [
      ...long('the choice ', title, most, where),
      ...long('', id, limits.id, 'an id'),
      ...long('', description, limits.description, 'a row'),
    ]),
    ...(['title', 'id'] as const)
      .filter((part) => new Set(items.map((item) => item[part])).size < items.length)
      .map((part) => `two choices with one ${part}`),
  ]
}

const mark = '\u001d'

/** A reply as it is stored: its text, and after it how it can be tapped. Plain text is such a reply, too. */
export function writeReply(text: string, offer: Offer | null): string {
  return offer ? text + mark + JSON.stringify(offer) : text
}

/** @returns `offer` null: there is nothing to tap */
export function readReply(stored: string): { text: string; offer: Offer | null } {
  const [text = '', offer] = stored.split(mark)
  return { text, offer: offer ? (JSON.parse(offer) as Offer) : null }
}

import type { Listed } from '../../directory/index.ts'
import { directionOf } from '../../taxonomy.ts'
import { cardWords, linkOf, listingWords, type Wording } from '../words/index.ts'
import type { ChosenValue } from './render.ts'

/** An Adaptive Card (adaptivecards.io) as an Activity carries it. */
export type CardAttachment = { contentType: 'application/vnd.microsoft.card.adaptive'; content: AdaptiveCard }

type AdaptiveCard = {
  type: 'AdaptiveCard'
  $schema: string
  version: string
  rtl?: true
  lang: string
  /** For a client that does not know this version. */
  fallbackText: string
  body: Element[]
  actions?: Action[]
}

type Element =
  | { type: 'TextBlock'; text: string; wrap: true; weight?: 'Bolder'; isSubtle?: true; spacing?: 'Small' }
  | { type: 'Container'; separator?: true; items: Element[] }
  | { type: 'FactSet'; facts: { title: string; value: string }[] }
  | { type: 'ActionSet'; actions: Action[] }

type Action =
  | { type: 'Action.OpenUrl'; title: string; url: string }
  | { type: 'Action.Submit'; title: string; data: ChosenValue }

/** Several services, each with a way to reach it and a button for more; null where all of them are gone. */
export function listCard(
  wording: Wording,
  items: readonly { key: string; listed: Listed }[],
  fallbackText: string,
): CardAttachment | null {
  const body = items.flatMap(({ key, listed }, index): Element[] => {
    const words = listingWords(wording, listed)
    if (!words) return []
    const details = wording.sentences.say(wording.language, 'listing:details')
    return [
      {
        type: 'Container',
        ...(index > 0 ? { separator: true } : {}),
        items: [
          heading(`${key} ${words.name}`),
          subtle([words.kind, words.opening, words.distance]),
          ...(words.unconfirmed ? [subtle([words.unconfirmed])] : []),
          {
            type: 'ActionSet',
            actions: [
              ...ways(wording, listed, [{ contact: listed.contact, words: words.contact }]),
              { type: 'Action.Submit', title: details, data: { choice: `service:${words.id}` } },
            ],
          },
        ],
      },
    ]
  })
  return body.length > 0 ? card(wording, fallbackText, body) : null
}

/** One service in full; null where it is gone. */
export function serviceCard(wording: Wording, listed: Listed, fallbackText: string): CardAttachment | null {
  const words = cardWords(wording, listed)
  if (!words) return null
  const fields = [
    'opening',
    'distance',
    'address',
    'cost',
    'languages',
    'who',
    'why',
    'lived',
    'first',
    'words',
  ] as const
  const facts = fields.flatMap((field) => {
    const value = words[field]
    const title = wording.sentences.say(wording.language, `listing:label.${field}`)
    return value ? [{ title, value: asWritten(value) }] : []
  })
  const all = [{ contact: listed.contact, words: words.contact }, ...words.others]
  return card(
    wording,
    fallbackText,
    [
      heading(words.name),
      { type: 'TextBlock', text: asWritten(words.about), wrap: true },
      ...(words.unconfirmed ? [subtle([words.unconfirmed])] : []),
      { type: 'FactSet', facts },
    ],
    ways(wording, listed, all),
  )
}

/** The numbers that a text names, to be tapped; null where it names none. */
export function callCard(wording: Wording, numbers: readonly string[], text: string): CardAttachment | null {
  const named = numbers.filter((number) => number.length >= 3 && isNamed(number, text)).sort((a, b) => at(a) - at(b))
  const actions = [...new Set(named)].map((number) => call(wording, number, number))
  return actions.length > 0 ? card(wording, text, [], actions) : null

  function at(number: string): number {
    return text.indexOf(number)
  }
}

function isNamed(number: string, text: string): boolean {
  return new RegExp(`(?<!\\d)${number}(?!\\d)`).test(text)
}

/** What can be tapped of some contacts. A text is no link: clients refuse its kind, and the words say what to send. */
function ways(wording: Wording, listed: Listed, contacts: readonly { contact: number; words: string }[]): Action[] {
  return contacts.flatMap(({ contact, words }): Action[] => {
    const href = linkOf(wording, listed, contact)?.href ?? ''
    if (href.startsWith('tel:')) return [call(wording, words, href.slice('tel:'.length))]
    return /^(https|mailto):/.test(href) ? [{ type: 'Action.OpenUrl', title: words, url: href }] : []
  })
}

function call({ sentences, language, channel }: Wording, value: string, number: string): Action {
  const title = sentences.say(language, 'listing:call', { value }, channel)
  return { type: 'Action.OpenUrl', title, url: `tel:${number.replaceAll(' ', '')}` }
}

function heading(text: string): Element {
  return { type: 'TextBlock', text: asWritten(text), wrap: true, weight: 'Bolder' }
}

function subtle(parts: (string | null)[]): Element {
  const text = asWritten(parts.filter(Boolean).join(' · '))
  return { type: 'TextBlock', text, wrap: true, isSubtle: true, spacing: 'Small' }
}

/** A card reads Markdown; what we say has none. */
function asWritten(text: string): string {
  return text.replace(/([\\`*_[\]<>#])/g, '\\$1')
}

/** Cards know from right to left since version 1.5; for all else 1.3 is enough. */
function card(wording: Wording, fallbackText: string, body: Element[], actions: Action[] = []): CardAttachment {
  const rtl = directionOf(wording.language) === 'rtl'
  return {
    contentType: 'application/vnd.microsoft.card.adaptive',
    content: {
      type: 'AdaptiveCard',
      $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
      version: rtl ? '1.5' : '1.3',
      ...(rtl ? { rtl } : {}),
      lang: wording.language,
      fallbackText,
      body,
      ...(actions.length > 0 ? { actions } : {}),
    },
  }
}

import type { Block, Choice, Reply } from '../../conversation/reply.ts'
import { directionOf, type Language } from '../../taxonomy.ts'
import { cardWords, listingWords, type Wording } from '../words/index.ts'
import { type CardAttachment, callCard, listCard, serviceCard } from './cards.ts'

/** What a button sends back in `value`: the choice it stands for. */
export type ChosenValue = { choice: string }

/** One message of ours, as far as it is the same for whoever gets it (Bot Framework Activity schema 3.1). */
export type Message = {
  type: 'message'
  text: string
  textFormat: 'plain'
  locale: Language
  inputHint: 'expectingInput'
  attachmentLayout?: 'list'
  attachments?: CardAttachment[]
  suggestedActions?: { to: string[]; actions: SuggestedAction[] }
}

/** `text`: what can be typed instead, for channels that know no messageBack. */
export type SuggestedAction = {
  type: 'messageBack'
  title: string
  displayText: string
  text: string
  value: ChosenValue
}

/**
 * A reply as messages of an Activity channel, in JSON; '' where there is nothing to say. The text says all of it, choices
 * with the number or word to type; cards and buttons only spare the typing, for not every client shows them.
 * @param numbers the crisis lines' numbers to call, made into buttons wherever words for danger name one
 */
export function renderActivities(
  wording: Omit<Wording, 'language' | 'channel'>,
  numbers: readonly string[],
  reply: Reply,
): string {
  const messages = inOneLanguageEach(reply).flatMap((part) => messageOf(wording, numbers, part) ?? [])
  return messages.length === 0 ? '' : JSON.stringify(buttonsLast(messages))
}

/** What `renderActivities` made, as it comes back from the store; nothing where it is not that. */
export function readMessages(reply: string): Message[] {
  return reply === '' ? [] : (JSON.parse(reply) as Message[])
}

/** Danger in a second language is a message of its own, with its own `locale`: a screen reader changes its voice by it. */
function inOneLanguageEach({ language, blocks }: Reply): Reply[] {
  const other = (block: Block) => (block.type === 'danger' ? block.language : undefined)
  const own: Reply = { language, blocks: blocks.filter((block) => !other(block)) }
  const others = blocks.flatMap((block) => {
    const spoken = other(block)
    return spoken ? [{ language: spoken, blocks: [block] }] : []
  })
  return [own, ...others]
}

/** Clients show the buttons of the last message only. */
function buttonsLast(messages: readonly Message[]): Message[] {
  const suggestedActions = messages.find((one) => one.suggestedActions)?.suggestedActions
  return messages.map(({ suggestedActions: _own, ...message }, index) =>
    suggestedActions && index === messages.length - 1 ? { ...message, suggestedActions } : message,
  )
}

function messageOf(
  told: Omit<Wording, 'language' | 'channel'>,
  numbers: readonly string[],
  { language, blocks }: Reply,
): Message | null {
  const wording: Wording = { ...told, language, channel: 'botframework' }
  const text = blocks
    .map((block) => textOf(wording, block, blocks))
    .filter((part) => part !== '')
    .join('\n')
  if (text === '') return null
  const attachments = blocks.flatMap((block) => cardOf(wording, numbers, block, text) ?? [])
  const actions = [...blocks.flatMap((block) => actionsOf(wording, block)), ...otherLanguages(wording, blocks)]
  return {
    type: 'message',
    text: directionOf(language) === 'rtl' ? isolated(text) : text,
    textFormat: 'plain',
    locale: language,
    inputHint: 'expectingInput',
    ...(attachments.length > 0 ? { attachmentLayout: 'list', attachments } : {}),
    ...(actions.length > 0 ? { suggestedActions: { to: [], actions } } : {}),
  }
}

/** A client of an English page sets our lines from left to right: each says of itself that it runs the other way. */
function isolated(text: string): string {
  return text.replace(/.+/g, '\u2067$&\u2069')
}

function textOf(wording: Wording, block: Block, beside: readonly Block[]): string {
  const { sentences, language, channel } = wording
  switch (block.type) {
    case 'text':
      return isSaid(block) ? sentences.say(language, block.key, block.params, channel) : ''
    case 'danger':
      return [block.key, ...(block.wayOn ? [block.wayOn] : [])]
        .map((key) => sentences.say(language, key, undefined, channel))
        .join(' ')
    case 'choices': {
      // The words for danger say how to carry on themselves.
      const named = beside.some((one) => one.type === 'danger')
      return block.items
        .filter((item) => !(named && item.quiet))
        .map((item) => choiceLine(item, labelOf(wording, item)))
        .join('\n')
    }
    case 'services':
      return block.items
        .flatMap(({ key, listed }) => {
          const words = listingWords(wording, listed)
          if (!words) return []
          const contact = words.unconfirmed ? `${words.contact} (${words.unconfirmed})` : words.contact
          const facts = [contact, words.opening, words.distance].filter(Boolean).join(', ')
          return `${key} ${words.name}, ${words.kind}: ${facts}`
        })
        .join('\n')
    case 'card': {
      const words = cardWords(wording, block.listed)
      if (!words) return ''
      const contact = words.unconfirmed ? `${words.contact} (${words.unconfirmed})` : words.contact
      return [
        `${words.name}: ${words.about}`,
        words.why,
        [contact, words.opening, words.distance].filter(Boolean).join(', '),
        ...words.others.map((other) => other.words).filter((other) => !words.easier?.includes(other)),
        words.address,
        [words.who, words.cost, words.languages].filter(Boolean).join(' '),
        [words.first, words.words].filter(Boolean).join(' '),
        words.easier,
      ]
        .filter(Boolean)
        .join('\n')
    }
  }
}

/** What is said by SMS alone speaks of texts. */
function isSaid(block: Extract<Block, { type: 'text' }>): boolean {
  return (block.only ?? 'web') === 'web'
}

/** "1 Talk to someone now"; a word to type that is the label itself ("MENU", "Menu") stands alone. */
function choiceLine({ key }: Choice, label: string): string {
  return label.toUpperCase() === key ? key : `${key} ${label}`
}

function labelOf({ sentences, language, channel }: Wording, { label, params }: Choice): string {
  return sentences.say(language, label, params, channel)
}

function actionsOf(wording: Wording, block: Block): SuggestedAction[] {
  if (block.type !== 'choices') return []
  return block.items.map((item) => action(labelOf(wording, item), item.key, item.value))
}

/** The greeting offers the languages, as a page does beside it. */
function otherLanguages({ sentences, language, channel }: Wording, blocks: readonly Block[]): SuggestedAction[] {
  if (!blocks.some((block) => block.type === 'text' && block.key === 'conversation:welcome.text')) return []
  const label = sentences.say(language, 'web:languages', undefined, channel)
  return [action(label, 'LANGUAGE', 'command:language')]
}

function action(title: string, text: string, choice: string): SuggestedAction {
  return { type: 'messageBack', title, displayText: title, text, value: { choice } }
}

function cardOf(wording: Wording, numbers: readonly string[], block: Block, text: string): CardAttachment | null {
  switch (block.type) {
    case 'danger':
      return callCard(wording, numbers, text)
    case 'services':
      return listCard(wording, block.items, text)
    case 'card':
      return serviceCard(wording, block.listed, text)
    default:
      return null
  }
}

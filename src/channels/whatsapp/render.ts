import type { Block, Reply } from '../../conversation/reply.ts'
import { compose, linesOf, listingWords, messageBreak, messagesOf, type Wording } from '../words/index.ts'
import { type Item, kindOf, type Offer, problemsOf, shapeOf, writeReply } from './offer.ts'

type Told = Omit<Wording, 'language' | 'channel'>

/**
 * A reply for WhatsApp: as numbered text, which always works, and where its choices fit buttons or a list as an offer of
 * these, too. Danger is never an offer: nothing may stand between its words and the person.
 */
export function renderWhatsapp(told: Told, reply: Reply): string {
  return writeReply(textOf(told, reply), offerOf(told, reply))
}

export function textOf(told: Told, reply: Reply): string {
  return messagesOf(reply)
    .map(({ language, blocks }) => {
      const wording: Wording = { ...told, language, channel: 'whatsapp' }
      return unformatted(compose(blocks.map((block) => linesOf(wording, block))))
    })
    .join(messageBreak)
}

/** The choices of a reply as they can be tapped, though they may be too long; null where there are none, or too many. */
export function choicesOf(told: Told, reply: Reply): Pick<Offer, 'items' | 'opener'> | null {
  const wording: Wording = { ...told, language: reply.language, channel: 'whatsapp' }
  if (reply.blocks.some(({ type }) => type === 'danger')) return null
  const items = reply.blocks.flatMap((block) => itemsOf(wording, block))
  const kind = kindOf(items)
  if (!kind) return null
  return {
    // In a list every row needs a line under its title (twilio.com/docs/content/twiliolist-picker): what can be typed for it.
    items: items.map(({ key, title, id, description }) =>
      kind === 'list' ? { title, id, description: description ?? key } : { title, id },
    ),
    opener: wording.sentences.say(reply.language, 'conversation:choice.choose', undefined, 'whatsapp'),
  }
}

/** The reply as an offer, or null where it does not fit. */
function offerOf(told: Told, reply: Reply): Offer | null {
  const choices = choicesOf(told, reply)
  if (!choices || problemsOf(choices).length > 0) return null
  const offer = { ...choices, lines: bodyOf({ ...told, language: reply.language, channel: 'whatsapp' }, reply.blocks) }
  return shapeOf(offer) ? offer : null
}

/**
 * What is said above the choices. Sentences run on in one line; a service keeps a line of its own, and a card its name, its
 * contact and the rest.
 */
function bodyOf(wording: Wording, blocks: readonly Block[]): string[] {
  const lead: string[] = []
  const own: string[] = []
  const tail: string[] = []
  for (const block of blocks) {
    if (block.type === 'choices') continue
    const lines = linesOf(wording, block)(new Set()).split('\n').filter(Boolean)
    const kept = block.type === 'services' ? rowsOf(wording, block).length : block.type === 'card' ? 2 : 0
    own.push(...lines.slice(0, kept))
    ;(own.length > 0 ? tail : lead).push(...lines.slice(kept))
  }
  return [lead, ...own.map((line) => [line]), tail]
    .filter((lines) => lines.length > 0)
    .map((lines) => unformatted(runOn(lines)))
}

/** Lines in one, apart from each other where no sentence ends. */
function runOn(lines: readonly string[]): string {
  return lines.reduce((before, line) => `${before}${/[.?!:…।۔؟]$/u.test(before) ? ' ' : ' · '}${line}`)
}

function itemsOf(wording: Wording, block: Block): (Item & { key: string })[] {
  if (block.type === 'services') return rowsOf(wording, block)
  if (block.type !== 'choices') return []
  return block.items.map(({ key, label, params, value }) =>
    // Of a part of a town the name is the title, and the town stands under it.
    label === 'conversation:place.in_town'
      ? { key, id: value, title: String(params?.name), description: String(params?.town) }
      : { key, id: value, title: wording.sentences.say(wording.language, label, params, 'whatsapp') },
  )
}

function rowsOf(wording: Wording, { items, plain }: Extract<Block, { type: 'services' }>): (Item & { key: string })[] {
  return items.flatMap(({ key, listed }) => {
    const words = listingWords({ ...wording, plain }, listed)
    if (!words) return []
    const { id, name: title, kind } = words
    return [{ key, id: `service:${id}`, title, ...(kind === '' ? {} : { description: kind }) }]
  })
}

/** A star and a blank at the head of a line would become a bullet, and the mark for "not confirmed" would be gone. */
function unformatted(text: string): string {
  return text.replace(/^\* /gm, '*\u00a0')
}

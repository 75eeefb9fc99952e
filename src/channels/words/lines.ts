import type { Block, Reply } from '../../conversation/reply.ts'
import { type CardWords, cardWords } from './card.ts'
import { type ListingWords, listingWords, type Wording } from './listing.ts'

/** Between two messages of one reply, as a channel of text hands it on. */
export const messageBreak = '\f'

/** The same danger in a second language is a message of its own: mixed, it would cost, and read, as one long one. */
export function messagesOf(reply: Reply): Reply[] {
  const other = reply.blocks.findIndex((block) => block.type === 'danger' && block.language)
  const block = reply.blocks[other]
  if (block?.type !== 'danger' || !block.language) return [reply]
  const { language, ...plain } = block
  return [
    { ...reply, blocks: reply.blocks.slice(0, other) },
    { language, blocks: [plain] },
  ]
}

/** A block as text, without what is dropped (flow.sms). */
export type Lines = (dropped: ReadonlySet<string>) => string

export const nothingDropped: ReadonlySet<string> = new Set<string>()

export function compose(blocks: readonly Lines[], dropped = nothingDropped): string {
  return blocks
    .map((lines) => lines(dropped))
    .filter((line) => line !== '')
    .join('\n')
}

/** A block as numbered text; its words are looked up once, however often it is tried with less of it. */
export function linesOf(wording: Wording, block: Block): Lines {
  const { sentences, language, channel } = wording
  switch (block.type) {
    case 'text': {
      const text = sentences.say(language, block.key, block.params, channel)
      return (dropped) => (mayGo(block.key, dropped) ? '' : text)
    }
    case 'danger': {
      const text = [block.key, ...(block.wayOn ? [block.wayOn] : [])]
        .map((key) => sentences.say(language, key, undefined, channel))
        .join(' ')
      return () => text
    }
    case 'choices': {
      const text = block.items
        .filter((item) => !item.quiet)
        .map((item) => `${item.key} ${sentences.say(language, item.label, item.params, channel)}`)
        .join('\n')
      return () => text
    }
    case 'services': {
      const told = { ...wording, plain: block.plain }
      const all = block.items.map(({ key, listed }) => ({ key, words: listingWords(told, listed) }))
      const legend = sentences.say(language, 'listing:legend')
      return (dropped) => {
        const items = all.slice(0, dropped.has('second') ? 1 : dropped.has('last') ? 2 : undefined)
        return [
          ...items.flatMap(({ key, words }) => (words ? `${key} ${listingLine(words, dropped)}` : [])),
          ...(items.some(({ words }) => words?.unconfirmed) ? [legend] : []),
        ].join('\n')
      }
    }
    case 'card': {
      const words = cardWords({ ...wording, plain: block.plain }, block.listed)
      const legend = sentences.say(language, 'listing:legend')
      return (dropped) => (words ? cardText(words, legend, dropped) : '')
    }
  }
}

/** What a text that is far too long can do without, unlike a warning. */
function mayGo(key: string, dropped: ReadonlySet<string>): boolean {
  if (key === 'conversation:intro') return dropped.has('intro')
  if (key === 'conversation:suggest.invite') return dropped.has('invite')
  const idle = ['skipped', 'results.any', 'results.talk', 'results.family', 'honest.nothing_near', 'honest.not_all']
  return dropped.has('heading') && idle.some((one) => key === `conversation:${one}`)
}

/** "AA, drink: 0800 9177 650*, open now, 1.2 miles"; the star is explained under the list. */
function listingLine(words: ListingWords, dropped: ReadonlySet<string>): string {
  const name = dropped.has('kind') || words.kind === '' ? words.name : `${words.name}, ${words.kind}`
  const facts = [
    `${words.contact}${words.unconfirmed ? '*' : ''}`,
    dropped.has('opening') ? null : words.opening,
    dropped.has('distance') ? null : words.distance,
  ].filter(Boolean)
  return `${name}: ${facts.join(', ')}`
}

/** Everything of an unconfirmed record is unconfirmed: each contact wears the star, and the last line explains it. */
function cardText(words: CardWords, legend: string, dropped: ReadonlySet<string>): string {
  const kept = (field: Exclude<keyof CardWords, 'others'>) => (dropped.has(field) ? null : words[field])
  const star = words.unconfirmed ? '*' : ''
  const facts = [`${words.contact}${star}`, words.opening, kept('distance')].filter(Boolean).join(', ')
  const easier = kept('easier')
  return [
    [`${words.name}: ${kept('about') ?? ''}`.trim(), kept('why')].filter(Boolean).join(' '),
    facts,
    kept('address'),
    [kept('who'), kept('cost'), kept('languages')].filter(Boolean).join(' '),
    [words.first, kept('words')].filter(Boolean).join(' '),
    kept('lived'),
    easier && `${easier}${star}`,
    words.unconfirmed ? legend : null,
  ]
    .filter(Boolean)
    .join('\n')
}

import type { Flow } from '../../conversation/flow.ts'
import type { Block, Reply } from '../../conversation/reply.ts'
import { type CardWords, cardWords, type ListingWords, listingWords, type Wording } from '../words/index.ts'
import { messageBreak, plainSms, smsSize } from './text.ts'

export type SmsBudget = Exclude<keyof Flow['sms']['parts'], 'warned'>

/**
 * A reply as SMS text inside its parts (several messages with `messageBreak` between). What may be left out, and in which order, is data (flow.sms): fields go one
 * by one until it fits; the name and the contact never go.
 */
export function renderSms(flow: Flow, wording: Omit<Wording, 'language' | 'channel'>, reply: Reply): string {
  return messagesOf(reply)
    .map((message) => renderMessage(flow, wording, message))
    .join(messageBreak)
}

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

function renderMessage(flow: Flow, wording: Omit<Wording, 'language' | 'channel'>, reply: Reply): string {
  const told: Wording = { ...wording, language: reply.language, channel: 'sms' }
  const drops = [...flow.sms.list_drops, ...flow.sms.card_drops.filter((field) => field !== 'distance')]
  const parts = flow.sms.parts[budgetOf(flow, reply)]
  const blocks = reply.blocks.map((block) => lines(told, block))
  for (let dropped = 0; ; dropped++) {
    const whole = compose(blocks, new Set<string>(drops.slice(0, dropped)))
    // Counting exactly takes a millisecond or more; what is far too long need not be counted.
    if (dropped < drops.length && whole.length > longest(whole, parts) + 10) continue
    const text = plainSms(whole)
    const size = smsSize(text)
    if (size.parts <= (size.encoding === 'GSM-7' ? parts[0] : parts[1]) || dropped === drops.length) return text
  }
}

/** The most characters a text of this script can have within its parts. */
function longest(text: string, [gsm, ucs]: readonly [number, number]): number {
  return /[^\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u.test(text)
    ? 67 * Math.max(ucs, 2)
    : 153 * Math.max(gsm, 2)
}

/** Which of the flow's budgets a reply has to keep. */
export function budgetOf(flow: Flow, reply: Reply): SmsBudget {
  if (reply.blocks.some((block) => block.type === 'danger')) return 'danger'
  if (reply.blocks.some((block) => block.type === 'services')) return 'list'
  const first = reply.blocks.some((block) => block.type === 'text' && block.key === 'conversation:welcome.text')
  return first && flow.questions[flow.start] ? 'first' : 'other'
}

/**
 * The parts a reply may have where all that may be left out is left out, [GSM-7, UCS-2]: its budget, or more for a list
 * under two things that must be said whatever they cost (a line for danger, the withdrawal warning, what a need calls for).
 */
export function mostParts(flow: Flow, reply: Reply): readonly [number, number] {
  const budget = budgetOf(flow, reply)
  const always = new Set(flow.results.filter((one) => one.always).map((one) => one.say))
  const must = reply.blocks.filter(
    (block) => block.type === 'text' && (block.key.startsWith('safety:') || always.has(block.key)),
  )
  return flow.sms.parts[budget === 'list' && must.length > 1 ? 'warned' : budget]
}

/** A block as text, without what is dropped. */
type Lines = (dropped: ReadonlySet<string>) => string

function compose(blocks: Lines[], dropped: ReadonlySet<string>): string {
  return blocks
    .map((lines) => lines(dropped))
    .filter((line) => line !== '')
    .join('\n')
}

/** Its words are looked up once, however often it is tried with less of it. */
function lines(wording: Wording, block: Block): Lines {
  const { sentences, language } = wording
  switch (block.type) {
    case 'text': {
      const text = block.only && block.only !== 'sms' ? '' : sentences.say(language, block.key, block.params, 'sms')
      return (dropped) => (mayGo(block.key, dropped) ? '' : text)
    }
    case 'danger': {
      const text = [block.key, ...(block.wayOn ? [block.wayOn] : [])]
        .map((key) => sentences.say(language, key, undefined, 'sms'))
        .join(' ')
      return () => text
    }
    case 'choices': {
      const text = block.items
        .filter((item) => !item.quiet)
        .map((item) => `${item.key} ${sentences.say(language, item.label, item.params, 'sms')}`)
        .join('\n')
      return () => text
    }
    case 'services': {
      const all = block.items.map(({ key, listed }) => ({ key, words: listingWords(wording, listed) }))
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
      const words = cardWords(wording, block.listed)
      const legend = sentences.say(language, 'listing:legend')
      return (dropped) => (words ? cardText(words, legend, dropped) : '')
    }
  }
}

/** What a text that is far too long can do without, unlike a warning. */
function mayGo(key: string, dropped: ReadonlySet<string>): boolean {
  if (key === 'conversation:intro') return dropped.has('intro')
  const idle = ['skipped', 'results.any', 'results.talk', 'results.family', 'honest.nothing_near', 'honest.not_all']
  return dropped.has('heading') && idle.some((one) => key === `conversation:${one}`)
}

/** "AA, drink: 0800 9177 650*, open now, 1.2 miles"; the star is explained under the list. */
function listingLine(words: ListingWords, dropped: ReadonlySet<string>): string {
  const name = dropped.has('kind') ? words.name : `${words.name}, ${words.kind}`
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
    easier && `${easier}${star}`,
    words.unconfirmed ? legend : null,
  ]
    .filter(Boolean)
    .join('\n')
}

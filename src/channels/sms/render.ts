import type { Flow } from '../../conversation/flow.ts'
import type { Block, Reply } from '../../conversation/reply.ts'
import { type CardWords, cardWords, type ListingWords, listingWords, type Wording } from '../words/index.ts'
import { messageBreak, plainSms, smsSize } from './text.ts'

export type SmsBudget = keyof Flow['sms']['parts']

/**
 * A reply as SMS text inside its parts (several messages with `messageBreak` between). What may be left out, and in which order, is data (flow.sms): fields go one
 * by one until it fits; the name and the contact never go.
 */
export function renderSms(flow: Flow, wording: Omit<Wording, 'language' | 'channel'>, reply: Reply): string {
  return messagesOf(reply)
    .map((message) => renderMessage(flow, wording, message))
    .join(messageBreak)
}

/** Each text for danger is a message of its own: mixed with another language, or too long, none would be read. */
export function messagesOf(reply: Reply): Reply[] {
  const messages: Reply[] = []
  for (const block of reply.blocks) {
    const last = messages.at(-1)
    const begins = block.type === 'danger' && last?.blocks.some(({ type }) => type === 'danger')
    if (last && !begins) last.blocks.push(block)
    else messages.push({ language: (block.type === 'danger' && block.language) || reply.language, blocks: [block] })
  }
  return messages.length > 0 ? messages : [reply]
}

function renderMessage(flow: Flow, wording: Omit<Wording, 'language' | 'channel'>, reply: Reply): string {
  const told: Wording = { ...wording, language: reply.language, channel: 'sms' }
  const drops = [...flow.sms.list_drops, ...flow.sms.card_drops.filter((field) => field !== 'distance')]
  const parts = flow.sms.parts[budgetOf(flow, reply)]
  for (let dropped = 0; ; dropped++) {
    const whole = compose(told, reply.blocks, new Set<string>(drops.slice(0, dropped)))
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

function compose(wording: Wording, blocks: Block[], dropped: ReadonlySet<string>): string {
  return blocks
    .map((block) => lines(wording, block, dropped))
    .filter((line) => line !== '')
    .join('\n')
}

function lines(wording: Wording, block: Block, dropped: ReadonlySet<string>): string {
  const { sentences, language } = wording
  switch (block.type) {
    case 'text':
      if (block.only && block.only !== 'sms') return ''
      if (mayGo(block.key, dropped)) return ''
      return sentences.say(language, block.key, block.params, 'sms')
    case 'danger':
      return [block.key, ...(block.wayOn ? [block.wayOn] : [])]
        .map((key) => sentences.say(language, key, undefined, 'sms'))
        .join(' ')
    case 'choices':
      return block.items
        .filter((item) => !item.quiet)
        .map((item) => `${item.key} ${sentences.say(language, item.label, item.params, 'sms')}`)
        .join('\n')
    case 'services': {
      const items = block.items.slice(0, dropped.has('second') ? 1 : dropped.has('last') ? 2 : undefined)
      const words = items.flatMap(({ key, listed }) => ({ key, words: listingWords(wording, listed) }))
      const legend = words.some((one) => one.words?.unconfirmed) ? [sentences.say(language, 'listing:legend')] : []
      return [
        ...words.flatMap(({ key, words }) => (words ? `${key} ${listingLine(words, dropped)}` : [])),
        ...legend,
      ].join('\n')
    }
    case 'card': {
      const words = cardWords(wording, block.listed)
      return words ? cardText(words, sentences.say(language, 'listing:legend'), dropped) : ''
    }
  }
}

/** What a text that is far too long can do without, unlike a warning. */
function mayGo(key: string, dropped: ReadonlySet<string>): boolean {
  if (key === 'conversation:intro') return dropped.has('intro')
  const idle = ['results.any', 'results.talk', 'results.family', 'honest.nothing_near', 'honest.not_all']
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

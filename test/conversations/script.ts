import { answer, greet } from '../../src/assistant.ts'
import { smsSize } from '../../src/channels/sms/text.ts'
import { messageBreak } from '../../src/channels/words/index.ts'
import { pageText } from '../../src/channels/web/page-text.ts'
import { readReply, shapeOf } from '../../src/channels/whatsapp/offer.ts'
import type { Bundle } from '../../src/content/index.ts'
import type { ChannelId, Language } from '../../src/taxonomy.ts'

/**
 * A conversation as a file:
 *
 *     # What happens
 *     now: 2026-11-22T02:10Z
 *     language: en            (of the page, on the web)
 *
 *     == sms
 *     > what the person sends
 *     < what they read
 *     (40 minutes later)
 *
 *     == web
 *     the same, as the page reads
 *
 * What is sent stands in the first section; every channel gets the same. With `channels: whatsapp` in the head it is that
 * channel alone, and something of the last answer, or of one before, may be tapped:
 *
 *     (taps Urgent help)
 *     (taps service:aa, of long ago)
 *     (a position, cut down to place:sector|B66 1|smethwick|in)
 */
export type Script = { head: string[]; now: number; language: Language; channels: ChannelId[]; moves: Move[] }
type Move = { say: string } | { media: true } | { tap: string; words: string } | { wait: number; words: string }

const units: Record<string, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 }

export function readScript(file: string): Script {
  const [head = '', body = ''] = file.split(/^== (?:sms|whatsapp)$/m)
  const value = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1]?.trim()
  const moves = (body.split(/^== web$/m)[0] ?? '').split('\n').flatMap((line): Move[] => {
    if (line.startsWith('> ')) return [{ say: unquote(line.slice(2)) }]
    if (line === '(a photo)') return [{ media: true }]
    const tap = /^\((?:taps|a position, cut down to) (.*?)(?:, of long ago)?\)$/.exec(line)?.[1]
    if (tap) return [{ tap, words: line }]
    const wait = /^\((\d+) (minutes|hours|days) later\)$/.exec(line)
    return wait ? [{ wait: Number(wait[1]) * (units[wait[2] ?? ''] ?? 0), words: line }] : []
  })
  return {
    head: head.trim().split('\n'),
    now: Date.parse(value('now') ?? ''),
    language: (value('language') ?? 'en') as Language,
    channels: (value('channels')?.split(', ') ?? ['sms', 'web']) as ChannelId[],
    moves,
  }
}

/**
 * Plays a script through every channel and writes it all down. Between turns a session is what a store holds: the JSON
 * that `answer` wrote, which it reads back.
 */
export function play(bundle: Bundle, script: Script): string {
  return [...script.head, '', ...script.channels.flatMap((channel) => section(bundle, script, channel))].join('\n')
}

function section(bundle: Bundle, script: Script, channel: ChannelId): string[] {
  const lines = [`== ${channel}`]
  let session: string | null = null
  let stopped = false
  let { now } = script
  let tappable = new Map<string, string>()
  if (channel === 'web') lines.push(...read(channel, greet(bundle, channel, script.language, now)))
  for (const move of script.moves) {
    if ('wait' in move) {
      now += move.wait
      lines.push(move.words)
      continue
    }
    const text = 'say' in move ? move.say : ''
    const value = 'tap' in move ? (tappable.get(move.tap) ?? move.tap) : undefined
    const said = { channel, text, value, media: 'media' in move, language: script.language, fresh: 'abcd-efgh-2345' }
    const done = answer(bundle, { ...said, session, stopped, now })
    session = done.session
    stopped = done.optOut ?? stopped
    const { offer } = readReply(done.reply)
    tappable = new Map(offer?.items.map(({ title, id }) => [title, id]))
    const sent = 'say' in move ? `> ${quote(text)}` : 'tap' in move ? move.words : '(a photo)'
    lines.push(sent, ...read(channel, done.reply))
    now += 20_000
  }
  return [...lines, '']
}

/** As its screen shows it: the offer where there is one. */
function onWhatsapp(reply: string): string[] {
  const { text, offer } = readReply(reply)
  const shape = offer && shapeOf(offer)
  if (!offer || !shape) return text.split(messageBreak).flatMap((message) => [...message.split('\n').map((line) => `< ${line}`), '  [text]'])
  const titles = offer.items.map(({ title, description }) => (description ? `${title} (${description})` : title))
  const opened = shape.kind === 'list' ? `list, ${offer.opener}` : 'buttons'
  return [...offer.lines.map((line) => `< ${line}`), `  [${opened}: ${titles.join(' | ')}]`]
}

function read(channel: ChannelId, reply: string): string[] {
  if (reply === '') return ['(no reply)']
  if (channel === 'whatsapp') return onWhatsapp(reply)
  if (channel === 'web') return pageText(reply).split('\n').map((line) => `< ${line}`)
  return reply.split(messageBreak).flatMap((message) => {
    const { characters, encoding, parts } = smsSize(message)
    const size = `  [${characters} ${encoding}, ${parts} ${parts === 1 ? 'part' : 'parts'}]`
    return [...message.split('\n').map((line) => `< ${line}`), size]
  })
}

function quote(text: string): string {
  return text.replaceAll('\n', '\\n')
}

function unquote(text: string): string {
  return text.replaceAll('\\n', '\n')
}

import { answer, greet } from '../../src/assistant.ts'
import { smsSize } from '../../src/channels/sms/text.ts'
import { messageBreak } from '../../src/channels/words/index.ts'
import { pageText } from '../../src/channels/web/page-text.ts'
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
 * What is sent stands in the first section; every channel gets the same.
 */
export type Script = { head: string[]; now: number; language: Language; moves: Move[] }
type Move = { say: string } | { media: true } | { wait: number; words: string }

const units: Record<string, number> = { minutes: 60_000, hours: 3_600_000, days: 86_400_000 }

export function readScript(file: string): Script {
  const [head = '', body = ''] = file.split(/^== sms$/m)
  const value = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(head)?.[1]?.trim()
  const moves = (body.split(/^== web$/m)[0] ?? '').split('\n').flatMap((line): Move[] => {
    if (line.startsWith('> ')) return [{ say: unquote(line.slice(2)) }]
    if (line === '(a photo)') return [{ media: true }]
    const wait = /^\((\d+) (minutes|hours|days) later\)$/.exec(line)
    return wait ? [{ wait: Number(wait[1]) * (units[wait[2] ?? ''] ?? 0), words: line }] : []
  })
  return {
    head: head.trim().split('\n'),
    now: Date.parse(value('now') ?? ''),
    language: (value('language') ?? 'en') as Language,
    moves,
  }
}

/**
 * Plays a script through every channel and writes it all down. Between turns a session is what a store holds: the JSON
 * that `answer` wrote, which it reads back.
 */
export function play(bundle: Bundle, script: Script): string {
  return [...script.head, '', ...(['sms', 'web'] as const).flatMap((channel) => section(bundle, script, channel))].join('\n')
}

function section(bundle: Bundle, script: Script, channel: ChannelId): string[] {
  const lines = [`== ${channel}`]
  let session: string | null = null
  let stopped = false
  let { now } = script
  if (channel === 'web') lines.push(...read(channel, greet(bundle, channel, script.language, now)))
  for (const move of script.moves) {
    if ('wait' in move) {
      now += move.wait
      lines.push(move.words)
      continue
    }
    const text = 'say' in move ? move.say : ''
    const done = answer(bundle, { channel, text, media: 'media' in move, language: script.language, session, stopped, now })
    session = done.session
    stopped = done.optOut ?? stopped
    lines.push('say' in move ? `> ${quote(text)}` : '(a photo)', ...read(channel, done.reply))
    now += 20_000
  }
  return [...lines, '']
}

function read(channel: ChannelId, reply: string): string[] {
  if (reply === '') return ['(no reply)']
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

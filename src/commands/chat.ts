import { createInterface } from 'node:readline/promises'
import { answer, greet } from '../assistant.ts'
import { smsSize } from '../channels/sms/text.ts'
import { pageText } from '../channels/web/page-text.ts'
import { readReply } from '../channels/whatsapp/offer.ts'
import { messageBreak } from '../channels/words/index.ts'
import type { Config } from '../config.ts'
import { newCode } from '../publishing/suggestions.ts'
import type { ChannelId, Language } from '../taxonomy.ts'
import { bundleFor } from './bundle.ts'

export type ChatOptions = { channel: ChannelId; lang?: Language; now?: number }

/**
 * A conversation in the terminal, one line a message; ends at the end of input. Each reply shows its characters, encoding
 * and SMS parts. With `now` the clock stands at that moment and moves on as real time passes.
 */
export async function chat(config: Config, root: string, { channel, lang, now }: ChatOptions): Promise<void> {
  const started = Date.now()
  const clock = () => (now ?? started) + (Date.now() - started)
  const bundle = bundleFor(config, root, clock())
  let session: string | null = null
  let stopped = false
  if (channel === 'web') show(channel, greet(bundle, channel, lang ?? 'en', clock()))
  const terminal = createInterface({ input: process.stdin, output: process.stdout, prompt: '> ' })
  terminal.prompt()
  for await (const text of terminal) {
    const done = answer(bundle, { channel, text, language: lang, fresh: newCode(), session, stopped, now: clock() })
    session = done.session
    stopped = done.optOut ?? stopped
    for (const message of readReply(done.reply).text.split(messageBreak)) show(channel, message)
    terminal.prompt()
  }
}

function show(channel: ChannelId, reply: string): void {
  const text = channel === 'web' ? pageText(reply) : reply
  const size = smsSize(text)
  const figures =
    channel === 'sms' ? `   [${size.characters} characters, ${size.encoding}, ${size.parts} SMS parts]\n` : ''
  process.stdout.write(text === '' ? '   [no reply]\n' : `${text.replace(/^/gm, '< ')}\n${figures}`)
}

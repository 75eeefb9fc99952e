import { randomBytes } from 'node:crypto'
import type { Say } from '../say.ts'
import { smsSize } from '../sms/text.ts'
import { type MessageChannel, sign, signatureHeader, smsPath, whatsappPath } from '../twilio/index.ts'
import type { Entry } from './transcript.ts'

export type Message = {
  channel: MessageChannel
  from: string
  text: string
  token: string
  publicUrl: string
  host: string
  port: number
  say: Say
}

/**
 * Sends one text to this server's own channel as Twilio would: a real HTTP request, signed over the public address.
 * Gives the bubbles that come back; a failure is a bubble too.
 */
export async function exchange({ channel, from, text, token, publicUrl, host, port, say }: Message): Promise<Entry[]> {
  const [path, prefix] = channel === 'whatsapp' ? [whatsappPath, 'whatsapp:'] : [smsPath, '']
  const form = {
    MessageSid: `SM${randomBytes(16).toString('hex')}`,
    From: prefix + from,
    To: prefix + receiver,
    Body: text,
    NumMedia: '0',
  }
  try {
    const response = await fetch(`http://${host}:${port}${path}`, {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { [signatureHeader]: sign(token, publicUrl + path, form) },
      signal: AbortSignal.timeout(15_000),
    })
    const body = await response.text()
    if (!response.ok) return [{ side: 'fault', text: say('phone:failed', { status: response.status }) }]
    const messages = messagesOf(body)
    if (messages.length === 0) return [{ side: 'none', text: say('phone:noReply') }]
    return messages.map((message) => ({
      side: 'answer',
      text: message,
      facts: channel === 'sms' ? facts(message, say) : undefined,
    }))
  } catch {
    return [{ side: 'fault', text: say('phone:unreachable') }]
  }
}

/** The number the page pretends to text, of Ofcom's drama range too. */
const receiver = '+447700900123'

/** The texts of a TwiML reply. */
function messagesOf(twiml: string): string[] {
  return [...twiml.matchAll(/<Message>(.*?)<\/Message>/gs)].map(([, text = '']) =>
    text.replace(
      /&(lt|gt|amp|quot|apos|#x?[0-9a-f]+);/gi,
      (entity, name: string) => entities[name] ?? decoded(name) ?? entity,
    ),
  )
}

const entities: Record<string, string> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" }

function decoded(name: string): string | null {
  const code = /^#x/i.test(name) ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1))
  return Number.isInteger(code) && code <= 0x10ffff ? String.fromCodePoint(code) : null
}

function facts(message: string, say: Say): string {
  const { characters, encoding, parts } = smsSize(message)
  return say('phone:facts', {
    characters: say('phone:characters', { count: characters }),
    encoding,
    parts: say('phone:parts', { count: parts }),
  })
}

import { phoneNumber } from '../../privacy/index.ts'
import type { Form } from './signature.ts'

/** Twilio's prefix of addresses on WhatsApp. */
const prefix = 'whatsapp:'

/** The channels that reach us through Twilio's messages. */
export type MessageChannel = 'sms' | 'whatsapp'

/** By which channel an address is reached. */
export function channelOf(address: string): MessageChannel {
  return address.startsWith(prefix) ? 'whatsapp' : 'sms'
}

/**
 * Who is at an address, as pseudonyms are made of it: the E.164 number, or on WhatsApp the id of a person who hides their
 * number (two letters, a point, letters and digits). Null: nobody (a short code, a name, nothing).
 */
export function personAt(address: string): string | null {
  if (channelOf(address) === 'sms') return phoneNumber(address)
  const bare = address.slice(prefix.length)
  return phoneNumber(bare) ?? (/^[A-Z]{2}\.[A-Za-z0-9]{1,128}$/.test(bare) ? bare : null)
}

/** A field that came exactly once, or null. */
export function fieldOf(form: Form, name: string): string | null {
  const field = Object.hasOwn(form, name) ? form[name] : undefined
  return typeof field === 'string' ? field : null
}

/** The id of the message a form is about, or null where it is none. */
export function messageSid(form: Form): string | null {
  const sid = fieldOf(form, 'MessageSid')
  return sid && /^[A-Za-z0-9_-]{1,64}$/.test(sid) ? sid : null
}

/** Twilio sends at most ten media with a message. */
const maxMedia = 10

/** The kinds (MIME) of what came with a message; where they lie is not read. */
export function mediaKinds(form: Form): string[] {
  const count = Math.min(Number(fieldOf(form, 'NumMedia')) || 0, maxMedia)
  return Array.from({ length: Math.max(0, Math.trunc(count)) }, (_, at) => {
    const kind = fieldOf(form, `MediaContentType${at}`) ?? ''
    return /^[a-z]+\/[a-z0-9.+-]+$/i.test(kind) ? kind.toLowerCase() : 'application/octet-stream'
  })
}

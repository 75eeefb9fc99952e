import { smsPath, whatsappPath } from '../../src/channels/twilio/paths.ts'
import { sign } from '../../src/channels/twilio/signature.ts'
import { pageText } from '../../src/channels/web/page-text.ts'
import { authToken, publicUrl, twilio } from './house.ts'

export type Sent = { path: string; init: RequestInit }

/** A channel as the contract meets it. */
export type Channel = {
  name: string
  /** A message as it reaches us; `person` tells people apart, `id` (32 digits) messages. */
  message(of: { text: string; id: string; person: number }): Sent
  /** What the person reads of an answer; '' where nothing comes. */
  read(body: string): string
  /** What is no message, and how it is refused. */
  bad: (Sent & { what: string; status: number })[]
  /** It brings messages to a phone, so that STOP has a meaning. */
  sends: boolean
  /** What tells who a person is. */
  secrets(person: number): string[]
}

const formType = 'application/x-www-form-urlencoded'

function twilioChannel(name: string, path: string, prefix: string): Channel {
  const number = (person: number) => `+4477009${String(person).padStart(5, '0')}`
  const post = (form: Record<string, string>, token = authToken): Sent => ({
    path,
    init: {
      method: 'POST',
      body: new URLSearchParams(form),
      headers: { 'x-twilio-signature': sign(token, publicUrl + path, form) },
    },
  })
  const form = (text: string, id: string, person: number) => ({
    MessageSid: `SM${id}`,
    AccountSid: twilio.accountSid,
    From: prefix + number(person),
    To: `${prefix}+447700900999`,
    Body: text.toWellFormed(),
    NumMedia: '0',
    ProfileName: 'Anna',
  })
  const { MessageSid: _sid, ...withoutSid } = form('hi', '0', 1)
  const { From: _from, ...withoutFrom } = form('hi', '0', 1)
  return {
    name,
    message: ({ text, id, person }) => post(form(text, id, person)),
    read: (body) =>
      [...body.matchAll(/<Message[^>]*>(.*?)<\/Message>/gs)]
        .map(([, text = '']) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
        .join('\n'),
    bad: [
      {
        what: 'no signature',
        ...post({}),
        init: { method: 'POST', body: new URLSearchParams({ Body: 'x' }) },
        status: 400,
      },
      { what: 'a wrong signature', ...post(form('hi', '0', 1), 'not-the-token'), status: 403 },
      { what: 'no id', ...post(withoutSid), status: 400 },
      { what: 'no sender', ...post(withoutFrom), status: 400 },
      { what: 'GET', path, init: {}, status: 405 },
      {
        what: 'no form',
        path,
        init: {
          method: 'POST',
          body: '{}',
          headers: { 'content-type': 'application/json', 'x-twilio-signature': 'x' },
        },
        status: 415,
      },
      {
        what: 'too much',
        path,
        init: { method: 'POST', body: `Body=${'x'.repeat(140_000)}`, headers: { 'content-type': formType } },
        status: 413,
      },
    ],
    sends: true,
    secrets: (person) => [number(person), number(person).slice(3)],
  }
}

const token = (person: number) => person.toString(16).padStart(32, 'a')

const web: Channel = {
  name: 'web',
  message: ({ text, id, person }) => ({
    path: '/',
    init: {
      method: 'POST',
      body: new URLSearchParams({ token: token(person), message: id, lang: 'en', text: text.toWellFormed() }),
      headers: { 'x-fingerpost': 'reply' },
    },
  }),
  read: pageText,
  bad: [
    { what: 'PUT', path: '/', init: { method: 'PUT' }, status: 404 },
    {
      what: 'too much',
      path: '/',
      init: { method: 'POST', body: `text=${'x'.repeat(140_000)}`, headers: { 'content-type': formType } },
      status: 413,
    },
    {
      what: 'broken',
      path: '/',
      init: { method: 'POST', body: 'text=%E0%A4%A', headers: { 'content-type': formType } },
      status: 200,
    },
  ],
  sends: false,
  secrets: (person) => [token(person)],
}

export const channels: Channel[] = [
  twilioChannel('sms', smsPath, ''),
  twilioChannel('whatsapp', whatsappPath, 'whatsapp:'),
  web,
]

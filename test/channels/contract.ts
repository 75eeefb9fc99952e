import { directLinePath } from '../../src/channels/botframework/index.ts'
import { smsPath, whatsappPath } from '../../src/channels/twilio/paths.ts'
import { sign } from '../../src/channels/twilio/signature.ts'
import { pageText } from '../../src/channels/web/page-text.ts'
import { authToken, publicUrl, twilio } from './house.ts'

export type Sent = { path: string; init: RequestInit }
export type Said = { text: string; id: string; person: number }

/** A channel as the contract meets it. */
export type Channel = {
  name: string
  /**
   * Brings a message to the edge at `url`, and what is answered; `person` tells people apart, `id` (32 digits) messages.
   */
  send(url: string, of: Said): Promise<{ status: number; body: string }>
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

async function fetched(url: string, { path, init }: Sent): Promise<{ status: number; body: string }> {
  const response = await fetch(url + path, init)
  return { status: response.status, body: await response.text() }
}

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
    send: (url, { text, id, person }) => fetched(url, post(form(text, id, person))),
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
  send: (url, { text, id, person }) =>
    fetched(url, {
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

/** Whatever speaks Direct Line: a message is posted, and what answers it is read from the conversation. */
function directLine(): Channel {
  const conversations = new Map<number, Promise<{ conversationId: string; token: string }>>()
  const begun = new Map<number, string>()
  const posted = async (url: string, path: string, headers: Record<string, string> = {}) =>
    JSON.parse((await fetched(url, { path: directLinePath + path, init: { method: 'POST', headers } })).body)
  const begin = async (url: string, person: number) => {
    const { token } = await posted(url, '/tokens/generate')
    const { conversationId } = await posted(url, '/conversations', { authorization: `Bearer ${token}` })
    begun.set(person, conversationId)
    return { conversationId, token }
  }
  const activities = (id: string) => `${directLinePath}/conversations/${id}/activities`
  const json = { 'content-type': 'application/json' }
  return {
    name: 'botframework',
    send: async (url, { text, id, person }) => {
      const known = conversations.get(person) ?? begin(url, person)
      conversations.set(person, known)
      const { conversationId, token } = await known
      const path = activities(conversationId)
      const headers = { authorization: `Bearer ${token}`, ...json }
      const activity = {
        type: 'message',
        from: { id: 'me', name: 'Anna' },
        text,
        channelData: { clientActivityID: id },
      }
      const sent = await fetched(url, { path, init: { method: 'POST', headers, body: JSON.stringify(activity) } })
      if (sent.status !== 200) return sent
      const all = await fetched(url, { path, init: { headers } })
      const answers = (JSON.parse(all.body) as { activities: { replyToId?: string }[] }).activities
      const mine = answers.filter(({ replyToId }) => replyToId === JSON.parse(sent.body).id)
      return { status: all.status, body: JSON.stringify(mine) }
    },
    read: (body) => (JSON.parse(body) as { text: string }[]).map(({ text }) => text).join('\n'),
    bad: [
      { what: 'no token', path: activities('x'), init: { method: 'POST', headers: json, body: '{}' }, status: 401 },
      {
        what: 'no JSON',
        path: `${directLinePath}/conversations`,
        init: { method: 'POST', headers: json, body: '{' },
        status: 400,
      },
      {
        what: 'too much',
        path: `${directLinePath}/conversations`,
        init: { method: 'POST', headers: json, body: JSON.stringify({ locale: 'x'.repeat(140_000) }) },
        status: 413,
      },
      { what: 'another address', path: `${directLinePath}/x`, init: { method: 'POST' }, status: 404 },
    ],
    sends: false,
    secrets: (person) => [begun.get(person) ?? 'me'],
  }
}

export const channels: Channel[] = [
  twilioChannel('sms', smsPath, ''),
  twilioChannel('whatsapp', whatsappPath, 'whatsapp:'),
  web,
  directLine(),
]

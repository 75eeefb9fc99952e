import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express, { type Request, type Response } from 'express'
import type { OptOutMode } from '../../src/channels/twilio/keyword.ts'
import { smsPath, whatsappPath } from '../../src/channels/twilio/paths.ts'
import { sign } from '../../src/channels/twilio/signature.ts'
import { authToken, publicUrl, twilio } from './house.ts'
import { createApiJudge } from './openapi.ts'

export const ourNumber = '+447700900999'
export const theirNumber = '+447700900123'
const judge = createApiJudge()

type Message = { sid: string; from: string; to: string; body: string; status: string; created: number }
type Fault = { method: string; status: number; code?: number; times: number; sid?: string }
type Content = { sid: string; friendly_name: string; variables: Record<string, string>; types: Record<string, unknown> }
type Form = Record<string, string>
/** What a phone shows of one message of ours; `items`: what can be tapped, as [words, what is sent back]. */
export type Shown = { body: string; items: [string, string][]; kind: 'text' | 'buttons' | 'list' }

export type FakeSettings = {
  optOut?: OptOutMode
  /** The connection overrides of our webhook (rc, tt): Twilio tries again after any failure, within the time. */
  retries?: number
  timeoutMs?: number
  /** What its own TwiML Bin says when we do not answer. */
  fallback?: string
  /** In which order callbacks come; `twice`: each of them twice. */
  callbacks?: 'last' | 'in_order' | 'backwards' | 'twice'
  /** Epoch milliseconds. */
  now?: () => number
}

/**
 * Twilio, as far as we need it, on a port of its own. Its REST API refuses what its published documents do not allow, and
 * says so in `violations`. Its phones write to our webhooks, by SMS and on WhatsApp, signed; it tries again where we do
 * not answer; it keeps STOP (rules 1.5) and WhatsApp's window; it shows what our TwiML and our requests say, and tells us
 * what became of it.
 */
export async function openFakeTwilio(settings: FakeSettings = {}) {
  const { optOut = 'none', retries = 2, timeoutMs = 15_000, fallback = '', now = Date.now } = settings
  const messages = new Map<string, Message>()
  const contents: Content[] = []
  const faults: Fault[] = []
  const requests: string[] = []
  const violations: string[] = []
  const blocked = new Set<string>()
  const screens = new Map<string, Shown[]>()
  const lastWords = new Map<string, number>()
  const undelivered: string[] = []
  let home = ''
  let slowMs = 0
  let last = 0

  const app = express()
  app.use(express.urlencoded({ extended: false }), express.json())
  const account = `/2010-04-01/Accounts/${twilio.accountSid}`
  app.use(async (request, response, next) => {
    requests.push(`${request.method} ${request.path.replace(account, '')}`)
    const type = request.get('content-type')?.split(';')[0] ?? ''
    const { method, path, query, body } = request
    violations.push(...judge({ method, path, query: { ...query }, type, body: { ...body } }))
    await sleep(slowMs)
    const [, password] = Buffer.from((request.get('authorization') ?? '').replace('Basic ', ''), 'base64')
      .toString()
      .split(':')
    if (password !== authToken) return refuse(response, 401, 20003)
    const fault = faults.find(
      ({ method, sid, times }) => times > 0 && method === request.method && (!sid || request.path.includes(sid)),
    )
    if (!fault) return next()
    fault.times--
    // 0: Twilio takes it, and its answer is lost on the way.
    if (fault.status === 0) response.json = () => response.destroy() && response
    else return refuse(response, fault.status, fault.code)
    next()
  })
  app.get(`${account}/Messages.json`, (request, response) => {
    const size = Number(request.query.PageSize ?? 50)
    const from = Number(request.query.PageToken ?? 0)
    const found = [...messages.values()].filter((one) => one.from === request.query.From && one.to === request.query.To)
    const next = new URLSearchParams({ ...(request.query as Form), PageToken: String(from + size) })
    response.json({
      messages: found.slice(from, from + size).map(resource),
      next_page_uri: found.length > from + size ? `${account}/Messages.json?${next}` : null,
    })
  })
  app.post(`${account}/Messages.json`, async (request, response) => {
    const { To = '', From = '', Body, ContentSid, ContentVariables = '{}', StatusCallback } = request.body as Form
    const shown = ContentSid
      ? filledIn(ContentSid, ContentVariables)
      : { body: Body ?? '', items: [], kind: 'text' as const }
    if (typeof shown === 'number') return refuse(response, 400, shown)
    if (blocked.has(To)) return refuse(response, 400, 21610)
    const message = keep(From, To, shown.body, 'queued')
    response.status(201).json(resource(message))
    await bring(message, shown, StatusCallback)
  })
  const one = (request: Request, response: Response) => {
    const found = messages.get(String(request.params.sid))
    if (!found) refuse(response, 404, 20404)
    return found
  }
  app.get(`${account}/Messages/:sid.json`, (request, response) => {
    const found = one(request, response)
    if (found) response.json(resource(found))
  })
  app.delete(`${account}/Messages/:sid.json`, (request, response) => {
    const found = one(request, response)
    if (!found) return
    messages.delete(found.sid)
    response.status(204).end()
  })
  app.get('/v1/Content', (_request, response) => void response.json({ contents, meta: { key: 'contents' } }))
  app.post('/v1/Content', (request, response) => {
    const content = { ...(request.body as Content), sid: `HX${(++last).toString(16).padStart(32, '0')}` }
    contents.push(content)
    response.status(201).json(content)
  })
  const server: Server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function keep(from: string, to: string, body: string, status: string, created = Date.now()): Message {
    const sid = `SM${(++last).toString(16).padStart(32, 'f')}`
    const message = { sid, from, to, body, status, created }
    messages.set(sid, message)
    return message
  }

  /** A template with its words in it, or the code of the error: no such template; an empty word, or one with a break. */
  function filledIn(sid: string, json: string): Shown | number {
    const content = contents.find((one) => one.sid === sid)
    if (!content) return 21655
    const words = JSON.parse(json) as Form
    if (Object.values(words).some((word) => word === '' || /[\n\t]| {5}/.test(word))) return 21656
    const fill = (text: unknown) =>
      String(text).replace(/\{\{(\w+)\}\}/g, (_, name) => words[name] ?? content.variables[name] ?? '')
    const { 'twilio/quick-reply': buttons, 'twilio/list-picker': list } = content.types as Record<
      string,
      { body: string; actions: Form[]; items: Form[] }
    >
    if (buttons)
      return {
        kind: 'buttons',
        body: fill(buttons.body),
        items: buttons.actions.map((one) => [fill(one.title), fill(one.id)]),
      }
    return {
      kind: 'list',
      body: fill(list?.body),
      items: (list?.items ?? []).map((one) => [`${fill(one.item)} / ${fill(one.description)}`, fill(one.id)]),
    }
  }

  /** Brings a message of ours to a phone, or does not, and tells us step by step what became of it. */
  async function bring(message: Message, shown: Shown, callback: string | undefined): Promise<void> {
    const late = message.to.startsWith('whatsapp:') && now() - (lastWords.get(message.to) ?? 0) > 24 * 3_600_000
    const code = blocked.has(message.to) ? '21610' : late ? '63016' : undelivered.shift()
    message.status = code ? 'failed' : 'delivered'
    if (!code) screenOf(message.to).push(shown)
    if (!callback) return
    const { callbacks = 'last' } = settings
    const steps = callbacks === 'last' ? [message.status] : ['sent', message.status]
    if (callbacks === 'backwards') steps.reverse()
    for (const status of callbacks === 'twice' ? steps.flatMap((step) => [step, step]) : steps)
      await post({ url: home }, callback.slice(publicUrl.length), {
        MessageSid: message.sid,
        MessageStatus: status,
        To: message.to,
        From: message.from,
        ...(code && status === 'failed' ? { ErrorCode: code } : {}),
      }).catch(() => {})
  }

  function screenOf(address: string): Shown[] {
    const screen = screens.get(address) ?? []
    screens.set(address, screen)
    return screen
  }

  /** Brings one message to our webhook, by the policy of our address, and to the phone what comes back. */
  async function deliver(house: { url: string }, path: string, form: Form): Promise<void> {
    home = house.url
    const from = form.From ?? ''
    const started = performance.now()
    for (let attempt = 0; attempt <= retries; attempt++) {
      const left = Math.ceil(timeoutMs - (performance.now() - started))
      if (left <= 0) break
      const answer = await post(house, path, form, authToken, AbortSignal.timeout(left)).catch(() => null)
      if (!answer?.ok) continue
      const said = [...(await answer.text()).matchAll(/<Message(?: action="([^"]*)")?>(.*?)<\/Message>/gs)]
      for (const [, action, body = ''] of said)
        await bring(
          keep(form.To ?? '', from, body, 'queued'),
          { body: decoded(body), items: [], kind: 'text' },
          action && decoded(action),
        )
      return
    }
    if (fallback) screenOf(from).push({ body: fallback, items: [], kind: 'text' })
  }

  function formOf(body: string, from: string, to: string, more: Form): Form {
    const { sid } = keep(from, to, body, 'received')
    lastWords.set(from, now())
    return { MessageSid: sid, AccountSid: twilio.accountSid, From: from, To: to, Body: body, NumMedia: '0', ...more }
  }

  /** Someone texts our number. Gives every text their phone gets for it, ours and Twilio's. */
  async function text(house: { url: string }, body: string, from = theirNumber, type?: string): Promise<string[]> {
    const got: string[] = []
    const word = optOut === 'none' ? '' : body.trim().toUpperCase()
    if (word === 'STOP' && !blocked.has(from)) got.push('Twilio: unsubscribed. Reply START to resubscribe.')
    if (word === 'STOP') blocked.add(from)
    if (word === 'START' && blocked.delete(from)) got.push('Twilio: resubscribed.')
    if (word === 'HELP') got.push('Twilio: Reply STOP to unsubscribe. Msg&Data Rates May Apply.')
    const before = screenOf(from).length
    await deliver(house, smsPath, formOf(body, from, ourNumber, type ? { OptOutType: type } : {}))
    const ours = screenOf(from).slice(before)
    return [...got, ...ours.map((one) => one.body)]
  }

  /** Someone writes to us on WhatsApp; `more` are further fields of the form. Gives what their phone shows for it. */
  async function write(house: { url: string }, body: string, more: Form = {}, from = theirNumber): Promise<Shown[]> {
    const person = `whatsapp:${from}`
    const before = screenOf(person).length
    const extra = { ProfileName: 'Anna', WaId: from.slice(1), MessageType: 'text', ...more }
    await deliver(house, whatsappPath, formOf(body, person, `whatsapp:${ourNumber}`, extra))
    return screenOf(person).slice(before)
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    contents,
    requests,
    violations,
    blocked,
    keep,
    formOf,
    deliver,
    text,
    write,
    screenOf,
    /** The next requests of this kind fail; `status` 0: they are done, and the answer is lost. */
    fail: (fault: Omit<Fault, 'times'> & { times?: number }) => void faults.push({ times: 1, ...fault }),
    /** The next messages of ours that are taken fail on the way, with these codes. */
    lose: (...codes: string[]) => void undelivered.push(...codes),
    slow: (ms: number) => {
      slowMs = ms
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A request that Twilio signed. */
export function post(house: { url: string }, path: string, form: Form, token = authToken, signal?: AbortSignal) {
  return fetch(house.url + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { 'x-twilio-signature': sign(token, publicUrl + path, form) },
    ...(signal ? { signal } : {}),
  })
}

function decoded(xml: string): string {
  return xml.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

function resource({ sid, from, to, body, status, created }: Message) {
  return { sid, from, to, body, status, date_created: new Date(created).toUTCString(), num_media: '0' }
}

function refuse(response: Response, status: number, code?: number): void {
  response.status(status).json({ status, code, message: `about ${theirNumber}` })
}

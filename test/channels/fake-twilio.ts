import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import express, { type Request, type Response } from 'express'
import { smsPath } from '../../src/channels/sms/index.ts'
import type { OptOutMode } from '../../src/channels/twilio/keyword.ts'
import { sign } from '../../src/channels/twilio/signature.ts'
import { authToken, publicUrl, twilio } from './house.ts'

export const ourNumber = '+447700900999'
export const theirNumber = '+447700900123'

type Message = { sid: string; from: string; to: string; body: string; status: string; created: number }
type Fault = { method: string; status: number; code?: number; times: number; sid?: string }

/**
 * Twilio, as far as we need it: its REST API for messages on a port of its own, and its phones, whose texts it brings to
 * our webhook, whose STOP it keeps (rules 1.5), and to whom it brings what our TwiML says, telling us what became of it.
 */
export async function openFakeTwilio({ optOut = 'none' }: { optOut?: OptOutMode } = {}) {
  const messages = new Map<string, Message>()
  const faults: Fault[] = []
  const requests: string[] = []
  const blocked = new Set<string>()
  let slowMs = 0
  let last = 0

  const app = express()
  app.use(express.urlencoded({ extended: false }))
  const account = `/2010-04-01/Accounts/${twilio.accountSid}`
  app.use(async (request, response, next) => {
    requests.push(`${request.method} ${request.path.slice(account.length)}`)
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
    refuse(response, fault.status, fault.code)
  })
  app.get(`${account}/Messages.json`, (request, response) => {
    const size = Number(request.query.PageSize ?? 50)
    const from = Number(request.query.PageToken ?? 0)
    const found = [...messages.values()].filter((one) => one.from === request.query.From && one.to === request.query.To)
    const next = new URLSearchParams({ ...(request.query as Record<string, string>), PageToken: String(from + size) })
    response.json({
      messages: found.slice(from, from + size).map(resource),
      next_page_uri: found.length > from + size ? `${account}/Messages.json?${next}` : null,
    })
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
  const server: Server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')

  function keep(from: string, to: string, body: string, status: string, created = Date.now()): Message {
    const sid = `SM${(++last).toString(16).padStart(32, 'f')}`
    const message = { sid, from, to, body, status, created }
    messages.set(sid, message)
    return message
  }

  /** Someone texts our number. Gives every text their phone gets for it, ours and Twilio's. */
  async function text(house: { url: string }, body: string, from = theirNumber, type?: string): Promise<string[]> {
    const got: string[] = []
    const word = optOut === 'none' ? '' : body.trim().toUpperCase()
    if (word === 'STOP' && !blocked.has(from)) got.push('Twilio: unsubscribed. Reply START to resubscribe.')
    if (word === 'STOP') blocked.add(from)
    if (word === 'START' && blocked.delete(from)) got.push('Twilio: resubscribed.')
    if (word === 'HELP') got.push('Twilio: Reply STOP to unsubscribe. Msg&Data Rates May Apply.')
    const { sid } = keep(from, ourNumber, body, 'received')
    const answer = await post(house, smsPath, {
      MessageSid: sid,
      AccountSid: twilio.accountSid,
      From: from,
      To: ourNumber,
      Body: body,
      NumMedia: '0',
      ...(type ? { OptOutType: type } : {}),
    })
    for (const [, action = '', said = ''] of (await answer.text()).matchAll(
      /<Message action="([^"]*)">(.*?)<\/Message>/gs,
    )) {
      const refused = blocked.has(from)
      const sent = keep(ourNumber, from, said, refused ? 'failed' : 'delivered')
      if (!refused) got.push(said)
      const code: Record<string, string> = refused ? { ErrorCode: '21610' } : {}
      await post(house, action.slice(publicUrl.length), {
        MessageSid: sent.sid,
        MessageStatus: sent.status,
        To: from,
        From: ourNumber,
        ...code,
      })
    }
    return got
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    messages,
    requests,
    blocked,
    keep,
    text,
    /** The next requests of this kind fail. */
    fail: (fault: Omit<Fault, 'times'> & { times?: number }) => void faults.push({ times: 1, ...fault }),
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
export function post(house: { url: string }, path: string, form: Record<string, string>, token = authToken) {
  return fetch(house.url + path, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { 'x-twilio-signature': sign(token, publicUrl + path, form) },
  })
}

function resource({ sid, from, to, body, status, created }: Message) {
  return { sid, from, to, body, status, date_created: new Date(created).toUTCString(), num_media: '0' }
}

function refuse(response: Response, status: number, code?: number): void {
  response.status(status).json({ status, code, message: `about ${theirNumber}` })
}

import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import { type Request, type Response, Router, static as serveFiles } from 'express'
import type { Say } from '../say.ts'
import type { MessageChannel } from '../twilio/index.ts'
import { exchange } from './exchange.ts'
import { type PhonePage, phonePage } from './page.ts'
import { type Entry, readTranscript } from './transcript.ts'

export type PhoneParts = {
  /** The token the SMS channel accepts from this page (`createPhoneToken`). */
  token: string
  publicUrl: string
  say: Say
}

/** A secret for one process, with which the page signs as Twilio would with an auth token. */
export function createPhoneToken(): string {
  return randomBytes(32).toString('hex')
}

/**
 * The on-screen phone at /phone, for trying SMS, and WhatsApp in text (`?channel=whatsapp`), in a browser outside production
 * (in production it is not mounted). What
 * was said lives in the page alone: the page sends it along, and gets it back with the answer.
 */
export function createPhoneRouter({ token, publicUrl, say }: PhoneParts): Router {
  const router = Router()
  router.use('/phone/assets', serveFiles(join(import.meta.dirname, 'assets'), { index: false, maxAge: 0 }))
  router.get('/phone', (request, response) =>
    show(response, { channel: channelNamed(request.query.channel), from: dramaNumber(), transcript: [] }),
  )
  router.post('/phone/send', async (request, response) => {
    const channel = channelNamed(request.body?.channel)
    const from = field(request, 'from')
    const text = field(request, 'text')
    const sent: Entry = { side: 'person', text }
    const answers = isDramaNumber(from)
      ? await exchange({
          channel,
          from,
          text,
          token,
          publicUrl,
          port: request.socket.localPort ?? 0,
          host: ownHost(request),
          say,
        })
      : [{ side: 'fault' as const, text: say('phone:wrongNumber') }]
    if (request.accepts(['html', 'json']) === 'json') response.json({ entries: [sent, ...answers] })
    else
      show(response, { channel, from, transcript: [...readTranscript(field(request, 'transcript')), sent, ...answers] })
  })
  return router

  function show(response: Response, state: PhonePage): void {
    response.type('html').send(phonePage(state, say))
  }
}

/** Numbers Ofcom keeps for drama, which reach nobody: 07700 900000 to 900999. Another each time: another person. */
function dramaNumber(): string {
  return `+447700900${String(randomInt(1000)).padStart(3, '0')}`
}

function isDramaNumber(number: string): boolean {
  return /^\+447700900\d{3}$/.test(number)
}

function channelNamed(name: unknown): MessageChannel {
  return name === 'whatsapp' ? 'whatsapp' : 'sms'
}

function field(request: Request, name: string): string {
  const value: unknown = request.body?.[name]
  return typeof value === 'string' ? value : ''
}

/** The address this very request came in at, which is where the SMS channel listens too. */
function ownHost(request: Request): string {
  const address = request.socket.localAddress ?? '127.0.0.1'
  return address.includes(':') ? `[${address}]` : address
}

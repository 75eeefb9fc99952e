import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Router } from 'express'
import type { AppParts } from '../../src/channels/http.ts'
import { createPhoneRouter } from '../../src/channels/phone/index.ts'
import type { GuardedTurn } from '../../src/channels/sms/guard.ts'
import { createSmsRouter, type SmsParts, smsPath } from '../../src/channels/sms/index.ts'
import { createStatusRouter } from '../../src/channels/twilio/index.ts'
import { type Form, sign } from '../../src/channels/twilio/signature.ts'
import {
  createOffers,
  createWhatsappRouter,
  type Offers,
  type WhatsappParts,
} from '../../src/channels/whatsapp/index.ts'
import { createDelivery } from '../../src/delivery/index.ts'
import { createLog } from '../../src/log.ts'
import { createAddresses, createPseudonyms } from '../../src/privacy/index.ts'
import { keepOptOuts, openSqliteStore, type Store } from '../../src/store/index.ts'
import { say, serveApp } from './serve-app.ts'

export const publicUrl = 'https://help.example'
export const authToken = 'the-auth-token'
export const phoneToken = 'the-phone-token'
export const twilio = {
  accountSid: `AC${'0'.repeat(32)}`,
  authTokens: [authToken],
  apiBase: null,
  optOut: 'default' as const,
}
export const keys = [{ version: 'v1', key: Buffer.alloc(32, 1) }]

/** Counts the turns and answers with what it got, so that a turn too many or too few is seen. */
export const counting: GuardedTurn = ({ text = '', attachments }, session) => {
  const urgent = text.startsWith('danger')
  if (text === 'silence') return { session, reply: '', urgent }
  if (text === 'forget') return { session: null, reply: 'forgotten', forget: true, urgent: true }
  const turns = Number(session ?? 0) + 1
  const media = attachments?.map(({ contentType }) => ` [${contentType}]`).join('') ?? ''
  return { session: String(turns), reply: `${turns}: ${text.length > 200 ? text.length : text}${media}`, urgent }
}

export type House = {
  url: string
  store: Store
  /** How WhatsApp is answered with buttons; null where `contentAt` is not given. */
  offers: Offers | null
  /** Every line that was logged. */
  logged: string[]
  /** Sends a form, signed with `token` over `signedUrl`; changes to the form after signing go in `tampered`. */
  text(form: Record<string, string>, how?: How): Promise<Answer>
  close(): Promise<void>
}
export type How = { token?: string | null; signedUrl?: string; path?: string; tampered?: Record<string, string> }
export type Answer = { status: number; type: string; body: string }

export type HouseParts = Partial<SmsParts> & {
  folder?: string
  store?: (real: Store) => Store
  routers?: Router[]
  phone?: boolean
  state?: AppParts['state']
  now?: () => number
  /** Where the Content API is. */
  contentAt?: string
  pushMs?: number
  /** WhatsApp's own; what is not here is as by SMS. */
  whatsapp?: Partial<WhatsappParts> & Partial<Pick<SmsParts, 'turn' | 'withoutStore'>>
}

/** The whole edge on a real port, with a real store in a folder of its own. */
export async function openHouse(parts: HouseParts = {}): Promise<House> {
  const folder = parts.folder ?? mkdtempSync(join(tmpdir(), 'house-'))
  const real = openSqliteStore(join(folder, 'store.db'))
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const { store, heldOptOut } = keepOptOuts(parts.store?.(real) ?? real, log, { againMs: 50, closingMs: 0 })
  const delivery = createDelivery({ store, heldOptOut, log, now: parts.now, sessionMs: 3_600_000, storeMs: 3000 })
  const sms: SmsParts = {
    twilio,
    publicUrl,
    phoneToken: null,
    pseudonyms: createPseudonyms(keys),
    addresses: createAddresses(keys),
    delivery,
    turn: counting,
    guard: (_sender, turn, withoutStore) => ({ turn, withoutStore }),
    withoutStore: ({ text }) => ({ reply: `without store: ${text}` }),
    ...parts,
  }
  const { now, pushMs } = parts
  const offers = parts.contentAt
    ? createOffers({ ...sms, twilio: { ...twilio, apiBase: parts.contentAt }, log, memory: store, now, pushMs })
    : null
  const { url, close } = await serveApp({
    log,
    publicUrl: sms.publicUrl,
    proxies: 1,
    state: parts.state ?? (() => 'ready'),
    ping: () => store.ping(),
    webhooks: [
      createWhatsappRouter({
        ...sms,
        guarded: () =>
          sms.guard('whatsapp', parts.whatsapp?.turn ?? sms.turn, parts.whatsapp?.withoutStore ?? sms.withoutStore),
        offers,
        placeAt: () => null,
        ...parts.whatsapp,
      }),
      createSmsRouter(sms),
      createStatusRouter({ ...sms, log, memory: store, now, onFailed: offers?.sayInstead }),
    ],
    routers: [
      ...(parts.phone ? [createPhoneRouter({ token: phoneToken, publicUrl: sms.publicUrl, say })] : []),
      ...(parts.routers ?? []),
    ],
  })
  return {
    url,
    store,
    offers,
    logged,
    text: async (form, { token = authToken, path = smsPath, signedUrl = sms.publicUrl + path, tampered } = {}) => {
      const headers: Record<string, string> =
        token === null ? {} : { 'x-twilio-signature': sign(token, signedUrl, form as Form) }
      const body = new URLSearchParams({ ...form, ...tampered })
      return read(await fetch(url + path, { method: 'POST', body, headers }))
    },
    close: async () => {
      close()
      await store.close()
      await real.close()
      if (!parts.folder) rmSync(folder, { recursive: true })
    },
  }
}

export async function read(response: Response): Promise<Answer> {
  const type = response.headers.get('content-type') ?? ''
  return { status: response.status, type, body: await response.text() }
}

let last = 0
/** A message as Twilio sends it, with a new sid. */
export function incoming(body: string, part: Record<string, string> = {}): Record<string, string> {
  const sid = `SM${String(++last).padStart(32, '0')}`
  return {
    MessageSid: sid,
    SmsSid: sid,
    AccountSid: twilio.accountSid,
    From: '+447700900123',
    To: '+447700900999',
    Body: body,
    NumMedia: '0',
    NumSegments: '1',
    ...part,
  }
}

/** The TwiML around one message; Twilio, but not the on-screen phone, is asked to say what became of it. */
export const twiml = (text: string, from = publicUrl) =>
  `<?xml version="1.0" encoding="UTF-8"?><Response><Message${
    from && ` action="${from}/channels/twilio/status"`
  }>${text}</Message></Response>`
export const silence = '<?xml version="1.0" encoding="UTF-8"?><Response/>'

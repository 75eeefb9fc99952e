import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createApiJudge } from '../../channels/openapi.ts'

const judge = createApiJudge()
export const accountSid = `AC${'0'.repeat(32)}`
export const authToken = 'the-auth-token'
export const number = '+447400123456'

/** An account as Twilio holds it; fields as in its API. */
export type Account = {
  account: Record<string, unknown>
  number: Record<string, unknown> | null
  shortCode: Record<string, unknown> | null
  service: Record<string, unknown> | null
  permissions: { country_code: string; enabled: boolean }[]
  sender: Record<string, unknown> | null
  contents: Record<string, unknown>[]
}

export type Fake = {
  url: string
  account: Account
  /** What was changed: path and form, in order. */
  changes: { path: string; form: Record<string, unknown> }[]
  /** What its published documents do not allow. */
  violations: string[]
  /** How far its clock is ahead, in ms. */
  skew: number
  close(): Promise<void>
}

/** So much of Twilio's REST API as the commands use, on loopback; it knows one account with one number. */
export async function openFake(account: Partial<Account> = {}): Promise<Fake> {
  const fake: Fake = {
    url: '',
    account: {
      account: { status: 'active', type: 'Full' },
      number: {
        sid: `PN${'1'.repeat(32)}`,
        phone_number: number,
        capabilities: { sms: true, mms: false, voice: true, fax: false },
      },
      shortCode: null,
      service: null,
      permissions: [{ country_code: 'GB', enabled: true }],
      sender: null,
      contents: [],
      ...account,
    },
    changes: [],
    violations: [],
    skew: 0,
    close: async () => {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  const right = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString('base64')}`
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://twilio')
    const body = (await request.toArray()).join('')
    const type = (request.headers['content-type'] ?? '').split(';')[0] ?? ''
    const form: Record<string, unknown> =
      type === 'application/json' ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body))
    const query = Object.fromEntries(searchParams)
    fake.violations.push(...judge({ method: request.method ?? '', path: pathname, query, type, body: form }))
    const answer = (status: number, value: unknown) => {
      const headers = { 'content-type': 'application/json', date: new Date(Date.now() + fake.skew).toUTCString() }
      response.writeHead(status, headers).end(JSON.stringify(value))
    }
    if (request.headers.authorization !== right)
      return answer(401, { code: 20003, status: 401, message: 'Authenticate' })
    const { account, number, shortCode, service, permissions, sender, contents } = fake.account
    const home = `/2010-04-01/Accounts/${accountSid}`
    const held = (one: Record<string, unknown> | null, field: string, asked: string | null) =>
      one && one[field] === asked ? [one] : []
    const change = (of: Record<string, unknown>) => {
      fake.changes.push({ path: pathname, form })
      for (const [name, value] of Object.entries(form)) of[name.replace(/(?<!^)[A-Z]/g, '_$&').toLowerCase()] = value
      answer(200, of)
    }
    if (pathname === `${home}.json`) return answer(200, account)
    if (pathname === `${home}/IncomingPhoneNumbers.json`)
      return answer(200, { incoming_phone_numbers: held(number, 'phone_number', searchParams.get('PhoneNumber')) })
    if (pathname === `${home}/SMS/ShortCodes.json`)
      return answer(200, { short_codes: held(shortCode, 'short_code', searchParams.get('ShortCode')) })
    if (number && pathname === `${home}/IncomingPhoneNumbers/${number.sid}.json`) return change(number)
    if (pathname === '/v1/Services')
      return answer(200, { services: service ? [service] : [], meta: { key: 'services' } })
    if (service && pathname === `/v1/Services/${service.sid}/PhoneNumbers`)
      return answer(200, { phone_numbers: number ? [number] : [], meta: { key: 'phone_numbers' } })
    if (service && pathname === `/v1/Services/${service.sid}`) return change(service)
    if (pathname === '/v2/Channels/Senders')
      return answer(200, { senders: sender ? [sender] : [], meta: { key: 'senders' } })
    if (sender && pathname === `/v2/Channels/Senders/${sender.sid}`) {
      fake.changes.push({ path: pathname, form })
      sender.webhook = { ...(sender.webhook as object), ...(form.webhook as object) }
      return answer(202, sender)
    }
    if (pathname === '/v1/Content' && request.method === 'POST') {
      fake.changes.push({ path: pathname, form })
      contents.push({ ...form, sid: `HX${String(contents.length).padStart(32, '0')}` })
      return answer(201, contents.at(-1))
    }
    if (pathname === '/v1/Content') return answer(200, { contents, meta: { key: 'contents' } })
    if (pathname === '/v1/Messaging/GeoPermissions') return answer(200, { permissions })
    answer(404, { code: 20404, status: 404, message: 'not found' })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  fake.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return fake
}

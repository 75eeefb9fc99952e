import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sign } from '../../src/channels/twilio/signature.ts'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { StoreError } from '../../src/store/index.ts'
import {
  authToken,
  type House,
  type HouseParts,
  incoming,
  keys,
  openHouse,
  phoneToken,
  publicUrl,
  read,
  silence,
  twilio,
  twiml,
} from './house.ts'

const path = '/channels/sms'
const houses: House[] = []
let house: House

const open = async (parts?: HouseParts) => {
  const one = await openHouse(parts)
  houses.push(one)
  return one
}

beforeEach(async () => {
  house = await open()
})
afterEach(async () => {
  for (const one of houses.splice(0)) await one.close()
})

const post = (body: string | Buffer, headers: Record<string, string>, to = house.url + path) =>
  fetch(to, { method: 'POST', body: typeof body === 'string' ? body : new Uint8Array(body), headers }).then(read)
const form = 'application/x-www-form-urlencoded'

describe('the signature', () => {
  test.each<[string, HouseParts, Parameters<House['text']>[1], number]>([
    ['right', {}, {}, 200],
    ['missing', {}, { token: null }, 400],
    ['of another token', {}, { token: 'not-the-token' }, 403],
    ['of the second token, as during a rotation', { twilio: { ...twilio, authTokens: ['new', authToken] } }, {}, 200],
    ['with a field changed afterwards', {}, { tampered: { Body: 'changed' } }, 403],
    ['with a field added afterwards', {}, { tampered: { Extra: 'added' } }, 403],
    ['over a query that was sent', {}, { path: `${path}?a=1&b=x%20y` }, 200],
    ['over another query', {}, { path: `${path}?a=1`, signedUrl: `${publicUrl}${path}?a=2` }, 403],
    ['over another host', {}, { signedUrl: `https://elsewhere.example${path}` }, 403],
    ['over http instead of https', {}, { signedUrl: `http://help.example${path}` }, 403],
    ['with the port our address leaves out', {}, { signedUrl: `https://help.example:443${path}` }, 200],
    [
      'without the port our address has',
      { publicUrl: 'https://help.example:443' },
      { signedUrl: `https://help.example${path}` },
      200,
    ],
    ['over an unusual port', { publicUrl: 'http://help.example:3978' }, {}, 200],
    [
      'over another unusual port',
      { publicUrl: 'http://help.example:3978' },
      { signedUrl: `http://help.example:3979${path}` },
      403,
    ],
    ['behind a path of a proxy', { publicUrl: 'https://help.example/bot' }, {}, 200],
    ['of the on-screen phone, where there is one', { phoneToken }, { token: phoneToken }, 200],
    ['of the on-screen phone, in production', {}, { token: phoneToken }, 403],
    ['right, but Twilio is not set up', { twilio: null }, {}, 503],
    ['missing, and Twilio is not set up', { twilio: null }, { token: null }, 503],
    ['of the on-screen phone, and Twilio is not set up', { twilio: null, phoneToken }, { token: phoneToken }, 200],
    ['of another token, and only the on-screen phone is there', { twilio: null, phoneToken }, {}, 503],
  ])('%s', async (_what, parts, how, status) => {
    const { text } = await open(parts)
    const answer = await text(incoming('hello'), how)
    expect(answer.status).toBe(status)
    const from = how?.token === phoneToken ? '' : parts.publicUrl
    expect(answer.body).toEqual(status === 200 ? twiml('1: hello', from) : expect.stringMatching(/^\{"error":"\w+"\}$/))
  })

  test('is not looked for at the host the request names', async () => {
    const message = incoming('hello')
    const signature = sign(authToken, `https://elsewhere.example${path}`, message)
    const headers = { 'content-type': form, 'x-twilio-signature': signature, 'x-forwarded-host': 'elsewhere.example' }
    expect((await post(new URLSearchParams(message).toString(), headers)).status).toBe(403)
  })

  test('covers fields nobody knows yet', async () => {
    expect((await house.text(incoming('hello', { BrandNewField: 'ਹਾਂ & <x>', ProfileName: 'Anna' }))).status).toBe(200)
  })

  test('a wrong one advances nothing', async () => {
    await house.text(incoming('one'), { token: 'not-the-token' })
    expect((await house.text(incoming('two'))).body).toBe(twiml('1: two'))
  })
})

describe('the answer', () => {
  test('is TwiML', async () => {
    const answer = await house.text(incoming('a < b & "c" ਹਾਂ 👋'))
    expect(answer).toEqual({
      status: 200,
      type: 'text/xml; charset=utf-8',
      body: twiml('1: a &lt; b &amp; "c" ਹਾਂ 👋'),
    })
  })

  test('is empty TwiML where there is nothing to say', async () => {
    expect(await house.text(incoming('silence'))).toMatchObject({ status: 200, body: silence })
  })

  test.each(['85258', 'SURGERY', 'VK-INFO', '2', '07700900123'])(
    'is empty for a sender that is no number: %s',
    async (From) => {
      expect(await house.text(incoming('hello', { From }))).toMatchObject({ status: 200, body: silence })
      expect((await house.text(incoming('hello'))).body).toBe(twiml('1: hello'))
    },
  )

  test('to a photo without words comes too, and tells its kind and not its place', async () => {
    const photo = {
      NumMedia: '2',
      MediaUrl0: 'https://api.example/photo',
      MediaContentType0: 'image/JPEG',
      MediaContentType1: '<b>',
    }
    expect((await house.text(incoming('', photo))).body).toBe(twiml('1:  [image/jpeg] [application/octet-stream]'))
    const { Body: _, ...withoutBody } = incoming('', photo)
    expect((await house.text(withoutBody)).body).toContain('2:  [image/jpeg]')
  })

  test.each([
    ['an empty text', '', '1: '],
    ['one emoji', '🆘', '1: 🆘'],
    [
      'HTML and SQL',
      `<script>alert(1)</script>'; DROP TABLE claims;--`,
      `1: &lt;script&gt;alert(1)&lt;/script&gt;'; DROP TABLE claims;--`,
    ],
    ['64 KB', 'x'.repeat(65_536), '1: 65536'],
    ['right-to-left marks', '\u202eabc', '1: \u202eabc'],
  ])('comes to %s', async (_what, text, reply) => {
    expect((await house.text(incoming(text))).body).toBe(twiml(reply))
  })

  test('different numbers are different people', async () => {
    await house.text(incoming('hello'))
    expect((await house.text(incoming('hello', { From: '+447700900124' }))).body).toBe(twiml('1: hello'))
    expect((await house.text(incoming('again'))).body).toBe(twiml('2: again'))
  })
})

describe('a message that comes again', () => {
  test('gets the same bytes and advances nothing', async () => {
    const message = incoming('hello')
    const first = await house.text(message)
    expect(await house.text(message)).toEqual(first)
    expect((await house.text(incoming('next'))).body).toBe(twiml('2: next'))
  })

  test('gets the same bytes when it comes twenty times at once', async () => {
    const message = incoming('hello')
    const all = await Promise.all(Array.from({ length: 20 }, () => house.text(message)))
    expect(new Set(all.map(({ body }) => body))).toEqual(new Set([twiml('1: hello')]))
    expect((await house.text(incoming('next'))).body).toBe(twiml('2: next'))
  })

  test('fifty messages of one person at once are fifty turns', async () => {
    const all = await Promise.all(Array.from({ length: 50 }, (_, n) => house.text(incoming(`m${n}`))))
    const turns = all.map(({ body }) => Number(/<Message[^>]*>(\d+):/.exec(body)?.[1])).sort((a, b) => a - b)
    expect(turns).toEqual(Array.from({ length: 50 }, (_, n) => n + 1))
  })
})

describe('a restart', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'restart-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const during = async <T>(parts: HouseParts, work: (house: House) => Promise<T>): Promise<T> => {
    const one = await openHouse({ folder, ...parts })
    try {
      return await work(one)
    } finally {
      await one.close()
    }
  }

  test('remembers people and messages', async () => {
    const message = incoming('hello')
    await during({}, ({ text }) => text(message))
    await during({}, async ({ text }) => {
      expect((await text(message)).body).toBe(twiml('1: hello'))
      expect((await text(incoming('next'))).body).toBe(twiml('2: next'))
    })
  })

  test('with a new pseudonym key before the old one remembers people too', async () => {
    const rotated = createPseudonyms([{ version: 'v2', key: Buffer.alloc(32, 2) }, ...keys])
    await during({}, ({ text }) => text(incoming('hello')))
    await during({ pseudonyms: rotated }, async ({ text }) => {
      expect((await text(incoming('next'))).body).toBe(twiml('2: next'))
    })
  })
})

describe('what is not a message', () => {
  const signed = (message: Record<string, string | string[]>, body: string) =>
    post(body, { 'content-type': form, 'x-twilio-signature': sign(authToken, publicUrl + path, message) })

  test.each(['MessageSid', 'From', 'Body'])('without %s is refused', async (field) => {
    const { [field]: _, ...message } = incoming('hello')
    expect(await house.text(message)).toMatchObject({
      status: 400,
      body: JSON.stringify({ error: 'field_missing_or_malformed', field }),
    })
  })

  test.each(['MessageSid', 'From', 'Body'])('with %s twice is refused', async (field) => {
    const message = { ...incoming('hello'), [field]: ['one', 'two'] }
    const body = new URLSearchParams(
      Object.entries(message).flatMap(([key, value]) => [value].flat().map((one): [string, string] => [key, one])),
    )
    expect((await signed(message, body.toString())).status).toBe(400)
  })

  test.each(['', 'a'.repeat(65), 'SM 1', '../x', '\u0000'])('with the sid "%s" is refused', async (MessageSid) => {
    expect((await house.text(incoming('hello', { MessageSid }))).status).toBe(400)
  })

  test('names that mean something to JavaScript are names like others', async () => {
    const message = incoming('hello', { constructor: 'x', toString: 'y' })
    expect((await house.text(message)).status).toBe(200)
  })

  test.each([
    ['application/json', '{"Body":"hello"}', 415],
    ['multipart/form-data; boundary=x', '--x--', 415],
    ['text/plain', 'Body=hello', 415],
    [`${form}; charset=utf-16`, 'Body=hello', 415],
    [form, 'Body=%E0%A4%A', 403],
    [form, '%%%&&&===', 403],
    [form, Array.from({ length: 500 }, (_, n) => `f${n}=1`).join('&'), 413],
    [form, `Body=${'x'.repeat(129 * 1024)}`, 413],
  ])('%s %.20s: %i', async (type, body, status) => {
    const answer = await post(body, { 'content-type': type, 'x-twilio-signature': 'x' })
    expect(answer.status).toBe(status)
    expect(answer.body).not.toMatch(/node_modules|at .*:\d+/)
    expect((await house.text(incoming('still there'))).status).toBe(200)
  })

  test('bytes that are no UTF-8 do no harm', async () => {
    const bytes = Buffer.concat([Buffer.from('Body='), Buffer.from([0xff, 0xfe, 0x00, 0xc3])])
    expect((await post(bytes, { 'content-type': form, 'x-twilio-signature': 'x' })).status).toBe(403)
  })

  test.each(['GET', 'PUT', 'DELETE'])('%s is not the way', async (method) => {
    const response = await fetch(house.url + path, { method })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toBe('POST')
  })
})

test.each([
  ['MessageSid', 'commit'],
  ['claim and session', 'begin'],
] as const)('a store that fails at its %s: the fixed reply, and nothing is remembered', async (_what, method) => {
  let broken = true
  const fails = () => Promise.reject(new StoreError('full', 'no room'))
  const { text } = await open({
    store: (real) =>
      new Proxy(real, {
        get: (target, name) => {
          if (broken && name === method) return fails
          const value = Reflect.get(target, name)
          return typeof value === 'function' ? value.bind(target) : value
        },
      }),
  })
  const message = incoming('help')
  expect(await text(message)).toMatchObject({ status: 200, body: twiml('without store: help') })
  broken = false
  expect((await text(message)).body).toBe(twiml('1: help'))
})

describe('FORGET', () => {
  const jobs = ({ store }: House, inMs = 60_000) => store.take('w', Date.now() + inMs, { limit: 9, leaseMs: 1000 })

  test('leaves the job to have the messages erased at the provider, once, and not before our answer is there', async () => {
    const [one, two, wipe] = [incoming('one'), incoming('two'), incoming('forget')]
    for (const message of [one, two, wipe, wipe]) await house.text(message)
    const forgotten = [one, two, wipe].map(({ MessageSid }) => `sms:${MessageSid}`)
    expect(await jobs(house, 30_000)).toEqual([])
    expect(await jobs(house)).toMatchObject([{ kind: 'erase', forgotten }])
  })

  test('from the on-screen phone asks the provider nothing', async () => {
    const phone = await open({ phoneToken })
    expect((await phone.text(incoming('forget'), { token: phoneToken })).body).toBe(twiml('forgotten', ''))
    expect(await jobs(phone)).toEqual([])
  })
})

test('no log line holds a number, a word, a sid or a query', async () => {
  const { text, logged } = await open()
  await text(incoming('my secret', { ProfileName: 'Anna' }), { path: `${path}?from=447700900123` })
  await text(incoming('my secret'), { token: 'wrong' })
  await text(incoming('forget'))
  const lines = logged.join('')
  expect(lines).toContain('"route":"/channels/sms"')
  expect(lines).not.toMatch(/secret|Anna|7700|900123|SM0|from=|v1\./)
})

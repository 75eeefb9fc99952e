import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import nock from 'nock'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createBotServiceRouter } from '../../../src/channels/botframework/messages.ts'
import type { BotChannelData } from '../../../src/channels/botframework/record.ts'
import { createDelivery } from '../../../src/delivery/index.ts'
import { createLog } from '../../../src/log.ts'
import { createPseudonyms } from '../../../src/privacy/index.ts'
import { openSqliteStore } from '../../../src/store/index.ts'
import { keys } from '../house.ts'
import { serveApp } from '../serve-app.ts'

const config = {
  clientId: '11111111-2222-3333-4444-555555555555',
  clientSecret: 'of-the-bot',
  tenantId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
}
const serviceUrl = 'https://smba.trafficmanager.net/uk/'

type KeyPair = Awaited<ReturnType<typeof generateKeyPair>>
let microsofts: KeyPair
let strangers: KeyPair
beforeAll(async () => {
  microsofts = await generateKeyPair('RS256')
  strangers = await generateKeyPair('RS256')
  nock.disableNetConnect()
  nock.enableNetConnect('127.0.0.1')
})
afterAll(() => {
  nock.cleanAll()
  nock.enableNetConnect()
})

/** What was sent to the person, as the channel at Microsoft got it. */
let sent: { authorization: string; body: Record<string, unknown> }[]
let failing = false
beforeEach(async () => {
  sent = []
  failing = false
  const jwk = { ...(await exportJWK(microsofts.publicKey)), kid: 'key-1', alg: 'RS256', use: 'sig' }
  nock('https://login.botframework.com')
    .get('/v1/.well-known/keys')
    .reply(200, { keys: [jwk] })
    .persist()
  const authority = `https://login.microsoftonline.com/${config.tenantId}`
  nock('https://login.microsoftonline.com')
    .get(/openid-configuration/)
    .reply(200, {
      issuer: `${authority}/v2.0`,
      authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
      token_endpoint: `${authority}/oauth2/v2.0/token`,
      jwks_uri: `${authority}/discovery/v2.0/keys`,
    })
    .post(/\/oauth2\/v2.0\/token/)
    .reply(200, { token_type: 'Bearer', expires_in: 3600, access_token: 'our-own-token' })
    .persist()
  nock('https://smba.trafficmanager.net')
    .post(/\/uk\/v3\/conversations\/.*/)
    .reply(async (request: Request) => {
      if (failing) return [500, {}]
      const authorization = String(request.headers.get('authorization'))
      sent.push({ authorization, body: (await request.clone().json()) as Record<string, unknown> })
      return [200, { id: 'sent-1' }]
    })
    .persist()
})
afterEach(() => nock.cleanAll())

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function open() {
  const store = openSqliteStore(':memory:')
  const logged: string[] = []
  const log = createLog('debug', { write: (line) => void logged.push(line) })
  const router = createBotServiceRouter({
    config,
    pseudonyms: createPseudonyms(keys),
    delivery: createDelivery({ store, log, sessionMs: 3_600_000 }),
    turn: ({ text, channelData, conversation, from }, session) => {
      const turns = Number(session ?? 0) + 1
      const { value, language, greeted, source } = channelData as BotChannelData
      const reply = JSON.stringify([
        {
          type: 'message',
          text: [`${turns}: ${text}`, value, language, greeted ? 'greeted' : 'new', source && `from ${source}`]
            .filter(Boolean)
            .join(' '),
          textFormat: 'plain',
          suggestedActions: {
            to: [],
            actions: [
              { type: 'messageBack', title: 'Menu', displayText: 'Menu', text: 'MENU', value: { choice: 'a:b' } },
            ],
          },
        },
      ])
      expect(JSON.stringify([conversation, from])).not.toMatch(/7700|Nobody/)
      return { session: String(turns), reply }
    },
    withoutStore: () => ({ reply: '' }),
    greeting: (language) => JSON.stringify([{ type: 'message', text: `hello in ${language}` }]),
    offered: () => ['en', 'pl'],
    log,
  })
  const served = await serveApp({ log, ping: () => store.ping(), routers: [router] })
  closing.push(async () => {
    served.close()
    await store.close()
  })
  const url = `${served.url}/api/messages`
  return {
    logged,
    store,
    post: async (activity: unknown, token: string | null) => {
      const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
      const body = typeof activity === 'string' ? activity : JSON.stringify(activity)
      const response = await fetch(url, { method: 'POST', headers, body })
      return { status: response.status, body: await response.text() }
    },
  }
}

/** As Azure Bot Service signs what it passes on. */
function signed(
  claims: Record<string, unknown> = {},
  { pair = microsofts, expires = '1h' }: { pair?: KeyPair; expires?: string } = {},
): Promise<string> {
  return new SignJWT({ iss: 'https://api.botframework.com', aud: config.clientId, serviceurl: serviceUrl, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'key-1' })
    .setIssuedAt()
    .setExpirationTime(expires)
    .sign(pair.privateKey)
}

let last = 0
const message = (text: string, part: Record<string, unknown> = {}) => ({
  type: 'message',
  id: `m-${++last}`,
  channelId: 'sms',
  serviceUrl,
  conversation: { id: '+447700900123' },
  from: { id: '+447700900123', name: 'Nobody Atall' },
  recipient: { id: 'bot', name: 'Fingerpost' },
  text,
  ...part,
})

test('a message is answered where it came from, with our own token and buttons every channel knows', async () => {
  const house = await open()
  expect(await house.post(message('hi', { locale: 'pl-PL' }), await signed())).toMatchObject({ status: 200 })
  expect(sent).toMatchObject([
    {
      authorization: 'Bearer our-own-token',
      body: {
        type: 'message',
        text: '1: hi pl new',
        textFormat: 'plain',
        suggestedActions: { actions: [{ type: 'imBack', title: 'Menu', value: 'MENU' }] },
      },
    },
  ])
  await house.post(message('more'), await signed())
  expect(sent[1]?.body.text).toBe('2: more en new')
})

test('who joins is greeted, the bot itself is not, and then the first message is no introduction', async () => {
  const house = await open()
  const joins = (id: string) => ({ ...message(''), type: 'conversationUpdate', locale: 'pl', membersAdded: [{ id }] })
  await house.post(joins('bot'), await signed())
  await house.post(joins('+447700900123'), await signed())
  await house.post(message('hi'), await signed())
  expect(sent.map(({ body }) => body.text)).toEqual(['hello in pl', '1: hi pl greeted'])
})

test('the same message again is the same turn; where the answer did not get out, it is sent then', async () => {
  const house = await open()
  const same = message('hi')
  failing = true
  const failed = await house.post(same, await signed())
  expect(failed.status).toBe(502)
  expect(JSON.parse(failed.body)).toMatchObject({ error: { code: 'ServiceError' } })
  failing = false
  expect((await house.post(same, await signed())).status).toBe(200)
  expect(sent.map(({ body }) => body.text)).toEqual(['1: hi en new'])
})

test.each(['webchat', 'directline'])('%s, where anyone can begin anew, is one source', async (channelId) => {
  const house = await open()
  for (const id of ['one', 'two']) await house.post(message('hi', { channelId, conversation: { id } }), await signed())
  expect(sent.map(({ body }) => body.text)).toEqual(Array(2).fill(`1: hi en new from ${channelId}`))
})

test('typing and the like ask nothing', async () => {
  const house = await open()
  for (const type of ['typing', 'messageReaction', 'installationUpdate', 'something'])
    expect((await house.post({ ...message('hi'), type }, await signed())).status).toBe(200)
  expect(sent).toEqual([])
})

test('nothing of a person reaches the log', async () => {
  const house = await open()
  await house.post(message('my-own-words'), await signed())
  expect(house.logged.join('')).not.toMatch(/my-own-words|7700|Nobody|smba/)
})

describe('refused, and not answered anywhere', () => {
  test.each<[string, () => Promise<string | null>, number]>([
    ['no token', async () => null, 401],
    ['no real token', async () => 'hello', 401],
    ['a token somebody else signed', () => signed({}, { pair: strangers }), 401],
    ['a token for another bot', () => signed({ aud: '00000000-0000-0000-0000-000000000000' }), 401],
    ['a token of another issuer', () => signed({ iss: 'https://evil.example' }), 401],
    ['a token that has expired', () => signed({}, { expires: '-1h' }), 401],
    ['a token for another address', () => signed({ serviceurl: 'https://directline.botframework.com/' }), 400],
  ])('%s', async (_what, token, status) => {
    const house = await open()
    expect((await house.post(message('hi'), await token())).status).toBe(status)
    expect(sent).toEqual([])
  })

  test.each([
    ['an address that is not Microsoft’s', message('hi', { serviceUrl: 'https://evil.example/' }), 400],
    ['no JSON', '{"type":', 400],
    ['too much', message('x'.repeat(300_000)), 413],
    ['no conversation', message('hi', { conversation: undefined }), 400],
  ])('%s', async (_what, activity, status) => {
    const house = await open()
    const token = await signed({ serviceurl: (activity as { serviceUrl?: string }).serviceUrl ?? serviceUrl })
    expect((await house.post(activity, token)).status).toBe(status)
    expect(sent).toEqual([])
  })
})

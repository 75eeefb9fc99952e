import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answer, answerWithoutStore, asksToErase, sayInstead, tellsDanger } from '../../src/assistant.ts'
import { createDoor } from '../../src/channels/door.ts'
import { createWebRouter, type WebChannelData } from '../../src/channels/web/index.ts'
import { createDelivery } from '../../src/delivery/index.ts'
import type { Limits } from '../../src/limits/index.ts'
import { createLog } from '../../src/log.ts'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { openSqliteStore } from '../../src/store/index.ts'
import { sandwell } from '../sandwell.ts'
import { turn } from '../store/contract.ts'
import { keys } from './house.ts'
import { webOfSandwell } from './web-parts.ts'

const now = () => Date.parse('2026-11-22T12:00:00Z')
const log = createLog('silent')
const store = openSqliteStore(':memory:')
const pseudonyms = createPseudonyms(keys)
const language = (activity: { channelData?: unknown }) => (activity.channelData as WebChannelData).language

let server: Server
let url: string
/** Who is beyond the limit: an address as a proxy of ours tells it, a person, a link. */
const beyond = new Set<string>()
const limits: Limits = {
  web: async ({ address = '', person = '', link = '' }) =>
    [address, person, link].some((one) => beyond.has(one)) ? 'over' : 'within',
}
const address = '203.0.113.7'
const token = 'a'.repeat(32)
beforeEach(() => beyond.clear())
beforeAll(async () => {
  const door = createDoor({
    leaveUrl: 'https://weather.example',
    limits,
    sentences: () => sandwell.sentences,
    offered: () => sandwell.offered,
    numbers: () => sandwell.numbers,
    withoutStore: ({ text = '' }, at) => answerWithoutStore(sandwell, { channel: 'web', text, now: at }),
    isDanger: (text) => tellsDanger(sandwell, text),
    erases: ({ text = '' }) => asksToErase(sandwell, { text }),
    busy: (activity) =>
      sayInstead(sandwell, 'errors:busy', {
        ...{ channel: 'web', text: activity.text ?? '', session: null, now: now() },
        language: language(activity),
      }),
  })
  const app = express()
  app.set('trust proxy', 1)
  app.use(express.urlencoded({ extended: false }))
  app.use(
    createWebRouter({
      ...webOfSandwell(now),
      pseudonyms,
      delivery: createDelivery({ store, log, now, sessionMs: 3_600_000 }),
      turn: ({ text = '' }, session, at) => answer(sandwell, { channel: 'web', text, session, now: at }),
      withoutStore: () => ({ reply: 'without store' }),
      door,
    }),
  )
  app.get(
    '/go/:id',
    door.page(({ params }) => String(params.id)),
    (_request, response) => void response.send('went'),
  )
  server = createServer(app).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await store.close()
})

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(url + path, { headers: { 'x-forwarded-for': address, ...headers } })
const send = (text: string, form: Record<string, string> = {}, headers: Record<string, string> = {}) =>
  fetch(url, {
    method: 'POST',
    body: new URLSearchParams({ token, text, lang: 'en', ...form }),
    headers: { 'x-forwarded-for': address, ...headers },
  })
describe('a person over the limit', () => {
  beforeEach(() => void beyond.add(pseudonyms.of('web', token)))

  test('gets calm words with the crisis lines on the page they had, and is told when to come back', async () => {
    const response = await send('hello')
    const page = await response.text()
    expect(response.status).toBe(429)
    expect(response.headers.get('retry-after')).toBe('60')
    expect(page).toContain('too many messages')
    expect(page).toMatch(/href="tel:116123"/)
    expect(page).toContain('999')
    expect(page).toContain('<textarea')
  })

  test('is answered where there is danger', async () => {
    for (const text of ['i want to die', 'my mate wont wake up', 'chcę się zabić']) {
      const response = await send(text)
      const page = await response.text()
      expect(response.status).toBe(200)
      expect(page).toContain('class="danger"')
      expect(page).toContain('999')
    }
  })

  test('gets them in the language of the page, and as a reply alone where script asks', async () => {
    const response = await send('ok', { lang: 'pl' }, { 'x-fingerpost': 'reply' })
    const reply = await response.text()
    expect(response.status).toBe(429)
    expect(response.headers.get('x-next-message')).toMatch(/^[0-9a-f]{32}$/)
    expect(reply).toMatch(/^<div class="reply" lang="pl"/)
    expect(reply).toContain('zbyt wiele wiadomości')
  })

  test.each(['forget me', 'zapomnij o mnie'])('"%s" is done all the same', async (text) => {
    await store.commit(turn({ claim: `web:${text}`, conversation: pseudonyms.of('web', token), now: now() }))
    expect((await send(text)).status).toBe(200)
    expect(await store.load(pseudonyms.of('web', token), now())).toMatchObject({ session: null })
    // But for an address that sends too much.
    beyond.add(address)
    expect((await send(text)).status).toBe(429)
  })

  test('keeps nobody else from being answered', async () => {
    const other = await send('hello', { token: 'b'.repeat(32) })
    expect(other.status).toBe(200)
  })
})

describe('an address over the limit', () => {
  beforeEach(() => void beyond.add(address))

  test.each([
    ['/', {}, 'en', 'too many messages'],
    ['/?lang=pl', {}, 'pl', 'zbyt wiele wiadomości'],
    ['/', { 'accept-language': 'ur,en;q=0.5' }, 'ur', 'پیغامات'],
    ['/go/poster', { 'accept-language': 'de' }, 'en', 'too many messages'],
  ])('%s %o: a calm page', async (path, headers, lang, words) => {
    const response = await get(path, headers)
    const page = await response.text()
    expect(response.status).toBe(429)
    expect(page).toContain(`<html lang="${lang}"`)
    expect(page).toContain(words)
    expect(page.replace(/\u200e/g, '')).toMatch(/href="tel:116123"/)
    expect(page).toContain('999')
  })

  test('another address behind the same proxy goes on', async () => {
    expect((await get('/', { 'x-forwarded-for': '2001:db8::1' })).status).toBe(200)
  })
})

test('a link that is followed too often leads to the calm page, and no other link does', async () => {
  beyond.add('poster')
  expect((await get('/go/poster')).status).toBe(429)
  expect(await (await get('/go/card')).text()).toBe('went')
})

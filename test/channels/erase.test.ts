import nock from 'nock'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEraser } from '../../src/channels/sms/index.ts'
import { createLog } from '../../src/log.ts'
import { twilio } from './house.ts'

const sid = (n: number) => `SM${String(n).padStart(32, '0')}`
const at = (one: string) => `/2010-04-01/Accounts/${twilio.accountSid}/Messages/${one}.json`
let lines: Record<string, unknown>[]
let erase: ReturnType<typeof createEraser>

beforeAll(() => nock.disableNetConnect())
afterAll(() => nock.enableNetConnect())
beforeEach(() => {
  lines = []
  erase = createEraser(twilio, createLog('info', { write: (line) => void lines.push(JSON.parse(line)) }))
})
afterEach(() => nock.cleanAll())

test('deletes every message, with the first token', async () => {
  const api = nock('https://api.twilio.com').matchHeader(
    'authorization',
    (value) =>
      Buffer.from(String(value).replace('Basic ', ''), 'base64').toString() ===
      `${twilio.accountSid}:${twilio.authTokens[0]}`,
  )
  const calls = [1, 2, 3, 4, 5, 6].map((n) => api.delete(at(sid(n))).reply(204))
  expect(calls).toHaveLength(6)
  await erase([1, 2, 3, 4, 5, 6].map(sid))
  expect(nock.pendingMocks()).toEqual([])
  expect(lines).toMatchObject([{ event: 'erased_at_provider', count: 6 }])
})

test('goes to a stand-in where one is set', async () => {
  const stand = nock('http://127.0.0.1:4010')
    .delete(at(sid(1)))
    .reply(204)
  await createEraser({ ...twilio, apiBase: 'http://127.0.0.1:4010' }, createLog('silent'))([sid(1)])
  expect(stand.isDone()).toBe(true)
})

test('one that is gone already counts as deleted; another failure is logged by its code, and the rest goes on', async () => {
  nock('https://api.twilio.com')
    .delete(at(sid(1)))
    .reply(404, { code: 20404, message: `no ${sid(1)}`, status: 404 })
    .delete(at(sid(2)))
    .reply(409, { code: 20009, message: 'sent to +447700900123', status: 409 })
    .delete(at(sid(3)))
    .replyWithError(Object.assign(new Error('+447700900123'), { code: 'ECONNRESET' }))
    .delete(at(sid(4)))
    .reply(204)
  await erase([1, 2, 3, 4].map(sid))
  expect(nock.pendingMocks()).toEqual([])
  expect(lines.map(({ event, code }) => [event, code]).sort()).toEqual([
    ['erase_at_provider_failed', '20009'],
    ['erase_at_provider_failed', 'ECONNRESET'],
    ['erased_at_provider', undefined],
  ])
  expect(JSON.stringify(lines)).not.toMatch(/7700|SM0/)
})

test('what is no message sid is not asked for', async () => {
  await erase(['', '../Calls', 'SMshort'])
  expect(lines).toMatchObject([{ event: 'erased_at_provider', count: 0 }])
})

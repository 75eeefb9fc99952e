import nock from 'nock'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createEraser, eraseJob } from '../../../src/channels/twilio/index.ts'
import type { JobError } from '../../../src/delivery/job-error.ts'
import { createLog } from '../../../src/log.ts'
import type { Job } from '../../../src/store/index.ts'
import { openFakeTwilio, ourNumber, theirNumber } from '../fake-twilio.ts'
import { twilio } from '../house.ts'

const now = Date.parse('2026-11-24T11:00:00Z')
const minute = 60_000
let provider: Awaited<ReturnType<typeof openFakeTwilio>>
let lines: Record<string, unknown>[]

beforeEach(async () => {
  provider = await openFakeTwilio()
  lines = []
})
afterEach(() => {
  expect(provider.violations).toEqual([])
  provider.close()
})

const job = (sids: string[], payload = eraseJob(now).payload): Job => ({
  id: '1',
  conversation: 'anna',
  kind: 'erase',
  payload,
  attempt: 1,
  forgotten: sids.map((sid) => `sms:${sid}`),
  lease: 1,
})
const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
const erase = (sids: string[], payload?: string, apiBase = provider.url) =>
  createEraser({ ...twilio, apiBase }, log)(job(sids, payload), new AbortController().signal)
const failure = (sids: string[], payload?: string) =>
  erase(sids, payload).then(
    () => null,
    ({ code, retry, afterMs }: JobError) => ({ code, retry, afterMs }),
  )

/** A conversation of some turns, the last one FORGET; gives the ids of the person's messages. */
function conversation(turns: number, from = theirNumber, last = now): string[] {
  return Array.from({ length: turns }, (_, n) => {
    const at = last - (turns - 1 - n) * minute
    const { sid } = provider.keep(from, ourNumber, 'my secret', 'received', at)
    provider.keep(ourNumber, from, 'an answer', 'delivered', at + 1000)
    return sid
  })
}
const left = () => [...provider.messages.values()]

describe('after FORGET', () => {
  test('their messages and ours are gone from Twilio, also those too old for us to know', async () => {
    conversation(3, theirNumber, now - 100 * 24 * 60 * minute)
    await erase(conversation(4))
    expect(left()).toEqual([])
    expect(lines).toMatchObject([{ event: 'erased_at_provider', channel: 'sms', count: 14 }])
  })

  test('nobody else loses anything, nor does what they say afterwards', async () => {
    const others = conversation(2, '+447700900124').length * 2
    const sids = conversation(2)
    const later = provider.keep(theirNumber, ourNumber, 'hello again', 'received', now + 5 * minute)
    await erase(sids)
    expect(left()).toHaveLength(others + 1)
    expect(left()).toContainEqual(later)
  })

  test('a conversation of several pages goes too', async () => {
    await erase(conversation(230))
    expect(left()).toEqual([])
  })

  test('what is gone already counts as gone', async () => {
    const sids = conversation(2)
    provider.messages.clear()
    await erase(sids)
    expect(lines).toMatchObject([{ count: 0 }])
  })

  test('what is no message of ours is not asked for', async () => {
    await erase(['', '../Calls', 'SMshort'])
    expect(provider.requests).toEqual([])
  })
})

describe('where it does not work', () => {
  test.each([
    ['too many requests', { method: 'GET', status: 429, code: 20429 }, { code: 'too_many_requests', retry: true }],
    ['a failure of Twilio', { method: 'GET', status: 500 }, { code: 'provider_failed', retry: true }],
    [
      'a text still on its way',
      { method: 'DELETE', status: 409, code: 20009 },
      { code: 'not_finished_yet', retry: true, afterMs: 60_000 },
    ],
    [
      'credentials that are refused',
      { method: 'GET', status: 401, code: 20003 },
      { code: 'credentials_refused', retry: false },
    ],
    [
      'something nobody knows',
      { method: 'DELETE', status: 400, code: 99999 },
      { code: 'refused_by_provider', retry: false },
    ],
  ])('%s', async (_name, fault, expected) => {
    const sids = conversation(3)
    provider.fail(fault)
    expect(await failure(sids)).toEqual({ afterMs: 0, ...expected })
    // One attempt, one request more or less: the worker waits, the client does not try again by itself.
    expect(left().map(({ sid }) => sid)).toContain(sids.at(-1))
    expect(await failure(sids)).toBeNull()
    expect(left()).toEqual([])
    expect(JSON.stringify(lines)).not.toMatch(/7700|SMf|secret/)
  })

  test('the message by which the rest is found goes last, whatever fails', async () => {
    const sids = conversation(3)
    provider.fail({ method: 'DELETE', status: 500, times: 99 })
    expect(await failure(sids)).toMatchObject({ retry: true })
    expect(provider.requests).not.toContain(`DELETE /Messages/${sids.at(-1)}.json`)
    expect(left()).toHaveLength(6)
  })

  test('nobody at the other end', async () => {
    nock('http://127.0.0.1:1')
      .get(/.*/)
      .replyWithError(Object.assign(new Error(theirNumber), { code: 'ECONNRESET' }))
    const error = await erase(conversation(1), undefined, 'http://127.0.0.1:1').catch((one: JobError) => one)
    expect(error).toMatchObject({ code: 'provider_unreachable', retry: true })
    nock.restore()
  })

  test('a payload that is none', async () => {
    expect(await failure(conversation(1), 'what')).toMatchObject({ code: 'payload_unreadable', retry: false })
  })

  test('the worker is told to end: what is left waits', async () => {
    const sids = conversation(1)
    const over = AbortSignal.abort()
    await expect(createEraser({ ...twilio, apiBase: provider.url }, log)(job(sids), over)).rejects.toMatchObject({
      code: 'interrupted',
      retry: true,
    })
    expect(left()).toHaveLength(2)
  })
})

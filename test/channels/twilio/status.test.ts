import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { faultOf, faults, jobErrorOf } from '../../../src/channels/twilio/errors.ts'
import { createPseudonyms } from '../../../src/privacy/index.ts'
import { StoreError } from '../../../src/store/index.ts'
import { root } from '../../root.ts'
import { instead } from '../../store/instead.ts'
import { ourNumber, post, theirNumber } from '../fake-twilio.ts'
import { type House, keys, openHouse, phoneToken } from '../house.ts'

const path = '/channels/twilio/status'
const anna = createPseudonyms(keys).of('sms', theirNumber)
let house: House
let clock: number

beforeEach(async () => {
  clock = Date.parse('2026-11-24T11:00:00Z')
  house = await openHouse({ now: () => clock })
})
afterEach(() => house.close())

let last = 0
const sid = () => `SM${String(++last).padStart(32, '0')}`
const told = async (MessageSid: string, MessageStatus: string, more: Record<string, string> = {}) =>
  (await post(house, path, { MessageSid, MessageStatus, To: theirNumber, From: ourNumber, ...more })).status
const outcomes = () =>
  house.logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'message_status')
    .map(({ outcome }) => outcome)
const optedOut = async () => (await house.store.load(anna, clock)).optedOut

describe('what became of a message', () => {
  test.each([
    [
      ['queued', 'sent', 'delivered'],
      ['queued', 'sent', 'delivered'],
    ],
    [
      ['delivered', 'sent', 'sending', 'queued'],
      ['delivered', 'known_already', 'known_already', 'known_already'],
    ],
    [
      ['sent', 'sent', 'failed', 'delivered'],
      ['sent', 'known_already', 'failed', 'known_already'],
    ],
    [
      ['delivered', 'read', 'delivered'],
      ['delivered', 'read', 'known_already'],
    ],
    [
      ['accepted', 'scheduled', 'queued'],
      ['accepted', 'known_already', 'known_already'],
    ],
    [
      ['on_the_moon', 'constructor', 'received'],
      ['unknown_status', 'unknown_status', 'unknown_status'],
    ],
  ])('%j: %j', async (states, expected) => {
    const one = sid()
    for (const state of states) expect(await told(one, state)).toBe(204)
    expect(outcomes()).toEqual(expected)
  })

  test('of twenty callbacks at once about the same, one counts', async () => {
    const one = sid()
    await Promise.all(Array.from({ length: 20 }, () => told(one, 'delivered')))
    expect(outcomes().filter((outcome) => outcome === 'delivered')).toHaveLength(1)
  })

  test('a code is named by what it means, and logged without a number', async () => {
    await told(sid(), 'undelivered', { ErrorCode: '30003', NewField: 'x', ErrorMessage: theirNumber })
    expect(outcomes()).toEqual(['handset_unreachable'])
    const lines = house.logged.join('')
    expect(lines).toContain('"code":30003')
    expect(lines).not.toMatch(/7700|SM0|v1\./)
  })
})

describe('opting out', () => {
  test.each([
    ['21610', true],
    ['63014', true],
    ['30003', false],
    ['', false],
  ])('by code "%s": %s', async (ErrorCode, expected) => {
    await told(sid(), 'failed', { ErrorCode })
    expect(await optedOut()).toBe(expected)
  })

  const saysStart = async (at: number) => {
    const { version } = await house.store.load(anna, at)
    await house.store.commit({
      claim: `sms:${sid()}`,
      conversation: anna,
      version,
      session: null,
      reply: '',
      now: at,
      sessionExpires: at + 1,
      claimExpires: at + 1,
      replyExpires: at + 1,
      optOut: false,
      jobs: [],
      counters: {},
      day: '2026-11-24',
    })
  }

  test('a callback whose opt-out could not be written down counts when it comes again', async () => {
    let broken = true
    const own = await openHouse({
      now: () => clock,
      store: (real) =>
        instead(real, {
          setOptOut: (...given) =>
            broken ? Promise.reject(new StoreError('away', 'gone for a moment')) : real.setOptOut(...given),
        }),
    })
    try {
      const form = { MessageSid: sid(), MessageStatus: 'failed', ErrorCode: '21610', To: theirNumber, From: ourNumber }
      expect((await post(own, path, form)).status).toBe(500)
      broken = false
      expect((await post(own, path, form)).status).toBe(204)
      expect((await own.store.load(anna, clock)).optedOut).toBe(true)
    } finally {
      await own.close()
    }
  })

  test('a callback that comes again does not undo START', async () => {
    const one = sid()
    await told(one, 'failed', { ErrorCode: '21610' })
    await saysStart(clock + 1)
    clock += 3_600_000
    await told(one, 'failed', { ErrorCode: '21610' })
    expect(await optedOut()).toBe(false)
  })

  test('nor does one that was still on its way when they said it', async () => {
    await saysStart(clock)
    clock += 20_000
    await told(sid(), 'failed', { ErrorCode: '21610' })
    expect(await optedOut()).toBe(false)
    clock += 120_000
    await told(sid(), 'failed', { ErrorCode: '21610' })
    expect(await optedOut()).toBe(true)
  })
})

describe('what is refused', () => {
  test.each<[string, Record<string, string>, string]>([
    ['no sid', { MessageSid: '' }, 'MessageSid'],
    ['a sid that is a path', { MessageSid: '../x' }, 'MessageSid'],
    ['no status', { MessageStatus: '' }, 'MessageStatus'],
    ['a status of words', { MessageStatus: 'sent to Anna' }, 'MessageStatus'],
    ['a code of letters', { ErrorCode: 'abc' }, 'ErrorCode'],
  ])('%s', async (_name, part, field) => {
    const answer = await post(house, path, { MessageSid: sid(), MessageStatus: 'sent', To: theirNumber, ...part })
    expect([answer.status, await answer.json()]).toEqual([400, { error: 'field_missing_or_malformed', field }])
  })

  test('a signature that is missing, or of somebody else', async () => {
    const form = { MessageSid: sid(), MessageStatus: 'failed', To: theirNumber, ErrorCode: '21610' }
    const bare = await fetch(house.url + path, { method: 'POST', body: new URLSearchParams(form) })
    expect(bare.status).toBe(400)
    expect((await post(house, path, form, 'not-the-token')).status).toBe(403)
    expect((await post(house, path, form, phoneToken)).status).toBe(403)
    expect((await fetch(house.url + path)).status).toBe(405)
    expect(await optedOut()).toBe(false)
  })
})

describe('the codes', () => {
  test('are those of docs/twilio.md, one line each', () => {
    const rows = readFileSync(join(root, 'docs/twilio.md'), 'utf8').matchAll(
      /^\| (\d{5}) \| `(\w+)` \| (yes|no) \| (.*) \|$/gm,
    )
    const table = [...rows].map(([, code, meaning, retry, rest = '']) => [
      code,
      meaning,
      retry === 'yes',
      /opted out/.test(rest),
    ])
    expect(table).toEqual(
      Object.entries(faults).map(([code, { meaning, retry, optOut = false }]) => [code, meaning, retry, optOut]),
    )
  })

  test.each([
    [{ status: 429 }, 'too_many_requests', true],
    [{ status: 503 }, 'provider_failed', true],
    [{ status: 400, code: 21610 }, 'opted_out', false],
    [{ status: 400, code: 30003 }, 'handset_unreachable', true],
    [{ code: 'ETIMEDOUT' }, 'provider_unreachable', true],
    [{ status: 403 }, 'refused_by_provider', false],
    [null, 'refused_by_provider', false],
  ])('%j is %s, again: %s', (error, code, retry) => {
    expect(jobErrorOf(error)).toMatchObject({ code, retry })
  })

  test('a name every object has is no code', () => {
    expect(faultOf('toString')).toBeUndefined()
  })
})

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { GuardedTurn } from '../../src/channels/sms/guard.ts'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { openSqliteStore, type Store } from '../../src/store/index.ts'
import { type House, incoming, openHouse, silence, twiml } from '../channels/house.ts'
import { openReady, type RedisServer, startRedis } from '../store/redis-server.ts'

/** PSEUDONYM_KEYS change while people are in the middle of a conversation: nothing of theirs is lost, STOP least of all. */

const [v1, v2, v3] = [1, 2, 3].map((n) => ({ version: `v${n}`, key: Buffer.alloc(32, n) })) as [Key, Key, Key]
type Key = { version: string; key: Buffer }

/** Says how many turns there were, and whether the person had said STOP. */
const turn: GuardedTurn = ({ text }, session, _now, optedOut) => {
  if (text === 'forget') return { session: null, reply: 'forgotten', forget: true, urgent: true }
  const turns = Number(session ?? 0) + 1
  const optOut = text === 'stop' ? true : text === 'start' ? false : undefined
  return { session: String(turns), reply: `${turns}${optedOut ? ' stopped' : ''}`, urgent: false, optOut }
}

let redis: RedisServer
const folder = mkdtempSync(join(tmpdir(), 'rotation-'))
const houses: House[] = []
const stores: Store[] = []
beforeAll(async () => {
  redis = await startRedis()
})
afterEach(async () => {
  for (const one of houses.splice(0)) await one.close()
  for (const one of stores.splice(0)) await one.close()
})
afterAll(async () => {
  await redis.remove()
  rmSync(folder, { recursive: true })
})

let person = 0
describe.each([
  ['SQLite', async () => openSqliteStore(join(folder, 'store.db'))],
  ['Redis', () => openReady(redis)],
])('%s', (_, open) => {
  /** The edge with these keys, at the one store. */
  async function withKeys(...keys: Key[]) {
    const store = await open()
    stores.push(store)
    const house = await openHouse({ turn, pseudonyms: createPseudonyms(keys), store: () => store })
    houses.push(house)
    return house
  }
  const someone = () => {
    const From = `+44770090${String(++person).padStart(4, '0')}`
    const message = (text: string) => incoming(text, { From })
    const said = async (house: House, text: string) => (await house.text(message(text))).body
    return { From, message, said }
  }

  test('the conversation goes on, through two changes at once too', async () => {
    const { said } = someone()
    expect(await said(await withKeys(v1), 'a')).toBe(twiml('1'))
    expect(await said(await withKeys(v2, v1), 'b')).toBe(twiml('2'))
    expect(await said(await withKeys(v3, v2, v1), 'c')).toBe(twiml('3'))
    const other = someone()
    expect(await other.said(await withKeys(v1), 'a')).toBe(twiml('1'))
    expect(await other.said(await withKeys(v3, v2, v1), 'b')).toBe(twiml('2'))
  })

  test('a message that comes again after the change gets the answer it had', async () => {
    const { message } = someone()
    const first = message('a')
    expect((await (await withKeys(v1)).text(first)).body).toBe(twiml('1'))
    const house = await withKeys(v2, v1)
    expect((await house.text(first)).body).toBe(twiml('1'))
    expect((await house.text(message('b'))).body).toBe(twiml('2'))
    expect((await house.text(first)).body).toBe(twiml('1'))
  })

  test('STOP stands after the change, and after the next; START ends it for good', async () => {
    const { said } = someone()
    await said(await withKeys(v1), 'stop')
    expect(await said(await withKeys(v2, v1), 'a')).toBe(twiml('2 stopped'))
    const house = await withKeys(v3, v2, v1)
    expect(await said(house, 'b')).toBe(twiml('3 stopped'))
    await said(house, 'start')
    expect(await said(house, 'c')).toBe(twiml('5'))
  })

  test('a 21610 that comes after the change stops who wrote before it', async () => {
    const { From, said } = someone()
    await said(await withKeys(v1), 'a')
    const house = await withKeys(v2, v1)
    const form = { MessageSid: `SM${'a'.repeat(30)}${person}`, MessageStatus: 'failed', ErrorCode: '21610', To: From }
    const path = '/channels/twilio/status'
    expect((await house.text(form, { path })).status).toBe(204)
    expect(await said(house, 'b')).toBe(twiml('2 stopped'))
  })

  test('FORGET after the change reaches what was before it', async () => {
    const { message, said } = someone()
    const first = message('a')
    await (await withKeys(v1)).text(first)
    const house = await withKeys(v2, v1)
    expect(await said(house, 'forget')).toBe(twiml('forgotten'))
    expect((await house.text(first)).body).toBe(silence)
    expect(await said(house, 'b')).toBe(twiml('1'))
  })

  test('without its old key a pseudonym is nobody’s: that is why STOP needs the key kept', async () => {
    const { said } = someone()
    await said(await withKeys(v1), 'stop')
    expect(await said(await withKeys(v2), 'a')).toBe(twiml('1'))
    expect(await said(await withKeys(v2, v1), 'b')).toBe(twiml('2 stopped'))
  })
})

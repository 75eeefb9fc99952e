import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { OptOutMode } from '../../../src/channels/twilio/keyword.ts'
import { turnsOf } from '../../../src/commands/turns.ts'
import { createPseudonyms } from '../../../src/privacy/index.ts'
import { openSqliteStore, type Store } from '../../../src/store/index.ts'
import { sandwell } from '../../sandwell.ts'
import { openReady, type RedisServer, startRedis, until } from '../../store/redis-server.ts'
import { openFakeTwilio, ourNumber } from '../fake-twilio.ts'
import { twilio as account, keys, openHouse } from '../house.ts'

/** STOP, said while the store is away: a real Redis that was killed, and a file that another process holds. */

const folder = mkdtempSync(join(tmpdir(), 'stop-away-'))
let redis: RedisServer
const closing: (() => unknown)[] = []
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  await redis.remove()
  rmSync(folder, { recursive: true })
})
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

type Place = { store: Store; away(): Promise<void>; back(): Promise<void> }

const places: [string, () => Promise<Place>][] = [
  [
    'a Redis that is killed',
    async () => {
      // The fake provider begins anew with its ids.
      await redis.command('FLUSHALL')
      const store = await openReady(redis)
      return {
        store,
        away: () => redis.kill(),
        back: async () => {
          await redis.start()
          await until(() => store.ping())
        },
      }
    },
  ],
  [
    'a file that is locked',
    async () => {
      const path = join(folder, `${people}.db`)
      const store = openSqliteStore(path, { patienceMs: 30 })
      const other = new DatabaseSync(path)
      closing.push(() => other.close())
      return { store, away: async () => other.exec('BEGIN IMMEDIATE'), back: async () => other.exec('ROLLBACK') }
    },
  ],
]

let people = 0
async function talk(optOut: OptOutMode, open: () => Promise<Place>) {
  const provider = await openFakeTwilio({ optOut })
  const place = await open()
  const house = await openHouse({
    ...turnsOf({ bundle: () => sandwell }, 'sms'),
    twilio: { ...account, optOut },
    store: () => place.store,
  })
  closing.push(provider.close, house.close)
  const number = `+447700900${String(people++).padStart(3, '0')}`
  const person = createPseudonyms(keys).of('sms', number)
  return {
    ...place,
    provider,
    house,
    says: async (body: string, type?: string) =>
      (await provider.text(house, body, number, type)).map((text) => text.split('\n')[0]?.slice(0, 30)),
    /** What we said, whether or not Twilio let it through. */
    sent: () => [...provider.messages.values()].filter(({ from, to }) => from === ourNumber && to === number),
    stopped: async () => (await place.store.load(person, Date.now())).optedOut,
  }
}

const goodbye = 'OK, no more texts from here. T'
const greeting = 'Fingerpost, Sandwell: finds he'
const crisis = 'If you might act on this, or a'
const urgent = "Danger to life: 999. Can't spe"
const theirs = 'Twilio: unsubscribed. Reply ST'
const legal = 'Twilio: Reply STOP to unsubscr'

describe.each(places)('%s', (_name, open) => {
  test('nobody at Twilio answers STOP: one goodbye of ours, then danger and HELP alone, and it is written', async () => {
    const { says, sent, away, back, stopped } = await talk('none', open)
    expect(await says('hi')).toEqual([greeting])
    await away()
    expect(await says('STOP')).toEqual([goodbye])
    for (const text of ['STOP', 'stop texting me', 'hello', 'forget', 'yes', 'any food banks in tipton'])
      expect([text, await says(text)]).toEqual([text, text === 'forget' ? [expect.stringMatching(/\w/)] : []])
    expect(await says('i want to die')).toEqual([crisis])
    expect(sent().at(-1)?.body).toMatch(/999.*To come back: START\.$/s)
    expect(await says('HELP')).toEqual([urgent])
    await back()
    await expect.poll(stopped, { timeout: 5000 }).toBe(true)
    expect(await says('hello')).toEqual([])
    expect(await says('START')).toEqual([greeting])
  })

  test('Twilio answers STOP: we say nothing, and it is written', async () => {
    const { says, sent, away, back, stopped, provider } = await talk('default', open)
    await away()
    expect(await says('Stop')).toEqual([theirs])
    expect(await says('hello')).toEqual([])
    expect(await says('HELP')).toEqual([legal])
    expect(sent().map(({ body }) => body)).toEqual([expect.stringMatching(/999.*START\.$/s)])
    await back()
    await expect.poll(stopped, { timeout: 5000 }).toBe(true)
    provider.blocked.clear()
    expect(await says('hello')).toEqual([])
  })

  test('the Messaging Service answers STOP, in whatever language: we say nothing, and it is written', async () => {
    const { says, sent, away, back, stopped } = await talk('advanced', open)
    await away()
    expect(await says('pomidor', 'STOP')).toEqual([])
    expect(await says('hello')).toEqual([])
    expect(sent()).toEqual([])
    await back()
    await expect.poll(stopped, { timeout: 5000 }).toBe(true)
  })

  test('with danger in one breath: the help goes out, and it is written', async () => {
    const { says, away, back, stopped } = await talk('advanced', open)
    await away()
    expect(await says('i want to die, stop', 'STOP')).toEqual([crisis])
    await back()
    await expect.poll(stopped, { timeout: 5000 }).toBe(true)
  })

  test('START ends it, also while the store is away', async () => {
    const { says, away, back, stopped } = await talk('none', open)
    await says('STOP')
    await away()
    expect(await says('START')).toEqual([expect.stringMatching(/\w/)])
    expect(await says('STOP')).toEqual([goodbye])
    expect(await says('unstop')).toEqual([expect.stringMatching(/\w/)])
    expect(await says('hello')).toEqual([expect.stringMatching(/\w/)])
    await back()
    await expect.poll(stopped, { timeout: 5000 }).toBe(false)
    expect(await says('hello')).not.toEqual([])
  })

  test('a message that comes when the store is back, before it was written, meets it all the same', async () => {
    const { says, away, back: again, stopped } = await talk('none', open)
    await away()
    expect(await says('STOP')).toEqual([goodbye])
    await again()
    expect(await says('hello')).toEqual([])
    expect(await says('START')).toEqual([greeting])
    await expect.poll(stopped, { timeout: 5000 }).toBe(false)
    expect(await says('hello')).not.toEqual([])
  })

  test('who left without a word gets none, though nothing can be erased', async () => {
    const { says, away, back } = await talk('none', open)
    await away()
    expect(await says('zz')).toEqual([])
    await back()
  })
})

test('a log line says that it was held and written, and of whom not', async () => {
  const { says, away, back: again, stopped, house } = await talk('none', places[0]?.[1] as () => Promise<Place>)
  await away()
  await says('STOP')
  await again()
  await expect.poll(stopped, { timeout: 5000 }).toBe(true)
  const events = house.logged.map((line) => JSON.parse(line).event)
  expect(events).toEqual(expect.arrayContaining(['opt_out_held', 'opt_outs_written']))
  expect(house.logged.join('')).not.toMatch(/7700|v1\./)
})

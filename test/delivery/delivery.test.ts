import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Activity } from '@microsoft/agents-activity'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createDelivery, type DeliverySettings, type Turn, type WithoutStore } from '../../src/delivery/index.ts'
import { createLog } from '../../src/log.ts'
import { openSqliteStore, type Store, StoreError } from '../../src/store/index.ts'
import { instead } from '../store/instead.ts'

const hour = 3_600_000
let clock = 0
let folder: string
let store: Store
let lines: Record<string, unknown>[]

beforeEach(() => {
  clock = Date.parse('2026-11-22T23:30:00Z')
  folder = mkdtempSync(join(tmpdir(), 'delivery-'))
  store = openSqliteStore(join(folder, 'store.db'))
  lines = []
})
afterEach(async () => {
  await store.close()
  rmSync(folder, { recursive: true })
})

function delivery(settings: Partial<DeliverySettings> = {}) {
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  return createDelivery({ store, log, now: () => clock, sessionMs: 7 * 24 * hour, ...settings })
}

const message = (id: string, text = id, conversation = 'anna') =>
  Activity.fromObject({ type: 'message', id, channelId: 'sms', conversation: { id: conversation }, text })

/** Remembers every text in order and answers with all of them; "forget" forgets. */
const recall: Turn = ({ text = '' }, session) => {
  if (text === 'forget') return { session: null, reply: 'forgotten', forget: true }
  const all = session === null ? text : `${session} ${text}`
  return { session: all, reply: all }
}

const alone: WithoutStore = ({ text }) => ({ reply: `without store: ${text}` })

const storeWith = (part: Partial<Store>): Store => instead(store, part)

describe('one message after another', () => {
  test('each turn gets what the one before left', async () => {
    const { handle } = delivery()
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: 'a', duplicate: false })
    expect(await handle(message('b'), recall, alone)).toEqual({ reply: 'a b', duplicate: false })
    expect(await handle(message('c', 'c', 'ben'), recall, alone)).toEqual({ reply: 'c', duplicate: false })
  })

  test('a session is gone when its time is over', async () => {
    const { handle } = delivery({ sessionMs: hour })
    await handle(message('a'), recall, alone)
    clock += hour
    expect((await handle(message('b'), recall, alone)).reply).toBe('b')
  })

  test('another process, or the next one, goes on where this one was', async () => {
    await delivery().handle(message('a'), recall, alone)
    expect((await delivery().handle(message('b'), recall, alone)).reply).toBe('a b')
  })

  test('a conversation under an older key goes on under the new one', async () => {
    await delivery().handle(message('a', 'a', 'v1.anna'), recall, alone)
    const { handle } = delivery()
    expect((await handle(message('b', 'b', 'v2.anna'), recall, alone, ['v1.anna'])).reply).toBe('a b')
    expect((await handle(message('c', 'c', 'v2.anna'), recall, alone, ['v1.anna'])).reply).toBe('a b c')
    expect((await store.load('v1.anna', clock)).session).toBeNull()
  })
})

describe('the same message again', () => {
  test('gets the same reply and advances nothing', async () => {
    const { handle } = delivery()
    await handle(message('a'), recall, alone)
    await handle(message('b'), recall, alone)
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: 'a', duplicate: true })
    expect((await handle(message('c'), recall, alone)).reply).toBe('a b c')
  })

  test('gets the same reply while the first is still being answered', async () => {
    const { handle } = delivery()
    const all = await Promise.all(Array.from({ length: 20 }, () => handle(message('a'), recall, alone)))
    expect(new Set(all.map(({ reply }) => reply))).toEqual(new Set(['a']))
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
    expect((await handle(message('b'), recall, alone)).reply).toBe('a b')
  })

  test('gets the same reply from twenty processes at once', async () => {
    const all = await Promise.all(Array.from({ length: 20 }, () => delivery().handle(message('a'), recall, alone)))
    expect(new Set(all.map(({ reply }) => reply))).toEqual(new Set(['a']))
    expect(all.filter(({ duplicate }) => !duplicate)).toHaveLength(1)
  })

  test('is new again when its claim is too old', async () => {
    const { handle } = delivery({ claimMs: hour })
    await handle(message('a'), recall, alone)
    clock += hour
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: 'a a', duplicate: false })
  })

  test('of another channel is another message', async () => {
    const { handle } = delivery()
    await handle(message('a'), recall, alone)
    const web = Activity.fromObject({
      type: 'message',
      id: 'a',
      channelId: 'web',
      conversation: { id: 'w' },
      text: 'x',
    })
    expect(await handle(web, recall, alone)).toEqual({ reply: 'x', duplicate: false })
  })
})

describe('many at once', () => {
  const letters = Array.from({ length: 50 }, (_, n) => `m${n}`)

  test('fifty messages of one conversation take effect in the order they came', async () => {
    const { handle } = delivery({ storeMs: 5000 })
    const replies = await Promise.all(letters.map((id) => handle(message(id), recall, alone)))
    expect(replies.map(({ reply }) => reply)).toEqual(letters.map((_, n) => letters.slice(0, n + 1).join(' ')))
  })

  test('two processes that share a conversation lose nothing', async () => {
    const two = [delivery({ storeMs: 5000 }), delivery({ storeMs: 5000 })]
    await Promise.all(letters.slice(0, 20).map((id, n) => two[n % 2]?.handle(message(id), recall, alone)))
    const session = (await store.load('anna', clock)).session ?? ''
    expect(session.split(' ').sort()).toEqual(letters.slice(0, 20).sort())
  })

  test('a line that is full answers without the store, at once', async () => {
    const { handle } = delivery({ lineLimit: 2 })
    const replies = await Promise.all(['a', 'b', 'c'].map((id) => handle(message(id), recall, alone)))
    expect(replies.map(({ reply }) => reply)).toEqual(['a', 'a b', 'without store: c'])
    expect((await handle(message('d'), recall, alone)).reply).toBe('a b d')
  })

  test('one slow conversation holds up no other', async () => {
    const begin: Store['begin'] = async (claim, conversation, ...rest) => {
      if (conversation === 'anna') await sleep(200)
      return store.begin(claim, conversation, ...rest)
    }
    const { handle } = delivery({ store: storeWith({ begin }) })
    const order: string[] = []
    await Promise.all([
      handle(message('a'), recall, alone).then(() => order.push('anna')),
      handle(message('b', 'b', 'ben'), recall, alone).then(() => order.push('ben')),
    ])
    expect(order).toEqual(['ben', 'anna'])
  })
})

describe('FORGET', () => {
  test('wipes what was said, and a later replay of it says nothing', async () => {
    const { handle } = delivery()
    await handle(message('a'), recall, alone)
    await handle(message('b'), recall, alone)
    const wiped = await handle(message('f', 'forget'), recall, alone)
    expect(wiped).toEqual({ reply: 'forgotten', duplicate: false })
    // The receipt: three messages lost their answers and their tie to a person, one person was forgotten.
    expect(lines.filter(({ event }) => event === 'forgotten')).toEqual([
      expect.objectContaining({ channel: 'sms', count: 3 }),
    ])
    expect(await store.counts(new Date(clock).toISOString().slice(0, 10))).toEqual({ forgotten: 1 })
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: '', duplicate: true })
    expect(await handle(message('f', 'forget'), recall, alone)).toEqual({ reply: 'forgotten', duplicate: true })
    expect((await handle(message('c'), recall, alone)).reply).toBe('c')
  })
})

describe('when the store is away', () => {
  const fails = () => Promise.reject(new StoreError('full', 'the store cannot grow'))
  const hangs = () => new Promise<never>(() => {})

  test.each([
    ['neither claim nor session can be read', { begin: fails }],
    ['the commit fails', { commit: fails }],
    ['the store never answers', { begin: hangs }],
    ['the commit never comes back', { commit: hangs }],
    ['every commit is a conflict', { commit: async () => ({ outcome: 'conflict' as const }) }],
  ])('%s: the fixed reply, in time, and nothing is remembered', async (_name, part) => {
    const { handle } = delivery({ store: storeWith(part), storeMs: 100 })
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: 'without store: a', duplicate: false })
    expect(await store.replyTo('sms:a', 'anna', clock)).toBeUndefined()
    expect((await store.load('anna', clock)).session).toBeNull()
    expect(lines.map(({ event }) => event)).toEqual(['without_store'])
  })

  test('the same message is answered properly once the store is back', async () => {
    let broken = true
    const commit: Store['commit'] = (turn) => (broken ? fails() : store.commit(turn))
    const { handle } = delivery({ store: storeWith({ commit }) })
    await handle(message('a'), recall, alone)
    broken = false
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: 'a', duplicate: false })
  })

  test('a turn that was given up changes nothing afterwards', async () => {
    const begin: Store['begin'] = async (...args) => {
      await sleep(150)
      return store.begin(...args)
    }
    const { handle } = delivery({ store: storeWith({ begin }), storeMs: 50 })
    expect((await handle(message('a'), recall, alone)).reply).toBe('without store: a')
    await sleep(200)
    expect(await store.replyTo('sms:a', 'anna', clock)).toBeUndefined()
  })

  test('who waited long in line is answered without waiting for the store too', async () => {
    const { handle } = delivery({ store: storeWith({ begin: hangs }), storeMs: 300, waitMs: 100 })
    const started = performance.now()
    const replies = await Promise.all(['a', 'b', 'c', 'd', 'e', 'f'].map((id) => handle(message(id), recall, alone)))
    expect(replies.map(({ reply }) => reply)).toEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].map((id) => `without store: ${id}`),
    )
    // One after the other it would be 1.8 s.
    expect(performance.now() - started).toBeLessThan(1200)
  })

  test.each([
    ['done, though nobody said so', true],
    ['not done', false],
  ])('a store that goes away in the middle of a commit is asked again: it was %s', async (_name, done) => {
    let left = 2
    const commit: Store['commit'] = async (turn) => {
      if (left === 0) return store.commit(turn)
      if (left-- === 2 && done) await store.commit(turn)
      throw new StoreError('away', 'the store cannot be reached')
    }
    const { handle } = delivery({ store: storeWith({ commit }) })
    expect((await handle(message('a'), recall, alone)).reply).toBe('a')
    expect((await handle(message('b'), recall, alone)).reply).toBe('a b')
  })

  test('a store that stays away after a commit began is not waited for without an end', async () => {
    const commit = () => Promise.reject(new StoreError('away', 'the store cannot be reached'))
    const { handle } = delivery({ store: storeWith({ commit }), storeMs: 50 })
    const started = performance.now()
    expect((await handle(message('a'), recall, alone)).reply).toBe('without store: a')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('a conflict is computed again from what is there now', async () => {
    let raced = false
    const commit: Store['commit'] = async (turn) => {
      if (!raced) {
        raced = true
        await delivery().handle(message('other'), recall, alone)
      }
      return store.commit(turn)
    }
    const { handle } = delivery({ store: storeWith({ commit }) })
    expect((await handle(message('a'), recall, alone)).reply).toBe('other a')
  })

  test('a turn that throws is answered, and logged without its words', async () => {
    const faulty: Turn = ({ text }) => {
      throw new TypeError(`cannot read ${text}`)
    }
    const reply = await delivery().handle(message('a', 'my secret'), faulty, alone)
    expect(reply.reply).toBe('without store: my secret')
    expect(lines).toMatchObject([{ event: 'without_store', channel: 'sms', error: 'TypeError' }])
    expect(JSON.stringify(lines)).not.toContain('secret')
  })
})

test('drain waits for what came in', async () => {
  const { handle, drain } = delivery()
  let answered = false
  void handle(message('a'), recall, alone).then(() => {
    answered = true
  })
  await drain()
  expect(answered).toBe(true)
})

test('an activity that names no conversation is a fault of its channel', async () => {
  const nameless = Activity.fromObject({ type: 'message', id: 'a', channelId: 'sms', text: '' })
  await expect(delivery().handle(nameless, recall, alone)).rejects.toThrow(TypeError)
})

describe('what else a turn leaves', () => {
  test('a job that asks who the person is gets their ids, old ones too; an address that nobody sealed is left out', async () => {
    const asks: Turn = (_activity, session) => ({
      session,
      reply: '',
      jobs: [
        { kind: 'forget', payload: '{"all":true}', people: true },
        { kind: 'tell', payload: '{"id":"x"}', address: { purpose: 'news', expires: clock + hour } },
      ],
    })
    await delivery().handle(message('a', 'a', 'v2.anna'), asks, alone, ['v1.anna'])
    const jobs = await store.take('w', clock, { limit: 5, leaseMs: 1000 })
    for (const job of jobs) await store.finish(job)
    jobs.push(...(await store.take('w', clock, { limit: 5, leaseMs: 1000 })))
    expect(jobs.map(({ kind, payload }) => [kind, JSON.parse(payload)])).toEqual([
      ['forget', { all: true, people: ['v2.anna', 'v1.anna'] }],
      ['tell', { id: 'x' }],
    ])
  })

  test('jobs, counts and an opt-out are committed with it, and the next turn is told of the opt-out', async () => {
    const told: boolean[] = []
    const stop: Turn = (_activity, session, _now, optedOut) => {
      told.push(optedOut)
      return { session, reply: '', optOut: true, jobs: [{ kind: 'push', payload: 'bye' }], counters: { stops: 1 } }
    }
    const { handle } = delivery({ dayOf: () => '2026-11-23' })
    for (const id of ['a', 'a', 'b']) await handle(message(id), stop, alone)
    expect(told).toEqual([false, true])
    expect(await store.counts('2026-11-23')).toEqual({ stops: 2 })
    const [job] = await store.take('w', clock, { limit: 10, leaseMs: 1000 })
    expect(job).toMatchObject({ conversation: 'anna', kind: 'push', payload: 'bye' })
  })

  test('a turn that leaves nothing else counts to no day', async () => {
    await delivery().handle(message('a'), recall, alone)
    expect(await store.counts('2026-11-22')).toEqual({})
  })

  test('an answer is replayed for a day; the claim lasts longer', async () => {
    const { handle } = delivery()
    await handle(message('a'), recall, alone)
    clock += 24 * hour - 1
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: 'a', duplicate: true })
    clock += 1
    expect(await handle(message('a'), recall, alone)).toEqual({ reply: '', duplicate: true })
  })
})

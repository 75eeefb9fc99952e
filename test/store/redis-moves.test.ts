import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Link } from '../../src/store/redis/link.ts'
import { atHome } from '../../src/store/redis/moving.ts'
import * as turns from '../../src/store/redis/scripts/turns.ts'
import { shardOf } from '../../src/store/redis/shards.ts'
import type { Store } from '../../src/store/store.ts'
import { hour, now, turn } from './contract.ts'
import { addressOf, openReady, type RedisServer, startRedis, until } from './redis-server.ts'

/** A conversation moves from one shard to another when the pseudonym key changes: at any moment, however often cut off. */

let redis: RedisServer
let store: Store
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.remove())
beforeEach(async () => {
  store = await openReady(redis)
})
afterEach(async () => {
  await store.close()
  await redis.command('FLUSHALL')
})

const [before, after] = ['v1.anna', 'v2.anna']
const moved = { conversation: after, formerly: [before] }

/** What is stored under an id, but for the signs that lead on from it. */
async function leftAt(id: string): Promise<string[]> {
  const keys = (await redis.command('KEYS', `*:${id}`)) as string[]
  return keys.map((key) => key.split(':')[2] ?? '').filter((kind) => kind !== 'moved' && kind !== 'arrived')
}

/** Moves the conversation, and dies before the step `steps`; gives whether it came so far. */
async function moveAndDie(steps: number): Promise<boolean> {
  const link = new Link({ address: addressOf(redis), callMs: 1000 })
  await until(() => link.run(0, turns.ping, []))
  let left = steps
  const dying = Object.assign(Object.create(link) as Link, {
    run: (...args: Parameters<Link['run']>) => (left-- > 0 ? link.run(...args) : Promise.reject(new Error('died'))),
  })
  const work = () => dying.run(shardOf(after), turns.load, [after, now, 1, before])
  const outcome = await atHome(dying, moved, now, work).then(
    () => false,
    () => true,
  )
  link.close()
  return outcome
}

test('the two ids are on different shards', () => {
  expect(shardOf(before)).not.toBe(shardOf(after))
})

describe.each([0, 1, 2, 3, 4, 5])('a process that dies after %i steps of the move', (steps) => {
  beforeEach(async () => {
    const guard = { kind: 'push', payload: 'timer', due: now + hour, guard: true }
    await store.commit(turn({ claim: 'm1', conversation: before, session: 'one', jobs: [guard] }))
    const { version } = await store.load(before, now)
    await store.commit(turn({ claim: 'm2', conversation: before, session: 'two', version, optOut: true }))
    expect(await moveAndDie(steps)).toBe(true)
  })

  test('has lost nothing, for a process with the new key', async () => {
    const loaded = await store.load(after, now, [before])
    expect(loaded).toMatchObject({ session: 'two', optedOut: true })
    for (const claim of ['m1', 'm2']) {
      expect(await store.replyTo(claim, after, now, [before])).toBe(`answer to ${claim}`)
      expect(await store.commit(turn({ claim, ...moved }))).toMatchObject({ outcome: 'duplicate' })
    }
    const next = turn({ claim: 'm3', ...moved, version: loaded.version, session: 'three' })
    expect((await store.commit(next)).outcome).toBe('done')
    expect(await leftAt(before)).toEqual([])
  })

  test('has lost nothing, for a process that knows the old key only', async () => {
    const loaded = await store.load(before, now)
    expect(loaded).toMatchObject({ session: 'two', optedOut: true })
    expect(await store.replyTo('m1', before, now)).toBe('answer to m1')
    await store.setOptOut(before, false, now + 1)
    const next = turn({ claim: 'm3', conversation: before, version: loaded.version, session: 'three' })
    expect((await store.commit(next)).outcome).toBe('done')
    expect(await store.commit(next)).toMatchObject({ outcome: 'duplicate' })
    const there = await store.load(after, now, [before])
    expect(there).toMatchObject({ session: 'three', optedOut: false })
    expect(await store.replyTo('m3', after, now, [before])).toBe('answer to m3')
  })

  test('is no way back for what was forgotten', async () => {
    const { version } = await store.load(after, now, [before])
    const wipe = turn({ claim: 'm3', ...moved, version, session: null, forget: true })
    expect(await store.commit(wipe)).toEqual({ outcome: 'done', forgotten: ['m1', 'm2', 'm3'] })
    for (const died of [1, 2, 3, 4, 5, 6]) await moveAndDie(died)
    expect(await store.load(after, now, [before])).toEqual({ session: null, version: 0, optedOut: true, heard: null })
    expect(await store.load(before, now)).toEqual({ session: null, version: 0, optedOut: true, heard: null })
    for (const claim of ['m1', 'm2']) expect(await store.replyTo(claim, after, now, [before])).toBeNull()
    expect(await store.take('w', now + 2 * hour, { limit: 9, leaseMs: 1000 })).toEqual([])
    expect(await leftAt(before)).toEqual([])
  })
})

/** Moves a conversation, and falls asleep when it has read what is under the old id, until it is woken. */
async function moveAndSleep(person: { conversation: string; formerly: string[] }) {
  const link = new Link({ address: addressOf(redis), callMs: 1000 })
  await until(() => link.run(0, turns.ping, []))
  let wake = () => {}
  const asleep = new Promise<void>((resolve) => {
    wake = resolve
  })
  let step = 0
  const slow = Object.assign(Object.create(link) as Link, {
    run: async (...args: Parameters<Link['run']>) => {
      if (++step === 3) await asleep
      return link.run(...args)
    },
  })
  const { formerly } = person
  const moving = atHome(slow, person, now, ({ conversation }) =>
    slow.run(shardOf(conversation), turns.load, [conversation, now, formerly.length, ...formerly]),
  )
  await until(async () => expect(step).toBe(3))
  return async () => {
    wake()
    const reply = await moving
    link.close()
    return reply
  }
}

test('a mover that was asleep while the person was forgotten does not bring them back', async () => {
  await store.commit(turn({ claim: 'm1', conversation: before, session: 'one' }))
  const wake = await moveAndSleep(moved)
  const { version } = await store.load(after, now, [before])
  await store.commit(turn({ claim: 'm2', ...moved, version, session: null, forget: true }))
  expect(await wake()).toEqual(['ok', null, 0, 0, null])
  expect(await store.replyTo('m1', after, now, [before])).toBeNull()
})

test('a mover that was asleep while the conversation moved on leaves nothing on the way', async () => {
  await store.commit(turn({ claim: 'm1', conversation: before, session: 'one' }))
  const wake = await moveAndSleep(moved)
  await store.load('v3.anna', now, [after, before])
  const [, session] = await wake()
  expect(session).toBe('one')
  for (const id of [before, after]) expect(await leftAt(id)).toEqual([])
})

test('a claim that was forgotten under the old id is still a duplicate under the new one', async () => {
  await store.commit(turn({ claim: 'm1', conversation: before }))
  const { version } = await store.load(before, now)
  await store.commit(turn({ claim: 'm2', conversation: before, version, session: null, forget: true }))
  expect(await store.replyTo('m1', after, now, [before])).toBeNull()
  expect(await store.commit(turn({ claim: 'm1', ...moved }))).toEqual({ outcome: 'duplicate', reply: null })
})

test('two changes of the key, one after the other or at once', async () => {
  await store.commit(turn({ claim: 'm1', conversation: 'v1.ben', session: 'one' }))
  await store.load('v2.ben', now, ['v1.ben'])
  const loaded = await store.load('v3.ben', now, ['v2.ben', 'v1.ben'])
  expect(loaded.session).toBe('one')
  for (const old of ['v1.ben', 'v2.ben']) expect(await store.load(old, now)).toEqual(loaded)
  expect(await store.replyTo('m1', 'v3.ben', now, ['v2.ben', 'v1.ben'])).toBe('answer to m1')

  await store.commit(turn({ claim: 'm2', conversation: 'v1.cleo', session: 'one' }))
  expect((await store.load('v3.cleo', now, ['v2.cleo', 'v1.cleo'])).session).toBe('one')
})

test('processes with old keys, new keys and the newest, all at once: no turn is lost, none is done twice', async () => {
  const people = ['anna', 'ben', 'cleo', 'dev']
  const messages = Array.from({ length: 12 }, (_, n) => n)
  const knows = [
    (name: string) => ({ conversation: `v1.${name}`, formerly: [] }),
    (name: string) => ({ conversation: `v2.${name}`, formerly: [`v1.${name}`] }),
    (name: string) => ({ conversation: `v3.${name}`, formerly: [`v2.${name}`, `v1.${name}`] }),
  ]
  const stores = [store, await openReady(redis)]
  let done = 0
  /** Every message comes twice, at processes that know different keys. */
  const answer = async (name: string, n: number, which: number) => {
    await sleep(Math.random() * 60)
    const person = (knows[which % 3] as (typeof knows)[0])(name)
    const at = stores[which % 2] as Store
    const claim = `${name}-${n}`
    for (;;) {
      const { session, version } = await at.load(person.conversation, now, person.formerly)
      const next = session === null ? claim : `${session} ${claim}`
      const committed = await at.commit(turn({ claim, ...person, version, session: next }))
      if (committed.outcome === 'done') done++
      if (committed.outcome !== 'conflict') return
    }
  }
  await Promise.all(
    people.flatMap((name) => messages.flatMap((n) => [answer(name, n, n), answer(name, n, n + 1 + (n % 2))])),
  )
  expect(done).toBe(people.length * messages.length)
  for (const name of people) {
    const { session } = await store.load(`v3.${name}`, now, [`v2.${name}`, `v1.${name}`])
    expect(session?.split(' ').sort()).toEqual(messages.map((n) => `${name}-${n}`).sort())
  }
  await stores[1]?.close()
})

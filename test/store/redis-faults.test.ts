import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { openRedisStore } from '../../src/store/redis/index.ts'
import { shardKey, shardOf } from '../../src/store/redis/shards.ts'
import type { Store } from '../../src/store/store.ts'
import { hour, now, turn } from './contract.ts'
import { addressOf, freePort, openReady, type RedisServer, startCluster, startRedis, until } from './redis-server.ts'

/** What becomes of turns when Redis, or who writes to it, is paused, cut off or killed. */

let redis: RedisServer
let store: Store
const changes: string[] = []
beforeAll(async () => {
  redis = await startRedis('--appendfsync', 'always')
})
afterAll(() => redis.remove())
beforeEach(async () => {
  changes.length = 0
  store = openRedisStore({
    address: addressOf(redis),
    onChange: (state, why) => changes.push(why ? `${state}: ${why.code}` : state),
  })
  await until(() => store.ping())
})
afterEach(async () => {
  await store.close()
  await redis.command('FLUSHALL')
})

const away = { name: 'StoreError', code: 'away' }

/** How long until it was refused as away, in ms. */
async function refused(work: Promise<unknown>): Promise<number> {
  const started = performance.now()
  await expect(work).rejects.toMatchObject(away)
  return performance.now() - started
}

describe('a Redis that is stopped', () => {
  afterEach(() => redis.signal('SIGCONT'))

  test('refuses within about a second, and does not do it afterwards either', async () => {
    await store.commit(turn({ claim: 'm1', session: 'before', jobs: [{ kind: 'push', payload: 'x' }] }))
    const { version } = await store.load('anna', now)
    redis.signal('SIGSTOP')
    const late = turn({ claim: 'm2', session: 'after', version, optOut: true, counters: { turns: 1 } })
    const took = await Promise.all([
      refused(store.commit(late)),
      refused(store.load('anna', now)),
      refused(store.take('w', now, { limit: 1, leaseMs: 1000 })),
      refused(store.ping()),
    ])
    expect(Math.min(...took)).toBeGreaterThan(900)
    expect(Math.max(...took)).toBeLessThan(2000)
    redis.signal('SIGCONT')
    await until(() => store.ping())

    expect(await store.replyTo('m2', 'anna', now)).toBeUndefined()
    expect(await store.load('anna', now)).toEqual({ session: 'before', version, optedOut: false, heard: null })
    expect(await store.counts('2026-11-22')).toEqual({})
    expect((await store.commit({ ...late })).outcome).toBe('done')
    expect(changes).toEqual(['away: away', 'back'])
  })

  test('a pause shorter than that is waited for', async () => {
    await store.load('anna', now)
    redis.signal('SIGSTOP')
    setTimeout(() => redis.signal('SIGCONT'), 300)
    expect((await store.commit(turn({ claim: 'm1' }))).outcome).toBe('done')
  })

  test('that stays silent has its connection made anew', async () => {
    const quick = openRedisStore({ address: addressOf(redis), callMs: 100 })
    await until(() => quick.ping())
    const clients = async () =>
      String(await redis.command('CLIENT', 'LIST'))
        .match(/^id=\d+/gm)
        ?.map(String) ?? []
    const before = await clients()
    redis.signal('SIGSTOP')
    for (const started = performance.now(); performance.now() - started < 5500; )
      await expect(quick.ping()).rejects.toMatchObject(away)
    redis.signal('SIGCONT')
    await until(() => quick.ping())
    const after = await clients()
    expect(after.filter((id) => !before.includes(id)).length).toBeGreaterThan(0)
    await quick.close()
  })
})

test('a Redis whose clients are paused refuses within about a second, and does nothing afterwards', async () => {
  await store.load('anna', now)
  await redis.command('CLIENT', 'PAUSE', '1600', 'ALL')
  expect(await refused(store.commit(turn({ claim: 'm1' })))).toBeLessThan(1500)
  await until(() => store.ping())
  expect(await store.replyTo('m1', 'anna', now)).toBeUndefined()
})

test('a Redis that is not there: everything is refused at once, and goes on when it is back', async () => {
  await store.commit(turn({ claim: 'm1', jobs: [{ kind: 'push', payload: 'x' }] }))
  await redis.kill()
  await until(async () => expect(await refused(store.ping())).toBeLessThan(100))
  expect(await refused(store.commit(turn({ claim: 'm2' })))).toBeLessThan(100)
  expect(changes).toEqual(['away: away'])
  await redis.start()
  await until(() => store.ping())
  expect(changes).toEqual(['away: away', 'back'])
  expect(await store.replyTo('m1', 'anna', now)).toBe('answer to m1')
  expect(await store.take('w', now, { limit: 1, leaseMs: 1000 })).toHaveLength(1)
})

test('a store may be opened before its Redis is there', async () => {
  const port = await freePort()
  const early = openRedisStore({ address: { cluster: false, tls: false, nodes: [{ host: '127.0.0.1', port }], db: 0 } })
  await expect(early.load('anna', now)).rejects.toMatchObject(away)
  await early.close()
  await expect(early.load('anna', now)).rejects.toMatchObject({ code: 'closed' })

  await redis.kill()
  const waiting = openRedisStore({ address: addressOf(redis) })
  await sleep(300)
  await expect(waiting.ping()).rejects.toMatchObject(away)
  await redis.start()
  await until(() => waiting.ping())
  await waiting.close()
})

test('a wrong password is told as that, and nowhere repeated', async () => {
  await redis.command('CONFIG', 'SET', 'requirepass', 'TheRightOne')
  const told: unknown[] = []
  const wrong = openRedisStore({
    address: { ...addressOf(redis), password: 'AlmostThePassword' },
    onChange: (...all) => told.push(...all),
  })
  const right = openRedisStore({ address: { ...addressOf(redis), password: 'TheRightOne' } })
  await until(() => right.ping())
  await expect.poll(() => told[0]).toBe('away')
  const error = await wrong.ping().catch((cause: Error) => cause)
  expect(told[1]).toMatchObject({ code: 'refused', message: expect.stringContaining('check user, password') })
  expect(String(error) + String(told[1]) + JSON.stringify([error, told])).not.toContain('AlmostThePassword')
  await Promise.all([wrong.close(), right.close()])
  await redis.command('CONFIG', 'SET', 'requirepass', '')
})

test.each([
  ['full', ['maxmemory', '1'], ['maxmemory', '0']],
  ['unwritable', ['min-replicas-to-write', '1'], ['min-replicas-to-write', '0']],
])('a Redis that takes no writes: %s, and nothing is half-written', async (code, set, unset) => {
  await store.commit(turn({ claim: 'm1', session: 'before' }))
  const { version } = await store.load('anna', now)
  await redis.command('CONFIG', 'SET', ...set)
  const next = turn({ claim: 'm2', session: 'after', version, optOut: true })
  await expect(store.commit(next)).rejects.toMatchObject({ code })
  await redis.command('CONFIG', 'SET', ...unset)
  expect(await store.load('anna', now)).toEqual({ session: 'before', version, optedOut: false, heard: null })
  expect((await store.commit(next)).outcome).toBe('done')
})

test('with appendfsync always, what was acknowledged is there after Redis was killed', async () => {
  const done: string[] = []
  let running = true
  const writer = async (conversation: string) => {
    for (let n = 0; running; n++) {
      const claim = `${conversation}-${n}`
      try {
        const { session, version } = await store.load(conversation, now)
        const next = String(Number(session ?? 0) + 1)
        const committed = await store.commit(turn({ claim, conversation, version, session: next, counters: { n: 1 } }))
        if (committed.outcome === 'done') done.push(claim)
      } catch {
        await sleep(5)
      }
    }
  }
  const writers = Array.from({ length: 8 }, (_, n) => writer(`person${n}`))
  await sleep(300)
  await redis.kill()
  running = false
  await Promise.all(writers)
  await redis.start()
  await until(() => store.ping())

  expect(done.length).toBeGreaterThan(20)
  for (const claim of done)
    expect(await store.replyTo(claim, claim.split('-')[0] as string, now)).toBe(`answer to ${claim}`)
  // A turn is there whole or not at all: as many were counted as the sessions say.
  let turns = 0
  for (let n = 0; n < 8; n++) turns += Number((await store.load(`person${n}`, now)).session)
  expect(await store.counts('2026-11-22')).toEqual({ n: turns })
  expect(turns).toBeGreaterThanOrEqual(done.length)
})

test('a process that is killed in the middle leaves whole turns only', async () => {
  const script = `
    import { openRedisStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/store/redis/index.ts'))}
    const store = openRedisStore({ address: ${JSON.stringify(addressOf(redis))} })
    const [now, expires] = [${now}, ${now + hour}]
    for (let n = 0; ; ) {
      try {
        const { session, version } = await store.load('count', now)
        await store.commit({
          claim: 'c' + n, conversation: 'count', version, session: String(n + 1), reply: 'r' + n, now,
          sessionExpires: expires, claimExpires: expires, replyExpires: expires,
          jobs: [{ kind: 'push', payload: 'j' + n }], counters: { turns: 1 }, day: '2026-11-22',
        })
        n++
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 5))
      }
    }`
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  try {
    await until(async () => {
      if (Number((await store.load('count', now)).session) < 20) throw new Error('not yet')
    })
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  const turns = Number((await store.load('count', now)).session)
  expect(await store.counts('2026-11-22')).toEqual({ turns })
  expect(await store.replyTo(`c${turns - 1}`, 'count', now)).toBe(`r${turns - 1}`)
  expect(await store.replyTo(`c${turns}`, 'count', now)).toBeUndefined()
  const done: string[] = []
  for (let jobs = await store.take('w', now, { limit: 9, leaseMs: 60_000 }); jobs.length > 0; ) {
    for (const job of jobs) done.push(job.payload, String(await store.finish(job)))
    jobs = await store.take('w', now, { limit: 9, leaseMs: 60_000 })
  }
  expect(done).toEqual(Array.from({ length: turns }, (_, n) => [`j${n}`, 'true']).flat())
})

test('after FORGET no key and no value says anything of a person but the claims', async () => {
  await store.commit(
    turn({ claim: 'm1', conversation: 'v1.someone', session: 'needle', jobs: [{ kind: 'push', payload: 'pin' }] }),
  )
  const { version } = await store.load('v1.someone', now)
  const all = async () => {
    const keys = (await redis.command('KEYS', '*')) as string[]
    const values = await Promise.all(keys.map((key) => redis.command('DUMP', key)))
    return JSON.stringify([keys, values])
  }
  for (const word of ['needle', 'pin', 'v1.someone', 'answer to m1']) expect(await all()).toContain(word)
  const wipe = { claim: 'm2', conversation: 'v1.someone', session: null, forget: true, version, reply: 'gone' }
  await store.commit(turn(wipe))
  const left = await all()
  for (const word of ['needle', 'pin', 'someone', 'answer to m1']) expect(left).not.toContain(word)
  for (const word of ['claim:m1', 'claim:m2']) expect(left).toContain(word)
})

test('a version never comes back, though the clock of Redis was set back', async () => {
  const future = (now + hour) * 1000
  await redis.command('SET', `${shardKey(shardOf('anna'))}:turns`, String(future))
  await store.commit(turn({ claim: 'm1' }))
  const { version } = await store.load('anna', now)
  expect(version).toBe(future + 1)
  await store.commit(turn({ claim: 'm2', version }))
  expect((await store.load('anna', now)).version).toBe(future + 2)
})

test('everything but what must stay has an expiry of its own', async () => {
  await store.commit(turn({ claim: 'm1', optOut: true, counters: { turns: 1 }, day: '2026-11-22' }))
  await store.receipt('SM1', 1, now, now + hour)
  await store.load('v2.anna', now, ['v1.anna'])
  const keys = (await redis.command('KEYS', '*')) as string[]
  const lasting: string[] = []
  for (const key of keys) if ((await redis.command('PTTL', key)) === -1) lasting.push(key.replace(/^fp1:\{s\d+\}:/, ''))
  expect([...new Set(lasting)].sort()).toEqual(['counts:2026-11-22', 'optout:anna', 'turns'])
})

describe('a cluster of which one node is gone', () => {
  let nodes: RedisServer[]
  beforeAll(async () => {
    nodes = await startCluster()
    for (const node of nodes) await node.command('CONFIG', 'SET', 'cluster-require-full-coverage', 'no')
  })
  afterAll(() => Promise.all(nodes.map((node) => node.remove())))

  test('serves the people on the others, refuses the rest in time, and is whole again when it is back', async () => {
    const people = Array.from({ length: 30 }, (_, n) => `person ${n}`)
    const spread = await openReady(...nodes)
    for (const [n, conversation] of people.entries()) await spread.commit(turn({ claim: `m${n}`, conversation }))
    await nodes[1]?.kill()
    const outcomes = async () =>
      Promise.all(
        people.map((conversation) =>
          spread.load(conversation, now).then(
            () => 'there',
            (error) => error.code,
          ),
        ),
      )
    const started = performance.now()
    const some = await outcomes()
    expect(performance.now() - started).toBeLessThan(2000)
    expect(new Set(some)).toEqual(new Set(['there', 'away']))
    await expect(spread.ping()).rejects.toMatchObject(away)

    const fresh = openRedisStore({ address: addressOf(...nodes) })
    const someone = people[some.indexOf('there')] as string
    await until(() => fresh.load(someone, now))
    await nodes[1]?.start()
    await until(() => Promise.all([spread.ping(), fresh.ping()]))
    expect(new Set(await outcomes())).toEqual(new Set(['there']))
    expect(await spread.replyTo('m0', people[0] as string, now)).toBe('answer to m0')
    await Promise.all([spread.close(), fresh.close()])
  })
})

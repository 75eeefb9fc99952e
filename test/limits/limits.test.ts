import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createLimits, type Limits, limits, networkOf, type Standing, type WebVisit } from '../../src/limits/index.ts'
import { createLog } from '../../src/log.ts'
import { openSqliteStore, type Store } from '../../src/store/index.ts'
import { openReady, type RedisServer, startRedis, until } from '../store/redis-server.ts'

const keys = [{ version: 'v1', key: Buffer.alloc(32, 3) }]
const start = Date.now()
let clock = start
let logged: string[] = []
const log = createLog('info', { write: (line) => void logged.push(line) })
beforeEach(() => {
  logged = []
})

const machine = (store: Store) => createLimits({ tally: store.tally.bind(store), keys, log, now: () => clock })

/** How many of so many were let through, and what came then. */
async function push(times: number, one: (n: number) => Promise<Standing>): Promise<Standing[]> {
  const seen: Standing[] = []
  for (let n = 0; n < times; n++) seen.push(await one(n))
  return seen
}
const counts = (seen: Standing[]) =>
  (['within', 'just_over', 'over'] as const).map((kind) => seen.filter((one) => one === kind).length)

let redis: RedisServer
const folder = mkdtempSync(join(tmpdir(), 'limits-'))
const path = join(folder, 'store.db')
const opened: Store[] = []
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  for (const one of opened) await one.close()
  await redis.remove()
  rmSync(folder, { recursive: true })
})

describe.each([
  ['SQLite', async () => openSqliteStore(path), async () => readFileSync(path, 'latin1') + readFileSync(`${path}-wal`)],
  ['Redis', () => openReady(redis), async () => String(await redis.command('KEYS', '*'))],
])('two machines at one store: %s', (_, open, everything) => {
  let machines: Limits[]
  beforeAll(async () => {
    const stores = [await open(), await open()]
    opened.push(...stores)
    machines = stores.map(machine)
  })
  const web = (visit: WebVisit) => (n: number) => machines[n % 2]?.web(visit) ?? Promise.reject()

  test.each<[keyof typeof limits, WebVisit, WebVisit]>([
    ['person', { person: 'v1.anna' }, { person: 'v1.ben' }],
    ['address', { address: '203.0.113.7' }, { address: '203.0.113.8' }],
    ['link', { link: 'poster' }, { link: 'card' }],
  ])('share the count of one %s, and of no other; it begins anew when its time is over', async (kind, one, other) => {
    const { points, seconds } = limits[kind]
    clock = start
    expect(counts(await push(points + 20, web(one)))).toEqual([points, 1, 19])
    expect(await machines[0]?.web(other)).toBe('within')
    expect(logged.map((line) => JSON.parse(line))).toEqual([expect.objectContaining({ level: 'warn', outcome: kind })])
    expect(logged.join()).not.toMatch(/anna|203\.0|poster/)
    clock = start + seconds * 1000
    // A machine that has not yet seen it go beyond: what the others know of a count's end they keep.
    expect(await machine(opened.at(-1) as Store).web(one)).toBe('within')
  })

  test('the store holds neither address nor pseudonym', async () => {
    clock = start
    await machines[0]?.web({ address: '198.51.100.23', person: 'v1.secret', link: 'handed-over' })
    const kept = await everything()
    expect(kept).toContain('address:')
    expect(kept).not.toMatch(/198\.51|secret|handed-over/)
  })
})

test('too many in all: nobody is counted any more, and it is an error for an operator to see', async () => {
  const store = openSqliteStore(':memory:')
  opened.push(store)
  const one = machine(store)
  clock = start
  const seen = await Promise.all(
    Array.from({ length: limits.all.points + 10 }, (_, n) => one.web({ person: `v1.${n}` })),
  )
  expect(counts(seen)).toEqual([limits.all.points, 1, 9])
  expect(logged.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ level: 'error', event: 'limit_reached', outcome: 'all' }),
  ])
})

describe('while the store is away', () => {
  test('each machine counts for itself, at once and without an error', async () => {
    const server = await startRedis()
    const store = await openReady(server)
    const one = machine(store)
    await server.kill()
    clock = start
    const began = performance.now()
    expect(counts(await push(60, () => one.web({ person: 'v1.anna' })))).toEqual([40, 1, 19])
    expect(performance.now() - began).toBeLessThan(1500)
    await server.start()
    await until(() => store.ping())
    expect(await one.web({ person: 'v1.ben' })).toBe('within')
    await store.close()
    await server.remove()
  })

  test('a store that hangs holds nobody up for long', async () => {
    const store = openSqliteStore(':memory:')
    opened.push(store)
    const one = createLimits({ tally: () => new Promise(() => {}), keys, log })
    const began = performance.now()
    expect(await one.web({ person: 'v1.anna' })).toBe('within')
    expect(performance.now() - began).toBeLessThan(800)
  })
})

test.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
  ['2001:db8:1:2:ffff::1', '2001:db8:1:2'],
  ['127.0.0.1', null],
  ['::1', null],
  ['10.1.2.3', null],
  ['172.18.0.5', null],
  ['192.168.1.1', null],
  ['::ffff:192.168.1.1', null],
  ['100.64.0.1', null],
  ['fd00::1', null],
  ['fe80::1', null],
  ['', null],
  ['not an address', null],
])('the network of "%s" is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})

test('without a key nothing is counted', () => {
  expect(() => createLimits({ tally: () => Promise.reject(), keys: [], log })).toThrow(RangeError)
})

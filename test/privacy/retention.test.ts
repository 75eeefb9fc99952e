import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { limits } from '../../src/limits/index.ts'
import { retention } from '../../src/privacy/index.ts'
import { openSqliteStore, type Store } from '../../src/store/index.ts'
import { turn } from '../store/contract.ts'
import { openReady, type RedisServer, startRedis } from '../store/redis-server.ts'

const day = 24 * 3_600_000
/** Redis lets go by its own clock, so the time is the real one and what is put down is old. */
const now = Date.now()
const moment = 30_000

const text = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8')
const rows = [...text.matchAll(/^\| `([\w-]+)` \| .* \| (.*) \| .* \|$/gm)].map(([, id, kept]) => ({ id, kept }))

describe('the table of the README', () => {
  const told = (ms: number) =>
    ms > 2 * day ? `${ms / day} days` : `${ms / 3_600_000} hour${ms > 3_600_000 ? 's' : ''}`

  test.each(Object.entries(retention))('says how long %s is kept', (id, ms) => {
    expect(rows).toContainEqual({ id, kept: told(ms) })
  })

  test('has a row for everything either store holds', () => {
    const ids = rows.map(({ id }) => id)
    const tables = { claims: 'claim', sessions: 'session', opt_outs: 'opt-out', jobs: 'job', counts: 'counts' }
    const others = { receipts: 'receipt', tallies: 'tally', documents: 'report', heard: 'heard' }
    const store = openSqliteStore(join(folder, 'empty.db'))
    const db = new DatabaseSync(join(folder, 'empty.db'))
    const found = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`).all()
    db.close()
    expect(found.map(({ name }) => name).sort()).toEqual(Object.keys({ ...tables, ...others }).sort())
    expect(ids).toEqual(expect.arrayContaining(Object.values({ ...tables, ...others })))

    // What Redis's keys hold, and to which row it belongs; the rest holds nothing but ids of jobs and of conversations' homes.
    const prelude = readFileSync(join(import.meta.dirname, '../../src/store/redis/scripts/prelude.ts'), 'utf8')
    const kinds = [...prelude.matchAll(/^ \* {3}([a-z]+)(?::[A-Z]+)? {2,}/gm)].map(([, kind]) => kind)
    const covered = {
      ...{ session: 'session', claim: 'claim', answer: 'reply', claims: 'claim', optout: 'opt-out', counts: 'counts' },
      ...{ jobs: 'job', job: 'job', line: 'job', outbox: 'job', tokens: 'job', timers: 'job', expiring: 'job' },
      ...{ dead: 'deadLetter', receipt: 'receipt', tally: 'tally', docs: 'report', heard: 'heard' },
      ...{ alive: '', turns: '', moved: '', arrived: '' },
    }
    expect(kinds.sort()).toEqual(Object.keys(covered).sort())
    expect(ids).toEqual(expect.arrayContaining(Object.values(covered).filter((id) => id !== '')))
    return store.close()
  })

  test('no count of a person lasts longer than it says', () => {
    const longest = Math.max(...Object.values(limits).map(({ seconds }) => seconds))
    expect(longest * 1000).toBeLessThanOrEqual(retention.tally)
  })
})

const folder = mkdtempSync(join(tmpdir(), 'retention-'))
let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  await redis.remove()
  rmSync(folder, { recursive: true })
})

/** Everything there is in the file, word for word. */
async function inSqlite(): Promise<string> {
  const db = new DatabaseSync(join(folder, 'store.db'))
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table'`).all()
  const all = tables.map(({ name }) => JSON.stringify(db.prepare(`SELECT * FROM ${name}`).all()))
  db.close()
  return all.join('\n')
}

const readers: Record<string, string[]> = {
  string: ['GET'],
  hash: ['HGETALL'],
  set: ['SMEMBERS'],
  zset: ['ZRANGE', '0', '-1'],
  list: ['LRANGE', '0', '-1'],
  stream: ['XRANGE', '-', '+'],
}
async function inRedis(): Promise<string> {
  const keys = (await redis.command('KEYS', '*')) as string[]
  const all = keys.map(async (key) => {
    const [verb = '', ...rest] = readers[String(await redis.command('TYPE', key))] ?? ['TYPE']
    return `${key} ${JSON.stringify(await redis.command(verb, key, ...rest))}`
  })
  return (await Promise.all(all)).join('\n')
}

describe.each([
  ['SQLite', async () => openSqliteStore(join(folder, 'store.db')), inSqlite],
  ['Redis', () => openReady(redis), inRedis],
])('what has reached its time is gone: %s', (_, open, everything) => {
  let store: Store
  beforeAll(async () => {
    store = await open()
  })
  afterAll(() => store.close())

  /** A turn as delivery commits it. */
  const said = (name: string, at: number) =>
    store.commit(
      turn({
        ...{
          claim: `sms:claim-${name}`,
          conversation: `v1.${name}`,
          session: `session-${name}`,
          reply: `reply-${name}`,
        },
        ...{ now: at, sessionExpires: at + 7 * day },
        ...{ claimExpires: at + retention.claim, replyExpires: at + retention.reply },
        heard: { text: `heard-${name}`, expires: at + retention.heard },
      }),
    )
  async function buried(name: string, at: number): Promise<void> {
    const jobs = [{ kind: 'push', payload: `deadLetter-${name}` }]
    const conversation = `v1.dead-${name}`
    await store.commit(turn({ claim: `sms:of-job-${name}`, conversation, jobs, now: at }))
    const [job] = await store.take('w', at, { limit: 1, leaseMs: 1000 })
    if (!job) throw new Error('no job')
    await store.bury(job, 'failed', at)
  }
  async function job(name: string, expires: number): Promise<void> {
    const jobs = [{ kind: 'push', payload: `job-${name}`, due: now + day, expires }]
    await store.commit(turn({ claim: `sms:of-own-${name}`, conversation: `v1.own-${name}`, jobs, now: now - day }))
  }

  test.each<[string, number, (name: string, at: number) => Promise<unknown>]>([
    ['session', 7 * day, said],
    ['reply', retention.reply, said],
    ['claim', retention.claim, said],
    ['heard', retention.heard, said],
    ['receipt', retention.receipt, (name, at) => store.receipt(`receipt-${name}`, 1, at, at + retention.receipt)],
    ['tally', retention.tally, (name, at) => store.tally(`tally-${name}`, 1, at, retention.tally)],
    ['deadLetter', retention.deadLetter, buried],
    ['job', 0, job],
  ])('%s', async (kind, kept, put) => {
    await put(`${kind}-young`, now - kept + moment)
    await put(`${kind}-old`, now - kept - 1)
    await store.sweep(now)
    const left = await everything()
    expect(left).toContain(`${kind}-${kind}-young`)
    expect(left).not.toContain(`${kind}-${kind}-old`)
  })

  test('an opt-out stays', async () => {
    await store.setOptOut('v1.stopped', true, now - 1000 * day)
    await store.sweep(now + 1000 * day)
    expect(await store.load('v1.stopped', now + 1000 * day)).toMatchObject({ optedOut: true })
  })
})

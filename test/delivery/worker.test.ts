import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { JobError } from '../../src/delivery/job-error.ts'
import { type Handlers, startWorker, type Worker, type WorkerSettings } from '../../src/delivery/worker.ts'
import { createLog } from '../../src/log.ts'
import { type NewJob, openSqliteStore, type Store, StoreError } from '../../src/store/index.ts'
import { instead } from '../store/instead.ts'

let store: Store
let clock: number
let lines: Record<string, unknown>[]
let workers: Worker[]

beforeEach(() => {
  store = openSqliteStore(':memory:')
  clock = Date.parse('2026-11-24T11:00:00Z')
  lines = []
  workers = []
})
afterEach(async () => {
  for (const worker of workers) await worker.stop()
  await store.close()
})

let last = 0
async function leave(conversation: string, ...jobs: NewJob[]) {
  const { version } = await store.load(conversation, clock)
  const expires = clock + 1e9
  const kept = { session: '{}', reply: '', sessionExpires: expires, claimExpires: expires, replyExpires: expires }
  const rest = { counters: {}, day: '2026-11-24', now: clock, jobs }
  await store.commit({ claim: `m${++last}`, conversation, version, ...kept, ...rest })
}
const say = (payload: string): NewJob => ({ kind: 'say', payload })

function start(handlers: Handlers, settings: Partial<WorkerSettings> = {}): Worker {
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  const quick = { pollMs: 5, now: () => clock, random: () => 1, name: 'w' }
  const worker = startWorker({ store, log, handlers, ...quick, ...settings })
  workers.push(worker)
  return worker
}
const dead = async () => (await store.dead(9)).map(({ kind, why, attempt }) => ({ kind, why, attempt }))
/** Lets pauses pass until something holds. */
const inTime = (look: () => unknown) =>
  expect.poll(
    () => {
      clock += 60_000
      return look()
    },
    { interval: 10, timeout: 5000 },
  )

describe('jobs', () => {
  test('are done once each, those of one conversation in order, different ones at the same time', async () => {
    const done: string[] = []
    let most = 0
    let now = 0
    for (const who of ['anna', 'ben', 'cleo']) await leave(who, say(`${who}1`), say(`${who}2`), say(`${who}3`))
    start({
      say: async ({ payload }) => {
        most = Math.max(most, ++now)
        await sleep(20)
        now--
        done.push(payload)
      },
    })
    await expect.poll(() => done.length, { timeout: 5000 }).toBe(9)
    for (const who of ['anna', 'ben', 'cleo'])
      expect(done.filter((one) => one.startsWith(who))).toEqual([`${who}1`, `${who}2`, `${who}3`])
    expect(most).toBe(3)
    expect(new Set(done).size).toBe(9)
  })

  test('are shared by two workers, none done twice', async () => {
    const done: string[] = []
    for (let n = 0; n < 20; n++) await leave(`p${n}`, say(`p${n}`))
    const handlers: Handlers = { say: async ({ payload }) => void done.push(payload) }
    start(handlers, { name: 'a' })
    start(handlers, { name: 'b' })
    await expect.poll(() => done.length, { timeout: 5000 }).toBe(20)
    expect(new Set(done).size).toBe(20)
  })

  test('no more of them than the limit at a time', async () => {
    let most = 0
    let now = 0
    let done = 0
    for (let n = 0; n < 10; n++) await leave(`p${n}`, say('x'))
    start(
      {
        say: async () => {
          most = Math.max(most, ++now)
          await sleep(10)
          now--
          done++
        },
      },
      { limit: 2 },
    )
    await expect.poll(() => done, { timeout: 5000 }).toBe(10)
    expect(most).toBe(2)
  })
})

describe('what fails', () => {
  test('and may pass is tried again, before what the conversation has behind it', async () => {
    const seen: string[] = []
    await leave('anna', say('first'), say('second'))
    start({
      say: async ({ payload, attempt }) => {
        seen.push(`${payload} ${attempt}`)
        if (payload === 'first' && attempt < 3) throw new JobError('busy', { retry: true })
      },
    })
    await inTime(() => seen.length).toBe(4)
    expect(seen).toEqual(['first 1', 'first 2', 'first 3', 'second 1'])
    await inTime(dead).toEqual([])
  })

  test.each<[string, Error, string]>([
    ['and will not pass is given up at once', new JobError('refused', { retry: false }), 'refused'],
    ['by a fault of ours too, without its words', new TypeError('+447700900123'), 'failed'],
  ])('%s', async (_name, error, why) => {
    await leave('anna', say('first'), say('second'))
    const seen: string[] = []
    start({
      say: async ({ payload }) => {
        seen.push(payload)
        if (payload === 'first') throw error
      },
    })
    await inTime(() => seen).toEqual(['first', 'second'])
    expect(await dead()).toEqual([{ kind: 'say', why, attempt: 1 }])
    expect(JSON.stringify(lines)).not.toMatch(/7700|anna|first/)
  })

  test('again and again is given up in the end, and can be revived', async () => {
    await leave('anna', say('x'))
    let works = false
    let attempts = 0
    start(
      {
        say: async () => {
          attempts++
          if (!works) throw new JobError('busy', { retry: true })
        },
      },
      { maxAttempts: 3 },
    )
    await inTime(dead).toEqual([{ kind: 'say', why: 'busy', attempt: 3 }])
    expect(attempts).toBe(3)
    works = true
    const [letter] = await store.dead(1)
    expect(await store.revive(letter?.id ?? '')).toBe(true)
    await inTime(() => attempts).toBe(4)
    await inTime(dead).toEqual([])
  })

  test('because nobody knows the kind is given up with that code', async () => {
    await leave('anna', { kind: 'toString', payload: '' })
    start({})
    await expect.poll(dead).toEqual([{ kind: 'toString', why: 'no_handler', attempt: 1 }])
  })

  test('by killing whoever takes it is not taken for ever', async () => {
    await leave('anna', say('x'))
    for (let n = 0; n < 3; n++) {
      await store.take('killed', clock, { limit: 1, leaseMs: 1000 })
      clock += 1000
    }
    let attempts = 0
    start({ say: async () => void attempts++ }, { maxAttempts: 3 })
    await expect.poll(dead).toEqual([{ kind: 'say', why: 'never_settled', attempt: 4 }])
    expect(attempts).toBe(0)
  })

  test('by never ending is tried again, while it is still ours', async () => {
    await leave('anna', say('x'))
    const attempts: number[] = []
    const signals: AbortSignal[] = []
    start(
      {
        say: async ({ attempt }, signal) => {
          attempts.push(attempt)
          signals.push(signal)
          if (attempt === 1) await new Promise(() => {})
        },
      },
      { leaseMs: 100 },
    )
    await expect.poll(() => signals[0]?.aborted).toBe(true)
    await inTime(() => attempts).toEqual([1, 2])
  })
})

test('pauses are drawn from zero to a bound that doubles and has an end; a provider may ask for more', async () => {
  const due: number[] = []
  const retry: Store['retry'] = async (job, at, why) => {
    due.push(at - clock)
    return store.retry(job, clock, why)
  }
  const draws = [1, 0.5, 1, 1, 0, 1]
  await leave('anna', say('x'))
  start(
    {
      say: async ({ attempt }) => {
        if (attempt < 6) throw new JobError('busy', { retry: true, afterMs: attempt === 5 ? 700 : 0 })
      },
    },
    {
      store: instead(store, { retry }),
      random: () => draws.shift() ?? 1,
      backoffMs: 100,
      maxBackoffMs: 500,
    },
  )
  await expect.poll(() => due, { timeout: 5000 }).toEqual([100, 100, 400, 500, 700])
})

test('a store that is away is asked again', async () => {
  let away = true
  let done = 0
  const take: Store['take'] = (...args) =>
    away ? Promise.reject(new StoreError('away', 'no answer')) : store.take(...args)
  await leave('anna', say('x'))
  start({ say: async () => void done++ }, { store: instead(store, { take }), backoffMs: 5 })
  await expect.poll(() => lines.filter(({ event }) => event === 'jobs_not_taken').length).toBeGreaterThan(1)
  away = false
  await expect.poll(() => done).toBe(1)
})

describe('told to stop', () => {
  test('it finishes what is under way, and takes nothing new', async () => {
    await leave('anna', say('first'), say('second'))
    const seen: string[] = []
    const worker = start({
      say: async ({ payload }) => {
        seen.push(`${payload} begun`)
        await sleep(100)
        seen.push(`${payload} done`)
      },
    })
    await expect.poll(() => seen).toEqual(['first begun'])
    await worker.stop()
    expect(seen).toEqual(['first begun', 'first done'])
    expect(await store.take('other', clock, { limit: 9, leaseMs: 1000 })).toMatchObject([{ payload: 'second' }])
  })

  test('it gives back what takes longer than it may', async () => {
    await leave('anna', say('x'))
    let begun = false
    const worker = start(
      {
        say: async () => {
          begun = true
          await new Promise(() => {})
        },
      },
      { drainMs: 50 },
    )
    await expect.poll(() => begun).toBe(true)
    const started = performance.now()
    await worker.stop()
    expect(performance.now() - started).toBeLessThan(1000)
    expect(await store.take('other', clock + 60_000, { limit: 9, leaseMs: 1000 })).toMatchObject([{ attempt: 2 }])
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, test } from 'vitest'
import { retention } from '../../src/privacy/index.ts'
import type { Job, NewJob, Store } from '../../src/store/index.ts'
import { hour, now, turn } from './contract.ts'

/** The outbox and its timers, in any Store. */
export function jobContract(given: () => { store: Store; open(): Promise<Store> }): void {
  let store: Store
  let open: () => Promise<Store>
  let count = 0
  beforeEach(() => {
    ;({ store, open } = given())
    count = 0
  })

  const job = (payload: string, part: Partial<NewJob> = {}): NewJob => ({ kind: 'push', payload, ...part })

  /** Commits one more turn of a conversation. */
  async function commit(jobs: NewJob[], part: Partial<Parameters<typeof turn>[0]> = {}) {
    const conversation = part.conversation ?? 'anna'
    const { version } = await store.load(conversation, part.now ?? now, part.formerly)
    const committed = await store.commit(turn({ claim: `c${++count}`, version, jobs, ...part }))
    expect(committed.outcome).toBe('done')
  }

  const take = (at = now, { worker = 'w', limit = 10, leaseMs = 60_000, from = store } = {}) =>
    from.take(worker, at, { limit, leaseMs })
  const payloads = (jobs: Job[]) => jobs.map(({ payload }) => payload).sort()

  /** Takes the one job there is. */
  async function takeOne(at = now): Promise<Job> {
    const [one, ...more] = await take(at)
    expect(more).toEqual([])
    if (!one) throw new Error('there was no job')
    return one
  }

  /** Does whatever is there to be done, in the order it comes. */
  async function work(at = now): Promise<string[]> {
    const done: string[] = []
    for (let jobs = await take(at); jobs.length > 0; jobs = await take(at))
      for (const one of jobs) {
        done.push(one.payload)
        expect(await store.finish(one)).toBe(true)
      }
    return done
  }

  test('there are none at first', async () => {
    expect(await take()).toEqual([])
    expect(await store.dead(10)).toEqual([])
    expect(await store.revive('1')).toBe(false)
    expect(await store.revive('no such id')).toBe(false)
  })

  test('what a turn leaves to do is taken once, as it was given', async () => {
    const payload = '{"to":"ਕੀ 👋\\u0000"}\r\n'
    await commit([job(payload)])
    const taken = await takeOne()
    expect(taken).toMatchObject({ conversation: 'anna', kind: 'push', payload, attempt: 1, forgotten: [] })
    expect(await take(now + 1)).toEqual([])
    expect(await store.finish(taken)).toBe(true)
    expect(await take(now + 10 * hour)).toEqual([])
    expect(await store.finish(taken)).toBe(false)
  })

  test('a turn that was refused leaves nothing to do', async () => {
    await commit([])
    await store.commit(turn({ claim: 'c1', jobs: [job('of a duplicate')] }))
    await store.commit(turn({ claim: 'late', version: 0, jobs: [job('of a conflict')] }))
    expect(await take()).toEqual([])
  })

  test('jobs of one conversation come one after another, in the order of the turns', async () => {
    await commit([job('a'), job('b')])
    await commit([job('c')], { now: now - 5 })
    const first = await takeOne()
    expect(first.payload).toBe('a')
    expect(await take()).toEqual([])
    await store.finish(first)
    expect(await work()).toEqual(['b', 'c'])
  })

  test('those of different conversations do not wait for each other', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `person ${n}`)
    for (const name of names) await commit([job(`first of ${name}`), job('second')], { conversation: name })
    const some = await take(now, { limit: 5 })
    const rest = await take(now, { limit: 100 })
    expect(some).toHaveLength(5)
    expect(payloads([...some, ...rest])).toEqual(names.map((name) => `first of ${name}`).sort())
  })

  test('workers at once never get the same job, nor two of one conversation', async () => {
    const other = await open()
    for (const name of ['anna', 'ben', 'cleo'])
      await commit(
        Array.from({ length: 5 }, (_, n) => job(`${name} ${n}`)),
        { conversation: name },
      )
    const order: Record<string, string[]> = { anna: [], ben: [], cleo: [] }
    const busy = new Set<string>()
    const worker = async (name: string, from: Store) => {
      for (let idle = 0; idle < 5; ) {
        const jobs = await take(now, { worker: name, from, limit: 2 })
        if (jobs.length === 0) {
          idle++
          await sleep(10)
        }
        for (const { conversation } of jobs) {
          expect(busy.has(conversation)).toBe(false)
          busy.add(conversation)
        }
        for (const one of jobs) {
          await sleep(1)
          order[one.conversation]?.push(one.payload)
          busy.delete(one.conversation)
          expect(await from.finish(one)).toBe(true)
        }
      }
    }
    await Promise.all([worker('w1', store), worker('w2', other), worker('w3', store)])
    for (const [name, done] of Object.entries(order))
      expect(done).toEqual(Array.from({ length: 5 }, (_, n) => `${name} ${n}`))
  })

  test('one that is not due yet waits, and holds up no other', async () => {
    await commit([job('later', { due: now + hour }), job('now')])
    expect(await work()).toEqual(['now'])
    expect(await work(now + hour - 1)).toEqual([])
    expect(await work(now + hour)).toEqual(['later'])
  })

  test('timers of one conversation come in the order of their times', async () => {
    await commit([job('third', { due: now + 3 }), job('first', { due: now + 1 }), job('second', { due: now + 2 })])
    expect(await work(now + hour)).toEqual(['first', 'second', 'third'])
  })

  test('one of a worker that died is given again after its lease, before its later ones', async () => {
    await commit([job('a'), job('b')])
    const [held] = await take(now, { worker: 'dies', leaseMs: 60 })
    expect(await take(now, { worker: 'next', leaseMs: 60 })).toEqual([])
    await sleep(80)
    const [again] = await take(now + 80, { worker: 'next', leaseMs: 60 })
    expect(again).toMatchObject({ payload: 'a', attempt: 2 })
    // The first worker was only slow: what it says of the job does not count any more.
    for (const late of [store.finish, store.retry, store.bury] as const)
      expect(await late.call(store, held as Job, 'late' as never, now as never)).toBe(false)
    expect(await store.finish(again as Job)).toBe(true)
    expect(await work(now + 80)).toEqual(['b'])
  })

  test('one that is to be tried again comes at its time, and those behind it wait', async () => {
    await commit([job('a'), job('b')])
    await commit([job('of ben')], { conversation: 'ben' })
    const [first] = (await take()).filter(({ payload }) => payload === 'a')
    expect(await store.retry(first as Job, now + 1000, 'busy')).toBe(true)
    await commit([job('c')])
    expect(await take(now + 999)).toEqual([])
    const again = await takeOne(now + 1000)
    expect(again).toMatchObject({ payload: 'a', attempt: 2 })
    expect(await store.finish(again)).toBe(true)
    expect(await work(now + 1000)).toEqual(['b', 'c'])
  })

  test('one that is given up is a dead letter, the next has its turn, and it can be given another life', async () => {
    await commit([job('a'), job('b')])
    const first = await takeOne()
    expect(await store.bury(first, 'refused', now + 5)).toBe(true)
    const dead = { id: first.id, conversation: 'anna', kind: 'push', payload: 'a', why: 'refused', since: now + 5 }
    expect(await store.dead(10)).toMatchObject([dead])
    expect(await store.dead(0)).toEqual([])
    const second = await takeOne(now + 6)
    expect(second.payload).toBe('b')

    expect(await store.revive(first.id)).toBe(true)
    expect(await store.revive(first.id)).toBe(false)
    expect(await store.dead(10)).toEqual([])
    expect(await take(now + 6)).toEqual([])
    await store.finish(second)
    expect(await takeOne(now + 7)).toMatchObject({ payload: 'a', attempt: 1 })
  })

  test('a dead letter is kept for thirty days', async () => {
    await commit([job('a')])
    await store.bury(await takeOne(), 'refused', now)
    await store.sweep(now + retention.deadLetter - 1)
    expect(await store.dead(10)).toHaveLength(1)
    await store.sweep(now + retention.deadLetter)
    expect(await store.dead(10)).toEqual([])
  })

  test.each([
    ['waits', 0],
    ['waits in line', 2 * hour],
  ])('a timer of a turn does nothing once a later turn was committed: it %s', async (_, wait) => {
    await commit([job('guarded', { guard: true, due: now + hour }), job('sure', { due: now + hour })])
    if (wait) {
      await commit([job('before')], { conversation: 'ben' })
      for (const one of await take(now + wait)) await store.retry(one, now + 3 * hour, 'busy')
    }
    await commit([job('next', { guard: true, due: now + hour })], { session: null })
    expect((await work(now + 4 * hour)).filter((one) => one !== 'before').sort()).toEqual(['next', 'sure'])
  })

  test('a timer of a turn stays where the next turn was refused, or is somebody else’s', async () => {
    await commit([job('guarded', { guard: true, due: now + hour })])
    await commit([], { conversation: 'ben' })
    await store.commit(turn({ claim: 'c1' }))
    await store.commit(turn({ claim: 'late', version: 0 }))
    expect(await work(now + hour)).toEqual(['guarded'])
  })

  test('a timer that somebody holds when a later turn comes is not given again, and is not overtaken', async () => {
    await commit([job('held', { guard: true, due: now + 1 })])
    const held = await takeOne(now + 1)
    await commit([job('next')])
    expect(await take(now + 1)).toEqual([])
    expect(await store.retry(held, now + hour, 'busy')).toBe(true)
    expect(await work(now + 2)).toEqual(['next'])
  })

  test('dropping one that waits behind what somebody holds does not give that again', async () => {
    await commit([job('held'), job('behind', { guard: true })])
    const held = await takeOne()
    await commit([job('next')])
    expect(await take()).toEqual([])
    expect(await store.finish(held)).toBe(true)
    expect(await work()).toEqual(['next'])
  })

  test('FORGET drops what waits or is dead, but not what it leaves to do itself, nor what an earlier FORGET did', async () => {
    await commit([job('dead')])
    await store.bury(await takeOne(), 'refused', now)
    await commit([job('held'), job('waits'), job('timer', { due: now + hour })])
    await commit([job('of ben')], { conversation: 'ben' })
    const [held, bens] = (await take()).sort((a, b) => (a.payload < b.payload ? -1 : 1)) as [Job, Job]
    expect(await store.finish(bens)).toBe(true)
    await commit([job('erase')], { session: null, forget: true })
    await commit([job('erase again')], { session: null, forget: true })
    expect(await store.dead(10)).toEqual([])
    expect(await store.finish(held)).toBe(true)
    const erase = await takeOne(now + 2 * hour)
    expect(erase).toMatchObject({ payload: 'erase', forgotten: ['c1', 'c2', 'c4'] })
    await store.finish(erase)
    const again = await takeOne(now + 2 * hour)
    expect(again).toMatchObject({ payload: 'erase again', forgotten: ['c5'] })
    await store.finish(again)
    expect(await work(now + 2 * hour)).toEqual([])
  })

  test('what a worker that died held when FORGET came is not given again', async () => {
    await commit([job('held'), job('waits')])
    await take(now, { worker: 'dies', leaseMs: 60 })
    await commit([job('erase')], { session: null, forget: true })
    await sleep(80)
    expect((await take(now + 80, { leaseMs: 60 })).map(({ payload }) => payload)).toEqual(['erase'])
  })

  test('jobs under an older key are done too, their timers end with the next turn, and FORGET reaches them', async () => {
    await commit([job('a'), job('timer', { guard: true, due: now + hour }), job('later', { due: now + hour })], {
      conversation: 'v1.anna',
    })
    const moved = { conversation: 'v2.anna', formerly: ['v1.anna'] }
    await commit([], moved)
    expect(await work()).toEqual(['a'])
    expect(await work(now + hour)).toEqual(['later'])

    await commit([job('b'), job('c', { due: now + hour })], { conversation: 'v1.ben' })
    await commit([job('erase')], { conversation: 'v2.ben', formerly: ['v1.ben'], session: null, forget: true })
    expect(await work(now + hour)).toEqual(['erase'])
  })

  test('after a restart what waited still waits', async () => {
    await commit([job('a')])
    await store.close()
    store = await open()
    expect(await work()).toEqual(['a'])
  })

  describe('a job with an end of its own', () => {
    const until = now + 1000

    test('is done before it, and not after', async () => {
      await commit([job('in time', { expires: until })])
      expect(await work(until - 1)).toEqual(['in time'])
      await commit([job('too late', { expires: until }), job('next')])
      expect(await work(until)).toEqual(['next'])
      expect(await store.dead(10)).toEqual([])
    })

    test.each([
      ['waits for its time', async () => commit([job('secret', { expires: until, due: now + 10 * hour })])],
      ['waits in line', async () => commit([job('secret', { expires: until })])],
      [
        'was given up',
        async () => {
          await commit([job('secret', { expires: until })])
          await store.bury(await takeOne(), 'failed', now)
        },
      ],
    ])('goes with the sweep where it %s', async (_where, put) => {
      await put()
      await store.sweep(until - 1)
      expect(await store.sweep(until)).toBe(1)
      expect(await store.dead(10)).toEqual([])
      expect(await work(now + 20 * hour)).toEqual([])
    })

    test('is not tried again where it ended in the hands of a worker', async () => {
      await commit([job('secret', { expires: until }), job('next')])
      const held = await takeOne()
      await store.sweep(until)
      expect(await take(until)).toEqual([])
      expect(await store.retry(held, until, 'busy')).toBe(true)
      expect(await work(until + hour)).toEqual(['next'])
    })

    test('goes where its worker died', async () => {
      await commit([job('secret', { expires: until })])
      await takeOne()
      await store.sweep(until)
      expect(await work(now + hour)).toEqual([])
    })
  })
}

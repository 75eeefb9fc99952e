import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Commit, Store } from '../../src/store/index.ts'
import { documentContract } from './documents.ts'
import { jobContract } from './jobs.ts'
import { memoryContract } from './memory.ts'

/** The real time: a store may let things go by a clock of its own. */
export const now = Date.now()
export const hour = 3_600_000

/** A turn to commit, of which a test says only what matters to it. */
export function turn(part: Partial<Commit> & { claim: string }): Commit {
  return {
    conversation: 'anna',
    version: 0,
    session: '{"at":"start"}',
    reply: `answer to ${part.claim}`,
    now,
    sessionExpires: now + 7 * 24 * hour,
    claimExpires: now + 48 * hour,
    replyExpires: now + 24 * hour,
    jobs: [],
    counters: {},
    day: '2026-11-22',
    ...part,
  }
}

/** Where a store keeps its things: `open` may be called several times, as several processes would. */
export type StorePlace = {
  /** Gives a store that answers. */
  open(): Promise<Store>
  /** Makes every write of a session fail, in the middle of the commit. */
  breakSessions(): Promise<void>
  mend(): Promise<void>
  remove(): Promise<void>
}

/** What any Store must do. */
export function storeContract(makePlace: () => StorePlace): void {
  let place: StorePlace
  let store: Store
  const opened: Store[] = []
  const open = async () => {
    const one = await place.open()
    opened.push(one)
    return one
  }

  beforeEach(async () => {
    place = makePlace()
    store = await open()
  })

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    await place.remove()
  })

  turnContract(() => ({ store, place, open }))
  describe('what is known of a person beyond a session', () => memoryContract(() => store))
  describe('documents', () => documentContract(() => ({ store, open })))
  describe('jobs', () => jobContract(() => ({ store, open })))
}

type Given = { store: Store; place: StorePlace; open(): Promise<Store> }

function turnContract(given: () => Given): void {
  let { store, place, open } = {} as Given
  beforeEach(() => {
    ;({ store, place, open } = given())
  })

  const version = async (of = 'anna', at = now) => (await store.load(of, at)).version

  test('knows nothing at first', async () => {
    expect(await store.replyTo('m1', 'anna', now)).toBeUndefined()
    expect(await store.load('anna', now)).toEqual({ session: null, version: 0, optedOut: false, heard: null })
    await expect(store.ping()).resolves.toBeUndefined()
  })

  test('keeps session and reply of a commit, byte for byte', async () => {
    const session = '{"prompt":"ਕੀ","n":1}'
    const reply = 'ਸਤ ਸ੍ਰੀ ਅਕਾਲ 👋\r\n1 "quoted" & <marked>\u0000end'
    expect(await store.commit(turn({ claim: 'm1', session, reply }))).toEqual({ outcome: 'done', forgotten: [] })
    expect((await store.load('anna', now)).session).toBe(session)
    expect(await store.replyTo('m1', 'anna', now)).toBe(reply)
  })

  test('begins a turn with what is remembered, or with the answer it got before', async () => {
    const nothing = { session: null, version: 0, optedOut: false, heard: null }
    expect(await store.begin('m1', 'anna', now)).toEqual({ outcome: 'new', ...nothing })
    await store.commit(turn({ claim: 'm1', session: 'here', reply: 'one', optOut: true }))
    expect(await store.begin('m1', 'anna', now)).toEqual({ outcome: 'duplicate', reply: 'one' })
    expect(await store.begin('m2', 'anna', now)).toEqual({ outcome: 'new', ...(await store.load('anna', now)) })
    expect(await store.begin('m2', 'anna', now)).toMatchObject({ session: 'here', optedOut: true })
    expect(await store.begin('m1', 'anna', now + 24 * hour)).toEqual({ outcome: 'duplicate', reply: null })
    expect(await store.begin('m1', 'anna', now + 48 * hour)).toMatchObject({ outcome: 'new' })
  })

  test('begins a turn with what is under an older id, also with what was forgotten there', async () => {
    await store.commit(turn({ claim: 'm1', conversation: 'v1.anna', session: 'from before' }))
    const former = [now, ['v1.anna']] as const
    expect(await store.begin('m1', 'v2.anna', ...former)).toEqual({ outcome: 'duplicate', reply: 'answer to m1' })
    expect(await store.begin('m2', 'v2.anna', ...former)).toMatchObject({ outcome: 'new', session: 'from before' })
    await store.commit(turn({ claim: 'b1', conversation: 'v1.ben', session: null, forget: true }))
    expect(await store.begin('b1', 'v2.ben', now, ['v1.ben'])).toEqual({ outcome: 'duplicate', reply: 'answer to b1' })
    expect(await store.begin('b2', 'v2.ben', now, ['v1.ben'])).toMatchObject({ outcome: 'new', session: null })
  })

  test('an empty reply is a reply', async () => {
    await store.commit(turn({ claim: 'm1', reply: '' }))
    expect(await store.replyTo('m1', 'anna', now)).toBe('')
  })

  test('a claimed id gives the stored reply and changes nothing', async () => {
    await store.commit(turn({ claim: 'm1', session: 'first', reply: 'one' }))
    const again = turn({ claim: 'm1', session: 'second', reply: 'two', version: await version() })
    expect(await store.commit(again)).toEqual({ outcome: 'duplicate', reply: 'one' })
    expect((await store.load('anna', now)).session).toBe('first')
  })

  test('a duplicate is a duplicate even where the version is old', async () => {
    await store.commit(turn({ claim: 'm1', reply: 'one' }))
    expect(await store.commit(turn({ claim: 'm1', version: 0 }))).toEqual({ outcome: 'duplicate', reply: 'one' })
  })

  test('of twenty concurrent commits of one id, one is done and the rest get its reply', async () => {
    const other = await open()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).commit(turn({ claim: 'm1', reply: `from ${n}` }))),
    )
    const kept = await store.replyTo('m1', 'anna', now)
    expect(results.filter(({ outcome }) => outcome === 'done')).toHaveLength(1)
    expect(results.filter(({ outcome }) => outcome !== 'done')).toEqual(
      Array(19).fill({ outcome: 'duplicate', reply: kept }),
    )
  })

  test('a turn computed from an older state is a conflict and writes nothing', async () => {
    await store.commit(turn({ claim: 'm1', session: 'first' }))
    const old = await version()
    await store.commit(turn({ claim: 'm2', session: 'second', version: old }))
    expect(await store.commit(turn({ claim: 'm3', session: 'lost', version: old }))).toEqual({ outcome: 'conflict' })
    expect((await store.load('anna', now)).session).toBe('second')
    expect(await store.replyTo('m3', 'anna', now)).toBeUndefined()
  })

  test('of two first turns at once, one is done and one is a conflict', async () => {
    const other = await open()
    const results = await Promise.all([store.commit(turn({ claim: 'm1' })), other.commit(turn({ claim: 'm2' }))])
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'done'])
  })

  test('what one process commits, another sees at once, and after a restart too', async () => {
    const other = await open()
    await store.commit(turn({ claim: 'm1', session: 'here' }))
    expect((await other.load('anna', now)).session).toBe('here')
    await store.close()
    expect(await (await open()).replyTo('m1', 'anna', now)).toBe('answer to m1')
  })

  test('conversations do not touch each other', async () => {
    await store.commit(turn({ claim: 'm1', conversation: 'anna', session: 'of anna' }))
    await store.commit(turn({ claim: 'm2', conversation: 'ben', session: 'of ben' }))
    expect((await store.load('anna', now)).session).toBe('of anna')
    expect((await store.load('ben', now)).session).toBe('of ben')
  })

  test('a null session erases it, and its version never comes back', async () => {
    await store.commit(turn({ claim: 'm1' }))
    const stale = await version()
    await store.commit(turn({ claim: 'm2', session: null, version: stale }))
    expect((await store.load('anna', now)).session).toBeNull()
    await store.commit(turn({ claim: 'm3', session: 'new life' }))
    expect(await store.commit(turn({ claim: 'm4', session: 'ghost', version: stale }))).toEqual({ outcome: 'conflict' })
  })

  test.each([
    [-1, 'kept'],
    [0, null],
    [1, null],
  ])('a session at %i ms from its expiry: %s', async (offset, expected) => {
    await store.commit(turn({ claim: 'm1', session: 'kept', sessionExpires: now + hour }))
    expect((await store.load('anna', now + hour + offset)).session).toBe(expected)
  })

  test('after a session expired the next turn starts from nothing', async () => {
    await store.commit(turn({ claim: 'm1', sessionExpires: now + hour }))
    const later = now + hour + 1
    const next = turn({ claim: 'm2', session: 'fresh', version: 0, now: later, sessionExpires: later + hour })
    expect((await store.commit(next)).outcome).toBe('done')
    expect((await store.load('anna', later)).session).toBe('fresh')
  })

  test('a claim that expired may be claimed again', async () => {
    await store.commit(turn({ claim: 'm1', reply: 'old', claimExpires: now + hour }))
    const later = now + hour
    expect(await store.replyTo('m1', 'anna', later)).toBeUndefined()
    const again = turn({ claim: 'm1', reply: 'new', version: await version('anna', later), now: later })
    expect((await store.commit(again)).outcome).toBe('done')
    expect(await store.replyTo('m1', 'anna', later)).toBe('new')
  })

  test('an answer is gone before its claim is', async () => {
    await store.commit(turn({ claim: 'm1' }))
    const [before, after] = [now + 24 * hour - 1, now + 24 * hour]
    expect(await store.replyTo('m1', 'anna', before)).toBe('answer to m1')
    expect(await store.replyTo('m1', 'anna', after)).toBeNull()
    expect(await store.commit(turn({ claim: 'm1', now: after }))).toEqual({ outcome: 'duplicate', reply: null })
    await store.sweep(after)
    expect(await store.replyTo('m1', 'anna', after)).toBeNull()
  })

  test('sweep removes what has expired, and only that', async () => {
    const soon = { sessionExpires: now + hour, claimExpires: now + hour, replyExpires: now + hour }
    await store.commit(turn({ claim: 'm1', conversation: 'gone', ...soon }))
    await store.commit(turn({ claim: 'm2', conversation: 'stays' }))
    await store.sweep(now + hour)
    expect(await store.sweep(now + hour)).toBe(0)
    expect((await store.load('gone', now + hour)).session).toBeNull()
    expect(await store.replyTo('m1', 'gone', now + hour)).toBeUndefined()
    expect((await store.load('stays', now + hour)).session).not.toBeNull()
    expect(await store.replyTo('m2', 'stays', now + hour)).toBe('answer to m2')
  })

  test('forget erases the session and the replies, keeps the claims, and tells their ids once', async () => {
    await store.commit(turn({ claim: 'm1' }))
    await store.commit(turn({ claim: 'm2', version: await version() }))
    await store.commit(turn({ claim: 'x1', conversation: 'ben', reply: 'for ben' }))
    const wipe = turn({ claim: 'm3', session: null, reply: 'Forgotten.', forget: true, version: await version() })
    expect(await store.commit(wipe)).toEqual({ outcome: 'done', forgotten: ['m1', 'm2', 'm3'] })

    expect((await store.load('anna', now)).session).toBeNull()
    expect(await store.replyTo('m1', 'anna', now)).toBeNull()
    expect(await store.commit(turn({ claim: 'm2' }))).toEqual({ outcome: 'duplicate', reply: null })
    expect(await store.replyTo('m3', 'anna', now)).toBe('Forgotten.')
    expect(await store.replyTo('x1', 'ben', now)).toBe('for ben')

    const again = turn({ claim: 'm4', session: null, forget: true })
    expect(await store.commit(again)).toEqual({ outcome: 'done', forgotten: ['m4'] })
  })

  test('a conversation moves from its id under an older key to the new one', async () => {
    await store.commit(turn({ claim: 'm1', conversation: 'v1.anna', session: 'from before' }))
    const loaded = await store.load('v2.anna', now, ['v1.anna'])
    expect(loaded.session).toBe('from before')
    const moved = { conversation: 'v2.anna', formerly: ['v1.anna'] }
    expect(await store.commit(turn({ claim: 'm2', ...moved, version: 0 }))).toEqual({ outcome: 'conflict' })
    await store.commit(turn({ claim: 'm2', ...moved, session: 'moved', version: loaded.version }))
    expect((await store.load('v2.anna', now, ['v1.anna'])).session).toBe('moved')
    expect(await store.replyTo('m1', 'v2.anna', now, ['v1.anna'])).toBe('answer to m1')
    expect((await store.commit(turn({ claim: 'm1', ...moved }))).outcome).toBe('duplicate')

    const wipe = turn({ claim: 'm3', ...moved, session: null, forget: true, version: await version('v2.anna') })
    expect(await store.commit(wipe)).toEqual({ outcome: 'done', forgotten: ['m1', 'm2', 'm3'] })
    for (const id of ['v1.anna', 'v2.anna']) expect((await store.load(id, now, ['v1.anna'])).session).toBeNull()
    expect(await store.commit(turn({ claim: 'm1', ...moved }))).toEqual({ outcome: 'duplicate', reply: null })
  })

  test('a commit that fails midway leaves nothing half-written, and takes no other turn with it', async () => {
    await store.commit(turn({ claim: 'm1', session: 'before' }))
    await place.breakSessions()
    const from = await version()
    const results = await Promise.allSettled([
      store.commit(turn({ claim: 'm2', session: 'after', version: from })),
      store.commit(turn({ claim: 'm3', conversation: 'ben', session: null })),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await store.replyTo('m2', 'anna', now)).toBeUndefined()
    expect((await store.load('anna', now)).session).toBe('before')

    await place.mend()
    expect((await store.commit(turn({ claim: 'm2', session: 'after', version: from }))).outcome).toBe('done')
    expect((await store.load('anna', now)).session).toBe('after')
  })

  test('close lets what was begun finish and refuses what comes after', async () => {
    const begun = store.commit(turn({ claim: 'm1' }))
    await store.close()
    expect((await begun).outcome).toBe('done')
    await expect(store.commit(turn({ claim: 'm2' }))).rejects.toMatchObject({ name: 'StoreError', code: 'closed' })
    await expect(store.load('anna', now)).rejects.toMatchObject({ code: 'closed' })
    await expect(store.ping()).rejects.toMatchObject({ code: 'closed' })
  })
}

import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Commit, Store } from '../../src/store/index.ts'

const now = Date.parse('2026-11-22T23:30:00Z')
const hour = 3_600_000

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
    ...part,
  }
}

/** Where a store keeps its things: `open` may be called several times, as several processes would. */
export type StorePlace = {
  open(): Store
  /** Makes every write of a session fail, in the middle of the commit. */
  breakSessions(): void
  mend(): void
  remove(): void
}

/** What any Store must do. */
export function storeContract(makePlace: () => StorePlace): void {
  let place: StorePlace
  let store: Store
  const opened: Store[] = []
  const open = () => {
    const one = place.open()
    opened.push(one)
    return one
  }

  beforeEach(() => {
    place = makePlace()
    store = open()
  })

  afterEach(async () => {
    for (const one of opened.splice(0)) await one.close()
    place.remove()
  })

  const version = async (of = 'anna', at = now) => (await store.load(of, at))?.version ?? 0

  test('knows nothing at first', async () => {
    expect(await store.replyTo('m1', now)).toBeUndefined()
    expect(await store.load('anna', now)).toBeNull()
    await expect(store.ping()).resolves.toBeUndefined()
  })

  test('keeps session and reply of a commit, byte for byte', async () => {
    const session = '{"prompt":"ਕੀ","n":1}'
    const reply = 'ਸਤ ਸ੍ਰੀ ਅਕਾਲ 👋\r\n1 "quoted" & <marked>\u0000end'
    expect(await store.commit(turn({ claim: 'm1', session, reply }))).toEqual({ outcome: 'done', forgotten: [] })
    expect((await store.load('anna', now))?.session).toBe(session)
    expect(await store.replyTo('m1', now)).toBe(reply)
  })

  test('an empty reply is a reply', async () => {
    await store.commit(turn({ claim: 'm1', reply: '' }))
    expect(await store.replyTo('m1', now)).toBe('')
  })

  test('a claimed id gives the stored reply and changes nothing', async () => {
    await store.commit(turn({ claim: 'm1', session: 'first', reply: 'one' }))
    const again = turn({ claim: 'm1', session: 'second', reply: 'two', version: await version() })
    expect(await store.commit(again)).toEqual({ outcome: 'duplicate', reply: 'one' })
    expect((await store.load('anna', now))?.session).toBe('first')
  })

  test('a duplicate is a duplicate even where the version is old', async () => {
    await store.commit(turn({ claim: 'm1', reply: 'one' }))
    expect(await store.commit(turn({ claim: 'm1', version: 0 }))).toEqual({ outcome: 'duplicate', reply: 'one' })
  })

  test('of twenty concurrent commits of one id, one is done and the rest get its reply', async () => {
    const other = open()
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, n) => (n % 2 ? store : other).commit(turn({ claim: 'm1', reply: `from ${n}` }))),
    )
    const kept = await store.replyTo('m1', now)
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
    expect((await store.load('anna', now))?.session).toBe('second')
    expect(await store.replyTo('m3', now)).toBeUndefined()
  })

  test('of two first turns at once, one is done and one is a conflict', async () => {
    const other = open()
    const results = await Promise.all([store.commit(turn({ claim: 'm1' })), other.commit(turn({ claim: 'm2' }))])
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['conflict', 'done'])
  })

  test('what one process commits, another sees at once, and after a restart too', async () => {
    const other = open()
    await store.commit(turn({ claim: 'm1', session: 'here' }))
    expect((await other.load('anna', now))?.session).toBe('here')
    await store.close()
    expect(await open().replyTo('m1', now)).toBe('answer to m1')
  })

  test('conversations do not touch each other', async () => {
    await store.commit(turn({ claim: 'm1', conversation: 'anna', session: 'of anna' }))
    await store.commit(turn({ claim: 'm2', conversation: 'ben', session: 'of ben' }))
    expect((await store.load('anna', now))?.session).toBe('of anna')
    expect((await store.load('ben', now))?.session).toBe('of ben')
  })

  test('a null session erases it, and its version never comes back', async () => {
    await store.commit(turn({ claim: 'm1' }))
    const stale = await version()
    await store.commit(turn({ claim: 'm2', session: null, version: stale }))
    expect(await store.load('anna', now)).toBeNull()
    await store.commit(turn({ claim: 'm3', session: 'new life' }))
    expect(await store.commit(turn({ claim: 'm4', session: 'ghost', version: stale }))).toEqual({ outcome: 'conflict' })
  })

  test.each([
    [-1, 'kept'],
    [0, null],
    [1, null],
  ])('a session at %i ms from its expiry: %s', async (offset, expected) => {
    await store.commit(turn({ claim: 'm1', session: 'kept', sessionExpires: now + hour }))
    expect((await store.load('anna', now + hour + offset))?.session ?? null).toBe(expected)
  })

  test('after a session expired the next turn starts from nothing', async () => {
    await store.commit(turn({ claim: 'm1', sessionExpires: now + hour }))
    const later = now + hour + 1
    const next = turn({ claim: 'm2', session: 'fresh', version: 0, now: later, sessionExpires: later + hour })
    expect((await store.commit(next)).outcome).toBe('done')
    expect((await store.load('anna', later))?.session).toBe('fresh')
  })

  test('a claim that expired may be claimed again', async () => {
    await store.commit(turn({ claim: 'm1', reply: 'old', claimExpires: now + hour }))
    const later = now + hour
    expect(await store.replyTo('m1', later)).toBeUndefined()
    const again = turn({ claim: 'm1', reply: 'new', version: await version('anna', later), now: later })
    expect((await store.commit(again)).outcome).toBe('done')
    expect(await store.replyTo('m1', later)).toBe('new')
  })

  test('sweep removes what has expired, and only that', async () => {
    await store.commit(turn({ claim: 'm1', conversation: 'gone', sessionExpires: now + 1, claimExpires: now + 1 }))
    await store.commit(turn({ claim: 'm2', conversation: 'stays' }))
    expect(await store.sweep(now + 1)).toBe(2)
    expect(await store.sweep(now + 1)).toBe(0)
    expect(await store.load('stays', now + 1)).not.toBeNull()
    expect(await store.replyTo('m2', now + 1)).toBe('answer to m2')
  })

  test('forget erases the session and the replies, keeps the claims, and tells their ids once', async () => {
    await store.commit(turn({ claim: 'm1' }))
    await store.commit(turn({ claim: 'm2', version: await version() }))
    await store.commit(turn({ claim: 'x1', conversation: 'ben', reply: 'for ben' }))
    const wipe = turn({ claim: 'm3', session: null, reply: 'Forgotten.', forget: true, version: await version() })
    expect(await store.commit(wipe)).toEqual({ outcome: 'done', forgotten: ['m1', 'm2', 'm3'] })

    expect(await store.load('anna', now)).toBeNull()
    expect(await store.replyTo('m1', now)).toBeNull()
    expect(await store.commit(turn({ claim: 'm2' }))).toEqual({ outcome: 'duplicate', reply: null })
    expect(await store.replyTo('m3', now)).toBe('Forgotten.')
    expect(await store.replyTo('x1', now)).toBe('for ben')

    const again = turn({ claim: 'm4', session: null, forget: true })
    expect(await store.commit(again)).toEqual({ outcome: 'done', forgotten: ['m4'] })
  })

  test('a conversation moves from its id under an older key to the new one', async () => {
    await store.commit(turn({ claim: 'm1', conversation: 'v1.anna', session: 'from before' }))
    const loaded = await store.load('v2.anna', now, ['v1.anna'])
    expect(loaded?.session).toBe('from before')
    const moved = { conversation: 'v2.anna', formerly: ['v1.anna'] }
    expect(await store.commit(turn({ claim: 'm2', ...moved, version: 0 }))).toEqual({ outcome: 'conflict' })
    await store.commit(turn({ claim: 'm2', ...moved, session: 'moved', version: loaded?.version ?? 0 }))
    expect(await store.load('v1.anna', now)).toBeNull()
    expect((await store.load('v2.anna', now))?.session).toBe('moved')

    const wipe = turn({ claim: 'm3', ...moved, session: null, forget: true, version: await version('v2.anna') })
    expect(await store.commit(wipe)).toEqual({ outcome: 'done', forgotten: ['m1', 'm2', 'm3'] })
  })

  test('a commit that fails midway leaves nothing half-written, and takes no other turn with it', async () => {
    await store.commit(turn({ claim: 'm1', session: 'before' }))
    place.breakSessions()
    const from = await version()
    const results = await Promise.allSettled([
      store.commit(turn({ claim: 'm2', session: 'after', version: from })),
      store.commit(turn({ claim: 'm3', conversation: 'ben', session: null })),
    ])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    expect(await store.replyTo('m2', now)).toBeUndefined()
    expect((await store.load('anna', now))?.session).toBe('before')

    place.mend()
    expect((await store.commit(turn({ claim: 'm2', session: 'after', version: from }))).outcome).toBe('done')
    expect((await store.load('anna', now))?.session).toBe('after')
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

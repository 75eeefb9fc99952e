import { beforeEach, describe, expect, test } from 'vitest'
import type { Store } from '../../src/store/index.ts'
import { hour, now, turn } from './contract.ts'

/** Opt-outs, counts and receipts, in any Store. */
export function memoryContract(given: () => Store): void {
  let store: Store
  beforeEach(() => {
    store = given()
  })

  const optedOut = async (of = 'anna', formerly: string[] = []) => (await store.load(of, now, formerly)).optedOut
  const version = async (of = 'anna') => (await store.load(of, now)).version

  test('STOP is remembered, START ends it, and other turns leave it as it was', async () => {
    const said = async (claim: string, optOut?: boolean) => {
      await store.commit(turn({ claim, optOut, version: await version() }))
      return optedOut()
    }
    expect(await said('m1')).toBe(false)
    expect(await said('m2', true)).toBe(true)
    expect(await said('m3')).toBe(true)
    expect(await said('m4', false)).toBe(false)
    expect(await said('m5')).toBe(false)
  })

  test('how somebody wrote lately is known until its time, and to the next turn that says nothing of it', async () => {
    const heard = async (claim: string, text?: string, expires = now + hour) => {
      await store.commit(turn({ claim, version: await version(), ...(text ? { heard: { text, expires } } : {}) }))
      return (await store.load('anna', now)).heard
    }
    expect(await heard('m1')).toBeNull()
    expect(await heard('m2', 'twice | "so"')).toBe('twice | "so"')
    expect(await heard('m3')).toBe('twice | "so"')
    expect(await heard('m4', 'thrice')).toBe('thrice')
    expect(await store.begin('m5', 'anna', now)).toMatchObject({ heard: 'thrice' })
    expect((await store.load('anna', now + hour - 1)).heard).toBe('thrice')
    expect((await store.load('anna', now + hour)).heard).toBeNull()
    expect((await store.load('ben', now)).heard).toBeNull()
    await store.commit(turn({ claim: 'm6', conversation: 'v2.anna', formerly: ['anna'], version: await version() }))
    expect((await store.load('v2.anna', now)).heard).toBeNull()
  })

  test('FORGET erases how somebody wrote lately, and keeps nothing of the turn that forgot', async () => {
    const heard = { text: 'thrice', expires: now + hour }
    await store.commit(turn({ claim: 'm1', heard }))
    await store.commit(turn({ claim: 'm2', session: null, forget: true, heard, version: await version() }))
    expect((await store.load('anna', now)).heard).toBeNull()
  })

  test('STOP outlives the session, and FORGET', async () => {
    await store.commit(turn({ claim: 'm1', optOut: true, session: null }))
    expect(await store.load('anna', now + 400 * 24 * hour)).toEqual({
      session: null,
      version: 0,
      optedOut: true,
      heard: null,
    })
    await store.commit(turn({ claim: 'm2', session: null, forget: true }))
    await store.sweep(now)
    expect(await optedOut()).toBe(true)
    expect(await optedOut('ben')).toBe(false)
  })

  test('STOP moves with the conversation, also where nothing else is left of it', async () => {
    await store.setOptOut('v1.anna', true, now)
    expect(await optedOut('v2.anna', ['v1.anna'])).toBe(true)
    await store.commit(turn({ claim: 'm1', conversation: 'v2.anna', formerly: ['v1.anna'] }))
    expect(await optedOut('v2.anna')).toBe(true)
  })

  test('of what was learnt under two ids, the later stands', async () => {
    await store.setOptOut('v1.anna', true, now)
    await store.setOptOut('v2.anna', false, now + 1)
    expect(await optedOut('v2.anna', ['v1.anna'])).toBe(false)
    await store.setOptOut('v1.ben', true, now + 1)
    await store.setOptOut('v2.ben', false, now)
    expect(await optedOut('v2.ben', ['v1.ben'])).toBe(true)
    await store.commit(turn({ claim: 'm1', conversation: 'v2.ben', formerly: ['v1.ben'] }))
    expect(await optedOut('v2.ben')).toBe(true)
  })

  test('outside a turn what was learnt earlier does not undo what was learnt later', async () => {
    await store.setOptOut('anna', true, now)
    expect(await optedOut()).toBe(true)
    await store.commit(turn({ claim: 'm1', optOut: false, now: now + 2 }))
    await store.setOptOut('anna', true, now + 1)
    expect(await optedOut()).toBe(false)
    await store.setOptOut('anna', true, now + 3)
    expect(await optedOut()).toBe(true)
  })

  test('a turn that was refused counts nothing, and opts nobody out', async () => {
    await store.commit(turn({ claim: 'm1', counters: { turns: 1 } }))
    const refused = { optOut: true, counters: { turns: 1 } }
    await store.commit(turn({ claim: 'm1', ...refused, version: await version() }))
    await store.commit(turn({ claim: 'm2', ...refused, version: 0 }))
    expect(await store.counts('2026-11-22')).toEqual({ turns: 1 })
    expect(await optedOut()).toBe(false)
  })

  test.each([
    ['counters', { counters: { turns: 1, half: 0.5 } }],
    ['a job', { jobs: [{ kind: 'push', payload: 'x', due: Number.NaN }] }],
    ['an expiry', { sessionExpires: now + 0.5 }],
  ])('a number that is not whole in %s is refused, and nothing is written', async (_, part) => {
    const committed = store.commit(turn({ claim: 'm1', optOut: true, counters: { turns: 1 }, ...part }))
    await expect(committed).rejects.toMatchObject({ code: 'failed' })
    expect(await store.load('anna', now)).toEqual({ session: null, version: 0, optedOut: false, heard: null })
    expect(await store.replyTo('m1', 'anna', now)).toBeUndefined()
    expect(await store.counts('2026-11-22')).toEqual({})
  })

  test('counts are summed by the day, over all conversations', async () => {
    const count = (claim: string, day: string, counters: Record<string, number>) =>
      store.commit(turn({ claim, conversation: claim, day, counters }))
    await Promise.all([
      count('a', '2026-11-22', { turns: 1, 'danger.suicide': 1 }),
      count('b', '2026-11-22', { turns: 1, parts: 3 }),
      count('c', '2026-11-23', { turns: 1 }),
    ])
    expect(await store.counts('2026-11-22')).toEqual({ turns: 2, parts: 3, 'danger.suicide': 1 })
    expect(await store.counts('2026-11-23')).toEqual({ turns: 1 })
    expect(await store.counts('2026-11-24')).toEqual({})
  })

  test('what is counted outside a turn is summed with the rest', async () => {
    await store.commit(turn({ claim: 'm1', counters: { 'link.web': 1 } }))
    await Promise.all(Array.from({ length: 20 }, () => store.count('link.web', '2026-11-22')))
    await store.count('link.web', '2026-11-23')
    expect(await store.counts('2026-11-22')).toEqual({ 'link.web': 21 })
    expect(await store.counts('2026-11-23')).toEqual({ 'link.web': 1 })
  })

  test('a receipt only moves forward', async () => {
    const ranks = [1, 0, 1, 2, 1, 2, 3]
    const moved: boolean[] = []
    for (const rank of ranks) moved.push(await store.receipt('SM1', rank, now, now + hour))
    expect(moved).toEqual([true, false, false, true, false, false, true])
    expect(await store.receipt('SM2', 1, now, now + hour)).toBe(true)
  })

  test('a receipt tells how far it has come, until it expires', async () => {
    expect(await store.rankOf('SM1', now)).toBe(0)
    for (const rank of [1, 3, 2]) await store.receipt('SM1', rank, now, now + hour)
    expect(await store.rankOf('SM1', now)).toBe(3)
    expect(await store.rankOf('SM1', now + hour)).toBe(0)
  })

  test('of twenty receipts at once, each state is entered once', async () => {
    const moved = await Promise.all(Array.from({ length: 20 }, () => store.receipt('SM1', 1, now, now + hour)))
    expect(moved.filter(Boolean)).toHaveLength(1)
  })

  test('a receipt that expired is a new one', async () => {
    await store.receipt('SM1', 3, now, now + hour)
    expect(await store.receipt('SM1', 1, now + hour, now + 2 * hour)).toBe(true)
  })

  describe('a tally', () => {
    const tally = (by: number, at = now, anew?: boolean) => store.tally('web:x', by, at, hour, anew)

    test('is added up until it ends, and then begun anew', async () => {
      expect(await tally(1)).toEqual({ total: 1, ends: now + hour })
      expect(await tally(2, now + 60_000)).toEqual({ total: 3, ends: now + hour })
      expect(await tally(1, now + hour - 1)).toEqual({ total: 4, ends: now + hour })
      expect(await tally(1, now + hour)).toEqual({ total: 1, ends: now + 2 * hour })
    })

    test('may be begun anew before that, and made smaller', async () => {
      await tally(5)
      expect(await tally(3, now + 1000, true)).toEqual({ total: 3, ends: now + 1000 + hour })
      expect(await tally(-1, now + 1000)).toMatchObject({ total: 2 })
    })

    test('is one for all processes, and another for another name', async () => {
      const totals = await Promise.all(Array.from({ length: 20 }, () => tally(1)))
      expect(totals.map(({ total }) => total).sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, n) => n + 1),
      )
      expect(await store.tally('web:y', 1, now, hour)).toMatchObject({ total: 1 })
    })

    test('does not disturb what was committed beside it', async () => {
      await Promise.all([
        store.commit(turn({ claim: 'm1' })),
        tally(1),
        store.commit(turn({ claim: 'x', conversation: 'b' })),
      ])
      expect(await store.replyTo('m1', 'anna', now)).toBe('answer to m1')
      expect(await tally(1)).toMatchObject({ total: 2 })
    })
  })
}

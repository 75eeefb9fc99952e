import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { openSqliteStore, type Store, StoreError } from '../../src/store/index.ts'
import { type KeeperSettings, keepOptOuts } from '../../src/store/opt-outs.ts'
import { now, turn } from './contract.ts'
import { instead } from './instead.ts'

let real: Store
let away: boolean
let tried: string[]
let lines: Record<string, unknown>[]
beforeEach(() => {
  real = openSqliteStore(':memory:')
  away = false
  tried = []
  lines = []
})
afterEach(() => real.close())

const open = (settings: KeeperSettings = {}) => {
  const store = instead(real, {
    setOptOut: async (conversation, optedOut, at) => {
      tried.push(conversation)
      if (away) throw new StoreError('away', 'gone')
      await real.setOptOut(conversation, optedOut, at)
    },
  })
  const log = createLog('info', { write: (line) => void lines.push(JSON.parse(line)) })
  return keepOptOuts(store, log, { againMs: 10, closingMs: 50, ...settings })
}
const written = async (who = 'anna') => (await real.load(who, now)).optedOut
const events = () => lines.map(({ event, count }) => [event, count])

test('what can be written is written, and nothing is held', async () => {
  const { store, heldOptOut } = open()
  await store.setOptOut('anna', true, now)
  expect([await written(), heldOptOut('anna'), events()]).toEqual([true, undefined, []])
})

test('what cannot be written counts here at once, under an older id too, and is written as soon as it can be', async () => {
  const { store, heldOptOut } = open()
  away = true
  await expect(store.setOptOut('v1.anna', true, now)).rejects.toMatchObject({ code: 'away' })
  expect([heldOptOut('v1.anna'), heldOptOut('v2.anna', ['v1.anna']), heldOptOut('ben')]).toEqual([
    true,
    true,
    undefined,
  ])
  expect((await store.load('v2.anna', now, ['v1.anna'])).optedOut).toBe(true)
  expect(await store.begin('m1', 'v1.anna', now)).toMatchObject({ outcome: 'new', optedOut: true })
  expect(await written('v1.anna')).toBe(false)
  away = false
  await expect.poll(() => written('v1.anna')).toBe(true)
  await expect.poll(() => heldOptOut('v1.anna')).toBeUndefined()
  expect(events()).toEqual([
    ['opt_out_held', 1],
    ['opt_outs_written', 1],
  ])
})

test('what is written while the store is being asked counts in the answer', async () => {
  const slow = instead(real, {
    setOptOut: async (...given) => {
      if (away) throw new StoreError('away', 'gone')
      await real.setOptOut(...given)
    },
    begin: async (...given) => {
      const begun = await real.begin(...given)
      away = false
      await expect.poll(() => written()).toBe(true)
      await expect.poll(() => kept.heldOptOut('anna')).toBeUndefined()
      return begun
    },
  })
  const kept = keepOptOuts(slow, createLog('silent'), { againMs: 10 })
  away = true
  await kept.store.setOptOut('anna', true, now).catch(() => {})
  expect(await kept.store.begin('m1', 'anna', now)).toMatchObject({ outcome: 'new', optedOut: true })
})

test('of several wishes of one person the last is written, in whatever order they were learnt', async () => {
  const { store } = open()
  away = true
  await store.setOptOut('anna', true, now).catch(() => {})
  await store.setOptOut('anna', false, now + 2).catch(() => {})
  await store.setOptOut('anna', true, now + 1).catch(() => {})
  expect((await store.load('anna', now)).optedOut).toBe(false)
  away = false
  await expect.poll(() => lines.some(({ event }) => event === 'opt_outs_written')).toBe(true)
  expect(await written()).toBe(false)
})

test('START that another process wrote meanwhile stands', async () => {
  const { store } = open()
  away = true
  await store.setOptOut('anna', true, now).catch(() => {})
  await real.commit(turn({ claim: 'm1', optOut: false, now: now + 1 }))
  away = false
  await expect.poll(() => lines.some(({ event }) => event === 'opt_outs_written')).toBe(true)
  expect(await written()).toBe(false)
})

test('a turn that says otherwise ends it; one that says nothing of it does not', async () => {
  const { store, heldOptOut } = open({ againMs: 60_000 })
  away = true
  await store.setOptOut('anna', true, now).catch(() => {})
  const { version } = await store.load('anna', now)
  await store.commit(turn({ claim: 'm1', version, now: now + 1 }))
  expect(heldOptOut('anna')).toBe(true)
  const next = (await store.load('anna', now)).version
  await store.commit(turn({ claim: 'm2', version: next, optOut: false, now: now + 2 }))
  expect([heldOptOut('anna'), await written()]).toEqual([undefined, false])
})

test('a crowd is tried by few at a time, and by the first of them alone while the store is away', async () => {
  const { store } = open({ againMs: 20 })
  away = true
  const crowd = Array.from({ length: 50 }, (_, n) => `p${n}`)
  for (const one of crowd) await store.setOptOut(one, true, now).catch(() => {})
  tried = []
  await expect.poll(() => tried.length).toBeGreaterThan(0)
  expect(tried.length % 16).toBe(0)
  away = false
  await expect
    .poll(async () => (await Promise.all(crowd.map(written))).every((one) => one), { timeout: 5000 })
    .toBe(true)
})

test('who closes it waits for what is held, and says how many were lost', async () => {
  const first = open({ againMs: 60_000, closingMs: 2000 })
  away = true
  await first.store.setOptOut('anna', true, now).catch(() => {})
  const closing = first.store.close()
  away = false
  await closing
  expect(events().at(-1)).toEqual(['opt_outs_written', 1])
  real = openSqliteStore(':memory:')
  const second = open({ againMs: 60_000 })
  away = true
  await second.store.setOptOut('anna', true, now).catch(() => {})
  await second.store.close()
  expect(events().at(-1)).toEqual(['opt_outs_lost', 1])
  real = openSqliteStore(':memory:')
})

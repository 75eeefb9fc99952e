import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startWorker } from '../../src/delivery/worker.ts'
import { createLog } from '../../src/log.ts'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { openStore, parseStoreAddress, type Store } from '../../src/store/index.ts'
import { incoming, keys, twiml } from '../channels/house.ts'
import { until } from '../store/redis-server.ts'
import { link, start, writeLink } from './chain.ts'
import { type Child, startChild } from './children.ts'
import { noted, noteIn } from './notes.ts'
import { storesOfThisFile } from './stores.ts'
import { bring, ours, plain } from './twilio.ts'

/**
 * The real process, killed (SIGKILL) before and after every step of a turn, on both stores; another process at the same
 * store is there for what Twilio sends again, as it does by the settings that our set-up writes.
 */

const stores = storesOfThisFile()

/** Where a turn can die, in its order; `done`: whether the store has it then. */
const steps = (inside: string) =>
  [
    ['after receiving', false],
    ['before loading', false],
    ['after loading', false],
    ['before committing', false],
    [`before the ${inside}`, false],
    [`after the ${inside}`, true],
    ['after committing', true],
    ['before replying', true],
    ['after replying', true],
  ] as const
/** Where a worker can die, and how often the job is then done: at least once, and twice where it could not say so. */
const workerSteps = [
  ['after taking jobs', 1],
  ['before finishing a job', 2],
  ['after finishing a job', 1],
] as const
const leaseMs = 1000

const pseudonyms = createPseudonyms(keys)
const person = (from: string) => pseudonyms.of('sms', from)
let people = 0
/** Somebody new, with a number of Ofcom's for drama. */
const somebody = () => `+447700900${String(people++).padStart(3, '0')}`
const log = createLog('silent')
const sid = (form: Record<string, string>) => form.MessageSid as string

describe.each([
  ['SQLite', 'disk', stores.sqlite],
  ['Redis', 'network', stores.redis],
])('%s', (_name, inside, where) => {
  let survivor: Child
  let store: Store
  const notes = () => join(stores.folder, `${inside}-notes`)
  const env = { LEASE_MS: String(leaseMs) }

  beforeAll(async () => {
    survivor = await startChild({ STORE: where(0), JOBS: notes(), ...env })
    store = open(where(0))
    await until(() => store.ping())
  })
  afterAll(async () => {
    await survivor.kill()
    await store.close()
  })

  test.concurrent.each(steps(inside))('killed %s: one turn, one answer, its job done', async (point, done) => {
    const victim = await startChild({ STORE: where(0), KILL_AT: point })
    const from = somebody()
    const first = incoming('hello', { From: from })
    const second = incoming('and a job', { From: from })
    const third = incoming('go on', { From: from })
    await bring([survivor.url], first)

    const one = link(start, sid(first))
    const two = link(one, sid(second))
    const reply = twiml(`${two.turns} ${one.hash} ${two.hash}`)
    const lost = point !== 'after replying'
    // Where nothing was set up Twilio does not come again: then the turn is there whole, or there is nothing of it.
    const once = await bring([victim.url], second, plain)
    expect(await victim.gone).toBe('SIGKILL')
    expect(once).toEqual({ answer: lost ? null : reply, attempts: 1, failures: lost ? ['rt'] : [] })
    expect((await store.load(person(from), Date.now())).session).toBe(writeLink(done ? two : one))

    // By our settings it comes again, here to a process that is gone and then to the next.
    const again = await bring([victim.url, survivor.url], second, ours)
    expect(again).toEqual({ answer: reply, attempts: 2, failures: ['ct'] })
    expect((await store.load(person(from), Date.now())).session).toBe(writeLink(two))
    const three = link(two, sid(third))
    expect((await bring([survivor.url], third)).answer).toBe(twiml(`${three.turns} ${two.hash} ${three.hash}`))
    await until(async () => expect(noted(notes())).toContain(sid(second)))
  })

  test.concurrent.each(workerSteps)('a worker killed %s: another does the job', async (point, times) => {
    const own = where(workerSteps.findIndex(([one]) => one === point) + 1)
    const file = join(stores.folder, `${inside}-${point}`)
    const victim = await startChild({ STORE: own, JOBS: file, KILL_AT: point, ...env })
    const form = incoming('a job', { From: somebody() })
    await bring([victim.url], form)
    expect(await victim.gone).toBe('SIGKILL')

    const rest = open(own)
    await until(() => rest.ping())
    const heir = startWorker({ store: rest, log, name: 'heir', leaseMs, pollMs: 50, handlers: { note: noteIn(file) } })
    await until(async () => expect(noted(file)).toHaveLength(times))
    await heir.stop()
    expect(await rest.take('test', Date.now() + 60_000, { limit: 1, leaseMs: 1 })).toEqual([])
    expect(noted(file)).toEqual(Array(times).fill(sid(form)))
    await rest.close()
  })
})

function open(address: string): Store {
  const where = parseStoreAddress(address)
  if (!where) throw new Error(address)
  return openStore(where)
}

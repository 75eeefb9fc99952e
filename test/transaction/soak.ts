import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { openRedisStore } from '../../src/store/redis/index.ts'
import type { Store } from '../../src/store/store.ts'
import { keys, twilio } from '../channels/house.ts'
import { addressOf, freePort, type RedisServer, startRedis, until } from '../store/redis-server.ts'
import { readReply, withoutStore } from './chain.ts'
import { type Child, startChild } from './children.ts'
import { judge, type Told } from './model.ts'
import { noted } from './notes.ts'
import { conversations, type Step, type Text } from './talk.ts'
import { bring } from './twilio.ts'

export type SoakSettings = {
  conversations: number
  seed: number
  processes: number
  /** Conversations under way at a time. */
  atOnce: number
  killEveryMs: number
  /** Told how far it is, now and then. */
  progress?: (done: number) => void
}

/** What was done, and what came of it. */
export type SoakReport = {
  texts: number
  /** Requests, with what was brought twice and tried again. */
  requests: number
  broughtTwice: number
  swapped: number
  bursts: number
  kills: number
  /** Requests that failed and were tried again by Twilio's policy; texts for which all of its attempts failed. */
  retried: number
  fallbacks: number
  /** Texts answered with the fixed words because the store did not answer, and how many of them had taken effect. */
  withoutStore: number
  unsaid: number
  jobs: number
  jobsDoneTwice: number
  ms: { p50: number; p99: number; most: number }
  seconds: number
  redisMegabytes: number
  /** None, where all is well. */
  faults: string[]
}

type Person = { from: string; texts: (Told & { form: Record<string, string>; missed: boolean; says: Text['says'] })[] }

/**
 * Many people text several processes at one Redis, twice, at once and out of order, while one process after another is
 * killed and Redis, with its append-only file, once in the middle. Then everything is held against the model.
 */
export async function soak(settings: SoakSettings): Promise<SoakReport> {
  const folder = mkdtempSync(join(tmpdir(), 'soak-'))
  const redis = await startRedis('--appendfsync', 'always')
  const store = openRedisStore({ address: addressOf(redis) })
  const ports = await Promise.all(Array.from({ length: settings.processes }, freePort))
  const notes = join(folder, 'notes')
  const start = (port: number) => startChild({ STORE: `redis://127.0.0.1:${redis.port}`, PORT: `${port}`, JOBS: notes })
  const children = await Promise.all(ports.map(start))
  try {
    await until(() => store.ping())
    return await run(settings, { redis, store, children, start: (n) => start(ports[n] as number), notes })
  } finally {
    await Promise.all(children.map((child) => child.kill()))
    await store.close()
    await redis.remove()
    rmSync(folder, { recursive: true })
  }
}

type Parts = {
  redis: RedisServer
  store: Store
  children: Child[]
  start: (n: number) => Promise<Child>
  notes: string
}

async function run(settings: SoakSettings, { redis, store, children, start, notes }: Parts): Promise<SoakReport> {
  const began = performance.now()
  const random = randomFrom(settings.seed)
  const plans = conversations(settings.conversations, settings.seed)
  const people: Person[] = []
  const times: number[] = []
  const faults: string[] = []
  const sums = { requests: 0, broughtTwice: 0, swapped: 0, bursts: 0, kills: 0, retried: 0, fallbacks: 0 }
  let awayCount = 0
  let turnOfBalancer = 0

  const send = async (one: Person['texts'][number], inTime: boolean) => {
    const first = turnOfBalancer++ % children.length
    const urls = children.map((_, n) => children[(first + n) % children.length]?.url ?? '')
    const sent = performance.now()
    const { answer, attempts, failures } = await bring(urls, one.form)
    times.push(performance.now() - sent)
    sums.requests += attempts
    sums.retried += attempts - 1
    if (answer === null) {
      sums.fallbacks++
      faults.push(`stuck: ${one.id} had no answer within Twilio's patience (${failures.join(', ')})`)
      return
    }
    const said = [...answer.matchAll(/<Message[^>]*>(.*?)<\/Message>/gs)].map(([, body]) => body).join()
    const turn = readReply(said)
    if (turn) {
      one.inTime ||= inTime
      if (!one.turns.some(({ hash }) => hash === turn.hash)) one.turns.push(turn)
    } else if (said === '') one.erased = true
    else if (said === withoutStore().reply) awayCount++
    else faults.push(`an answer nobody gave: ${said}`)
  }
  const write = async (one: Person['texts'][number], again: Text['again']) => {
    if (again !== 'no') sums.broughtTwice++
    await Promise.all([send(one, true), ...(again === 'meanwhile' ? [send(one, true)] : [])])
    if (again === 'afterwards') await send(one, true)
    one.missed = one.turns.length === 0
  }
  const talk = async (steps: readonly Step[], n: number) => {
    const person: Person = { from: fictional(n), texts: [] }
    people.push(person)
    for (const [step, { how, texts }] of steps.entries()) {
      const sent = texts.map((text, at) => {
        const form = incoming(person.from, `${n}x${step}x${at}`, text.says)
        const id = form.MessageSid as string
        const told = { id, says: text.says, step, turns: [], erased: false, inTime: false, form, missed: false }
        person.texts.push(told)
        return () => write(told, text.again)
      })
      const [first, second] = sent
      if (how === 'swapped' && first && second) {
        sums.swapped++
        const late = second()
        await sleep(random() * 20)
        await Promise.all([late, first()])
      } else {
        if (how === 'burst') sums.bursts++
        await Promise.all(sent.map((one) => one()))
      }
    }
  }

  let over = false
  const killer = (async () => {
    while (!over) {
      await sleep(settings.killEveryMs)
      if (over) return
      const n = Math.floor(random() * children.length)
      await children[n]?.kill()
      sums.kills++
      children[n] = await start(n)
    }
  })()
  killer.catch((error) => faults.push(`a process did not start: ${error}`))

  const next = plans.entries()
  let done = 0
  let restarted: Promise<void> | undefined
  const drive = async () => {
    for (const [n, plan] of next) {
      await talk(plan, n)
      done++
      if (done >= plans.length / 2) restarted ??= restart(redis)
      if (done % 500 === 0) settings.progress?.(done)
    }
  }
  await Promise.all(Array.from({ length: settings.atOnce }, drive))
  over = true
  await Promise.all([killer, restarted])
  await until(() => store.ping())

  // What had no answer of its own is brought again: it tells whether it had taken effect, or takes effect now.
  const missed = people.flatMap(({ texts }) => texts.filter(({ missed }) => missed))
  // A busy machine may take longer than a call may.
  const before = await until(() => store.counts(today()))
  await eachOf(missed, settings.atOnce, async (one) => {
    // A machine that is busy may not get to it in time even now.
    for (let attempt = 0; attempt < 10 && one.turns.length === 0 && !one.erased; attempt++) await send(one, false)
  })
  const pseudonyms = createPseudonyms(keys)
  const conversationOf = (from: string) => pseudonyms.of('sms', from)
  let turns = 0
  const wanted: { ids: string[]; certain: boolean }[] = []
  await eachOf(people, settings.atOnce, async ({ from, texts }) => {
    const { session } = await store.load(conversationOf(from), Date.now())
    const verdict = judge(texts, session)
    faults.push(...verdict.faults.map((fault) => `${from}: ${fault}`))
    turns += verdict.chains.reduce((sum, ids) => sum + ids.length, 0)
    const certain = !texts.some(({ says }) => says === 'forget')
    for (const ids of verdict.chains)
      wanted.push({ certain, ids: ids.filter((id) => texts.some((one) => one.id === id && one.says === 'a job')) })
  })
  const counted = (await until(() => store.counts(today()))).turns ?? 0
  if (counted !== turns) faults.push(`counted ${counted} turns, not ${turns}`)
  const unsaid = missed.length - (counted - (before.turns ?? 0))

  const left = async () => {
    const known = new Set(noted(notes))
    const missing = wanted.filter(({ certain }) => certain).flatMap(({ ids }) => ids.filter((id) => !known.has(id)))
    if (missing.length > 0) throw new Error(`${missing.length} jobs are not done`)
  }
  await until(left).catch((error: Error) => faults.push(`stuck: ${error.message}`))
  const lines = noted(notes)
  const place = new Map(lines.toReversed().map((id, at) => [id, lines.length - 1 - at]))
  for (const { ids } of wanted) {
    const places = ids.flatMap((id) => place.get(id) ?? [])
    if (places.some((one, at) => at > 0 && one < (places[at - 1] as number))) faults.push(`jobs out of order: ${ids}`)
  }
  const all = new Set(wanted.flatMap(({ ids }) => ids))
  for (const id of place.keys()) if (!all.has(id)) faults.push(`a job of no turn: ${id}`)
  for (const { why, attempt } of await store.dead(100)) faults.push(`a job was given up: ${why}, attempt ${attempt}`)

  times.sort((a, b) => a - b)
  const quantile = (q: number) => Math.round(times[Math.floor((times.length - 1) * q)] ?? 0)
  const memory = /used_memory_peak:(\d+)/.exec(String(await redis.command('INFO', 'memory')))?.[1]
  return {
    texts: people.reduce((sum, { texts }) => sum + texts.length, 0),
    ...sums,
    withoutStore: awayCount,
    unsaid,
    jobs: place.size,
    jobsDoneTwice: lines.length - place.size,
    ms: { p50: quantile(0.5), p99: quantile(0.99), most: quantile(1) },
    seconds: Math.round((performance.now() - began) / 1000),
    redisMegabytes: Math.round(Number(memory) / 2 ** 20),
    faults,
  }
}

/** Killed, not asked to end; what it had acknowledged lies in its append-only file. */
async function restart(redis: RedisServer): Promise<void> {
  await redis.kill()
  await sleep(500)
  await redis.start()
}

async function eachOf<T>(list: readonly T[], atOnce: number, work: (one: T) => Promise<void>): Promise<void> {
  const next = list.values()
  const drive = async () => {
    for (const one of next) await work(one)
  }
  await Promise.all(Array.from({ length: atOnce }, drive))
}

/** Numbers of North America kept for fiction (555-0100 to 0199 in each area): there are enough of them. */
function fictional(n: number): string {
  return `+1${200 + Math.floor(n / 100)}55501${String(n % 100).padStart(2, '0')}`
}

function incoming(from: string, id: string, text: string): Record<string, string> {
  return {
    MessageSid: `SM${id}`,
    AccountSid: twilio.accountSid,
    From: from,
    To: '+447700900999',
    Body: text,
    NumMedia: '0',
  }
}

function today(): string {
  return new Date().toISOString().slice(0, 10)
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createBreaker } from '../../../src/channels/sms/breaker.ts'
import { createBudget } from '../../../src/channels/sms/budget.ts'
import { createGuard } from '../../../src/channels/sms/guard.ts'
import { createLog } from '../../../src/log.ts'
import { openReady, type RedisServer, startRedis, until } from '../../store/redis-server.ts'
import { type House, incoming, keys, openHouse, silence } from '../house.ts'

/** Loops and floods over several machines at one real Redis, a balancer before them that takes them in turn. */

const notice = 'Thank you for your enquiry, we are closed.'
const dayOf = (now: number) => new Date(now).toISOString().slice(0, 10)

let redis: RedisServer
const closing: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis.remove())
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
})

async function machine(): Promise<House> {
  const store = await openReady(redis)
  const guard = createGuard({
    budget: createBudget({ limits: { all: 0, foreign: 0 }, counts: async () => ({}), dayOf }),
    breaker: createBreaker((text) => text.startsWith('auto'), keys),
    log: createLog('silent'),
    instead: (what) => what,
    isDanger: (text) => text.startsWith('danger'),
    dayOf,
  })
  const house = await openHouse({ guard, store: () => store })
  closing.push(house.close)
  return house
}

let people = 0
/** Somebody new, whose texts two machines get in turn. */
async function somebody() {
  const machines = [await machine(), await machine()] as const
  const From = `+447700900${String(people++).padStart(3, '0')}`
  let next = 0
  const bring = async (message: Record<string, string>, to: House = machines[next++ % 2] as House) =>
    (await to.text({ ...message, From })).body.replace(/^.*?<Message[^>]*>|<\/Message>.*$/g, '')
  const say = (...texts: string[]) =>
    texts.reduce<Promise<string[]>>(
      async (seen, text) => [...(await seen), await bring(incoming(text))],
      Promise.resolve([]),
    )
  return { say, bring, machines }
}

describe('two machines end a loop as one would', () => {
  test('the same text three times', async () => {
    const { say } = await somebody()
    const verdicts = [`1: ${notice}`, `2: ${notice}`, 'paused', silence, silence]
    expect(await say(notice, notice, notice, notice, notice)).toEqual(verdicts)
    expect(await say('it was my phone')).toEqual(['3: it was my phone'])
  })

  test('what a phone sends by itself', async () => {
    const { say } = await somebody()
    const texts = ['auto reply', 'auto reply', 'auto answer', 'hello']
    expect(await say(...texts)).toEqual(['paused', silence, silence, '1: hello'])
  })

  test('a flood; danger passes once over both', async () => {
    const { say } = await somebody()
    const seen = await say(...Array.from({ length: 24 }, (_, n) => `m${n}`))
    expect(seen.slice(19)).toEqual(['20: m19', 'paused', silence, silence, silence])
    expect(await say('danger here', 'danger here')).toEqual(['21: danger here', silence])
  })

  test('at the same moment: last words are said once', async () => {
    const { say, bring } = await somebody()
    await say(notice, notice)
    const seen = await Promise.all(Array.from({ length: 6 }, () => bring(incoming(notice))))
    expect(seen.sort()).toEqual([...Array(5).fill(silence), 'paused'])
  })

  test('one that has just been started knows of it', async () => {
    const { say, bring } = await somebody()
    await say(notice, notice, notice)
    expect(await bring(incoming(notice), await machine())).toBe(silence)
  })

  test('a text that a provider brings to both, again and again, is one text', async () => {
    const { say, bring } = await somebody()
    const once = incoming(notice)
    for (let n = 0; n < 6; n++) expect(await bring(once)).toBe(`1: ${notice}`)
    expect(await say(notice, notice)).toEqual([`2: ${notice}`, 'paused'])
  })
})

test('Redis holds no word of it, and lets go of it within the hour', async () => {
  const { say } = await somebody()
  await say(notice, notice, notice)
  const found = (await redis.command('KEYS', '*:heard:*')) as string[]
  const values = await Promise.all(found.map((key) => redis.command('GET', key)))
  expect(found.length).toBeGreaterThan(0)
  expect(JSON.stringify(values)).not.toMatch(/[a-z]{6}/i)
  for (const key of found) expect(await redis.command('PTTL', key)).toSatisfy((ms) => ms > 0 && ms <= 3_600_000)
})

test('while Redis is away each goes on from what it knew, and tells the store of it afterwards', async () => {
  const { say, bring, machines } = await somebody()
  await say(notice, notice, notice)
  await redis.kill()
  // The first machine heard the last words said; the second knows of two such texts, and says its own.
  expect(await bring(incoming(notice), machines[0])).toBe(silence)
  expect(await bring(incoming(notice), machines[1])).toBe('paused')
  expect(await bring(incoming(notice), machines[1])).toBe(silence)
  expect(await bring(incoming('auto reply'), machines[1])).toBe('paused')
  expect(await bring(incoming('danger'), machines[1])).toBe('without store: danger')
  await redis.start()
  await until(() => Promise.all(machines.map(({ store }) => store.ping())))
  expect(await bring(incoming('auto reply'), machines[1])).toBe(silence)
  expect(await bring(incoming('auto reply'), machines[0])).toBe(silence)
  expect(await bring(incoming('it was my phone'), machines[0])).toBe('3: it was my phone')
})

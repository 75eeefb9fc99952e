import { afterAll, beforeAll, expect, test } from 'vitest'
import { openReady, type RedisServer, startRedis } from '../../store/redis-server.ts'
import { begin, type Line, lines, listen, openLine } from './line.ts'

const other = { version: 'v2', key: Buffer.alloc(32, 2) }
const first = { version: 'v1', key: Buffer.alloc(32, 1) }

let redis: RedisServer
const machines: Line[] = []
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(async () => {
  for (const machine of machines) await machine.close()
  await redis?.remove()
})

/** A machine of its own process as far as memory goes, with a connection of its own to the Redis all share. */
async function machine(keys = [first]): Promise<Line> {
  const one = await openLine({ shared: await openReady(redis), keys, lookMs: 50 })
  machines.push(one)
  return one
}

test('over a Redis a conversation goes from machine to machine, through a change of keys, to FORGET', async () => {
  const [one, two] = await Promise.all([machine(), machine()])
  const talk = await begin(one)
  const heard = await listen(talk.streamUrl)
  await talk.say('a', one)
  await talk.say('b', two)
  await Promise.all([talk.say('c', one), talk.say('d', two)])
  const answers = () =>
    lines(heard.sets.flatMap((set) => set.activities))
      .filter((line) => line.startsWith('bot'))
      .map((line) => line.slice(0, 'bot: 1'.length))
  await expect.poll(answers).toEqual(['bot: h', 'bot: 1', 'bot: 2', 'bot: 3', 'bot: 4'])
  const newKeys = await machine([other, first])
  await talk.say('e', newKeys)
  expect(lines((await talk.get('', newKeys)).activities).at(-1)).toBe('bot: 5: e')
  await talk.say('forget', newKeys)
  expect(lines((await talk.get('', newKeys)).activities)).toEqual(['user: forget', 'bot: forgotten'])
})

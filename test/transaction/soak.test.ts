import { expect, test } from 'vitest'
import { soak } from './soak.ts'

/** The short form; `npm run soak` is the full one. The seed is printed where it fails. */
test('many people, several processes that are killed, a Redis that is killed: nothing lost, nothing twice, nobody waits', async () => {
  const seed = Date.now() % 2 ** 31
  const report = await soak({ conversations: 250, seed, processes: 4, atOnce: 32, killEveryMs: 1000 })
  expect({ seed, faults: report.faults }).toEqual({ seed, faults: [] })
  // It was what it should be: texts brought twice, swapped and at once, processes killed, jobs done.
  const { broughtTwice, swapped, bursts, kills, retried, jobs, fallbacks } = report
  for (const count of [broughtTwice, swapped, bursts, kills, retried, jobs]) expect(count).toBeGreaterThan(0)
  expect(fallbacks).toBe(0)
}, 300_000)

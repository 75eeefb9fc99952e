import { parentPort, workerData } from 'node:worker_threads'
import type { Config } from '../../config.ts'
import type { Instead } from '../../content/index.ts'
import { bundleFor } from '../bundle.ts'
import { createJudge } from './judge.ts'
import { checkLeads } from './leads.ts'
import { checkLists, listStates } from './lists.ts'
import { clocksOf } from './moments.ts'

/** What a worker is given: everything, and which clocks are its own. */
export type Share = {
  config: Config
  root: string
  now: number
  instead?: Instead
  share: number
  shares: number
}
export type Found = { problems: string[]; states: number; replies: number }

const { config, root, now, instead, share, shares } = workerData as Share
const bundle = bundleFor(config, root, now, instead)
const judge = createJudge(bundle)
const { states, samples } = checkLists(bundle, judge, listStates(bundle, root), { share, shares })
const [clock] = clocksOf(bundle)
if (clock) checkLeads(bundle, judge, clock, samples)
const found: Found = { problems: [...judge.problems], states, replies: judge.counts.replies }
parentPort?.postMessage(found)

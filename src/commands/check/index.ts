import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import { Temporal } from 'temporal-polyfill'
import { z } from 'zod'
import type { Config } from '../../config.ts'
import { type Bundle, ContentError, type Instead } from '../../content/index.ts'
import { type Language, languages } from '../../taxonomy.ts'
import { bundleFor } from '../bundle.ts'
import { checkCalls } from './calls.ts'
import { toRingThrough } from './confirmations.ts'
import { checkDangers } from './dangers.ts'
import { keepDocs, type Tables } from './docs.ts'
import { checkForbidden } from './forbidden.ts'
import { journeysOf, journeysTable } from './journeys.ts'
import { createJudge, type Judge } from './judge.ts'
import { checkLanguagesAskedFor, checkLeads, questionsOf } from './leads.ts'
import { listStates } from './lists.ts'
import type { Found, Share } from './lists-worker.ts'
import { checkPlain, plainLanguageIn, plainTable } from './plain.ts'
import { checkReferrals } from './referrals.ts'
import { checkReviews } from './reviews.ts'
import { checkSentences } from './sentences.ts'
import { checkServices } from './services.ts'
import { checkSteps } from './steps.ts'
import { checkSuggesting } from './suggesting.ts'
import { checkWays } from './ways.ts'

/**
 * Checks what a person could meet: every step reached and left, every list that what they tell can lead to, every sentence
 * in every language, every reply within its channel's limits, every service's card, how plain the English is. Prints what it
 * looked at and what it measured; with `writeDocs` into docs/rendering.md too.
 * @throws ContentError naming everything that is wrong
 */
export async function check(config: Config, root: string, options: CheckOptions): Promise<void> {
  const now = Date.now()
  const shown = { ...config, production: false }
  const instead = options.instead === undefined ? undefined : readInstead(options.instead)
  const step = (done: number) => options.progress && process.stderr.write(`${done}/${stepsOf(options)}\n`)
  step(0)
  const bundle = bundleFor(shown, root, now, instead)
  step(1)
  if (options.confirmations) {
    process.stdout.write(toRingThrough(bundle, now))
    return
  }
  if (options.quick) {
    const whole = [checkSentences(bundle, languages), checkForbidden(bundle, languages)]
    const all = [...whole.flatMap(({ problems }) => problems), ...problemsIn(bundle, root, now, ['en'])]
    if (all.length > 0) throw new ContentError([...new Set(all)])
    process.stdout.write(`content ${bundle.hash}: nothing wrong at a first look\n`)
    return
  }
  let done = 1
  const lists = inParallel({ config: shown, root, now, instead }, () => step(++done))
  const judge = createJudge(bundle)
  const sentences = checkSentences(bundle, languages)
  const forbidden = checkForbidden(bundle, languages)
  const referrals = checkReferrals(bundle, languages)
  const reviews = checkReviews(bundle)
  const { looked, tables, problems } = checkConversation(bundle, judge, root, now)
  step(++done)
  const found = await lists
  const total = (count: (one: Found) => number) => found.reduce((sum, one) => sum + count(one), 0)
  tables.states = statesTable(
    bundle,
    root,
    total(({ states }) => states),
  )
  const all = [
    ...reviews.problems,
    ...sentences.problems,
    ...forbidden.problems,
    ...referrals.problems,
    ...problems,
    ...judge.problems,
    ...found.flatMap((one) => one.problems),
    // What is measured of content that is not in the files yet belongs into no document yet.
    ...(instead ? [] : keepDocs(root, tables, options.writeDocs ?? false)),
  ]
  const replies = judge.counts.replies + total((one) => one.replies)
  const lines = [
    reviews.looked,
    sentences.looked,
    forbidden.looked,
    referrals.looked,
    ...looked,
    ...Object.values(tables),
    `${replies} replies looked at`,
  ]
  process.stdout.write(`${lines.join('\n')}\n`)
  if (all.length > 0) throw new ContentError([...new Set(all)])
  process.stdout.write(`content ${bundle.hash}: nothing wrong\n`)
}

export type CheckOptions = {
  confirmations?: boolean
  writeDocs?: boolean
  /** A JSON file of texts by path that stand for the files on the disk. */
  instead?: string
  /** Only what takes seconds: that it compiles, every sentence, and each kind of reply in English. */
  quick?: boolean
  /** Says on standard error how far it is, as "2/6". */
  progress?: boolean
}

function stepsOf({ quick }: CheckOptions): number {
  return quick ? 2 : 2 + sharesOfLists()
}

/** @throws ContentError where the file is something else */
function readInstead(path: string): Instead {
  try {
    const files = z.record(z.string(), z.string().nullable()).parse(JSON.parse(readFileSync(path, 'utf8')))
    return new Map(Object.entries(files))
  } catch {
    throw new ContentError([`${path} is no JSON object of texts (or null) by path`])
  }
}

/** What is wrong with what a person could meet in some languages, in words; all but the many lists, which take minutes. */
export function problemsIn(bundle: Bundle, root: string, now: number, among: readonly Language[]): string[] {
  const judge = createJudge(bundle, among)
  const { problems } = checkSentences(bundle, among)
  const forbidden = checkForbidden(bundle, among)
  const referrals = checkReferrals(bundle, among)
  checkReplies(bundle, judge, root, now)
  return [...new Set([...problems, ...forbidden.problems, ...referrals.problems, ...judge.problems])]
}

/** All but the lists, which take the time. */
function checkConversation(bundle: Bundle, judge: Judge, root: string, now: number) {
  const limits = plainLanguageIn(root)
  if (!limits) throw new ContentError(['there is no content/plain-language.yaml'])
  const { looked, places, day, night } = checkReplies(bundle, judge, root, now)
  checkLeads(bundle, judge, day, questionsOf(bundle, day))
  checkLanguagesAskedFor(bundle, judge, day)
  const plain = checkPlain(bundle, limits)
  const tables: Tables = {
    journeys: journeysTable(journeysOf(bundle, places, [day, night])),
    reading: plainTable(plain.found),
  }
  return { looked, tables, problems: plain.problems }
}

/** Each kind of reply once: to danger, of a service, at every step, and the ways out of it. */
function checkReplies(bundle: Bundle, judge: Judge, root: string, now: number) {
  const { places, clocks } = listStates(bundle, root)
  const [day, , night] = clocks
  if (!day || !night) throw new ContentError(['there is no clock'])
  const known = places.flatMap(({ place }) => place ?? [])
  const looked = [
    checkDangers(bundle, judge, Temporal.Instant.fromEpochMilliseconds(now)),
    checkServices(bundle, judge, places, clocks),
    checkSteps(bundle, judge, day, known),
    checkWays(bundle, judge, day),
    checkSuggesting(bundle, judge, day),
    checkCalls(bundle, clocks),
  ]
  return { looked, places, day, night }
}

/** What the lists were looked at for, as a table in Markdown. */
function statesTable(bundle: Bundle, root: string, states: number): string {
  const { values, pairs, places, clocks, spoken } = listStates(bundle, root)
  const rows: [string, number | string][] = [
    ['slot values, each alone', values.length],
    ['pairs of slot values', pairs.length],
    ['classes of place', places.length],
    ['classes of clock', clocks.length],
    ['languages that are listed differently', spoken.length],
    ['states', states],
  ]
  return ['what | how many', '---|---:', ...rows.map((row) => row.join(' | '))].map((row) => `| ${row} |`).join('\n')
}

/** The lists, shared by clock among as many threads as there are processors. */
function inParallel(given: Omit<Share, 'share' | 'shares'>, onDone: () => void): Promise<Found[]> {
  const shares = sharesOfLists()
  const one = (share: number) =>
    new Promise<Found>((resolve, reject) => {
      const worker = new Worker(new URL('lists-worker.ts', import.meta.url), {
        workerData: { ...given, share, shares },
      })
      worker.once('message', (found) => {
        onDone()
        resolve(found)
      })
      worker.once('error', reject)
    })
  return Promise.all(Array.from({ length: shares }, (_unused, share) => one(share)))
}

function sharesOfLists(): number {
  return Math.min(availableParallelism(), 4)
}

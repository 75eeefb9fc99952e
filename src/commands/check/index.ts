import type { Config } from '../../config.ts'
import { type Bundle, ContentError } from '../../content/index.ts'
import { type Language, languages } from '../../taxonomy.ts'
import { bundleFor } from '../bundle.ts'
import { toRingThrough } from './confirmations.ts'
import { checkDangers } from './dangers.ts'
import { checkReviews } from './reviews.ts'
import { type Checked, checkSentences } from './sentences.ts'
import { checkServices } from './services.ts'
import { checkSteps } from './steps.ts'

/**
 * Checks what a person could meet: every step reached and left, every sentence in every language, every reply within its
 * channel's limits, every service's card. Prints what it looked at.
 * @throws ContentError naming everything that is wrong
 */
export async function check(config: Config, root: string, options: { confirmations?: boolean }): Promise<void> {
  const now = Date.now()
  if (options.confirmations) {
    const bundle = bundleFor({ ...config, production: false }, root, now)
    process.stdout.write(toRingThrough(bundle, now))
    return
  }
  const bundle = bundleFor({ ...config, production: false }, root, now)
  const parts = [checkReviews(bundle), ...partsOf(bundle, now, languages)]
  for (const { looked } of parts) process.stdout.write(`${looked}\n`)
  const problems = [...new Set(parts.flatMap((part) => part.problems))]
  if (problems.length > 0) throw new ContentError(problems)
  process.stdout.write(`content ${bundle.hash}: nothing wrong\n`)
}

/** What is wrong with what a person could meet in some languages, in words. */
export function problemsIn(bundle: Bundle, now: number, among: readonly Language[]): string[] {
  return [...new Set(partsOf(bundle, now, among).flatMap(({ problems }) => problems))]
}

function partsOf(bundle: Bundle, now: number, among: readonly Language[]): Checked[] {
  return [
    checkSentences(bundle, among),
    checkDangers(bundle, now, among),
    checkServices(bundle, now, among),
    checkSteps(bundle, now, among),
  ]
}

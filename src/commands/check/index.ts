import type { Config } from '../../config.ts'
import { ContentError } from '../../content/index.ts'
import { bundleFor } from '../bundle.ts'
import { toRingThrough } from './confirmations.ts'
import { checkDangers } from './dangers.ts'
import { checkSentences } from './sentences.ts'
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
  const parts = [checkSentences(bundle), checkDangers(bundle, now), checkServices(bundle, now), checkSteps(bundle, now)]
  for (const { looked } of parts) process.stdout.write(`${looked}\n`)
  const problems = [...new Set(parts.flatMap((part) => part.problems))]
  if (problems.length > 0) throw new ContentError(problems)
  process.stdout.write(`content ${bundle.hash}: nothing wrong\n`)
}

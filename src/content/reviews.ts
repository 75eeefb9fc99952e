import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Translation } from './translations.ts'

const who = { by: z.string().min(2), on: z.iso.date() }

const review = z.strictObject({
  /** Read by a native speaker; `clinical`: by a clinician too. */
  state: z.enum(['native', 'clinical']),
  ...who,
  /** Of the very words that were read, and of the English they were read against (`wordsHash`). */
  words: z.string(),
  english: z.string(),
  /** Of a `clinical` one: the native speaker who read it before. */
  native: z.strictObject(who).optional(),
})
export type Review = z.infer<typeof review>

/**
 * locales/<language>/reviews.json: which sentences a person has read and found right, by key. A sentence that is not
 * named, or was changed since, or whose English was, is a draft.
 */
export const reviews = z.record(z.string().regex(/^[a-z]+:[\w.-]+$/), review)
export type Reviews = z.infer<typeof reviews>

export const reviewStates = ['draft', 'native', 'clinical'] as const
export type ReviewState = (typeof reviewStates)[number]

/** How far a sentence has been reviewed, as it and its English stand now. */
export function stateOf(
  all: Reviews,
  { key, text, english }: Pick<Translation, 'key' | 'text' | 'english'>,
): ReviewState {
  const found = all[key]
  return found && found.words === wordsHash(text) && found.english === wordsHash(english) ? found.state : 'draft'
}

/** How many of a language's sentences are in each state; those it does not have are not counted. */
export function countStates(all: Reviews, translations: Iterable<Translation>): Record<ReviewState, number> {
  const counts = { draft: 0, native: 0, clinical: 0 }
  for (const one of translations) if (one.text !== '') counts[stateOf(all, one)]++
  return counts
}

/** Short and stable: it only has to tell that words were changed. */
export function wordsHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

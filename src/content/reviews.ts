import { createHash } from 'node:crypto'
import { z } from 'zod'

/**
 * locales/<language>/reviews.json: which sentences a person has read and found right, by key. A sentence that is not
 * named, or was changed since, is a draft.
 */
export const reviews = z.record(
  z.string().regex(/^[a-z]+:[\w.-]+$/),
  z.strictObject({
    /** Read by a native speaker; `clinical`: by a clinician too. */
    state: z.enum(['native', 'clinical']),
    by: z.string().min(2),
    on: z.iso.date(),
    /** Of the very words that were read (`wordsHash`). */
    words: z.string(),
  }),
)
export type Reviews = z.infer<typeof reviews>

export type ReviewState = 'draft' | 'native' | 'clinical'

/** How far a sentence has been reviewed, as it stands now. */
export function stateOf(all: Reviews, key: string, text: string): ReviewState {
  const review = all[key]
  return review && review.words === wordsHash(text) ? review.state : 'draft'
}

/** Short and stable: it only has to tell that words were changed. */
export function wordsHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12)
}

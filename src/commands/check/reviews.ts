import { type Bundle, countStates, reviewStates, translationsOf } from '../../content/index.ts'
import { languages } from '../../taxonomy.ts'
import type { Checked } from './sentences.ts'

/** How many sentences of each language are in which state of review. A draft is no fault. */
export function checkReviews({ sentences, reviewed }: Bundle): Checked {
  const lines = languages.map((language) => {
    const counts = countStates(reviewed[language], translationsOf(sentences, language).values())
    return `${language}: ${reviewStates.map((state) => `${counts[state]} ${state}`).join(', ')}`
  })
  return { looked: lines.join('\n'), problems: [] }
}

import { tokenise } from '../text/index.ts'

/** The carriers' own words for it, which the sentences of every language name: no other word ends a STOP (rules.md 1.5). */
const words: ReadonlySet<string> = new Set(['start', 'unstop'])
const polite: ReadonlySet<string> = new Set(['please', 'pls', 'plz', 'now'])

/**
 * Whether a message is START and nothing else. "Start again", "again" and their like begin anew for somebody under way; of
 * somebody who stopped the texts they are too little, for another may be at the phone.
 */
export function isStart(text: string): boolean {
  const [first, ...others] = tokenise(text).map((token) => token.text)
  return first !== undefined && words.has(first) && others.every((word) => polite.has(word))
}

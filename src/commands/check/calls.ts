import { announce } from '../../channels/voice/index.ts'
import type { Bundle } from '../../content/index.ts'
import type { Clock } from './moments.ts'

/** What somebody hears who rings, at every class of clock. Throws where a sentence of it is missing. */
export function checkCalls(bundle: Bundle, clocks: readonly Clock[]): string {
  const heard = clocks.flatMap(({ now }) => announce(bundle, now.epochMilliseconds))
  const different = new Set(heard.map((one) => ('words' in one ? one.words : one.play)))
  return `${different.size} sentences of a call`
}

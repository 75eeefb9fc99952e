import { limits, problemsOf } from '../../channels/whatsapp/offer.ts'
import { offerOf, textOf } from '../../channels/whatsapp/render.ts'
import { messageBreak } from '../../channels/words/index.ts'
import type { Bundle } from '../../content/index.ts'
import type { Reply } from '../../conversation/reply.ts'
import { type Told, tried } from './limits.ts'

/**
 * What of a reply WhatsApp would refuse or cut off: its choices as buttons (up to three) or as the rows of a list (up to
 * ten), and all that is said as a body. More than ten choices are sent as numbered text.
 */
export function whatsappProblems(_bundle: Bundle, told: Told, reply: Reply): string[] {
  return tried(() => {
    const offer = offerOf(told, reply)
    // The text stands in for the offer and the other way round, so that one limit, the smaller, holds for both.
    const longest = Math.max(
      ...textOf(told, reply)
        .split(messageBreak)
        .map((one) => one.length),
    )
    return [
      ...(longest > limits.body ? [`a body of ${longest} characters, ${limits.body} fit`] : []),
      ...(offer ? problemsOf(offer) : []),
    ]
  })
}

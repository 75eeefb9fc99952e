import { limits, problemsOf } from '../../channels/whatsapp/offer.ts'
import { choicesOf, textOf } from '../../channels/whatsapp/render.ts'
import { messageBreak } from '../../channels/words/index.ts'
import type { Bundle } from '../../content/index.ts'
import type { Reply } from '../../conversation/reply.ts'
import { type Told, tried } from './limits.ts'

/**
 * What of a reply WhatsApp would refuse or cut off: all that is said as one text, and its choices as buttons (up to three)
 * or as the rows of a list (up to ten). More than ten choices, and more words than stand over buttons, are sent as text.
 */
export function whatsappProblems(_bundle: Bundle, told: Told, reply: Reply): string[] {
  return tried(() => {
    const choices = choicesOf(told, reply)
    const longest = Math.max(
      ...textOf(told, reply)
        .split(messageBreak)
        .map((one) => one.length),
    )
    return [
      ...(longest > limits.text ? [`a text of ${longest} characters, ${limits.text} fit`] : []),
      ...(choices ? problemsOf(choices) : []),
    ]
  })
}

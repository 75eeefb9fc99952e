import type { At, ConversationContent } from './content.ts'
import type { Session } from './session.ts'
import { type Step, signpost, stay } from './step.ts'
import type { Input } from './turn.ts'

/**
 * Not understood. At a question: once in other words with the choices again, and the second time help is offered anyway.
 * Where what was said is no place, it is not called one, and help is offered at once. Elsewhere what can be sent is said, and the list already on the screen is not repeated: whoever asks "who is this?" may
 * not be who it was meant for. Never a loop, never a reproach.
 */
export function misunderstood(content: ConversationContent, session: Session, input: Input, at: At): Step {
  const known = { ...session, misunderstood: session.misunderstood + 1 }
  const { prompt, slots } = session.standing
  if (prompt === 'urgent') return stay(content, known, at)
  if (!content.flow.questions[prompt])
    return stay(content, known, at, { say: 'conversation:again.elsewhere', only: true })
  if (session.misunderstood === 0 && (prompt !== 'place' || mayBePlace(input)))
    return stay(content, known, at, { manner: 'again' })
  const step = signpost(content, session, slots, at)
  const [_heading, ...list] = step.blocks
  return { ...step, blocks: [{ type: 'text', key: 'conversation:again.anyway' }, ...list] }
}

/** In so many words at most a place is named. */
const placeWords = 4

/** Words that no language here knows may be the name of a place; "my family would disown me" is not called one. */
function mayBePlace({ text, meaning, media }: Input): boolean {
  return media === true || (meaning.language === null && text.trim().split(/\s+/).length <= placeWords)
}

import type { At, ConversationContent } from './content.ts'
import type { Session } from './session.ts'
import { type Step, signpost, stay } from './step.ts'

/**
 * Not understood: once in other words with the choices again; the second time help is offered anyway. Never a loop, never
 * a reproach.
 */
export function misunderstood(content: ConversationContent, session: Session, at: At): Step {
  const count = session.misunderstood + 1
  const question = content.flow.questions[session.standing.prompt]
  if (count % 2 === 1) {
    const known = { ...session, misunderstood: count }
    if (question) return stay(content, known, at, { manner: 'again' })
    // The words for urgent help stand alone.
    return stay(content, known, at, session.standing.prompt === 'urgent' ? {} : { say: 'conversation:again.elsewhere' })
  }
  const step = signpost(content, session, session.standing.slots, at)
  return {
    ...step,
    session: step.session && { ...step.session, misunderstood: count },
    blocks: [{ type: 'text', key: 'conversation:again.anyway' }, ...step.blocks],
  }
}

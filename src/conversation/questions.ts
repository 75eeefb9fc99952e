import type { Language } from '../taxonomy.ts'
import type { At, ConversationContent } from './content.ts'
import { findPage } from './find.ts'
import type { Session, Slots } from './session.ts'
import { fillFromChoice, fillPlace, holds, isSettled } from './slots.ts'

/**
 * The question to ask next, or null where it is time to signpost: the first still unknown whose answer would change what
 * is shown, and never more than the flow allows before the first signpost.
 */
export function nextQuestion(content: ConversationContent, session: Session, slots: Slots, at: At): string | null {
  const { flow } = content
  if (!mayAsk(content, session)) return null
  if (slots.needs.length === 0 && !isSettled(slots, flow.start, 'needs') && !toldEnough(session, slots))
    return flow.start
  for (const id of flow.order) {
    const question = flow.questions[id]
    // Who names a fellowship has said what it is about.
    if (question?.slot === 'substances' && slots.named) continue
    if (!question || isSettled(slots, id, question.slot) || !holds(question.when, slots)) continue
    if (wouldChange(content, id, slots, session.language, at)) return id
  }
  return null
}

/** Whether there is a question left before the first signpost. */
export function mayAsk({ flow }: ConversationContent, session: Session): boolean {
  return !session.signposted && session.asked < flow.questions_before_signpost
}

/** Who was asked once what would help, or named a substance and something more, is not asked (again) but answered. */
function toldEnough(session: Session, slots: Slots): boolean {
  const more = slots.place !== null || slots.audience !== null || slots.preferences.length > 0
  return slots.substances.length > 0 ? more || session.asked > 0 : slots.place !== null && session.asked > 0
}

/** Whether any answer to a question would change the first page: an answer that changes nothing is not asked for. */
function wouldChange(content: ConversationContent, id: string, slots: Slots, language: Language, at: At): boolean {
  const pages = answersTo(content, id, slots).map((answered) =>
    findPage(content, answered, language, at)
      .map((listed) => listed.service)
      .join(' '),
  )
  return new Set(pages).size > 1
}

function answersTo(content: ConversationContent, id: string, slots: Slots): Slots[] {
  const question = content.flow.questions[id]
  if (!question) return []
  if (question.slot === 'place')
    return [
      slots,
      ...content.places
        .towns()
        .map(({ slug }) => fillPlace(slots, { kind: 'town', value: slug, town: slug, inArea: true })),
    ]
  return [slots, ...question.choices.map((choice) => fillFromChoice(slots, choice.fill ?? {}))]
}

import type { Language } from '../taxonomy.ts'
import type { Meaning } from '../understanding/meaning.ts'
import { type At, type ConversationContent, dateOf } from './content.ts'
import { findPage } from './find.ts'
import { encodePlace } from './place-code.ts'
import { nextQuestion } from './questions.ts'
import type { Block, SentenceKey } from './reply.ts'
import type { Session, Slots, Standing } from './session.ts'
import { type Manner, show } from './show.ts'
import { isSettled, withImplied } from './slots.ts'

/** How many steps BACK can go. */
const trailLength = 6

/** What came of one message: the session to keep (null: erased) and what is said, in order. */
export type Step = { session: Session | null; language: Language; blocks: Block[] }

export type Saying = {
  manner?: Manner
  /** A sentence before what is shown. */
  say?: SentenceKey
  params?: Record<string, string | number>
  /** Only that sentence; what the numbers mean stays as it is. */
  only?: boolean
}

/** Shows where the person stands, again or for the first time. */
export function stay(content: ConversationContent, session: Session, at: At, saying: Saying = {}): Step {
  const lead: Block[] = saying.say ? [{ type: 'text', key: saying.say, params: saying.params }] : []
  if (saying.only)
    return {
      session,
      language: session.language,
      blocks: [...lead, { type: 'text', key: 'conversation:trailer.urgent' }],
    }
  const shown = show(content, session, at, saying.manner)
  return {
    session: {
      ...session,
      choices: shown.choices,
      asked: session.asked || (session.standing.prompt === content.flow.start ? 1 : 0),
    },
    language: session.language,
    blocks: [...lead, ...shown.blocks],
  }
}

/** Goes somewhere new; BACK leads to where the person stood. */
export function go(
  content: ConversationContent,
  session: Session,
  standing: Standing,
  at: At,
  saying: Saying = {},
): Step {
  // Asking for the same again ("0", "0") is no step.
  const same =
    session.standing.prompt === standing.prompt &&
    !content.flow.questions[standing.prompt] &&
    isDeepEqual(session.standing, standing)
  const trail = same ? session.trail : [...session.trail, session.standing].slice(-trailLength)
  return stay(content, { ...session, standing, trail, misunderstood: 0 }, at, saying)
}

/** After slots changed: the next question worth asking, or the signpost. */
export function advance(
  content: ConversationContent,
  session: Session,
  slots: Slots,
  at: At,
  how: { introduce?: boolean; meaning?: Meaning; change?: boolean; say?: SentenceKey } = {},
): Step {
  const lead = leadingLines(content, slots, at, how)
  const reading = how.meaning?.place
  if (reading && 'ambiguous' in reading) {
    const page = reading.ambiguous.map(encodePlace)
    return before(lead, go(content, session, { prompt: 'which_place', slots, shown: [], page }, at))
  }
  const known = withImplied(content.flow, passedOver(content, session, slots))
  const question = nextQuestion(content, session, known, at)
  if (question) {
    const asked = { ...session, asked: session.asked + 1 }
    return before(lead, go(content, asked, { prompt: question, slots: known, shown: [], page: [] }, at, {}))
  }
  return before(lead, signpost(content, session, known, at))
}

/** The list itself: the first page for what is known now. */
export function signpost(content: ConversationContent, session: Session, slots: Slots, at: At): Step {
  const wanted = slots.needs.length > 0 ? slots : { ...slots, ...content.flow.nothing_told }
  const page = findPage(content, wanted, session.language, at).map((listed) => listed.service)
  return go(content, { ...session, signposted: true }, { prompt: 'results', slots: wanted, shown: page, page }, at)
}

/** Who answers a question with something else has answered enough: it is not put a second time, but for the first of all. */
function passedOver(content: ConversationContent, session: Session, slots: Slots): Slots {
  const { prompt } = session.standing
  const question = content.flow.questions[prompt]
  if (!question || question.slot === 'needs' || isSettled(slots, prompt, question.slot)) return slots
  return { ...slots, skipped: [...slots.skipped, prompt] }
}

function isDeepEqual(one: Standing, other: Standing): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}

/** What must be said before anything else that was asked for: what this is, and what makes stopping suddenly dangerous. */
function leadingLines(
  content: ConversationContent,
  slots: Slots,
  at: At,
  how: { introduce?: boolean; meaning?: Meaning; change?: boolean; say?: SentenceKey },
): Block[] {
  const goal = how.meaning?.goal ?? null
  const change = how.change || (goal !== null && content.flow.warn_goals.includes(goal))
  return [
    ...(how.introduce ? [{ type: 'text', key: 'conversation:intro' } as const] : []),
    ...(how.say ? [{ type: 'text', key: how.say } as const] : []),
    ...(change && mayBeDangerousToStop(content, slots)
      ? [{ type: 'text', key: `safety:${content.replies.withdrawalWarning(dateOf(at)).key}` } as const]
      : []),
  ]
}

function mayBeDangerousToStop(content: ConversationContent, slots: Slots): boolean {
  if (slots.substances.length === 0) return true
  return slots.substances.some((substance) => content.taxonomy.substances[substance].withdrawal_dangerous)
}

function before(lead: Block[], step: Step): Step {
  return { ...step, blocks: [...lead, ...step.blocks] }
}

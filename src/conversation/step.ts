import type { Language } from '../taxonomy.ts'
import type { Meaning } from '../understanding/meaning.ts'
import { type At, type ConversationContent, dateOf } from './content.ts'
import { findPage } from './find.ts'
import { encodePlace } from './place-code.ts'
import { mayAsk, nextQuestion } from './questions.ts'
import type { Block, SentenceKey } from './reply.ts'
import type { Session, Slots, Standing } from './session.ts'
import { type Manner, show } from './show.ts'
import { holds, isSettled, withImplied } from './slots.ts'
import type { Suggested } from './suggest.ts'
import type { Report } from './wrong.ts'

/** How many steps BACK can go. */
const trailLength = 6

/** What came of one message: the session to keep (null: erased) and what is said, in order. */
export type Step = {
  session: Session | null
  language: Language
  blocks: Block[]
  optOut?: boolean
  /** False: no conversation was begun, so that there is none to erase either. */
  begun?: boolean
  report?: Report
  suggested?: Suggested
}

export type Saying = {
  manner?: Manner
  /** A sentence before what is shown. */
  say?: SentenceKey
  params?: Record<string, string | number>
  page?: string
  /** Only that sentence; what the numbers mean stays as it is. */
  only?: boolean
}

/** Shows where the person stands, again or for the first time. */
export function stay(content: ConversationContent, session: Session, at: At, saying: Saying = {}): Step {
  const lead: Block[] = saying.say
    ? [{ type: 'text', key: saying.say, params: saying.params, ...(saying.page ? { page: saying.page } : {}) }]
    : []
  if (saying.only)
    return {
      session,
      language: session.language,
      blocks: [...lead, { type: 'text', key: 'conversation:trailer.urgent', only: 'text' }],
    }
  const shown = show(content, session, at, saying.manner)
  return {
    session: {
      ...session,
      choices: shown.choices,
      said: [...session.said, ...saidOnce(content, shown.blocks)],
      asked: session.asked || (session.standing.prompt === content.flow.start ? 1 : 0),
    },
    language: session.language,
    blocks: [...lead, ...shown.blocks],
  }
}

function saidOnce({ flow }: ConversationContent, blocks: readonly Block[]): string[] {
  const once = flow.results.filter((one) => one.once).map(({ say }) => say)
  return blocks.flatMap((block) => (block.type === 'text' && once.includes(block.key) ? [block.key] : []))
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

/**
 * The beginning of a conversation: the greeting with the first question. Where it is known whom it is for (`audience`) that
 * is not asked again, and where that tells what to look for, it is looked for at once.
 */
export function begin(content: ConversationContent, fresh: Session, audience: Slots['audience'], at: At): Step {
  const slots = { ...fresh.standing.slots, audience }
  const session = { ...fresh, standing: { ...fresh.standing, slots } }
  const known = withImplied(content.flow, slots)
  return known.needs.length > 0
    ? advance(content, session, known, at, { introduce: true })
    : stay(content, session, at, { manner: 'first' })
}

/** After slots changed: the next question worth asking, or the signpost. */
export function advance(
  content: ConversationContent,
  session: Session,
  slots: Slots,
  at: At,
  how: { introduce?: boolean; meaning?: Meaning; change?: boolean; say?: SentenceKey } = {},
): Step {
  const warns = warnsNow(content, session, slots, how)
  const warning = warns ? content.replies.withdrawalWarning(dateOf(at), slots.young).key : null
  const lead = leadingLines(warning, how)
  const told = { ...session, warned: session.warned || warns }
  const asked = { ...told, asked: session.asked + 1 }
  const reading = how.meaning?.place
  if (reading && 'ambiguous' in reading && mayAsk(content, session)) {
    const page = reading.ambiguous.map(encodePlace)
    return before(lead, go(content, asked, { prompt: 'which_place', slots, shown: [], page }, at))
  }
  const place = slots.place ?? (reading && 'ambiguous' in reading ? (reading.ambiguous[0] ?? null) : null)
  const known = withImplied(content.flow, passedOver(content, session, { ...slots, place }))
  const question = nextQuestion(content, session, known, at)
  if (question) return before(lead, go(content, asked, { prompt: question, slots: known, shown: [], page: [] }, at))
  return before(lead, signpost(content, told, known, at))
}

/** The list itself: the first page for what is known now. */
export function signpost(content: ConversationContent, session: Session, slots: Slots, at: At): Step {
  const wanted = { ...slots, needs: neededFor(content, slots) }
  const page = findPage(content, wanted, session.language, at).map((listed) => listed.service)
  return go(content, { ...session, signposted: true }, { prompt: 'results', slots: wanted, shown: page, page }, at)
}

/**
 * What to look for: what was named, and help with the use beside it where none of that is for the use (a home for who uses
 * heroin, and help with the heroin); where nothing was named, help with the use, or someone to talk to.
 */
function neededFor({ flow, taxonomy }: ConversationContent, slots: Slots): Slots['needs'] {
  const { needs, substances, goal } = slots
  if (needs.length === 0) return (substances.length > 0 ? flow.substance_told.needs : flow.nothing_told.needs) ?? []
  if (substances.length === 0 && (goal === null || goal === 'unsure')) return needs
  const [first, ...further] = flow.use_beside.find(({ when }) => holds(when, slots))?.needs ?? []
  if (!first) return needs
  const { true: pressing = [], false: others = [] } = Object.groupBy(
    needs,
    (need) => `${taxonomy.needs[need].pressing}`,
  )
  return [...pressing, first, ...others, ...further]
}

/** Who answers a question with something else has answered enough: it is not put a second time, but for the first of all. */
function passedOver(content: ConversationContent, session: Session, slots: Slots): Slots {
  const { prompt } = session.standing
  const question = content.flow.questions[prompt]
  if (!question || question.slot === 'needs' || isSettled(slots, prompt, question.slot)) return slots
  return { ...slots, skipped: [...slots.skipped, prompt] }
}

function isDeepEqual(one: Standing, other: Standing): boolean {
  return one.shown.length === other.shown.length && JSON.stringify(one) === JSON.stringify(other)
}

/** What must be said before anything else that was asked for: what this is, and what makes stopping suddenly dangerous. */
function leadingLines(warning: string | null, how: { introduce?: boolean; say?: SentenceKey }): Block[] {
  const keys = [how.introduce && 'conversation:intro', how.say, warning && `safety:${warning}`]
  return keys.flatMap((key) => (key ? { type: 'text' as const, key } : []))
}

/** Wherever stopping or cutting down is meant: in this message, or in an earlier one whose answer had to be another. */
function warnsNow(
  content: ConversationContent,
  session: Session,
  slots: Slots,
  how: { meaning?: Meaning; change?: boolean },
): boolean {
  const means = (goal: Slots['goal']) => goal !== null && content.flow.warn_goals.includes(goal)
  const due = how.change || means(how.meaning?.goal ?? null) || (means(slots.goal) && !session.warned)
  return due && mayBeDangerousToStop(content, slots)
}

function mayBeDangerousToStop(content: ConversationContent, slots: Slots): boolean {
  if (slots.substances.length === 0) return true
  return slots.substances.some((substance) => content.taxonomy.substances[substance].withdrawal_dangerous)
}

function before(lead: Block[], step: Step): Step {
  return { ...step, blocks: [...lead, ...step.blocks] }
}

import { oneLine, withoutPrivate } from '../text/index.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { At, ConversationContent } from './content.ts'
import type { Choice } from './reply.ts'
import type { Session, Standing } from './session.ts'
import { type Shown, urgentChoice } from './shown.ts'
import type { Input } from './turn.ts'

/**
 * Somebody tells us of a place: what it is called, where it is, what it offers. Each answer goes out of the turn at once
 * (`Suggested`), for a conversation keeps no word a person wrote; it stands at the name of what is kept of it alone.
 */
export const suggestedParts = ['name', 'where', 'what'] as const
export type SuggestedPart = (typeof suggestedParts)[number]

/**
 * What one turn adds to a suggestion: one of its parts (`words` '' where it was skipped), that the person took it back, or
 * that they want to hear what became of it.
 */
export type Suggested =
  | { id: string; part: SuggestedPart; words: string }
  | { id: string; part: 'withdrawn' }
  | { id: string; part: 'tell' }

/** Characters of each that are kept. */
const longest = { name: 100, where: 150, what: 400 } as const

/** So many places one conversation may tell of in a day. */
const mostInADay = 3
const day = 24 * 3_600_000

const prompts = { name: 'suggest_name', where: 'suggest_where', what: 'suggest_what' } as const
const tellPrompt = 'suggest_tell'

/** Where a suggestion is under way. */
export function isSuggesting(prompt: string): boolean {
  return prompt.startsWith('suggest_')
}

/** Where someone stands who wants to tell us of a place; null where one more would be too many for a day. */
export function standingToSuggest(session: Session, { now, fresh = '' }: At): Standing | null {
  const { standing } = session
  if (isSuggesting(standing.prompt)) return standing
  const recent = recently(session, now.epochMilliseconds)
  return recent.length >= mostInADay ? null : { ...standing, prompt: prompts.name, shown: [], page: [fresh] }
}

/** Those of the last day. */
function recently({ suggested }: Session, now: number): Session['suggested'] {
  return suggested.filter(({ at }) => now - at < day)
}

/** The steps of telling us of a place, and the question at its end. */
export function showSuggest(content: ConversationContent, { standing }: Session): Shown {
  const back: Choice = { key: 'BACK', label: 'conversation:choice.back', value: 'command:back', quiet: true }
  const skip: Choice = { key: 'SKIP', label: 'conversation:choice.skip', value: 'command:skip', quiet: true }
  const urgent = urgentChoice(content)
  const part = partAt(standing.prompt)
  if (part) {
    const items = part === 'name' ? [back, urgent] : [skip, back, urgent]
    return {
      blocks: [
        { type: 'text', key: `conversation:suggest.${part}` },
        { type: 'choices', items },
      ],
      choices: {},
    }
  }
  const items: Choice[] = (['no', 'yes'] as const).map((answer, index) => ({
    key: String(index + 1),
    label: `conversation:suggest.${answer}`,
    value: `suggest:${answer}`,
  }))
  return {
    blocks: [
      { type: 'text', key: 'conversation:suggest.thanks' },
      { type: 'choices', items: [...items, urgent] },
    ],
    choices: Object.fromEntries(items.map((item) => [item.key, item.value])),
  }
}

/** What a message does where a suggestion is under way. */
export type Move =
  | { kind: 'answer'; part: SuggestedPart; words: string }
  /** The question is put again. */
  | { kind: 'again' }
  /** It is about something else, and is answered as anywhere. */
  | { kind: 'elsewhere' }

/**
 * Whether a message answers the step a suggestion is at. What may be about the person (words of danger, what they want for
 * themselves, a wish for a human, a command) is never taken for an answer: it would lie on a curator's desk unanswered.
 */
export function moveAt(session: Session, { text, meaning, danger, signals, media, value }: Input): Move {
  const part = partAt(session.standing.prompt)
  const inDanger = session.choices['1'] === 'resume'
  if (!part || value || media || inDanger) return { kind: 'elsewhere' }
  if (danger || (signals && signals.length > 0)) return { kind: 'again' }
  const words = text.trim().split(/\s+/).length
  if (isCommand(meaning, words) || speaksOfThemselves(meaning, part, words)) return { kind: 'elsewhere' }
  const number = meaning.choice !== null && words === 1
  if (!/\p{L}{2}/u.test(text) || number || meaning.courtesy === 'thanks') return { kind: 'again' }
  return { kind: 'answer', part, words: oneLine(withoutPrivate(text, mark), longest[part]) }
}

/** In the place of a number or an address that may be a person's own. */
const mark = '[...]'

/** Commands that count however long the message is: whoever wants to be gone, or help, is not asked to put it shortly. */
const always = ['stop', 'help', 'forget', 'quiet', 'start_over', 'back', 'menu']

function isCommand({ command, courtesy }: Meaning, words: number): boolean {
  if (courtesy === 'refusal') return true
  if (!command) return false
  if (always.includes(command)) return true
  // "They speak Polish", "you can talk to a person" are said of a place too.
  return words <= (command === 'human' ? 8 : 3)
}

/**
 * "my husband drinks every night", "i want to cut down": they want something else now. Names of places hold such words too
 * ("Families Anonymous", "Stop Smoking Service"), in few words and with what is offered; what a place offers always may.
 */
function speaksOfThemselves(meaning: Meaning, part: SuggestedPart, words: number): boolean {
  const { goal, audience, needs, courtesy } = meaning
  if (courtesy === 'dose') return true
  if (part === 'what') return false
  return audience === 'self' || (audience === 'family' && words > 3) || (goal !== null && needs.length === 0)
}

/** The session after an answer, and where its person then stands: the next question, or whether they want to hear of it. */
export function afterAnswer(session: Session, part: SuggestedPart, { now }: At): { session: Session; next: Standing } {
  const { standing } = session
  const at = now.epochMilliseconds
  const [id = ''] = standing.page
  const others = recently(session, at).filter((one) => one.id !== id)
  const following = suggestedParts[suggestedParts.indexOf(part) + 1]
  return {
    session: { ...session, suggested: [...others, { id, at }] },
    next: { ...standing, prompt: following ? prompts[following] : tellPrompt },
  }
}

/** The name of the suggestion somebody stands at. */
export function suggestionAt({ standing }: Pick<Session, 'standing'>): string {
  return standing.page[0] ?? ''
}

/** Where they were before they told us of a place. */
export function beforeSuggesting(content: ConversationContent, session: Session): Session {
  const at = session.trail.findLastIndex(({ prompt }) => !isSuggesting(prompt))
  const { slots } = session.standing
  const standing = session.trail[at] ?? { prompt: content.flow.start, slots, shown: [], page: [] }
  return { ...session, standing, trail: session.trail.slice(0, Math.max(at, 0)) }
}

/** Which part is asked for; null where none is. */
export function partAt(prompt: string): SuggestedPart | null {
  return suggestedParts.find((one) => prompts[one] === prompt) ?? null
}

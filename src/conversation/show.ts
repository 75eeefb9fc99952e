import type { DangerReply } from '../safety/index.ts'
import type { Language } from '../taxonomy.ts'
import { type At, type ConversationContent, dateOf } from './content.ts'
import { dangerBlocks } from './danger.ts'
import { decodePlace } from './place-code.ts'
import type { Block, Choice } from './reply.ts'
import type { Session, Slots, Standing } from './session.ts'
import { showCard, showHuman, showResults } from './show-services.ts'
import { type Shown, urgentChoice } from './shown.ts'
import { isSuggesting, showSuggest } from './suggest.ts'
import { showWhichWrong, showWrong } from './wrong.ts'

/**
 * How a question is put: for the first time in a conversation, after a long silence, plainly, or in other words after a
 * misunderstanding.
 */
export type Manner = 'first' | 'return' | 'plain' | 'again'

/**
 * Shows a standing with today's facts. Everything a person can return to (BACK, carrying on after danger or a silence)
 * goes through here, so it is never a stale copy of what was shown before.
 */
export function show(content: ConversationContent, session: Session, at: At, manner: Manner = 'plain'): Shown {
  const { prompt } = session.standing
  const isDraft = content.saysDraft && content.drafts.has(session.language)
  if (content.flow.questions[prompt]) return showQuestion(content, prompt, manner, isDraft)
  if (isSuggesting(prompt)) return showSuggest(content, session)
  switch (prompt) {
    case 'results':
      return showResults(content, session, at)
    case 'human':
      return showHuman(content, session, at)
    case 'urgent':
      return showUrgent(content, session, at)
    case 'language':
      return showLanguages(content)
    case 'which_place':
      return showPlaces(content, session.standing)
    case 'card':
      return showCard(content, session, at)
    case 'which_wrong':
      return showWhichWrong(content, session)
    case 'wrong':
      return showWrong(content, session, at)
    default:
      return showQuestion(content, content.flow.start, 'plain')
  }
}

function showQuestion(content: ConversationContent, id: string, manner: Manner, isDraft = false): Shown {
  const { flow } = content
  const question = flow.questions[id]
  if (!question) throw new Error(`no question ${id}`)
  const greets = (manner === 'first' || manner === 'return') && id === flow.start
  const greeting = {
    type: 'text',
    key: manner === 'return' ? 'conversation:welcome.return' : 'conversation:welcome.text',
  } as const
  const farewell: Block = {
    type: 'text',
    key:
      manner === 'return'
        ? 'conversation:welcome.carry_on'
        : isDraft
          ? 'conversation:welcome.draft'
          : 'conversation:welcome.language',
    ...(isDraft ? {} : { only: 'text' as const }),
  }
  const carryOn: Choice[] =
    manner === 'return'
      ? [{ key: 'BACK', label: 'conversation:choice.carry_on', value: 'command:back', quiet: true }]
      : []
  const items: Choice[] = question.choices.map((choice, index) => ({
    key: String(index + 1),
    label: choice.label,
    value: `choice:${id}:${choice.id}`,
  }))
  const say = manner === 'again' ? question.again : greets ? question.ask : (question.menu ?? question.ask)
  const blocks: Block[] = [
    ...(greets ? [greeting] : []),
    { type: 'text', key: say },
    { type: 'choices', items: [...items, ...carryOn, urgentChoice(content, greets)] },
    ...(greets ? [farewell] : []),
  ]
  return { blocks, choices: meanings(items) }
}

function showUrgent(content: ConversationContent, session: Session, at: At): Shown {
  return danger(content, content.replies.urgent(dateOf(at)), session.standing.slots, 'command:back', at)
}

/** The fixed words for a danger, and the way on (`onward`); they stand alone, whatever else was said. */
export function danger(
  content: ConversationContent,
  reply: DangerReply,
  who: Pick<Slots, 'preferences' | 'young'>,
  onward: 'resume' | 'command:back',
  at: At,
): Shown {
  const wayOn = { key: '1', label: 'conversation:choice.carry_on', value: onward, quiet: true }
  return {
    blocks: [...dangerBlocks(content, reply, who, dateOf(at)), { type: 'choices', items: [wayOn] }],
    choices: { '1': onward },
  }
}

function showLanguages(content: ConversationContent): Shown {
  const items: Choice[] = content.offered.map((language: Language, index) => ({
    key: String(index + 1),
    label: `conversation:languages.${language}`,
    value: `language:${language}`,
  }))
  return {
    blocks: [
      { type: 'text', key: 'conversation:language.ask' },
      { type: 'choices', items: [...items, urgentChoice(content)] },
    ],
    choices: meanings(items),
  }
}

function showPlaces(content: ConversationContent, standing: Standing): Shown {
  const items: Choice[] = standing.page.flatMap((coded, index) => {
    const place = decodePlace(coded)
    if (!place) return []
    const town = place.town
      ? content.places.name({ kind: 'town', value: place.town, town: place.town, inArea: true })
      : ''
    const name = content.places.name(place)
    // A name in two towns already says which ("Warley, Oldbury").
    return {
      key: String(index + 1),
      label: town && !name.includes(town) ? 'conversation:place.in_town' : 'conversation:place.name',
      params: { name, town },
      value: `place:${coded}`,
    }
  })
  return {
    blocks: [
      { type: 'text', key: 'conversation:ask.which_place' },
      { type: 'choices', items: [...items, urgentChoice(content)] },
    ],
    choices: meanings(items),
  }
}

function meanings(items: Choice[]): Record<string, string> {
  return Object.fromEntries(items.map((item) => [item.key, item.value]))
}

import type { Listed } from '../directory/index.ts'
import { honest } from '../directory/index.ts'
import { type Language, languages } from '../taxonomy.ts'
import { type At, type ConversationContent, dateOf } from './content.ts'
import { findAgain, queryOf } from './find.ts'
import { decodePlace } from './place-code.ts'
import type { Block, Choice } from './reply.ts'
import type { Session, Standing } from './session.ts'
import { holds } from './slots.ts'

/** What a person sees where they stand, and what each number or word on it means. */
export type Shown = { blocks: Block[]; choices: Record<string, string> }

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
  if (content.flow.questions[prompt]) return showQuestion(content, prompt, manner)
  switch (prompt) {
    case 'results':
      return showResults(content, session, at)
    case 'human':
      return showHuman(content, session, at)
    case 'urgent':
      return showUrgent(content, at)
    case 'language':
      return showLanguages(content)
    case 'which_place':
      return showPlaces(content, session.standing)
    case 'card':
      return showCard(content, session, at)
    default:
      return showQuestion(content, content.flow.start, 'plain')
  }
}

function showQuestion(content: ConversationContent, id: string, manner: Manner): Shown {
  const { flow } = content
  const question = flow.questions[id]
  if (!question) throw new Error(`no question ${id}`)
  const greets = (manner === 'first' || manner === 'return') && id === flow.start
  const greeting = {
    type: 'text',
    key: manner === 'return' ? 'conversation:welcome.return' : 'conversation:welcome.text',
  } as const
  const farewell: Block =
    manner === 'return'
      ? { type: 'text', key: 'conversation:welcome.carry_on' }
      : { type: 'text', key: 'conversation:welcome.language', only: 'sms' }
  const offered =
    manner === 'again' && question.fewer
      ? question.choices.filter((choice) => question.fewer?.includes(choice.id))
      : question.choices
  const items: Choice[] = offered.map((choice, index) => ({
    key: String(index + 1),
    label: choice.label,
    value: `choice:${id}:${choice.id}`,
  }))
  const say = manner === 'again' ? question.again : greets ? question.ask : (question.menu ?? question.ask)
  const blocks: Block[] = [
    ...(greets ? [greeting] : []),
    { type: 'text', key: say },
    { type: 'choices', items: [...items, urgentChoice(content, greets)] },
    ...(greets ? [farewell] : []),
  ]
  return { blocks, choices: meanings(items) }
}

function showResults(content: ConversationContent, session: Session, at: At): Shown {
  const { slots, page } = session.standing
  const listed = findAgain(content, slots, session.language, at, page)
  if (listed.length === 0) return showNothing(content)
  const gap = honest(listed, queryOf(content, slots, session.language))
  const intro = content.flow.results.find((one) => holds(one.when, slots))?.say ?? 'conversation:results.any'
  const further = session.standing.shown.length > page.length
  return {
    blocks: [
      gap && slots.place && !further
        ? { type: 'text', key: `conversation:honest.${gap}`, params: { place: content.places.name(slots.place) } }
        : { type: 'text', key: further ? 'conversation:results.further' : intro },
      ...list(content, listed, slots.place ? 'conversation:trailer.list' : 'conversation:trailer.list_or_place'),
    ],
    choices: meaningsOfList(listed),
  }
}

function showHuman(content: ConversationContent, session: Session, at: At): Shown {
  const listed = findAgain(content, session.standing.slots, session.language, at, session.standing.page)
  if (listed.length === 0) return showNothing(content)
  const now = listed.some((one) => one.possibleNow)
  return {
    blocks: [
      { type: 'text', key: now ? 'conversation:human.now' : 'conversation:human.later' },
      ...list(content, listed, 'conversation:trailer.list'),
    ],
    choices: meaningsOfList(listed),
  }
}

/** Nothing may be listed (nothing confirmed, or all of it gone since): never a dead end all the same. */
function showNothing(content: ConversationContent): Shown {
  const menu: Choice = { key: 'MENU', label: 'conversation:choice.menu', value: 'command:menu', quiet: true }
  return {
    blocks: [
      { type: 'text', key: 'conversation:results.none' },
      { type: 'choices', items: [menu, urgentChoice(content)] },
    ],
    choices: {},
  }
}

function list(content: ConversationContent, listed: Listed[], trailer: string): Block[] {
  return [
    { type: 'services', items: listed.map((one, index) => ({ key: String(index + 1), listed: one })) },
    { type: 'text', key: trailer, params: { last: listed.length } },
    {
      type: 'choices',
      items: [
        { key: 'MORE', label: 'conversation:choice.more', value: 'command:more', quiet: true },
        { key: 'MENU', label: 'conversation:choice.menu', value: 'command:menu', quiet: true },
        urgentChoice(content, true),
      ],
    },
  ]
}

function showCard(content: ConversationContent, session: Session, at: At): Shown {
  const { slots, page } = session.standing
  const [listed] = findAgain(content, slots, session.language, at, page.slice(0, 1))
  if (!listed) return showQuestion(content, content.flow.start, 'plain')
  return {
    blocks: [
      { type: 'card', listed },
      { type: 'text', key: 'conversation:trailer.card' },
      {
        type: 'choices',
        items: [
          { key: 'BACK', label: 'conversation:choice.back', value: 'command:back', quiet: true },
          urgentChoice(content, true),
        ],
      },
    ],
    choices: {},
  }
}

function showUrgent(content: ConversationContent, at: At): Shown {
  const { key, lines } = content.replies.urgent(dateOf(at))
  return danger(`safety:${key}`, lines, 'command:back')
}

/** The fixed words for a danger, and the way on (`onward`); they stand alone, whatever else was said. */
export function danger(key: string, lines: string[], onward: 'resume' | 'command:back'): Shown {
  return {
    blocks: [
      { type: 'danger', key, lines },
      {
        type: 'choices',
        items: [{ key: '1', label: 'conversation:choice.carry_on', value: onward, quiet: true }],
      },
    ],
    choices: { '1': onward },
  }
}

function showLanguages(content: ConversationContent): Shown {
  const items: Choice[] = languages.map((language: Language, index) => ({
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

/** `quiet`: the text beside it already names it, so only a channel with buttons shows it. */
function urgentChoice(content: ConversationContent, quiet = false): Choice {
  return { key: content.flow.urgent, label: 'conversation:choice.urgent', value: 'command:help', quiet }
}

function meanings(items: Choice[]): Record<string, string> {
  return Object.fromEntries(items.map((item) => [item.key, item.value]))
}

function meaningsOfList(listed: Listed[]): Record<string, string> {
  return Object.fromEntries(listed.map((one, index) => [String(index + 1), `service:${one.service}`]))
}

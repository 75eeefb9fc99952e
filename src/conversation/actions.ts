import { type CommandName, commands, onlyAnswers } from '../taxonomy.ts'
import { fold } from '../text/index.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { At, ConversationContent } from './content.ts'
import { findPage } from './find.ts'
import { chooseLanguage } from './language.ts'
import { decodePlace } from './place-code.ts'
import { newSession, type Session } from './session.ts'
import { show } from './show.ts'
import { fillFromChoice, fillPlace } from './slots.ts'
import { advance, go, type Step, signpost, stay } from './step.ts'
import {
  afterAnswer,
  beforeSuggesting,
  isSuggesting,
  partAt,
  type SuggestedPart,
  standingToSuggest,
  suggestionAt,
} from './suggest.ts'
import type { Input } from './turn.ts'
import { type Fault, faults, listBefore, reportOf, standingForWrong } from './wrong.ts'

export type Arrival = 'first' | 'silent' | 'under_way'

/** Does what a command asks. `flow.commands` says which action each command is. */
export function act(
  content: ConversationContent,
  session: Session,
  command: CommandName,
  meaning: Meaning,
  at: At,
  arrival: Arrival,
): Step {
  const { flow } = content
  const { standing } = session
  switch (flow.commands[command]) {
    case 'stop':
      return {
        session: { ...session, choices: {} },
        optOut: true,
        language: session.language,
        blocks: [{ type: 'text', key: 'conversation:stopped' }],
      }
    case 'urgent':
      return go(content, session, { ...standing, prompt: 'urgent' }, at)
    case 'back':
      return back(content, session, at)
    case 'menu':
      return go(
        content,
        session,
        { prompt: flow.start, slots: { ...standing.slots, needs: [], skipped: [] }, shown: [], page: [] },
        at,
      )
    case 'language':
      return meaning.to
        ? chooseLanguage(content, session, meaning.to, at, arrival === 'first')
        : go(content, session, { ...standing, prompt: 'language' }, at)
    case 'forget':
      return { session: null, language: session.language, blocks: [{ type: 'text', key: 'conversation:forgotten' }] }
    case 'quiet':
      return { session: null, language: session.language, blocks: [] }
    case 'start_over': {
      const fresh = newSession(session.language, flow.start, at.now.epochMilliseconds)
      const kept = { languageChosen: session.languageChosen, suggested: session.suggested, plain: session.plain }
      return stay(content, { ...fresh, ...kept }, at, { manner: 'first' })
    }
    case 'human': {
      const slots = { ...standing.slots, ...flow.human }
      const page = findPage(content, slots, session.language, at).map((listed) => listed.service)
      return go(content, { ...session, signposted: true }, { prompt: 'human', slots, shown: page, page }, at)
    }
    case 'more':
      return more(content, session, at)
    case 'affirm':
      if (standing.prompt === 'suggest_tell') return endSuggestion(content, session, true, at)
      return session.choices['1'] === 'resume' ? stay(content, session, at) : agree(content, session, at)
    case 'refuse':
      if (isSuggesting(standing.prompt)) return skipSuggestion(content, session, at)
      return content.flow.questions[standing.prompt] ? skip(content, session, at, arrival) : agree(content, session, at)
    case 'skip':
      if (isSuggesting(standing.prompt)) return skipSuggestion(content, session, at)
      return skip(content, session, at, arrival)
    case 'wrong': {
      // "The number doesn't work", said where it is asked which: that is still to be said.
      if (standing.prompt === 'which_wrong' || standing.prompt === 'wrong') return stay(content, session, at)
      const wrong = standingForWrong(session)
      return wrong ? go(content, session, wrong, at) : act(content, session, 'no', meaning, at, arrival)
    }
    case 'suggest':
      return introducing(arrival, suggest(content, session, at))
  }
}

function back(content: ConversationContent, session: Session, at: At): Step {
  const previous = session.trail.at(-1)
  if (previous) {
    const there = { ...session, standing: previous, trail: session.trail.slice(0, -1), misunderstood: 0 }
    const step = stay(content, there, at)
    const leaves = isSuggesting(session.standing.prompt) && !isSuggesting(previous.prompt)
    return leaves ? { ...step, suggested: { id: suggestionAt(session), part: 'withdrawn' } } : step
  }
  if (session.before) return stay(content, { ...session.before, lastAt: session.lastAt, before: null }, at)
  return stay(content, session, at)
}

/** "ok", "no thanks" at a list: it is not pushed further; at a question that no yes answers, the question stands. */
function agree(content: ConversationContent, session: Session, at: At): Step {
  if (content.flow.questions[session.standing.prompt]) return stay(content, session, at)
  return stay(content, session, at, { say: 'conversation:ok', only: true })
}

function more(content: ConversationContent, session: Session, at: At): Step {
  const { standing } = session
  if (standing.shown.length === 0) return stay(content, session, at)
  const page = findPage(content, standing.slots, session.language, at, standing.shown).map((listed) => listed.service)
  if (page.length === 0) return stay(content, session, at, { say: 'conversation:results.no_more', only: true })
  return go(content, session, { ...standing, prompt: 'results', shown: [...standing.shown, ...page], page }, at)
}

/** Nobody answered there, or the wait is long: the others, without a word that it is no problem. */
export function letDown(content: ConversationContent, session: Session, at: At): Step {
  const { standing } = session
  const page = findPage(content, standing.slots, session.language, at, standing.shown).map((listed) => listed.service)
  const say = 'conversation:let_down'
  if (page.length === 0) return stay(content, session, at, { say, only: true })
  return go(content, session, { ...standing, prompt: 'results', shown: [...standing.shown, ...page], page }, at, {
    say,
  })
}

/** "Not telling you": the question is left open, and help comes all the same. */
function skip(content: ConversationContent, session: Session, at: At, arrival: Arrival): Step {
  const { prompt, slots } = session.standing
  const question = content.flow.questions[prompt]
  if (!question) return prompt === 'which_place' ? signpost(content, session, slots, at) : more(content, session, at)
  const skipped = { ...slots, skipped: [...new Set([...slots.skipped, prompt])] }
  const say = 'conversation:skipped'
  if (question.slot === 'needs') return said(say, signpost(content, session, skipped, at), arrival)
  return advance(content, session, skipped, at, { say, introduce: arrival !== 'under_way' })
}

function said(key: string, step: Step, arrival: Arrival): Step {
  return introducing(arrival, { ...step, blocks: [{ type: 'text', key }, ...step.blocks] })
}

/** Whoever writes for the first time, or after a long silence, is told what this is. */
function introducing(arrival: Arrival, step: Step): Step {
  if (arrival === 'under_way') return step
  return { ...step, blocks: [{ type: 'text', key: 'conversation:intro' }, ...step.blocks] }
}

/** The first question about a place we do not know. */
function suggest(content: ConversationContent, session: Session, at: At): Step {
  const standing = at.fresh ? standingToSuggest(session, at) : null
  return standing
    ? go(content, session, standing, at)
    : stay(content, session, at, { say: 'conversation:suggest.enough', only: true })
}

/** One answer about a place: it goes out of the turn, and the next question is put. */
export function answerSuggestion(
  content: ConversationContent,
  session: Session,
  { part, words }: { part: SuggestedPart; words: string },
  at: At,
): Step {
  const after = afterAnswer(session, part, at)
  const step = go(content, after.session, after.next, at)
  return { ...step, suggested: { id: suggestionAt(session), part, words } }
}

/** Where a place is and what it offers may be left out; without a name there is nothing to tell. */
function skipSuggestion(content: ConversationContent, session: Session, at: At): Step {
  const part = partAt(session.standing.prompt)
  const skips = part !== null && part !== 'name'
  return skips
    ? answerSuggestion(content, session, { part, words: '' }, at)
    : endSuggestion(content, session, false, at)
}

/** Whether they want to hear what became of it; then they are back where they were. */
function endSuggestion(content: ConversationContent, session: Session, wanted: boolean, at: At): Step {
  const id = suggestionAt(session)
  const before = beforeSuggesting(content, session)
  if (!wanted) return stay(content, before, at, { say: 'conversation:ok' })
  const told = onlyAnswers(at.channel)
    ? { say: 'conversation:suggest.code', params: { code: id }, page: `/suggested/${id}` }
    : { say: 'conversation:suggest.will_tell' }
  const step = stay(content, before, at, told)
  return { ...step, suggested: { id, part: 'tell' } }
}

/** The choice a message makes, by its number, by its own words, or null where it makes none. */
export function resolve(content: ConversationContent, session: Session, input: Input, at: At): Step | null {
  const { choice } = input.meaning
  const value = input.value ?? (choice === null ? byWords(content, session, input.text, at) : byNumber(session, choice))
  return value ? choose(content, session, value, input, at) : null
}

function byNumber(session: Session, choice: number): string | undefined {
  const numbers = Object.keys(session.choices).filter((key) => /^\d+$/.test(key))
  return choice === -1 ? session.choices[numbers.at(-1) ?? ''] : session.choices[String(choice)]
}

/** "worried about someone" typed out, or the name of a service that was listed. */
function byWords(content: ConversationContent, session: Session, text: string, at: At): string | undefined {
  const meant = fold(text).trim()
  if (meant.length < 2 || meant.length > 60) return undefined
  for (const block of show(content, session, at).blocks) {
    if (block.type === 'choices')
      for (const item of block.items)
        if (fold(content.sentences.say(session.language, item.label, item.params, at.channel)).trim() === meant)
          return item.value
    if (block.type === 'services')
      for (const { listed } of block.items) {
        const service = content.directory.get(listed.service)
        if (service && [service.name, service.short].some((name) => name && fold(name) === meant))
          return `service:${service.id}`
      }
  }
  return undefined
}

function choose(content: ConversationContent, session: Session, value: string, input: Input, at: At): Step | null {
  const [kind = '', ...rest] = value.split(':')
  const id = rest.join(':')
  const { standing } = session
  switch (kind) {
    case 'resume':
      return stay(content, session, at)
    case 'command':
      return isCommand(id) ? act(content, session, id, input.meaning, at, 'under_way') : null
    case 'language':
      return /^[a-z]{2,3}(-[A-Z][a-z]{3})?$/.test(id) ? chooseLanguage(content, session, id, at, false) : null
    case 'service':
      return content.directory.get(id) ? openCard(content, session, id, at) : null
    case 'which_wrong':
      return standing.page.includes(id)
        ? go(content, session, { ...standing, prompt: 'wrong', page: [id, ...standing.page] }, at)
        : null
    case 'wrong': {
      const fault = faults.find((one) => one === id)
      return fault && standing.prompt === 'wrong' ? sayWrong(content, session, fault, at) : null
    }
    case 'suggest':
      return standing.prompt === 'suggest_tell' && ['yes', 'no'].includes(id)
        ? endSuggestion(content, session, id === 'yes', at)
        : null
    case 'place': {
      const place = decodePlace(id)
      // Only a place we know: a page can be made to send anything.
      return place && content.places.point(place)
        ? advance(content, session, fillPlace(standing.slots, place), at)
        : null
    }
    case 'choice': {
      const [question = '', choiceId = ''] = rest
      // A page can be made to send any name, those that every object answers to too.
      const asked = Object.hasOwn(content.flow.questions, question) ? content.flow.questions[question] : undefined
      const choice = asked?.choices.find((one) => one.id === choiceId)
      if (!choice) return null
      if (choice.ask)
        return go(content, { ...session, asked: session.asked + 1 }, { ...standing, prompt: choice.ask }, at)
      return advance(content, session, fillFromChoice(standing.slots, choice.fill ?? {}), at, { change: choice.change })
    }
    default:
      return null
  }
}

/** Thanked, and back at the list: a person who was let down needs the others. */
function sayWrong(content: ConversationContent, session: Session, fault: Fault, at: At): Step {
  const report = reportOf(content, session, fault, at)
  const step = stay(content, { ...session, ...listBefore(session) }, at, { say: 'conversation:wrong.thanks' })
  return report ? { ...step, report } : step
}

/** The card of a listed service. From one card to the next it is still the same list that BACK leads to. */
export function openCard(content: ConversationContent, session: Session, id: string, at: At): Step {
  const { standing } = session
  const fromCard = standing.prompt === 'card'
  const page = [id, ...(fromCard ? standing.page.slice(1) : standing.page)]
  if (fromCard) return stay(content, { ...session, standing: { ...standing, page }, misunderstood: 0 }, at)
  return go(content, session, { ...standing, prompt: 'card', page }, at)
}

function isCommand(id: string): id is CommandName {
  return (commands as readonly string[]).includes(id)
}

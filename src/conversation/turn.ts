import type { Mentions } from '../directory/index.ts'
import type { Danger, Signal } from '../safety/index.ts'
import { type Audience, type Language, onlyAnswers } from '../taxonomy.ts'
import type { Meaning } from '../understanding/meaning.ts'
import { type Arrival, act, answerSuggestion, letDown, resolve } from './actions.ts'
import { isSaidAgain, lastDanger, rememberDanger } from './after-danger.ts'
import { arrive } from './arrive.ts'
import { type At, type ConversationContent, dateOf } from './content.ts'
import { aboutHome, dangerBlock, inEnglishToo, languageOfDanger, namingStart, saidIn } from './danger.ts'
import { tellFact } from './facts.ts'
import { settleLanguage } from './language.ts'
import { followLink, type Start } from './links.ts'
import { misunderstood } from './misunderstood.ts'
import { openNamed } from './named.ts'
import type { Block, Reply } from './reply.ts'
import { newSession, type Session, type Slots } from './session.ts'
import { danger as dangerBlocks } from './show.ts'
import { fillFromMeaning, fillsSomething, withMentions } from './slots.ts'
import { advance, begin, type Step, stay } from './step.ts'
import { isSuggesting, moveAt, type Suggested } from './suggest.ts'
import type { Report } from './wrong.ts'

/**
 * One message as it reaches the conversation. `text` is read for a choice's own words and never kept; `value` is the
 * choice a button stands for; `media` a picture or a voice note, which nobody opens.
 */
export type Input = {
  text: string
  meaning: Meaning
  danger: Danger | null
  /** What may be half of a danger in this message. */
  signals?: readonly Signal[]
  value?: string
  media?: boolean
  /** The services it names, where it says nothing else. */
  named?: readonly string[]
  /** The services it names among other words: those it refuses, and the fellowships it asks for. */
  mentions?: Mentions
  /** Where the link leads whose name was sent, and nothing else with it. */
  start?: Start
  /** The language to begin in, where the conversation has none yet. */
  language?: Language
  /** The person said STOP on this channel, and has not come back since. */
  stopped?: boolean
  /** The provider knows the word too, acted on it, and told the person so itself. */
  keyword?: Keyword
}

/** What a provider takes a word for (rules 1.5). */
export type Keyword = 'stop' | 'start' | 'help'

/**
 * `reply` null: nothing is said (to a person who stopped the texts, or left without a word). `session` null: everything of
 * the person is erased. `optOut`: the person stopped the texts (true) or came back (false); absent: as it was.
 * `report`: the person said that a signpost is wrong. `suggested`: they told us of a place, or of a part of it.
 */
export type Turn = {
  session: Session | null
  reply: Reply | null
  forget: boolean
  optOut?: boolean
  report?: Report
  suggested?: Suggested
}

/**
 * One turn of the conversation, as a pure function: what was known, one message, the content and the time in; the new
 * session and the reply out. Never throws for anything a person can send.
 */
export function turn(content: ConversationContent, before: Session | null, input: Input, at: At): Turn {
  const { session: found, arrival } = arrive(content, before, at, input.language)
  const { keyword } = input
  const said = { danger: input.danger, signals: input.signals ?? [] }
  const { danger, signals } = content.weigh(found.signals, said, at.now.epochMilliseconds)
  const meaning = aboutHome(asTheProvider(input.meaning, keyword), danger)
  const session = { ...found, signals, danger: null }

  const last = input.stopped ? null : lastDanger(found)
  const again = last !== null && isSaidAgain(last, input, danger)
  // What is only like an emergency, just after the words for one that was told plainly, is that one still.
  if (danger?.level === 'now' && !(again && danger.alike))
    return { ...inDanger(content, session, input, danger, at), ...(keyword === 'stop' ? { optOut: true } : {}) }
  if (again) return inDanger(content, session, input, { ...last, level: 'now', why: [] }, at)
  if (input.stopped) return whileStopped(content, session, { meaning, keyword, value: input.value }, at)

  const step = input.start
    ? followLink(content, session, input.start, at)
    : take(
        content,
        settleLanguage(content, withAge(session, danger), meaning),
        { ...input, meaning, danger },
        at,
        arrival,
      )
  // A way out that says nothing: a phone that buzzes can be a danger.
  if (step.blocks.length === 0) return { session: step.session, reply: null, forget: step.session === null }
  const optOut = onlyAnswers(at.channel) ? undefined : step.optOut
  // On a phone that somebody else reads, it is not named again.
  const unsaid = session.plain && danger?.kind === 'domestic_abuse'
  const past = last && meaning.courtesy === 'better' ? { ...last, level: 'gentle' as const, why: [] } : null
  const told = danger ?? past
  const lines: Block[] = told && !unsaid ? [gentleLine(content, told, meaning, at)] : []
  return {
    session: step.session,
    // One word of goodbye is enough, and after it a provider lets none through.
    reply:
      optOut && keyword === 'stop'
        ? null
        : { language: step.language, blocks: beside(step.blocks, lines, session.standing.prompt === 'urgent') },
    forget: step.session === null && step.begun !== false,
    ...(optOut === undefined ? {} : { optOut }),
    ...(step.report ? { report: step.report } : {}),
    ...(step.suggested ? { suggested: step.suggested } : {}),
  }
}

/** A word that means something to the provider alone means the same to us; START matters only after STOP. */
function asTheProvider(meaning: Meaning, keyword?: Keyword): Meaning {
  return keyword === 'stop' || keyword === 'help' ? { ...meaning, command: keyword } : meaning
}

/**
 * What is said before the person said anything (a page that is opened), and the session their first message meets. A link
 * may say whom it is for (`audience`).
 */
export function openTurn(
  content: ConversationContent,
  language: Language,
  at: At,
  audience: Audience | null = null,
): { session: Session; reply: Reply } {
  const empty = newSession(language, content.flow.start, at.now.epochMilliseconds)
  const { session, blocks } = begin(content, empty, audience, at)
  return { session: session ?? empty, reply: { language, blocks } }
}

/**
 * What this is comes first, then the line that answers what was said. The words for urgent help stand alone; to someone
 * who has them on the screen already (`urgent`) the line is worth more than the same words again.
 */
function beside(blocks: Block[], lines: Block[], urgent: boolean): Block[] {
  if (lines.length > 0 && blocks.some(({ type }) => type === 'danger'))
    return urgent ? [...lines, { type: 'text', key: 'conversation:trailer.urgent', only: 'text' }] : blocks
  const [first, ...rest] = blocks
  const introduced = first?.type === 'text' && first.key === 'conversation:intro'
  return introduced ? [first, ...lines, ...rest] : [...lines, ...blocks]
}

/** The fixed reply, and nothing else with it. Where they stood stays as it was, so that they can carry on. */
function inDanger(content: ConversationContent, session: Session, input: Input, danger: Danger, at: At): Turn {
  const said = saidIn(input.meaning, danger)
  const spoken = settleLanguage(content, session, said)
  const language = (!session.languageChosen && languageOfDanger(said)) || session.language
  const { standing } = spoken
  const filled = fillFromMeaning(standing.slots, input.meaning)
  const slots = {
    ...filled,
    // The way on from abuse leads to safety, whatever else was asked.
    needs:
      danger.kind === 'domestic_abuse'
        ? [...new Set(['domestic_abuse' as const, ...standing.slots.needs])]
        : standing.slots.needs,
    young: standing.slots.young || danger.young,
  }
  const young = speaksYoung(slots, danger)
  const reply = content.replies.dangerReply({ ...danger, young }, dateOf(at))
  const { blocks, choices } = dangerBlocks(content, reply, { ...slots, young }, 'resume', at)
  return {
    session: {
      ...spoken,
      standing: { ...standing, slots },
      choices: input.stopped ? {} : choices,
      danger: rememberDanger(danger),
      plain: spoken.plain || (danger.kind === 'domestic_abuse' && !danger.harms),
      asked: Math.max(spoken.asked, 1),
      misunderstood: 0,
    },
    reply: { language, blocks: inEnglishToo(content, language, input.stopped ? blocks.map(namingStart) : blocks) },
    forget: false,
  }
}

/** Who said their age a moment ago is as young now; who writes for a child is not. */
function speaksYoung({ young, audience }: Slots, danger: Danger): boolean {
  return danger.young || (young && danger.who === 'self' && (audience === null || audience === 'self'))
}

/**
 * Who stopped the texts gets none until they come back themselves, by START and nothing else (rules 1.5). Danger is
 * answered all the same, urgent help is there for who asks, and FORGET erases all but the STOP itself.
 */
function whileStopped(
  content: ConversationContent,
  session: Session,
  { meaning, keyword, value }: Pick<Input, 'meaning' | 'keyword' | 'value'>,
  at: At,
): Turn {
  const { command } = meaning
  if (command === 'quiet') return { session: null, reply: null, forget: true }
  if (command === 'forget') {
    const step = act(content, session, command, meaning, at, 'under_way')
    const blocks: Block[] = [...step.blocks, { type: 'text', key: 'conversation:stays_stopped' }]
    return { session: step.session, reply: { language: step.language, blocks }, forget: true }
  }
  if (command === 'help' || value === 'command:help' || String(meaning.choice) === content.flow.urgent) {
    const blocks = [namingStart(dangerBlock(content.replies.urgent(dateOf(at))))]
    return { session: { ...session, choices: {} }, reply: { language: session.language, blocks }, forget: false }
  }
  if (keyword !== 'start') return { session, reply: null, forget: false }
  const fresh = newSession(session.language, content.flow.start, session.lastAt)
  const kept = { languageChosen: session.languageChosen, suggested: session.suggested }
  const step = stay(content, { ...fresh, ...kept }, at, { manner: 'first' })
  return {
    session: step.session,
    reply: { language: step.language, blocks: step.blocks },
    forget: false,
    optOut: false,
  }
}

/** What this is comes before the first answer of all; the words for danger stand alone. */
function introduced(step: Step): Step {
  if (step.blocks.length === 0 || step.blocks.some(({ type }) => type === 'danger')) return step
  return { ...step, blocks: [{ type: 'text', key: 'conversation:intro' }, ...step.blocks] }
}

/** One line beside the answer. To the bereaved the danger is past: they are asked how heavy it is, not told what to do. */
function gentleLine(content: ConversationContent, danger: Danger, meaning: Meaning, at: At): Block {
  const mourning = meaning.needs.includes('bereavement')
  const { key } = content.replies.dangerReply(
    mourning ? { ...danger, kind: 'suicide', who: 'self' } : danger,
    dateOf(at),
  )
  return { type: 'text', key: `safety:${key}` }
}

/** "im 15": services for adults are not offered from here on, and nothing more is asked about it. */
function withAge(session: Session, danger: Danger | null): Session {
  if (!danger?.young) return session
  const { standing } = session
  return { ...session, standing: { ...standing, slots: { ...standing.slots, young: true } } }
}

/** "nie wiem" leaves what was asked open; "she took something, i do not know what" does not, in whatever language. */
function leavesOpen({ text, meaning: { courtesy } }: Input): boolean {
  return courtesy === 'refusal' || (courtesy === 'unsure' && text.trim().split(/\s+/).length <= 6)
}

/** What answers the one part of a message, before what answers its wish. */
function saidBefore({ courtesy }: Meaning, { signposted }: Session): string | undefined {
  if (courtesy === 'dose') return 'conversation:dose'
  if (courtesy === 'privacy') return 'conversation:private'
  return courtesy === 'let_down' && signposted ? 'conversation:let_down' : undefined
}

/** Of somebody we know nothing of, nothing is kept. */
function bareThanks(session: Session, arrival: Arrival): Step {
  const blocks: Block[] = [{ type: 'text', key: 'conversation:thanks_bare' }]
  return {
    session: arrival === 'first' ? null : session,
    language: session.language,
    blocks,
    begun: arrival !== 'first',
  }
}

function take(content: ConversationContent, session: Session, input: Input, at: At, arrival: Arrival): Step {
  const { meaning } = input
  const fills = fillsSomething(meaning) || (input.mentions?.refused.length ?? 0) > 0
  const fresh = arrival !== 'under_way'

  if (String(meaning.choice) === content.flow.urgent) return act(content, session, 'help', meaning, at, arrival)
  const move = isSuggesting(session.standing.prompt) ? moveAt(session, input) : null
  if (move?.kind === 'answer') return answerSuggestion(content, session, move, at)
  if (move?.kind === 'again') return stay(content, session, at)
  // Whoever holds this phone asks: what this is for is not told to them, before a first word no more than after it. "Wrong
  // number" is said of ours before any other was given.
  if (meaning.courtesy === 'about' && !fills && !(meaning.command && session.signposted))
    return stay(content, session, at, { say: 'conversation:about', only: true })
  // After FORGET, or much later: what this is for is not written into the thread again.
  const thanks = meaning.courtesy === 'thanks' && (meaning.command === null || meaning.command === 'yes')
  if (fresh && thanks && !fills && !input.value && /\p{L}/u.test(input.text)) return bareThanks(session, arrival)
  if (meaning.command && !(fills && meaning.command === 'skip'))
    return act(content, session, meaning.command, meaning, at, arrival)
  const named = input.value || meaning.choice !== null ? [] : (input.named ?? [])
  if (named.length > 0) {
    const step = openNamed(content, session, named, meaning, at)
    return fresh ? introduced(step) : step
  }
  const told = input.value ? null : tellFact(content, session, meaning, at)
  if (told) return fresh ? introduced(told) : told
  if (meaning.courtesy === 'let_down' && session.signposted && !fills) return letDown(content, session, at)
  // Asked before they say anything of themselves.
  const ofUse = meaning.substances.length > 0 || meaning.goal !== null
  if (meaning.courtesy === 'privacy' && !ofUse) {
    const step = stay(content, session, at, { say: 'conversation:private', only: true })
    return fresh ? introduced(step) : step
  }
  if (fresh && !fills && !input.value && !leavesOpen(input))
    return stay(content, session, at, { manner: arrival === 'first' ? 'first' : 'return' })

  const chosen = fills && meaning.choice === null ? null : resolve(content, session, input, at)
  if (chosen) return fresh ? introduced(chosen) : chosen
  // A button of long ago, of a question or a service that is gone: where they stand is shown, and nothing is wrong.
  if (input.value) return stay(content, session, at)
  if (fills) {
    // "Will you tell my doctor" is no wish for one.
    const wishes = meaning.courtesy === 'privacy' ? { ...meaning, needs: [] } : meaning
    const slots = withMentions(fillFromMeaning(session.standing.slots, wishes), input.mentions)
    const say = saidBefore(meaning, session)
    return advance(content, session, slots, at, { introduce: fresh, meaning, say })
  }
  if (leavesOpen(input)) return act(content, session, 'skip', meaning, at, arrival)
  if (meaning.courtesy === 'thanks') return stay(content, session, at, { say: 'conversation:thanks', only: true })
  if (meaning.courtesy === 'greeting') return stay(content, session, at)
  if (input.media)
    return stay(content, session, at, { say: 'conversation:media', only: session.standing.prompt === 'urgent' })
  // "please help me": understood, though it names nothing.
  if (!meaning.empty && content.flow.questions[session.standing.prompt]) return stay(content, session, at)
  // Who says that they are low was understood, and is not told otherwise.
  return input.danger ? stay(content, session, at) : misunderstood(content, session, input, at)
}

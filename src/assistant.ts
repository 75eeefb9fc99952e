import { Temporal } from 'temporal-polyfill'
import { renderActivities } from './channels/botframework/render.ts'
import { renderSms } from './channels/sms/render.ts'
import { renderWeb } from './channels/web/render.ts'
import { renderWhatsapp } from './channels/whatsapp/render.ts'
import type { Bundle } from './content/index.ts'
import { askedIn } from './conversation/asked.ts'
import { isStart } from './conversation/coming-back.ts'
import { dangerBlock, dangerBlocks, inEnglishToo, languageOfDanger, saidIn } from './conversation/danger.ts'
import { queryOf } from './conversation/find.ts'
import { linkCount, readLinked } from './conversation/links.ts'
import type { Reply } from './conversation/reply.ts'
import { emptySlots, readSession, type Session } from './conversation/session.ts'
import { isSuggesting } from './conversation/suggest.ts'
import { type Keyword, openTurn, type Turn, turn } from './conversation/turn.ts'
import type { TurnJob, Unstored } from './delivery/index.ts'
import { retention } from './privacy/index.ts'
import type { Outcome } from './publishing/suggestions.ts'
import { type Audience, type ChannelId, type Language, onlyAnswers } from './taxonomy.ts'

/** The kind of job that counts that a signpost is wrong. */
export const reportKind = 'report'

/** The kinds of jobs that keep what a person tells of a place, and that forget it with them. */
export const suggestionKind = 'suggestion'
export const forgetSuggestionsKind = 'forget_suggestions'
/** What the address of somebody who wants to hear what became of it is sealed for. */
export const tellPurpose = 'suggestion'

/** One message of a person, whatever channel it came by. */
export type Said = {
  channel: ChannelId
  text: string
  /** The choice a button stands for. */
  value?: string
  media?: boolean
  /** The language of the page it was written on, where the conversation has none yet. */
  language?: Language
  /** The greeting stands on the screen already, as it does on every page. */
  greeted?: boolean
  /** Whom the link to the page said it is for. */
  audience?: Audience
  /** The person said STOP on this channel, and has not come back since. */
  stopped?: boolean
  /** What the provider took the message for and answered itself. */
  keyword?: Keyword
  /** A name nobody can guess, for what begins with this message. */
  fresh?: string
  /** What the last turn left, as it was stored. */
  session: string | null
  /** Where on the open web it came from, by a name of today; absent where the conversation is the person's own. */
  source?: string
  /** Epoch milliseconds. */
  now: number
}

/**
 * The session to store (null: erase it) and the reply as the channel sends it ('' for none). `optOut`: the person stopped
 * the texts (true) or came back (false); absent: as it was. `urgent`: to be said whatever it costs and whatever came
 * before: danger, urgent help, and what STOP, START and FORGET did. `jobs`: what is to be done once it is stored. `counters`: added to
 * the day's counts.
 */
export type Answered = {
  session: string | null
  reply: string
  forget: boolean
  optOut?: boolean
  urgent: boolean
  jobs?: readonly TurnJob[]
  counters: Record<string, number>
}

/**
 * The whole way of one message through the core: screen, understand, converse, render. Pure: the bundle and the time are
 * given. The screen reads the message before anything else does.
 */
export function answer(bundle: Bundle, said: Said): Answered {
  const { danger, signals } = bundle.screen(said.text)
  const before = readSession(said.session)
  // Who stopped the texts comes back by START alone; the name of a place may begin with that of a link.
  const isLink = !said.stopped && !isSuggesting(before?.standing.prompt ?? '')
  const linked = isLink ? readLinked(bundle.links, bundle.read, said.text) : null
  const { text, meaning } = linked ?? { text: said.text, meaning: bundle.read(said.text).meaning }
  const at = {
    now: Temporal.Instant.fromEpochMilliseconds(said.now),
    channel: said.channel,
    get fresh() {
      return said.fresh
    },
  }
  const input = {
    text,
    meaning,
    start: linked?.start ?? undefined,
    named: bundle.named(text, meaning.empty),
    mentions: bundle.mentions(text),
    danger,
    signals,
    value: said.value,
    media: said.media,
    language: said.language,
    stopped: said.stopped,
    keyword: keywordOf(said),
  }
  const done: Turn = turn(bundle, before ?? onPage(bundle, said), input, at)
  return {
    session: done.session && JSON.stringify(done.session),
    reply: done.reply ? render(bundle, done.reply, at) : '',
    forget: done.forget,
    ...(done.optOut === undefined ? {} : { optOut: done.optOut }),
    ...jobsOf(done, said),
    urgent:
      done.forget || done.optOut !== undefined || (done.reply?.blocks.some(({ type }) => type === 'danger') ?? false),
    counters: {
      ...askedIn(before, done.session),
      ...(linked && !linked.link.revoked ? { [linkCount(linked.link.name, said.channel)]: 1 } : {}),
    },
  }
}

/** What is to be done once the turn is stored. Leaving a page takes back a place only half told of; FORGET, all of them. */
function jobsOf(
  { report, suggested, session, reply, forget }: Turn,
  { channel, source, now }: Said,
): Pick<Answered, 'jobs'> {
  const jobs: TurnJob[] = []
  if (report) jobs.push({ kind: reportKind, payload: JSON.stringify({ ...report, source }) })
  if (suggested) {
    const byText = suggested.part === 'tell' && !onlyAnswers(channel)
    const told = { ...suggested, language: session?.language ?? 'en', channel }
    const expires = now + retention.suggestion
    const address = byText ? { address: { purpose: tellPurpose, expires } } : {}
    jobs.push({ kind: suggestionKind, payload: JSON.stringify(told), expires, ...address })
  }
  const leaves = onlyAnswers(channel) && reply === null
  if (forget) jobs.push({ kind: forgetSuggestionsKind, payload: JSON.stringify({ finished: !leaves }), people: true })
  return jobs.length > 0 ? { jobs } : {}
}

/** Fixed words in the place of an answer (`key`), in the language of the conversation, of this text or of the page. */
export function sayInstead(bundle: Bundle, key: string, said: Omit<Said, 'value' | 'media'>): string {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(said.now), channel: said.channel }
  const written = languageOfDanger(bundle.read(said.text).meaning)
  const language = readSession(said.session)?.language ?? written ?? said.language ?? 'en'
  return render(bundle, { language, blocks: [{ type: 'text', key }] }, at)
}

/** Whether a text tells of danger now, on its own; where the screen fails, it counts as that. */
export function tellsDanger(bundle: Bundle, text: string): boolean {
  return attempt(() => bundle.screen(text).danger?.level === 'now', true)
}

/** Whether a message asks for what is remembered of the person to be erased, in words or by a button. */
export function asksToErase(bundle: Bundle, { text, value }: Pick<Said, 'text' | 'value'>): boolean {
  const command = value ? value.replace(/^command:/, '') : attempt(() => bundle.read(text).meaning.command, null)
  return command === 'forget' || command === 'quiet'
}

/**
 * The reply where nothing can be remembered, or a turn failed: danger gets its fixed words all the same, anything else a
 * short way on. By text STOP and what follows from it hold here too (`stopped`: it was said while nothing could be
 * remembered); `optOut` is to be written as soon as it can be.
 */
export function answerWithoutStore(bundle: Bundle, said: Omit<Said, 'session'>): Unstored {
  const byText = !onlyAnswers(said.channel)
  const wish = byText ? attempt(() => wishWithoutStore(bundle, said), null) : null
  if (wish) return wish
  const reply = fixedWords(bundle, said)
  return byText && said.keyword === 'stop' ? { reply, optOut: true } : { reply }
}

/**
 * What the turn does of STOP, START, the silence after STOP, and an end without a word. Null: it is none of these. What comes
 * of START, and whatever else needs a conversation, must wait: nobody is told that it was done.
 */
function wishWithoutStore(bundle: Bundle, said: Omit<Said, 'session'>): Unstored | null {
  const { reply, forget, optOut } = answer(bundle, { ...said, session: null })
  if (optOut) return { reply, optOut }
  if (keywordOf(said) === 'start') return { reply: fixedWords(bundle, { ...said, stopped: false }), optOut: false }
  if (reply === '') return { reply }
  if (!said.stopped) return null
  return { reply: forget ? fixedWords(bundle, { ...said, stopped: false }) : reply }
}

/** What the carrier took a message for, or START where it took it for nothing. */
function keywordOf({ keyword, text }: Pick<Said, 'keyword' | 'text'>): Keyword | undefined {
  return keyword ?? (isStart(text) ? 'start' : undefined)
}

/** It leans on as little as it can: where the screen itself fails, the words are those for any danger. */
function fixedWords(bundle: Bundle, said: Omit<Said, 'session'>): string {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(said.now), channel: said.channel }
  const danger = attempt(() => bundle.screen(said.text).danger, 'failed')
  const meaning = attempt(() => bundle.read(said.text).meaning, null)
  const asked = said.language ?? 'en'
  if (danger === 'failed') {
    return render(bundle, { language: asked, blocks: [dangerBlock(bundle.replies.urgent(new Date(said.now)))] }, at)
  }
  if (danger?.level !== 'now') {
    if (said.keyword === 'stop' || said.stopped) return ''
    const language = (meaning && languageOfDanger(meaning)) ?? asked
    return render(bundle, { language, blocks: [{ type: 'text', key: 'errors:away' }] }, at)
  }
  const language = (meaning && languageOfDanger(saidIn(meaning, danger))) ?? asked
  const date = new Date(said.now)
  const reply = bundle.replies.dangerReply(danger, date)
  const blocks = dangerBlocks(bundle, reply, { young: danger.young, preferences: meaning?.preferences ?? [] }, date)
  return render(bundle, { language, blocks: inEnglishToo(bundle, language, blocks) }, at)
}

function attempt<T, U>(work: () => T, otherwise: U): T | U {
  try {
    return work()
  } catch {
    return otherwise
  }
}

/** What stands on a page before anything was said; `audience` where the link to it said whom it is for. */
export function greet(
  bundle: Bundle,
  channel: ChannelId,
  language: Language,
  now: number,
  audience: Audience | null = null,
): string {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(now), channel }
  return render(bundle, openTurn(bundle, language, at, audience).reply, at)
}

/**
 * What a person reads when they open a service, on a channel and in a language, who asked for just that and told nothing of
 * themselves. Null where it is not shown.
 */
export function cardOf(bundle: Bundle, id: string, channel: ChannelId, language: Language, now: number): string | null {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(now), channel }
  const [first] = bundle.services.find((one) => one.id === id)?.needs ?? []
  const slots = { ...emptySlots, needs: first ? [first] : [] }
  const listed = bundle.directory.list(id, queryOf(bundle, slots, language), at.now, bundle.isBankHoliday)
  return listed && render(bundle, { language, blocks: [{ type: 'card', listed }] }, at)
}

/**
 * What is sent to somebody who asked to hear what became of the place they told us of: neither which place, nor what kind of
 * help this is, for somebody else may hold the phone by then.
 */
export function newsOf(
  bundle: Bundle,
  outcome: Outcome,
  { channel, language, now }: { channel: ChannelId; language: Language; now: number },
): string {
  const at = { now: Temporal.Instant.fromEpochMilliseconds(now), channel }
  return render(bundle, { language, blocks: [{ type: 'text', key: `conversation:suggest.${outcome}` }] }, at)
}

/** Where a greeting stands before the first message, that message is the second turn. */
function onPage(bundle: Bundle, said: Said): Session | null {
  if (said.channel !== 'web' && !said.greeted) return null
  const at = { now: Temporal.Instant.fromEpochMilliseconds(said.now), channel: said.channel }
  return openTurn(bundle, said.language ?? 'en', at, said.audience ?? null).session
}

function render(bundle: Bundle, reply: Reply, at: { now: Temporal.Instant; channel: ChannelId }): string {
  const wording = { sentences: bundle.sentences, directory: bundle.directory, now: at.now }
  switch (at.channel) {
    case 'sms':
      return renderSms(bundle.flow, wording, reply)
    case 'whatsapp':
      return renderWhatsapp(wording, reply)
    case 'web':
      return renderWeb(wording, bundle, reply)
    case 'botframework':
      return renderActivities(wording, bundle.numbers, reply)
  }
}

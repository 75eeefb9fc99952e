import { Activity } from '@microsoft/agents-activity'
import { type Request, type Response, Router } from 'express'
import type { Temporal } from 'temporal-polyfill'
import type { Sentences } from '../../content/sentences.ts'
import type { Delivery, Turn, WithoutStore } from '../../delivery/index.ts'
import { calendarDays, calendarOf, meetingsOf } from '../../directory/export/ics.ts'
import type { IsBankHoliday, Service } from '../../directory/index.ts'
import type { SourceOf } from '../../limits/index.ts'
import type { Pseudonyms } from '../../privacy/index.ts'
import type { Audience, Language } from '../../taxonomy.ts'
import type { Door } from '../door.ts'
import { createOwnWords } from '../own-words.ts'
import { type Html, html } from '../page.ts'
import { createEmbedRouter } from './embed.ts'
import { audienceOf, type ChatForm, isForeign, languageAsked, nameOf, newName, readForm } from './form.ts'
import { chatPage, type ShownTurn } from './page.ts'
import { pagePolicy } from './policy.ts'
import { carryOnPage, historyPage, leavingPage, type Numbers } from './small-pages.ts'

export { renderWeb } from './render.ts'

export const channel = 'web'

export type WebParts = Numbers & {
  sentences: () => Sentences
  offered: () => readonly Language[]
  attribution: () => readonly string[]
  /** The numbers that sentences name, for call links. */
  numbers: () => readonly string[]
  pseudonyms: Pseudonyms
  sourceOf: SourceOf
  delivery: Delivery
  turn: Turn
  withoutStore: WithoutStore
  door: Door
  /** What stands on the page before anything was said, in a language, for whom a link said it is. */
  greeting: (language: Language, audience: Audience | null) => string
  /** Where the way out leads. */
  leaveUrl: string
  /** Origins whose pages may hold the chat in a frame. */
  embedOrigins: readonly string[]
  /** A service as it may be shown now; null where there is none of that name. */
  service: (id: string) => Service | null
  isBankHoliday: IsBankHoliday
  now: () => Temporal.Instant
}

/** What is added to the Activity: the choice a button stands for, what the page it was on was opened with, and where it came from. */
export type WebChannelData = { value?: string; language: Language; audience?: Audience; source?: string }

/**
 * GET /: the chat page, a new conversation (`?lang=`, `?for=family|self`). POST /: one message of it, answered with a
 * whole page, or with the reply alone where script asks for it (header `X-Fingerpost: reply`). A form that is not ours
 * gets a new conversation. POST /leave: wipes the conversation and leads away. GET /history, /carry-on, and
 * /services/ID/NUMBER.ics, a meeting for a calendar. With `embedOrigins` the script for their pages, /embed.js.
 */
export function createWebRouter(parts: WebParts): Router {
  const router = Router()
  const ownWords = createOwnWords<{ at: number; html: string }>()
  const policy = pagePolicy(parts.embedOrigins)

  router.get('/', policy, parts.door.page(), (request, response) =>
    greet(parts, response, languageAsked(request, parts.offered()), audienceOf(request.query.for)),
  )
  router.post('/', policy, async (request, response) => {
    const form = readForm(request, parts.offered())
    if (isForeign(request)) return greet(parts, response, languageAsked(request, parts.offered()), null)
    const conversation = parts.pseudonyms.of(channel, form.token)
    const { reply, forgotten, held } = await deliver(parts, conversation, form, request)
    if (held) response.status(held)
    if (forgotten) ownWords.forget(conversation)
    // Whoever left without a word, or comes back to what was erased, is led away.
    if (reply === '') return leave(parts, request, response)
    const earlier = forgotten || wantsReply(request) ? [] : await earlierTurns(conversation, form)
    const words = form.value ? form.said : form.text.trim()
    const written = words === '' ? chosenWords(form, earlier) : html`${words}`
    if (written && !forgotten && !held) ownWords.keep(conversation, form.turn, { at: Date.now(), html: written.html })
    if (wantsReply(request)) {
      response.set({ 'X-Next-Message': newName(), ...(forgotten ? { 'X-Forgotten': '1' } : {}) })
      if (!held) response.set('X-Turn', form.turn)
      response.type('html').send(reply)
      return
    }
    const turns = forgotten ? [] : [...form.earlier.filter((turn) => turn !== form.turn), ...(held ? [] : [form.turn])]
    show(parts, response, {
      ...form,
      language: spokenIn(parts, reply) ?? form.language,
      turns,
      shown: [...earlier.filter(({ reply }) => !isDanger(reply)), { written, reply }],
    })
  })
  router.post('/leave', async (request, response) => {
    const token = nameOf(request.body?.token)
    if (token && !isForeign(request)) {
      const form = { ...readForm(request, parts.offered()), token, turn: newName(), text: '', value: 'command:quiet' }
      const conversation = parts.pseudonyms.of(channel, token)
      ownWords.forget(conversation)
      await deliver(parts, conversation, form)
    }
    leave(parts, request, response)
  })
  router.get('/history', policy, (request, response) => {
    response.type('html').send(historyPage(smallPage(request, response), parts.numbers()))
  })
  router.get('/carry-on', policy, async (request, response, next) => {
    if (!parts.smsNumber && !parts.whatsappNumber) return next()
    response.type('html').send(await carryOnPage(smallPage(request, response), parts))
  })
  router.get('/services/:id/:number.ics', (request, response, next) => {
    const service = parts.service(request.params.id)
    const meeting =
      service && /^\d{1,3}$/.test(request.params.number) && meetingsOf(service)[Number(request.params.number)]
    if (!meeting) return next()
    // Somebody else may see the calendar: neither the title nor an address on the web says what kind of meeting it is.
    const title = parts.sentences().say(languageAsked(request, parts.offered()), 'web:calendar_title')
    const { isBankHoliday } = parts
    const span = { now: parts.now(), days: calendarDays, isBankHoliday }
    const text = calendarOf([{ ...meeting, title, url: null }], span)
    if (text === null) return next()
    response.attachment('meeting.ics').type('text/calendar').send(text)
  })
  if (parts.embedOrigins.length > 0) router.use(createEmbedRouter(parts))
  return router

  /** The turns before this one, as far as the store and this process's memory still have them. */
  async function earlierTurns(conversation: string, { token, earlier, turn }: ChatForm): Promise<ShownTurn[]> {
    const before = earlier.filter((one) => one !== turn)
    const ids = before.map((one) => activityId(conversation, one))
    const replies = await parts.delivery.recall(channel, conversation, ids, parts.pseudonyms.formerly(channel, token))
    const written = ownWords.of(conversation)
    return before.flatMap((one, at) => {
      const reply = replies[at]
      return reply ? [{ written: written.get(one) ?? null, reply }] : []
    })
  }

  /** The words of the button that was pressed, from the page it was on. */
  function chosenWords({ value, language, audience }: ChatForm, earlier: ShownTurn[]): Html | null {
    if (!value) return null
    if (value === 'command:help') return html`${parts.sentences().say(language, 'web:urgent')}`
    const pages = [parts.greeting(language, audience), ...earlier.map(({ reply }) => reply)]
    return pages.reverse().reduce<Html | null>((found, page) => found ?? labelIn(page, value), null)
  }

  function smallPage(request: Request, response: Response) {
    const { leaveUrl } = parts
    const nonce: string = response.locals.nonce
    return { sentences: parts.sentences(), language: languageAsked(request, parts.offered()), nonce, leaveUrl }
  }
}

/**
 * One message through the assistant; `forgotten` where it erased the conversation. With a `request` only as far as the limits
 * go: beyond them `held` is the status of the words that are said instead, and nothing has moved on.
 */
async function deliver(
  parts: WebParts,
  conversation: string,
  { token, turn, text, value, language, audience }: ChatForm,
  request?: Request,
): Promise<{ reply: string; forgotten: boolean; held?: number }> {
  const channelData: WebChannelData = {
    value,
    language,
    ...(audience ? { audience } : {}),
    ...(request ? { source: parts.sourceOf(request.ip) } : {}),
  }
  const activity = Activity.fromObject({
    type: 'message',
    // The page names its messages; bound to the conversation, that name cannot reach into another one.
    id: activityId(conversation, turn),
    channelId: channel,
    conversation: { id: conversation },
    from: { id: conversation },
    text,
    channelData,
  })
  const held = request && (await parts.door.message(request, activity))
  if (held) return { reply: held.reply, forgotten: false, held: held.status }
  let forgotten = false
  const watched: Turn = (...given) => {
    const result = parts.turn(...given)
    forgotten = result.forget ?? false
    return result
  }
  const formerly = parts.pseudonyms.formerly(channel, token)
  const { reply } = await parts.delivery.handle(activity, watched, parts.withoutStore, formerly)
  return { reply, forgotten }
}

function greet(parts: WebParts, response: Response, language: Language, audience: Audience | null): void {
  const shown = [{ written: null, reply: parts.greeting(language, audience) }]
  show(parts, response, { language, audience, token: newName(), draft: '', turns: [], shown })
}

function show(
  parts: WebParts,
  response: Response,
  page: Pick<ChatForm, 'language' | 'audience' | 'token' | 'draft'> & {
    turns: readonly string[]
    shown: readonly ShownTurn[]
  },
): void {
  const { language, audience, token, draft, turns, shown } = page
  response.type('html').send(
    chatPage({
      language,
      audience,
      token,
      draft,
      turns,
      shown,
      nonce: response.locals.nonce,
      sentences: parts.sentences(),
      offered: parts.offered(),
      attribution: parts.attribution(),
      message: newName(),
      leaveUrl: parts.leaveUrl,
      carryOn: Boolean(parts.smsNumber ?? parts.whatsappNumber),
    }),
  )
}

/** Nothing of the conversation is left here; what the browser may hold of this site goes too. */
function leave(parts: WebParts, request: Request, response: Response): void {
  response.set('Clear-Site-Data', '"storage"')
  if (wantsReply(request)) response.set('X-Left', '1').status(204).end()
  else response.type('html').send(leavingPage(parts.leaveUrl))
}

function wantsReply(request: Request): boolean {
  return request.get('x-fingerpost') === 'reply'
}

function activityId(conversation: string, turn: string): string {
  return `${conversation}.${turn}`
}

/** Words for danger are not shown a second time: somebody else may hold the phone by then. */
function isDanger(reply: string): boolean {
  return reply.includes('<p class="danger"')
}

/** What the button of this value says on a page of ours: its name for assistive technology, or its words. */
function labelIn(page: string, value: string): Html | null {
  const wanted = html` value="${value}"`.html
  for (const [, tag = '', words = ''] of page.matchAll(/<button([^>]*)>(.*?)<\/button>/gs))
    if (tag.includes(wanted)) return { html: / aria-label="([^"]*)"/.exec(tag)?.[1] ?? words }
  return null
}

/** The page follows the language of the reply on it. */
function spokenIn(parts: WebParts, reply: string): Language | null {
  const lang = /^<div class="reply" lang="([\w-]+)"/.exec(reply)?.[1]
  return parts.offered().find((one) => one === lang) ?? null
}

import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Activity } from '@microsoft/agents-activity'
import { type Request, type Response, Router } from 'express'
import type { Sentences } from '../../content/sentences.ts'
import type { Delivery, Turn, WithoutStore } from '../../delivery/index.ts'
import type { Pseudonyms } from '../../privacy/index.ts'
import type { Language } from '../../taxonomy.ts'
import type { Door } from '../door.ts'
import { chatPage } from './page.ts'

export { renderWeb } from './render.ts'

export const channel = 'web'

export type WebParts = {
  sentences: () => Sentences
  offered: () => readonly Language[]
  attribution: () => readonly string[]
  pseudonyms: Pseudonyms
  delivery: Delivery
  turn: Turn
  withoutStore: WithoutStore
  door: Door
  /** What stands on the page before anything was said, in a language. */
  greeting: (language: Language) => string
}

/** What the form adds to the Activity: the choice a button stands for, and the language of the page it was on. */
export type WebChannelData = { value?: string; language: Language }

/** The page's own limit, in characters. */
const longestText = 20_000

const asset = (name: string) => readFileSync(new URL(name, import.meta.url))

/**
 * GET /: the chat page, a new conversation. POST /: one message of it, answered with a whole page, or with the reply
 * alone where script asks for it (header `X-Fingerpost: reply`). A form that is not ours gets a new conversation.
 */
export function createWebRouter(parts: WebParts): Router {
  const router = Router()
  const assets = {
    'chat.css': ['text/css', asset('chat.css')],
    'chat.js': ['text/javascript', asset('chat.js')],
  } as const
  for (const [name, [type, body]] of Object.entries(assets))
    router.get(`/${name}`, (_request, response) => {
      response.type(type).set('Cache-Control', 'public, max-age=3600').send(body)
    })
  router.get('/', parts.door.page(), (request, response) => {
    const language = languageOf(parts, request.query.lang)
    show(parts, response, { language, token: newName(), written: null, reply: parts.greeting(language) })
  })
  router.post('/', (request, response) => receive(parts, request, response))
  return router
}

async function receive(parts: WebParts, request: Request, response: Response): Promise<void> {
  const form: Record<string, unknown> = request.body ?? {}
  const token = nameOf(form.token) ?? newName()
  const message = nameOf(form.message) ?? newName()
  const language = languageOf(parts, form.lang)
  // The page lets nobody write more; what is longer was not written there.
  const text = typeof form.text === 'string' ? form.text.slice(0, longestText) : ''
  const value = typeof form.value === 'string' && form.value !== '' ? form.value.slice(0, 200) : undefined
  const conversation = parts.pseudonyms.of(channel, token)
  const channelData: WebChannelData = { value, language }
  const activity = Activity.fromObject({
    type: 'message',
    // The page names its messages; bound to the conversation, that name cannot reach into another one.
    id: `${conversation}.${message}`,
    channelId: channel,
    conversation: { id: conversation },
    from: { id: conversation },
    text: value ? '' : text,
    channelData,
  })
  const held = await parts.door.message(request, activity)
  if (held) response.status(held.status)
  const { reply } =
    held ??
    (await parts.delivery.handle(activity, parts.turn, parts.withoutStore, parts.pseudonyms.formerly(channel, token)))
  if (request.get('x-fingerpost') === 'reply') {
    response.set('X-Next-Message', newName()).type('html').send(reply)
    return
  }
  show(parts, response, {
    language: spokenIn(parts, reply) ?? language,
    token,
    written: value || text === '' ? null : text,
    reply,
  })
}

function show(
  parts: WebParts,
  response: Response,
  page: { language: Language; token: string; written: string | null; reply: string },
): void {
  response.type('html').send(
    chatPage({
      ...page,
      sentences: parts.sentences(),
      offered: parts.offered(),
      attribution: parts.attribution(),
      message: newName(),
    }),
  )
}

/** The page follows the language of the reply on it. */
function spokenIn(parts: WebParts, reply: string): Language | null {
  const lang = /^<div class="reply" lang="([\w-]+)"/.exec(reply)?.[1]
  return parts.offered().find((one) => one === lang) ?? null
}

function languageOf(parts: WebParts, wanted: unknown): Language {
  return parts.offered().find((one) => one === wanted) ?? 'en'
}

function newName(): string {
  return randomBytes(16).toString('hex')
}

function nameOf(given: unknown): string | null {
  return typeof given === 'string' && /^[0-9a-f]{32}$/.test(given) ? given : null
}

import { createHash, randomBytes } from 'node:crypto'
import type { Request } from 'express'
import { type Audience, audiences, type Language } from '../../taxonomy.ts'

/** What the chat page sends. */
export type ChatForm = {
  /** Names the conversation; it travels in the form and nowhere else. */
  token: string
  /** Names this message: the same message with the same words is the same turn, however often it is sent. */
  turn: string
  /** The turns before it, the latest last. */
  earlier: string[]
  language: Language
  audience: Audience | null
  text: string
  /** The choice a button stands for. */
  value?: string
  /** What stood in the box when a button was pressed: not sent yet. */
  draft: string
  /** What that button says, where script tells; '' where it does not. */
  said: string
}

/** The page's own limit, in characters. */
const longestText = 20_000
/** So many turns a page shows again. */
const mostTurns = 12

/**
 * Reads the form of a chat page. Nothing is refused: what is not ours (a token of another shape, a list where a word
 * should be) is replaced as if it had not been there, so that a forged form is a new conversation.
 */
export function readForm(request: Request, offered: readonly Language[]): ChatForm {
  const form: Record<string, unknown> = request.body ?? {}
  const message = nameOf(form.message) ?? newName()
  // The page lets nobody write more; what is longer was not written there.
  const text = typeof form.text === 'string' ? form.text.slice(0, longestText) : ''
  const value = typeof form.value === 'string' && form.value !== '' ? form.value.slice(0, 200) : undefined
  return {
    token: nameOf(form.token) ?? newName(),
    // Two tabs, or a page gone back to, hold the same name for different words: those are two turns.
    turn: createHash('sha256')
      .update(JSON.stringify([message, value ?? null, value ? '' : text]))
      .digest('hex')
      .slice(0, 32),
    earlier: [form.turn]
      .flat()
      .flatMap((one) => nameOf(one) ?? [])
      .slice(-mostTurns),
    language: languageOf(form.lang, offered) ?? 'en',
    audience: audienceOf(form.for),
    text: value ? '' : text,
    value,
    draft: value ? text : '',
    said: typeof form.said === 'string' ? form.said.slice(0, 200) : '',
  }
}

/** The language of a page that is opened: the one asked for, or the first offered one the browser would like. */
export function languageAsked(request: Request, offered: readonly Language[]): Language {
  const liked = request.acceptsLanguages([...offered])
  return languageOf(request.query.lang, offered) ?? languageOf(liked, offered) ?? 'en'
}

/** Whom a link said it is for: `family` or `self`; anything else is not heeded. */
export function audienceOf(given: unknown): Audience | null {
  return audiences.find((one) => one === given && (one === 'family' || one === 'self')) ?? null
}

/** A form that another site sends in a person's name. Browsers say so; ours never carries words from elsewhere. */
export function isForeign(request: Request): boolean {
  return request.get('sec-fetch-site') === 'cross-site'
}

/** A new name for a conversation or a message, not to be guessed. */
export function newName(): string {
  return randomBytes(16).toString('hex')
}

export function nameOf(given: unknown): string | null {
  return typeof given === 'string' && /^[0-9a-f]{32}$/.test(given) ? given : null
}

function languageOf(wanted: unknown, offered: readonly Language[]): Language | null {
  return offered.find((one) => one === wanted) ?? null
}

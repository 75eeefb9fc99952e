import { z } from 'zod'
import type { Language } from '../../taxonomy.ts'

/** As much of a text as is read, in characters, as on the chat page. */
const longestText = 20_000
const longestChoice = 200

/** What a client sends, as far as it is looked at; all else is let pass, as the Activity schema asks. */
const incoming = z.looseObject({
  type: z.string().min(1).max(100),
  id: z.string().max(1000).nullish(),
  name: z.unknown().optional(),
  text: z.string().nullish(),
  value: z.unknown().optional(),
  locale: z.unknown().optional(),
  from: z.looseObject({ id: z.string().max(256) }).nullish(),
  attachments: z.array(z.unknown()).nullish(),
  channelData: z
    .looseObject({ clientActivityID: z.string().max(256).optional().catch(undefined) })
    .nullish()
    .catch(null),
})
export type Incoming = z.infer<typeof incoming>

/** An activity a client sent, or the property that is missing or of the wrong kind. */
export function readActivity(body: unknown): { activity: Incoming } | { wrong: string } {
  const read = incoming.safeParse(body)
  if (read.success) return { activity: read.data }
  return { wrong: String(read.error.issues[0]?.path.join('.') || 'activity') }
}

/** What is to be done about it. `ignored`: it asks nothing of us (typing, reactions, events of others). */
export type Wanted = 'message' | 'conversationUpdate' | 'endOfConversation' | 'ignored'

/** Web Chat's pages tell of a person who came by an event of this name (BotFramework-WebChat, samples). */
const joins: readonly unknown[] = ['webchat/join', 'startConversation']

export function wantedOf({ type, name, membersAdded }: Incoming): Wanted {
  if (type === 'message' || type === 'endOfConversation') return type
  if (type === 'event') return joins.includes(name) ? 'conversationUpdate' : 'ignored'
  if (type === 'conversationUpdate') return Array.isArray(membersAdded) && membersAdded.length === 0 ? 'ignored' : type
  return 'ignored'
}

/**
 * What the person said, and the choice a button stood for. What was written counts more than a button: it may tell of
 * danger. A value that is none of our choices is read as words for the same reason.
 */
export function saidIn({ text, value }: Pick<Incoming, 'text' | 'value'>): { text: string; choice?: string } {
  if (text && text.trim() !== '') return { text: text.slice(0, longestText) }
  const chosen = typeof value === 'string' ? value : (value as { choice?: unknown } | null)?.choice
  if (typeof chosen !== 'string') return { text: '' }
  const isChoice =
    /^(choice|command|service|place|language|resume|which_wrong|wrong|suggest)(:|$)/.test(chosen) &&
    chosen.length <= longestChoice
  return isChoice ? { text: '', choice: chosen } : { text: chosen.slice(0, longestText) }
}

/** The language of a client's locale ("pl-PL") where we offer it, or English. */
export function languageOf(offered: readonly Language[], ...locales: unknown[]): Language {
  for (const locale of locales) {
    if (typeof locale !== 'string' || !/^[A-Za-z0-9-]{2,35}$/.test(locale)) continue
    const parts = locale.split('-')
    for (let length = parts.length; length > 0; length--) {
      const tag = parts.slice(0, length).join('-').toLowerCase()
      const found = offered.find((one) => one.toLowerCase() === tag)
      if (found) return found
    }
  }
  return 'en'
}

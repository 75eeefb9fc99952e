import { Activity } from '@microsoft/agents-activity'
import { z } from 'zod'
import type { Turn } from '../../delivery/index.ts'
import { type Language, languages } from '../../taxonomy.ts'

/** Of older turns the answers are not shown again. */
const turnsKept = 40

const entry = z.strictObject({
  /** The message's id, under which the store has the answer. */
  id: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
})
export type Entry = z.infer<typeof entry>

/** What is stored of a conversation on this channel: ids and times around the session, never a word. */
const record = z.strictObject({
  v: z.literal(1),
  session: z.string().nullable(),
  /** The language the person was greeted in, where they were. */
  greeted: z.enum(languages).nullable(),
  /** The latest turns that left something to show, in the order they took effect. */
  turns: z.array(entry),
})
type Record = z.infer<typeof record>

/**
 * What an activity adds for the turn: the choice a button stands for, the client's language, whether a greeting came first,
 * and where it came from where anyone can begin a conversation anew.
 */
export type BotChannelData = { value?: string; language: Language; greeted?: boolean; source?: string }

export type TurnParts = {
  /** One message of the person; finds what it needs of this channel in `activity.channelData` (BotChannelData). */
  turn: Turn
  /** What is said before anything was, as the channel sends it. */
  greeting: (language: Language) => string
}

/**
 * A turn that keeps the list of turns beside the session, so that any machine can show what was answered. An activity is a
 * `message`; a `conversationUpdate` is greeted, once or again where the client then names another language; an
 * `endOfConversation` erases.
 */
export function recordedTurn({ turn, greeting }: TurnParts): Turn {
  return (activity, stored, now, optedOut, heard) => {
    const before = readRecord(stored)
    const { language, value, source } = activity.channelData as BotChannelData
    const here = { id: activity.id ?? '', at: now }
    if (activity.type === 'endOfConversation') return { session: null, reply: '', forget: true }
    if (activity.type === 'conversationUpdate') {
      if (before.session !== null || before.greeted === language) return { session: stored, reply: '' }
      return { session: written({ ...before, greeted: language }, here), reply: greeting(language) }
    }
    const channelData: BotChannelData = {
      value,
      source,
      language: before.greeted ?? language,
      greeted: before.greeted !== null,
    }
    const result = turn(Activity.fromObject({ ...activity, channelData }), before.session, now, optedOut, heard)
    // Who leaves without a word leaves nothing behind.
    if (result.session === null && result.reply === '') return result
    const kept = result.forget ? [] : before.turns
    return { ...result, session: written({ ...before, session: result.session, turns: kept }, here) }
  }
}

/** The turns of a stored conversation; none where there is none, or it is of another shape. */
export function turnsOf(stored: string | null): Entry[] {
  return readRecord(stored).turns
}

function written(before: Record, here: Entry): string {
  return JSON.stringify({ ...before, turns: [...before.turns, here].slice(-turnsKept) })
}

function readRecord(stored: string | null): Record {
  const none: Record = { v: 1, session: null, greeted: null, turns: [] }
  if (stored === null) return none
  try {
    return record.parse(JSON.parse(stored))
  } catch {
    return none
  }
}

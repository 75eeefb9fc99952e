import type { Pseudonyms } from '../../privacy/index.ts'
import { type Entry, turnsOf } from './record.ts'
import { type Message, readMessages } from './render.ts'
import type { Words } from './words.ts'

/** What is read back of a conversation; rejects where the store cannot answer. */
export type Memory = {
  load(conversation: string, now: number, formerly?: readonly string[]): Promise<{ session: string | null }>
  replyTo(
    claim: string,
    conversation: string,
    now: number,
    formerly?: readonly string[],
  ): Promise<string | null | undefined>
}

/** A person's own message as their client is shown it: what the client sent, without a name. */
export type Echo = {
  type: string
  from: { id: string; role: 'user' }
  text?: string
  textFormat: 'plain'
  locale?: string
  value?: unknown
  channelData?: Record<string, unknown>
}

type Wire = {
  id: string
  timestamp: string
  channelId: 'directline'
  conversation: { id: string }
  from: { id: string; name?: string; role: 'user' | 'bot' }
}
export type WireActivity = Wire & (Echo | (Message & { replyToId: string }))

/** Direct Line's ActivitySet: the activities after a watermark, and the watermark behind them. */
export type ActivitySet = { activities: WireActivity[]; watermark: string }

export type Transcript = {
  /** What came after a watermark; all that is left where it is null, or none that we gave. */
  after(conversationId: string, watermark: string | null): Promise<ActivitySet>
}

export const channel = 'botframework'
export const bot = { id: 'fingerpost', name: 'Fingerpost', role: 'bot' } as const

export type TranscriptParts = {
  memory: Memory
  pseudonyms: Pseudonyms
  words: Words<Echo>
  now?: () => number
}

/**
 * A conversation as its client sees it. Our answers come from the store, whoever gave them; the person's own messages are
 * shown by the machine they were sent to, for as long as it remembers them.
 */
export function createTranscript({ memory, pseudonyms, words, now = Date.now }: TranscriptParts): Transcript {
  return {
    async after(conversationId, watermark) {
      const conversation = pseudonyms.of(channel, conversationId)
      const formerly = pseudonyms.formerly(channel, conversationId)
      const kept = words.of(conversation)
      const stored = await recorded(conversation, formerly)
      const known = new Set(stored.map(({ id }) => id))
      // Answered while the store was away: no other machine knows of it.
      const alone = [...kept]
        .filter(([id, { reply }]) => reply !== null && !known.has(id))
        .map(([id, { at }]) => ({ id, at }))
      const turns = rest(
        [...stored, ...alone].sort((a, b) => a.at - b.at),
        watermark,
        now(),
      )
      const set: ActivitySet = { activities: [], watermark: watermark ?? '' }
      for (const turn of turns) {
        const own = kept.get(turn.id)
        const reply = own?.reply ?? (await answered(turn.id, conversation, formerly))
        // The store is away just now: what follows waits behind this watermark.
        if (reply === undefined) break
        set.activities.push(...activitiesOf(conversationId, turn, own?.echo ?? null, readMessages(reply)))
        set.watermark = watermarkOf(turn)
      }
      return set
    },
  }

  async function recorded(conversation: string, formerly: readonly string[]): Promise<Entry[]> {
    try {
      return turnsOf((await memory.load(conversation, now(), formerly)).session)
    } catch {
      // Without the store there is still what this machine remembers.
      return []
    }
  }

  /** '' where the answer was erased, undefined where it cannot be told. */
  async function answered(id: string, conversation: string, formerly: readonly string[]): Promise<string | undefined> {
    try {
      return (await memory.replyTo(`${channel}:${id}`, conversation, now(), formerly)) ?? ''
    } catch {
      return undefined
    }
  }
}

/** Behind a turn; holds its time too, so that it still says where to go on once that turn is gone. */
function watermarkOf({ id, at }: Entry): string {
  return `${at.toString(36)}.${id}`
}

function rest(turns: readonly Entry[], watermark: string | null, now: number): readonly Entry[] {
  const [, time, id] = /^([0-9a-z]{1,9})\.(.+)$/.exec(watermark ?? '') ?? []
  if (!time) return turns
  const found = turns.findIndex((one) => one.id === id)
  if (found >= 0) return turns.slice(found + 1)
  const at = Number.parseInt(time, 36)
  // A time to come is none of ours.
  return at > now + 60_000 ? turns : turns.filter((one) => one.at >= at)
}

/** The name of the activity a turn began with, which the answer to a POST gives. */
export function activityId(conversationId: string, turn: string): string {
  return `${conversationId}|${turn}`
}

function activitiesOf(
  conversationId: string,
  { id, at }: Entry,
  echo: Echo | null,
  messages: readonly Message[],
): WireActivity[] {
  const own = activityId(conversationId, id)
  const wire = (name: string, later: number) => ({
    id: name,
    timestamp: new Date(at + later).toISOString(),
    channelId: 'directline' as const,
    conversation: { id: conversationId },
  })
  return [
    ...(echo ? [{ ...wire(own, 0), ...echo }] : []),
    // Clients order by time: the answer comes after what it answers.
    ...messages.map((one, index) => ({
      ...wire(`${own}|${index}`, index + 1),
      from: bot,
      ...one,
      replyToId: own,
    })),
  ]
}

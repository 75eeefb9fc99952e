import type { Pseudonyms } from '../../privacy/index.ts'
import type { OwnWords } from '../own-words.ts'
import { type Entry, turnsOf } from './record.ts'
import { type Message, readMessages } from './render.ts'

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

/** What this machine remembers of a turn: the person's own message, and our answer where no store has it. */
export type KeptTurn = { at: number; echo: Echo | null; reply: string | null }

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
  words: OwnWords<KeptTurn>
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
      const seen = readPlace(watermark, now())
      const stored = await recorded(conversation, formerly)
      const told: { turn: Entry; echo: Echo | null; reply: string }[] = []
      for (const turn of unseen(stored, seen.stored)) {
        const reply = await answered(turn.id, conversation, formerly)
        // The store is away just now: what follows waits behind this watermark.
        if (reply === undefined) break
        told.push({ turn, echo: kept.get(turn.id)?.echo ?? null, reply })
        seen.stored = turn
      }
      // Answered while the store was away: no other machine knows of it, so its place is a time of this one.
      const known = new Set(stored.map(({ id }) => id))
      for (const [id, { at, echo, reply }] of kept) {
        if (reply === null || known.has(id) || at <= seen.alone) continue
        told.push({ turn: { id, at }, echo, reply })
      }
      seen.alone = Math.max(seen.alone, ...told.filter(({ turn }) => !known.has(turn.id)).map(({ turn }) => turn.at))
      return {
        activities: told
          .sort((a, b) => a.turn.at - b.turn.at)
          .flatMap(({ turn, echo, reply }) => activitiesOf(conversationId, turn, echo, readMessages(reply))),
        watermark: writePlace(seen),
      }
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

/** How far a client has come: the last turn it has of those that are stored, and the time of the last that is not. */
type Place = { stored: Entry | null; alone: number }

/** A turn's time stands in a watermark too, so that it still says where to go on once that turn is gone. */
function writePlace({ stored, alone }: Place): string {
  const turn = stored ? `${stored.at.toString(36)}.${stored.id}` : ''
  return alone > 0 ? `${turn}~${alone.toString(36)}` : turn
}

/** Nowhere yet, where it is none of our watermarks. */
function readPlace(watermark: string | null, now: number): Place {
  const [, at, id, alone] = /^(?:([0-9a-z]{1,9})\.([^~]+))?(?:~([0-9a-z]{1,9}))?$/.exec(watermark ?? '') ?? []
  const place = {
    stored: at && id ? { at: Number.parseInt(at, 36), id } : null,
    alone: alone ? Number.parseInt(alone, 36) : 0,
  }
  // A time to come is none of ours.
  const soon = now + 60_000
  return (place.stored?.at ?? 0) > soon || place.alone > soon ? { stored: null, alone: 0 } : place
}

function unseen(stored: readonly Entry[], seen: Entry | null): readonly Entry[] {
  if (!seen) return stored
  const found = stored.findIndex((one) => one.id === seen.id)
  return found >= 0 ? stored.slice(found + 1) : stored.filter((one) => one.at >= seen.at)
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

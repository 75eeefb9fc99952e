import type { Temporal } from 'temporal-polyfill'
import type { Sentences } from '../content/sentences.ts'
import type { Directory, Taxonomy } from '../directory/index.ts'
import type { Places } from '../places/index.ts'
import type { Replies, Weigh } from '../safety/index.ts'
import type { ChannelId, Language } from '../taxonomy.ts'
import type { Flow } from './flow.ts'

/** What a conversation is held from: one immutable bundle, the same for every turn that uses it. */
export type ConversationContent = {
  flow: Flow
  sentences: Sentences
  /** The languages a conversation may be held in. Danger is answered in every language we have, offered or not. */
  offered: readonly Language[]
  /** Languages whose words no native speaker has confirmed: danger in them is answered in English too. */
  drafts: ReadonlySet<Language>
  /** A draft language says that it is one. */
  saysDraft: boolean
  directory: Directory
  /** Whether a service is shown however many say that it is wrong. */
  neverHidden: (service: string) => boolean
  taxonomy: Taxonomy
  places: Places
  isBankHoliday: (date: Temporal.PlainDate) => boolean
  /** The fixed words for danger, and what goes beside an answer. */
  replies: Replies
  /** What the turns say together that none says alone. */
  weigh: Weigh
}

/** When and where a turn happens; the core has no clock of its own. */
export type At = {
  now: Temporal.Instant
  channel: ChannelId
  /** A name nobody can guess, for what begins in this turn and is found again by it. Without one nothing of that kind begins. */
  fresh?: string
}

/** The day of a turn, as the dates of crisis lines are compared. */
export function dateOf(at: At): Date {
  return new Date(at.now.epochMilliseconds)
}

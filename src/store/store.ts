/**
 * What is remembered, and for how long. It speaks of the domain (claims, sessions, jobs), not of tables. A conversation
 * is named by a keyed pseudonym only; what is stored of it is JSON that holds ids, never a word the person wrote.
 * All times are epoch milliseconds, and like all numbers whole. "Former" ids are a conversation's ids under older pseudonym keys, newest first:
 * what is found under them moves to the new one.
 */

/** The answer to one message, as the channel sent it: replayed byte for byte when the same message comes again. */
export type StoredReply = string

export type Loaded = {
  /** Null where there is none, or it has expired. */
  session: string | null
  /** Names the state the session is in; it never comes back, not even after the session was erased. 0: no session. */
  version: number
  /** The person has said STOP on this channel; outlives the session, and FORGET too. */
  optedOut: boolean
  /** How the person wrote lately, as the last commit that told of it put it. Null where that is over. */
  heard: string | null
}

/** What a turn begins with: the answer it got before (null: erased), or what is remembered of its conversation. */
export type Begun = { outcome: 'duplicate'; reply: StoredReply | null } | ({ outcome: 'new' } & Loaded)

/** Something to be done once the turn is committed; done at least once, in order for each conversation. */
export type NewJob = {
  /** What is to be done, a word the worker knows. */
  kind: string
  payload: string
  /** Not before; absent: at once. A job that is not due yet holds up no other. */
  due?: number
  /** A timer that belongs to this turn: it is dropped once a later turn of the conversation is committed. */
  guard?: boolean
  /** Not after: from then on it is dropped, undone, and nothing of it is kept. */
  expires?: number
}

export type Commit = {
  /** The message's id, unique over all channels (`sms:MessageSid`). The same message is always of one conversation. */
  claim: string
  conversation: string
  formerly?: readonly string[]
  /** The version the turn was computed from. */
  version: number
  /** Null erases the session. */
  session: string | null
  reply: StoredReply
  now: number
  sessionExpires: number
  /** At least 48 h away: for so long a provider may send the message again. */
  claimExpires: number
  /** From then on a replay finds the claim, and nothing to say. */
  replyExpires: number
  /** Absent: as it was. */
  optOut?: boolean
  /** How the person wrote lately, until `expires`; absent: as it was. FORGET erases it. */
  heard?: { text: string; expires: number }
  jobs: readonly NewJob[]
  /** Added to the counts of `day` (YYYY-MM-DD). */
  counters: Readonly<Record<string, number>>
  day: string
  /**
   * FORGET: the stored replies of the conversation's earlier messages go too, and its waiting and dead jobs but for
   * those of an earlier FORGET, which still erase elsewhere. The claims stay, for duplicates, and the opt-out.
   */
  forget?: boolean
}

/**
 * `done`: committed; `forgotten` holds, after FORGET, the claims that were the conversation's (this one's too), which
 * nothing ties to it any more. `duplicate`: the message was answered before, here is that answer (null: it was erased).
 * `conflict`: another turn came first; compute again.
 */
export type Committed =
  | { outcome: 'done'; forgotten: string[] }
  | { outcome: 'duplicate'; reply: StoredReply | null }
  | { outcome: 'conflict' }

/** A job somebody has taken: theirs until its lease is over. */
export type Job = {
  id: string
  conversation: string
  kind: string
  payload: string
  /** How often it has been taken, this time included; begins anew when it is revived. */
  attempt: number
  /** Of a turn that was FORGET: the claims that were the conversation's. Otherwise empty. */
  forgotten: string[]
  /** Tells this taking from every other; the store's own business. */
  lease: number
}

/** A job that was given up: waits for an operator, for so long (`retention`) at most. */
export type DeadJob = Omit<Job, 'lease'> & { why: string; since: number }

export type Tally = { total: number; ends: number }
/** A small text that all machines share: what curators work at, and what of it is shown. */
export type Document = {
  id: string
  text: string
  /** Names the state the document is in; it never comes back. */
  version: number
}

export type PutDocument = {
  collection: string
  id: string
  /** The version it was made from; 0: there was none. */
  version: number
  /** Null removes it. */
  text: string | null
  /** Absent: kept until it is removed. */
  expires?: number
}

/** Every method rejects with a StoreError where the store cannot do it, and then nothing of it is written. */
export interface Store {
  /** Looks for the message's claim, and for the conversation where there is none: one way to the store. */
  begin(claim: string, conversation: string, now: number, formerly?: readonly string[]): Promise<Begun>
  /** The stored answer of a claimed message; undefined where it was never seen; null where its answer was erased. */
  replyTo(
    claim: string,
    conversation: string,
    now: number,
    formerly?: readonly string[],
  ): Promise<StoredReply | null | undefined>
  /** What is remembered of a conversation. */
  load(conversation: string, now: number, formerly?: readonly string[]): Promise<Loaded>
  /** Claim, session, reply, opt-out, how they wrote, jobs and counters in one atomic write, or nothing at all. */
  commit(turn: Commit): Promise<Committed>
  /** An opt-out (or its end) learnt outside a turn, at `at`; what was learnt later stands. */
  setOptOut(conversation: string, optedOut: boolean, at: number): Promise<void>

  /**
   * Takes jobs whose time has come, at most `limit`, for `leaseMs` (the same for all workers): afterwards another
   * worker may take them. Never the second of a conversation before its first is finished or buried.
   */
  take(worker: string, now: number, options: { limit: number; leaseMs: number }): Promise<Job[]>
  /** Done. This and the two below give false, and do nothing, where the job is not the taker's any more. */
  finish(job: Job): Promise<boolean>
  /** Not done: to be given again at `due`, before all later ones of its conversation. `why` is a code. */
  retry(job: Job, due: number, why: string): Promise<boolean>
  /** Given up at `now`: becomes a dead letter, and the next of its conversation has its turn. */
  bury(job: Job, why: string, now: number): Promise<boolean>
  /** Dead letters, the oldest first. */
  dead(limit: number): Promise<DeadJob[]>
  /** Gives a dead letter another life, behind what its conversation waits for; false where there is no such. */
  revive(id: string): Promise<boolean>

  /** What became of something we sent, by the provider's id. Gives whether it moved forward: only a higher rank does. */
  receipt(id: string, rank: number, now: number, expires: number): Promise<boolean>
  /**
   * Adds `by` to a count that ends by itself, `ms` after it began; a new one begins at `now` where there is none or it has
   * ended, and with `anew` in any case. Gives what it then is, and when it ends. For what may be lost in a crash.
   */
  tally(name: string, by: number, now: number, ms: number, anew?: boolean): Promise<Tally>
  /** The rank a receipt has come to; 0 where there is none. */
  rankOf(id: string, now: number): Promise<number>
  /** Adds one to a count of `day` (YYYY-MM-DD), for what is no turn. May be lost in a crash. */
  count(name: string, day: string): Promise<void>
  /** What was counted on a day (YYYY-MM-DD). */
  counts(day: string): Promise<Record<string, number>>

  /** The documents of a collection, by id. Collections are small: all of one is read at once. */
  documents(collection: string, now: number): Promise<Document[]>
  /** One of them; null where there is none. */
  document(collection: string, id: string, now: number): Promise<Document | null>
  /** Gives its new version (0: removed), or null where it was not at the given version any more: then nothing is written. */
  putDocument(put: PutDocument, now: number): Promise<number | null>

  /** Removes what has expired; gives how many things went. */
  sweep(now: number): Promise<number>
  /** Rejects where the store cannot answer, or cannot write: a full disk answers questions for long. */
  ping(): Promise<void>
  /** Lets what was begun finish. Everything after it is refused. */
  close(): Promise<void>
}

/** `away`: cannot be reached, or does not answer in time. `refused`: it is there, and does not let us in. */
export const storeFaults = [
  'locked',
  'full',
  'corrupt',
  'unwritable',
  'newer',
  'closed',
  'failed',
  'away',
  'refused',
] as const
export type StoreFault = (typeof storeFaults)[number]

/** Why a store could not do it. `code` may be logged; the message is for the person who runs the server. */
export class StoreError extends Error {
  override readonly name = 'StoreError'
  readonly code: StoreFault

  constructor(code: StoreFault, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

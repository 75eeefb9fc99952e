/**
 * What is remembered, and for how long. It speaks of the domain (claims, sessions), not of tables. A conversation is
 * named by a keyed pseudonym only; what is stored of it is JSON that holds ids, never a word the person wrote.
 */

/** The answer to one message, as the channel sent it: replayed byte for byte when the same message comes again. */
export type StoredReply = string

/** `version` names the state the session is in: it never comes back, not even after the session was erased. */
export type Loaded = { session: string; version: number }

export type Commit = {
  /** The message's id, unique over all channels (`sms:MessageSid`). */
  claim: string
  conversation: string
  /** The same conversation's ids under older pseudonym keys: what is found under them moves to `conversation`. */
  formerly?: readonly string[]
  /** The version the turn was computed from: 0 where there was no session. */
  version: number
  /** Null erases the session. */
  session: string | null
  reply: StoredReply
  /** Epoch milliseconds. */
  now: number
  sessionExpires: number
  claimExpires: number
  /** FORGET: the stored replies of the conversation's earlier messages go too; their claims stay, for duplicates. */
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

/** Every method rejects with a StoreError where the store cannot do it, and then nothing of it is written. */
export interface Store {
  /** The stored answer of a claimed message; undefined where it was never seen; null where its answer was erased. */
  replyTo(claim: string, now: number): Promise<StoredReply | null | undefined>
  /** The session of a conversation (or of its ids under older keys), or null where there is none or it has expired. */
  load(conversation: string, now: number, formerly?: readonly string[]): Promise<Loaded | null>
  /** Claim, session and reply in one atomic write, or nothing at all. */
  commit(turn: Commit): Promise<Committed>
  /** Removes what has expired; gives how many rows went. */
  sweep(now: number): Promise<number>
  /** Rejects where the store cannot answer. */
  ping(): Promise<void>
  /** Lets what was begun finish. Everything after it is refused. */
  close(): Promise<void>
}

export const storeFaults = ['locked', 'full', 'corrupt', 'unwritable', 'newer', 'closed', 'failed'] as const
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

import { setTimeout as sleep } from 'node:timers/promises'
import type { Activity } from '@microsoft/agents-activity'
import type { Log } from '../log.ts'
import { type AddressUse, retention } from '../privacy/index.ts'
import { type Committed, type NewJob, type Store, StoreError } from '../store/index.ts'
import { createQueue } from './queue.ts'

export type { NewJob }

/** A job of a turn, which may need to be told what a turn does not know. Its payload is a JSON object then. */
export type TurnJob = NewJob & {
  /** `address` in its payload: the person's, sealed for this; left out where nobody can be written to on the channel. */
  address?: Pick<AddressUse, 'purpose'> & { expires: number }
  /** `people` in its payload: the conversation's ids, those under older keys too. */
  people?: true
}

/**
 * One turn of the conversation, given by whoever knows the content: pure and synchronous. `session` is what the last
 * turn left (null: nothing), `optedOut` whether the person has said STOP on this channel, `heard` what an earlier turn said
 * of how they write lately.
 */
export type Turn = (
  activity: Activity,
  session: string | null,
  now: number,
  optedOut: boolean,
  heard: string | null,
) => TurnResult

export type TurnResult = {
  session: string | null
  /** The body the channel sends ('' for none). */
  reply: string
  /** Wipes what is stored. */
  forget?: boolean
  /** Absent: as it was. */
  optOut?: boolean
  /** How the person writes lately, to be known until `expires`; absent: as it was. */
  heard?: { text: string; expires: number }
  /** To be done once all of this is committed. */
  jobs?: readonly TurnJob[]
  /** Added to the day's counts. */
  counters?: Readonly<Record<string, number>>
}

/**
 * The fixed answer where nothing can be remembered; a message about danger still gets its own. Pure. `stopped`: the person
 * said STOP, and the store has not been told yet.
 */
export type WithoutStore = (activity: Activity, now: number, stopped: boolean) => Unstored

/** `optOut`: the person stopped the texts (true) or came back (false), which is to be written as soon as it can be. */
export type Unstored = { reply: string; optOut?: boolean }

export type Delivered = {
  reply: string
  /** The same message came before, or is being answered at this moment. */
  duplicate: boolean
}

export type Delivery = {
  /**
   * Answers a message once, however often and however concurrently it comes. Needs `activity.id` (unique within its
   * channel, and not to be guessed by someone else) and `activity.conversation.id` (a pseudonym); `formerly` are the
   * conversation's ids under older keys. Never waits long for the store, never rejects because of it.
   */
  handle(activity: Activity, turn: Turn, withoutStore: WithoutStore, formerly?: readonly string[]): Promise<Delivered>
  /**
   * The answers to earlier messages of a conversation, by their activities' ids, for a page that shows them again; null
   * where one is gone, and all of them where the store cannot say.
   */
  recall(
    channel: string,
    conversation: string,
    ids: readonly string[],
    formerly?: readonly string[],
  ): Promise<(string | null)[]>
  /** Resolves when every message that came in has been answered. */
  drain(): Promise<void>
}

export type DeliverySettings = {
  /** One that loses no opt-out (`keepOptOuts`). */
  store: Store
  /** An opt-out, or the end of one, that the store has not been told yet; undefined: none. */
  heldOptOut?: (conversation: string, formerly: readonly string[]) => boolean | undefined
  log: Log
  /** Epoch milliseconds. */
  now?: () => number
  /** How long a session is remembered after its last turn. */
  sessionMs: number
  /** How long a message id is remembered; the default covers every provider's retries. */
  claimMs?: number
  /** How long its answer is, for a replay. */
  replyMs?: number
  /** The day (YYYY-MM-DD) a time counts to; the default is UTC's. */
  dayOf?: (now: number) => string
  /** How long one turn may wait for the store. */
  storeMs?: number
  /** A message that stood in the line this long is answered without the store: the provider soon gives up on us. */
  waitMs?: number
  /** Messages of one conversation that may stand in line. */
  lineLimit?: number
}

/** Turns of other processes may come first; each time there is one fewer of them. */
const maxAttempts = 8

export function createDelivery(settings: DeliverySettings): Delivery {
  const { store, heldOptOut, log, now = Date.now, sessionMs, storeMs = 1000, waitMs = 8000 } = settings
  const {
    claimMs = retention.claim,
    replyMs = retention.reply,
    dayOf = (at) => new Date(at).toISOString().slice(0, 10),
  } = settings
  const queue = createQueue(settings.lineLimit ?? 100)
  const underWay = new Map<string, Promise<Delivered>>()

  const handle: Delivery['handle'] = (activity, turn, withoutStore, formerly = []) => {
    const { id, channelId } = activity
    const conversation = activity.conversation?.id
    if (!id || !channelId || !conversation)
      return Promise.reject(new TypeError('an activity without id, channel or conversation'))
    const claim = `${channelId}:${id}`
    const same = underWay.get(claim)
    if (same) return same.then(({ reply }) => ({ reply, duplicate: true }))

    const arrived = performance.now()
    const alone = (why: unknown): Delivered => {
      log.error('without_store', { channel: channelId, error: why, ms: performance.now() - arrived })
      const at = now()
      const { reply, optOut } = withoutStore(activity, at, heldOptOut?.(conversation, formerly) ?? false)
      // Nobody waits for it: the store is away, or slow, and who keeps opt-outs has it.
      if (optOut !== undefined) store.setOptOut(conversation, optOut, at).catch(() => {})
      return { reply, duplicate: false }
    }
    const answer = async () => {
      if (performance.now() - arrived > waitMs) return alone(new DeliveryError('waited_too_long'))
      try {
        const delivered = await inTime(storeMs, (patience) =>
          take(activity, turn, { claim, conversation, formerly, patience }),
        )
        log.info('turn', {
          channel: channelId,
          outcome: delivered.duplicate ? 'duplicate' : 'done',
          ms: performance.now() - arrived,
        })
        return delivered
      } catch (error) {
        return alone(error)
      }
    }
    const inLine =
      queue.run(conversation, answer) ?? Promise.resolve().then(() => alone(new DeliveryError('line_full')))
    const result = inLine.finally(() => underWay.delete(claim))
    underWay.set(claim, result)
    return result
  }

  async function take(activity: Activity, turn: Turn, message: Message): Promise<Delivered> {
    const { claim, conversation, formerly, patience } = message
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      const at = now()
      const begun = await store.begin(claim, conversation, at, formerly)
      if (begun.outcome === 'duplicate') return { reply: begun.reply ?? '', duplicate: true }
      const result = turn(activity, begun.session, at, begun.optedOut, begun.heard)
      const { session, reply, optOut, heard, jobs = [], counters = {}, forget = false } = result
      // Past its time the person has been answered already: nothing may change behind that answer. A commit that has
      // begun is waited for much longer: what it did is then what the person is told.
      if (patience.late) throw patience.late
      patience.committing()
      const committed = await settled(patience, () =>
        store.commit({
          claim,
          conversation,
          formerly,
          version: begun.version,
          session,
          reply,
          optOut,
          heard,
          jobs: jobs.map((job) => newJob(job, [conversation, ...formerly])),
          counters: forget ? { ...counters, forgotten: (counters.forgotten ?? 0) + 1 } : counters,
          day: dayOf(at),
          forget,
          now: at,
          sessionExpires: at + sessionMs,
          claimExpires: at + claimMs,
          replyExpires: at + Math.min(replyMs, claimMs),
        }),
      )
      // A receipt that names nobody: how many messages were untied from the person, and their answers erased.
      if (forget && committed.outcome === 'done')
        log.info('forgotten', { channel: activity.channelId, count: committed.forgotten.length })
      const delivered = read(committed, reply)
      if (delivered) return delivered
    }
    throw new DeliveryError('too_many_conflicts')
  }

  const recall: Delivery['recall'] = async (channel, conversation, ids, formerly = []) => {
    try {
      return await inTime(storeMs, () =>
        Promise.all(
          ids.map(async (id) => (await store.replyTo(`${channel}:${id}`, conversation, now(), formerly)) ?? null),
        ),
      )
    } catch (error) {
      log.error('not_recalled', { channel, error })
      return ids.map(() => null)
    }
  }

  return {
    handle,
    recall,
    drain: async () => {
      while (underWay.size > 0) await Promise.allSettled(underWay.values())
    },
  }
}

type Message = {
  claim: string
  conversation: string
  formerly: readonly string[]
  patience: Patience
}

/** Between two attempts at a commit, in milliseconds. */
const settlingPause = 50

/**
 * A store that goes away in the middle of a commit does not say whether it was done. By its claim it can be done again as
 * long as somebody waits: what was done already tells its answer then.
 */
async function settled(patience: Patience, commit: () => Promise<Committed>): Promise<Committed> {
  for (;;) {
    try {
      return await commit()
    } catch (error) {
      if (!(error instanceof StoreError) || error.code !== 'away') throw error
      await sleep(settlingPause)
      if (patience.late) throw error
    }
  }
}

function newJob({ address: _, people: asked, ...job }: TurnJob, people: readonly string[]): NewJob {
  return asked ? { ...job, payload: JSON.stringify({ ...JSON.parse(job.payload), people }) } : job
}

/** What became of a commit; null: compute again. */
function read(committed: Committed, reply: string): Delivered | null {
  if (committed.outcome === 'conflict') return null
  if (committed.outcome === 'duplicate') return { reply: committed.reply ?? '', duplicate: true }
  return { reply, duplicate: false }
}

/** Why a message was answered without the store though the store did not fail. */
class DeliveryError extends Error {
  override readonly name = 'DeliveryError'
  readonly code: string

  constructor(code: string) {
    super(code)
    this.code = code
  }
}

/** The time one turn has. */
type Patience = {
  /** Why it is over; null: it is not. */
  late: StoreError | null
  /** What cannot be taken back begins: from here on the store decides. */
  committing(): void
}

/**
 * Rejects when `ms` have passed, and tells the work. Work that says it has begun what cannot be taken back gets three times
 * as long from then on, which no store of ours needs: better a late answer than one that is not true.
 */
function inTime<T>(ms: number, work: (patience: Patience) => Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let until = 0
    const patience: Patience = {
      late: null,
      committing() {
        until = performance.now() + 3 * ms
      },
    }
    const giveUp = () => {
      const left = until - performance.now()
      if (left > 0) {
        timer = setTimeout(giveUp, left)
        return
      }
      patience.late = new StoreError('locked', 'the store did not answer in time')
      reject(patience.late)
    }
    let timer = setTimeout(giveUp, ms)
    work(patience)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

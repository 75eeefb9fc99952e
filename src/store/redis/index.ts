import { retention } from '../../privacy/index.ts'
import {
  type Begun,
  type Commit,
  type Committed,
  type DeadJob,
  type Document,
  type Job,
  type Loaded,
  type PutDocument,
  type Store,
  StoreError,
} from '../store.ts'
import { Link, type LinkSettings, type Reply } from './link.ts'
import { atHome, type Person } from './moving.ts'
import { getDocument, listDocuments, putDocument } from './scripts/documents.ts'
import * as jobs from './scripts/jobs.ts'
import { dropJobs } from './scripts/moves.ts'
import * as turns from './scripts/turns.ts'
import { allShards, shardCount, shardOf } from './shards.ts'

export { parseRedisAddress, type RedisAddress, redisForms } from './address.ts'
export type { OnChange } from './link.ts'

/** The longest one call to Redis may take. */
const callMs = 1000

/**
 * The store of many machines: Redis 7, one primary or a cluster. Gives a store at once, whether or not Redis is there;
 * while it is not, everything rejects with a StoreError `away` (or `refused`).
 */
export function openRedisStore(settings: Omit<LinkSettings, 'callMs'> & { callMs?: number }): Store {
  return new RedisStore(new Link({ callMs, ...settings }), settings.address.cluster)
}

class RedisStore implements Store {
  private readonly link: Link
  private readonly cluster: boolean
  private readonly underWay = new Set<Promise<unknown>>()
  private closed = false
  /** The shard looked at first when jobs are taken; it moves on, so that none is always the last. */
  private firstShard = Math.floor(Math.random() * shardCount)

  constructor(link: Link, cluster: boolean) {
    this.link = link
    this.cluster = cluster
  }

  begin(claim: string, conversation: string, now: number, formerly: readonly string[] = []): Promise<Begun> {
    return this.doing(async () => {
      const found = await atHome(this.link, { conversation, formerly }, now, (person) =>
        this.beginAt(claim, person, now),
      )
      if (found[0] === 'duplicate') return { outcome: 'duplicate', reply: found[1] as string | null }
      return { outcome: 'new', ...loadedOf(found) }
    })
  }

  replyTo(claim: string, conversation: string, now: number, formerly: readonly string[] = []) {
    return this.doing(async () => {
      const found = await atHome(this.link, { conversation, formerly }, now, (person) =>
        this.answerOf(claim, person, now),
      )
      return found[1] === 1 ? (found[2] as string | null) : undefined
    })
  }

  load(conversation: string, now: number, formerly: readonly string[] = []) {
    return this.doing(async () => {
      const found = await atHome(this.link, { conversation, formerly }, now, (person) =>
        this.run(person.conversation, turns.load, [
          person.conversation,
          now,
          person.formerly.length,
          ...person.formerly,
        ]),
      )
      return loadedOf(found)
    })
  }

  commit(turn: Commit): Promise<Committed> {
    return this.doing(async () => {
      const person = { conversation: turn.conversation, formerly: turn.formerly ?? [] }
      const [outcome, told] = await atHome(this.link, person, turn.now, (at) => this.commitAt(turn, at))
      if (outcome === 'done') return { outcome, forgotten: told as string[] }
      if (outcome === 'duplicate') return { outcome, reply: told as string | null }
      return { outcome: 'conflict' }
    })
  }

  setOptOut(conversation: string, optedOut: boolean, at: number) {
    return this.doing(async () => {
      await atHome(this.link, { conversation, formerly: [] }, at, (person) =>
        this.run(person.conversation, turns.setOptOut, [person.conversation, Number(optedOut), at]),
      )
    })
  }

  take(worker: string, now: number, { limit, leaseMs }: { limit: number; leaseMs: number }): Promise<Job[]> {
    return this.doing(async () => {
      const shards = allShards.map((_, n) => (this.firstShard + n) % shardCount)
      this.firstShard = (this.firstShard + 1) % shardCount
      const replies = await Promise.all(shards.map((shard) => this.link.run(shard, jobs.waiting, [now])))
      const taken: Job[] = []
      for (const [n, shard] of shards.entries()) {
        const left = limit - taken.length
        if (left <= 0 || replies[n]?.[1] !== 1) continue
        const [, rows] = (await this.link.run(shard, jobs.take, [worker, now, left, leaseMs])) as [string, JobRow[]]
        taken.push(...rows.map(jobOf))
      }
      return taken
    })
  }

  finish({ id, lease }: Job) {
    return this.doing(() => this.aboutJob(id, jobs.finish, [id, lease]))
  }

  retry({ id, lease }: Job, due: number, why: string) {
    return this.doing(() => this.aboutJob(id, jobs.retry, [id, lease, due, why]))
  }

  bury({ id, lease }: Job, why: string, now: number) {
    return this.doing(() => this.aboutJob(id, jobs.bury, [id, lease, why, now]))
  }

  dead(limit: number): Promise<DeadJob[]> {
    return this.doing(async () => {
      if (limit <= 0) return []
      const replies = (await this.onAll(jobs.dead, [limit])) as [string, DeadRow[]][]
      const found = replies.flatMap(([, rows]) => rows.map(deadJobOf))
      return found.sort((a, b) => a.since - b.since).slice(0, limit)
    })
  }

  revive(id: string) {
    return this.doing(() => this.aboutJob(id, jobs.revive, [id]))
  }

  receipt(id: string, rank: number, now: number, expires: number) {
    return this.doing(async () => (await this.run(id, turns.receipt, [id, rank, now, expires]))[1] === 1)
  }

  tally(name: string, by: number, now: number, ms: number, anew = false) {
    return this.doing(async () => {
      const [, total, ends] = await this.run(name, turns.tally, [name, by, now, ms, Number(anew)])
      return { total: total as number, ends: ends as number }
    })
  }

  rankOf(id: string, now: number) {
    return this.doing(async () => Number((await this.run(id, turns.rankOf, [id, now]))[1]))
  }

  count(name: string, day: string) {
    return this.doing(async () => {
      await this.run(name, turns.count, [name, day])
    })
  }

  counts(day: string): Promise<Record<string, number>> {
    return this.doing(async () => {
      const sums: Record<string, number> = {}
      for (const [, pairs] of (await this.onAll(turns.counts, [day])) as [string, string[]][])
        for (let n = 0; n < pairs.length; n += 2) {
          const name = pairs[n] as string
          sums[name] = (sums[name] ?? 0) + Number(pairs[n + 1])
        }
      return sums
    })
  }

  documents(collection: string, now: number): Promise<Document[]> {
    return this.doing(async () => {
      const [, found] = await this.run(collection, listDocuments, [collection, now])
      const rows = (found as [string, number, string][]).map(([id, version, text]) => ({ id, version, text }))
      return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
    })
  }

  document(collection: string, id: string, now: number): Promise<Document | null> {
    return this.doing(async () => {
      const [, version, text] = await this.run(collection, getDocument, [collection, id, now])
      return version === 0 ? null : { id, version: version as number, text: text as string }
    })
  }

  putDocument({ collection, id, version, text, expires }: PutDocument, now: number): Promise<number | null> {
    return this.doing(async () => {
      const args = [collection, id, now, version, Number(text === null), text ?? '', expires ?? '']
      const [, next] = await this.run(collection, putDocument, args)
      return next === -1 ? null : (next as number)
    })
  }

  sweep(now: number): Promise<number> {
    // Redis lets go by itself of everything that has an expiry.
    return this.doing(async () => {
      const replies = await this.onAll(jobs.sweep, [now, now - retention.deadLetter])
      return replies.reduce((gone, [, count]) => gone + Number(count), 0)
    })
  }

  ping(): Promise<void> {
    return this.doing(async () => {
      await Promise.all((this.cluster ? allShards : [0]).map((shard) => this.link.run(shard, turns.ping, [])))
    })
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await Promise.allSettled(this.underWay)
    this.link.close()
  }

  private doing<T>(work: () => Promise<T>): Promise<T> {
    if (this.closed) return Promise.reject(new StoreError('closed', `the store at ${this.link.where} is closed`))
    const doing = work()
    this.underWay.add(doing)
    const over = () => this.underWay.delete(doing)
    doing.then(over, over)
    return doing
  }

  private run(id: string, script: Parameters<Link['run']>[1], args: readonly (string | number)[]): Promise<Reply> {
    return this.link.run(shardOf(id), script, args)
  }

  private onAll(script: Parameters<Link['run']>[1], args: readonly (string | number)[]): Promise<Reply[]> {
    return Promise.all(allShards.map((shard) => this.link.run(shard, script, args)))
  }

  private async beginAt(claim: string, { conversation, formerly }: Person, now: number): Promise<Reply> {
    const [here, ...before] = await Promise.all([
      this.run(conversation, turns.begin, [conversation, claim, now, formerly.length, ...formerly]),
      ...formerly.map((one) => this.run(one, turns.answered, [claim, now])),
    ])
    const known = here?.[0] === 'ok' ? before.find((reply) => reply[1] === 1) : undefined
    return known ? ['duplicate', known[2]] : (here ?? [])
  }

  /** A claim is on the shard of the conversation it was made in: of its id now, or of a former one. */
  private async answerOf(claim: string, { conversation, formerly }: Person, now: number): Promise<Reply> {
    const [here, ...before] = await Promise.all([
      this.run(conversation, turns.replyTo, [conversation, claim, now]),
      ...formerly.map((one) => this.run(one, turns.answered, [claim, now])),
    ])
    if (here === undefined || here[0] === 'moved') return here ?? []
    return [here, ...before].find((reply) => reply[1] === 1) ?? here
  }

  private async commitAt(turn: Commit, { conversation, formerly }: Person): Promise<Reply> {
    const before = await Promise.all(formerly.map((one) => this.run(one, turns.answered, [turn.claim, turn.now])))
    // What was claimed and then forgotten under a former id stays there.
    const known = before.find((reply) => reply[1] === 1)
    if (known) return ['duplicate', known[2]]
    // Before the commit: if we die in between, too much was forgotten, not too little.
    if (turn.forget) await Promise.all(formerly.map((one) => this.run(one, dropJobs, [one])))
    const { now } = turn
    return this.run(conversation, turns.commit, [
      ...[conversation, turn.claim, now, turn.version, formerly.length, ...formerly],
      ...[Number(turn.session === null), turn.session ?? '', turn.sessionExpires],
      ...[turn.reply, turn.claimExpires, turn.replyExpires],
      ...[turn.optOut === undefined ? '' : Number(turn.optOut), Number(turn.forget ?? false), turn.day],
      ...[turn.heard?.text ?? '', turn.heard?.expires ?? ''],
      ...[Object.keys(turn.counters).length, ...Object.entries(turn.counters).flat()],
      turn.jobs.length,
      ...turn.jobs.flatMap(({ kind, payload, due = now, guard = false, expires = '' }) => [
        ...[kind, payload, due, Number(guard), expires],
      ]),
    ])
  }

  /** A job's id begins with its shard. */
  private async aboutJob(id: string, script: Parameters<Link['run']>[1], args: readonly (string | number)[]) {
    const shard = Number(/^(\d{1,2})-/.exec(id)?.[1] ?? Number.NaN)
    if (!allShards.includes(shard)) return false
    return (await this.link.run(shard, script, args))[1] === 1
  }
}

function loadedOf([, session, version, optedOut, heard]: Reply): Loaded {
  return {
    session: session as string | null,
    version: version as number,
    optedOut: optedOut === 1,
    heard: heard as string | null,
  }
}

type JobRow = [string, string, string, string, string, number, number]

function jobOf([id, conversation, kind, payload, forgotten, attempt, lease]: JobRow): Job {
  return { id, conversation, kind, payload, attempt, forgotten: JSON.parse(forgotten), lease }
}

type DeadRow = [string, string, string, string, string, string, string, string]

function deadJobOf([id, conversation, kind, payload, forgotten, attempt, why, since]: DeadRow): DeadJob {
  const parsed = JSON.parse(forgotten)
  return { id, conversation, kind, payload, forgotten: parsed, attempt: Number(attempt), why, since: Number(since) }
}

import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Commit, type Job, type PutDocument, type Store, StoreError } from '../store.ts'
import { type Documents, prepareDocuments } from './documents.ts'
import { toStoreError } from './faults.ts'
import { openFile } from './file.ts'
import { type Jobs, prepareJobs } from './jobs.ts'
import { prepareTables, type Tables } from './tables.ts'

export { inMemory } from './file.ts'

/**
 * The embedded store: one file, safe for several processes on one machine. `path` may be ':memory:'.
 * `patienceMs` is how long a locked file is waited for. Throws a StoreError where the file cannot be used.
 */
export function openSqliteStore(path: string, options: { patienceMs?: number } = {}): Store {
  try {
    const db = openFile(path, openBusyMs)
    db.exec(`PRAGMA busy_timeout = ${heldMs}`)
    return new SqliteStore(db, path, options.patienceMs ?? 800)
  } catch (error) {
    throw toStoreError(error, path)
  }
}

/** While starting, nobody waits for the event loop: another process making the same file may take its time. */
const openBusyMs = 5000
/** The longest one call may hold the event loop for a locked file; the rest of the patience is spent asleep. */
const heldMs = 20
/** Writes that share one wait for the disk. */
const batchSize = 128

type Waiting = { work: () => () => void; failed: (error: unknown) => void }

class SqliteStore implements Store {
  private readonly db: DatabaseSync
  private readonly path: string
  private readonly patienceMs: number
  private readonly tables: Tables
  private readonly jobs: Jobs
  private readonly papers: Documents
  private waiting: Waiting[] = []
  private writing: Promise<void> | null = null
  private closed = false

  constructor(db: DatabaseSync, path: string, patienceMs: number) {
    this.db = db
    this.path = path
    this.patienceMs = patienceMs
    this.jobs = prepareJobs(db)
    this.papers = prepareDocuments(db)
    this.tables = prepareTables(db, this.jobs)
  }

  begin(claim: string, conversation: string, now: number, formerly: readonly string[] = []) {
    return this.patiently(() => this.tables.begin(claim, [conversation, ...formerly], now))
  }

  replyTo(claim: string, _conversation: string, now: number) {
    return this.patiently(() => this.tables.replyTo(claim, now))
  }

  load(conversation: string, now: number, formerly: readonly string[] = []) {
    return this.patiently(() => this.tables.load([conversation, ...formerly], now))
  }

  async commit(turn: Commit) {
    const committed = await this.write(() => this.tables.commit(turn))
    if (turn.forget) this.emptyLog()
    return committed
  }

  setOptOut(conversation: string, optedOut: boolean, at: number) {
    return this.write(() => this.tables.setOptOut(conversation, optedOut, at))
  }

  async take(_worker: string, now: number, { limit, leaseMs }: { limit: number; leaseMs: number }) {
    // Mostly there is nothing, and then nobody waits for the disk.
    if (!(await this.patiently(() => this.jobs.waiting(now)))) return []
    return this.write(() => this.jobs.take(now, limit, leaseMs))
  }

  finish(job: Job) {
    return this.write(() => this.jobs.finish(job))
  }

  retry(job: Job, due: number, why: string) {
    return this.write(() => this.jobs.retry(job, due, why))
  }

  bury(job: Job, why: string, now: number) {
    return this.write(() => this.jobs.bury(job, why, now))
  }

  dead(limit: number) {
    return this.patiently(() => this.jobs.dead(limit))
  }

  revive(id: string) {
    return this.write(() => this.jobs.revive(id))
  }

  receipt(id: string, rank: number, now: number, expires: number) {
    return this.write(() => this.tables.receipt(id, rank, now, expires))
  }

  tally(name: string, by: number, now: number, ms: number, anew = false) {
    return this.patiently(() => this.withoutDisk(() => this.tables.tally(name, by, now, ms, anew)))
  }

  rankOf(id: string, now: number) {
    return this.patiently(() => this.tables.rankOf(id, now))
  }

  count(name: string, day: string) {
    return this.write(() => this.tables.count(name, day))
  }

  counts(day: string) {
    return this.patiently(() => this.tables.counts(day))
  }

  documents(collection: string, now: number) {
    return this.patiently(() => this.papers.list(collection, now))
  }

  document(collection: string, id: string, now: number) {
    return this.patiently(() => this.papers.get(collection, id, now))
  }

  putDocument(put: PutDocument, now: number) {
    return this.write(() => this.papers.put(put, now))
  }

  async sweep(now: number) {
    const gone = await this.write(() => this.tables.sweep(now) + this.papers.sweep(now))
    this.emptyLog()
    return gone
  }

  ping() {
    return this.patiently(() => this.withoutDisk(() => this.tables.ping()))
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.writing
    this.db.close()
  }

  private write<T>(work: () => T): Promise<T> {
    if (this.closed) return Promise.reject(this.closedError())
    return new Promise((done, failed) => {
      const settle = () => {
        const result = work()
        return () => done(result)
      }
      this.waiting.push({ work: settle, failed })
      this.writing ??= this.writeAll()
    })
  }

  /** Writes whatever came in while the last batch waited for the disk, until nothing is left. */
  private async writeAll(): Promise<void> {
    while (this.waiting.length > 0) {
      // Whoever writes in this same round of the event loop shares the batch.
      await new Promise(setImmediate)
      const batch = this.waiting.splice(0, batchSize)
      try {
        const settle = await this.retried(() => this.writeBatch(batch))
        for (const one of settle) one()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    this.writing = null
  }

  /** One transaction for the batch. Where a piece of work fails, all of it is done again so that it takes no other with it. */
  private writeBatch(batch: readonly Waiting[]): (() => void)[] {
    try {
      return this.inTransaction(() => batch.map(({ work }) => work()))
    } catch (error) {
      if (toStoreError(error, this.path).code === 'locked') throw error
      return this.writeApart(batch)
    }
  }

  /** A savepoint for each piece of work. */
  private writeApart(batch: readonly Waiting[]): (() => void)[] {
    return this.inTransaction(() =>
      batch.map(({ work, failed }) => {
        this.db.exec('SAVEPOINT work')
        try {
          const settle = work()
          this.db.exec('RELEASE work')
          return settle
        } catch (error) {
          // A full or failing disk ends the whole transaction by itself: then nothing of the batch is written.
          if (!this.db.isTransaction) throw error
          this.db.exec('ROLLBACK TO work; RELEASE work')
          return () => failed(toStoreError(error, this.path))
        }
      }),
    )
  }

  /** One short write that waits for no disk: in a WAL, `NORMAL` loses it in a power cut, and nothing else. */
  private withoutDisk<T>(work: () => T): T {
    this.db.exec('PRAGMA synchronous = NORMAL')
    try {
      return this.inTransaction(work)
    } finally {
      this.db.exec('PRAGMA synchronous = FULL')
    }
  }

  private inTransaction<T>(work: () => T): T {
    this.db.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      this.db.exec('COMMIT')
      return result
    } catch (error) {
      if (this.db.isTransaction) this.db.exec('ROLLBACK')
      throw error
    }
  }

  /** What was deleted still stands in the write-ahead log until it is emptied; readers may put that off. */
  private emptyLog(): void {
    try {
      this.db.exec('PRAGMA wal_checkpoint(TRUNCATE)')
    } catch {
      // Busy: the next checkpoint does it.
    }
  }

  private async patiently<T>(work: () => T): Promise<T> {
    if (this.closed) throw this.closedError()
    return this.retried(work)
  }

  /** Tries again while the file is locked, letting the event loop go in between. Rejects with a StoreError. */
  private async retried<T>(work: () => T): Promise<T> {
    const started = performance.now()
    for (let pause = 5; ; pause = Math.min(pause * 2, 40)) {
      try {
        return work()
      } catch (cause) {
        const error = toStoreError(cause, this.path)
        if (error.code !== 'locked' || performance.now() - started > this.patienceMs) throw error
        await sleep(pause)
      }
    }
  }

  private closedError(): StoreError {
    return new StoreError('closed', `the store ${this.path} is closed`)
  }
}

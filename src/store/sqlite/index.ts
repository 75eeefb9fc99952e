import type { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Commit, type Committed, type Store, StoreError } from '../store.ts'
import { toStoreError } from './faults.ts'
import { openFile } from './file.ts'
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
/** Commits that share one wait for the disk. */
const batchSize = 128

type Waiting = { turn: Commit; done: (result: Committed) => void; failed: (error: unknown) => void }

class SqliteStore implements Store {
  private readonly db: DatabaseSync
  private readonly path: string
  private readonly patienceMs: number
  private readonly tables: Tables
  private waiting: Waiting[] = []
  private writing: Promise<void> | null = null
  private closed = false

  constructor(db: DatabaseSync, path: string, patienceMs: number) {
    this.db = db
    this.path = path
    this.patienceMs = patienceMs
    this.tables = prepareTables(db)
  }

  replyTo(claim: string, now: number) {
    return this.patiently(() => this.tables.replyTo(claim, now))
  }

  load(conversation: string, now: number, formerly: readonly string[] = []) {
    return this.patiently(() => this.tables.load([conversation, ...formerly], now))
  }

  commit(turn: Commit): Promise<Committed> {
    if (this.closed) return Promise.reject(this.closedError())
    return new Promise((done, failed) => {
      this.waiting.push({ turn, done, failed })
      this.writing ??= this.write()
    })
  }

  sweep(now: number) {
    return this.patiently(() => {
      const gone = this.inTransaction(() => this.tables.sweep(now))
      this.emptyLog()
      return gone
    })
  }

  ping() {
    return this.patiently(() => this.tables.ping())
  }

  async close(): Promise<void> {
    if (this.closed) return
    this.closed = true
    await this.writing
    this.db.close()
  }

  /** Commits whatever came in while the last batch waited for the disk, until nothing is left. */
  private async write(): Promise<void> {
    while (this.waiting.length > 0) {
      // Whoever commits in this same round of the event loop shares the batch.
      await new Promise(setImmediate)
      const batch = this.waiting.splice(0, batchSize)
      try {
        const settle = await this.retried(() => this.writeBatch(batch))
        for (const one of settle) one()
        if (batch.some(({ turn }) => turn.forget)) this.emptyLog()
      } catch (error) {
        for (const { failed } of batch) failed(error)
      }
    }
    this.writing = null
  }

  /** One transaction for the batch, one savepoint a turn: a turn that fails takes no other with it. */
  private writeBatch(batch: readonly Waiting[]): (() => void)[] {
    return this.inTransaction(() =>
      batch.map(({ turn, done, failed }) => {
        this.db.exec('SAVEPOINT turn')
        try {
          const result = this.tables.commit(turn)
          this.db.exec('RELEASE turn')
          return () => done(result)
        } catch (error) {
          // A full or failing disk ends the whole transaction by itself: then no turn of the batch is written.
          if (!this.db.isTransaction) throw error
          this.db.exec('ROLLBACK TO turn; RELEASE turn')
          return () => failed(toStoreError(error, this.path))
        }
      }),
    )
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

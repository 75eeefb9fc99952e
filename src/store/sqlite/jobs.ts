import type { DatabaseSync } from 'node:sqlite'
import type { Commit, DeadJob, Job } from '../store.ts'

/** What is to be done, and who is at it. Synchronous; whatever writes must run inside a transaction. */
export type Jobs = {
  /** The jobs of a turn; those of FORGET carry the claims it untied. */
  add(turn: Commit, forgotten: readonly string[]): void
  /** A later turn was committed: earlier timers that belong to their turn go; with `all` every job but those of FORGET. */
  supersede(conversation: string, all: boolean): void
  move(from: string, to: string): void
  /** Jobs whose own time is over go; of what somebody holds, its content. Gives how many. */
  expire(now: number): number
  /** Whether `take` might find something; only reads. */
  waiting(now: number): boolean
  take(now: number, limit: number, leaseMs: number): Job[]
  finish(job: Job): boolean
  retry(job: Job, due: number, why: string): boolean
  bury(job: Job, why: string, now: number): boolean
  dead(limit: number): DeadJob[]
  revive(id: string): boolean
}

type Row = Record<string, unknown>

/** Timers that get their place in one go. */
const promotedAtOnce = 1000

export function prepareJobs(db: DatabaseSync): Jobs {
  const insert = db.prepare(
    `INSERT INTO jobs (conversation, kind, payload, forgotten, due, place, guard, kept, expires)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  const lastPlace = db.prepare('SELECT coalesce(max(place), 0) AS place FROM jobs')
  const hasAny = db.prepare('SELECT 1 FROM jobs WHERE conversation = ? LIMIT 1')
  const dropWaiting = db.prepare(
    'DELETE FROM jobs WHERE conversation = :conversation AND leased IS NULL AND (guard = 1 OR :all AND kept = 0)',
  )
  // What somebody holds keeps its place until it comes back, so that the next one does not overtake it.
  const dropHeld = db.prepare(
    `UPDATE jobs SET dropped = 1, payload = ''
     WHERE conversation = :conversation AND leased IS NOT NULL AND (guard = 1 OR :all AND kept = 0)`,
  )
  const dropExpired = db.prepare('DELETE FROM jobs WHERE expires <= ? AND leased IS NULL')
  const dropExpiredHeld = db.prepare(
    "UPDATE jobs SET dropped = 1, payload = '' WHERE expires <= ? AND leased IS NOT NULL AND dropped = 0",
  )
  const move = db.prepare('UPDATE jobs SET conversation = ? WHERE conversation = ?')
  const dueTimers = db.prepare(
    `SELECT seq FROM jobs WHERE place IS NULL AND dead IS NULL AND due <= ? ORDER BY due, seq LIMIT ${promotedAtOnce}`,
  )
  const promote = db.prepare('UPDATE jobs SET place = ? WHERE seq = ?')
  const waiting = db.prepare(
    `SELECT EXISTS (SELECT 1 FROM jobs WHERE place IS NULL AND dead IS NULL AND due <= :now)
       OR EXISTS (SELECT 1 FROM jobs WHERE place IS NOT NULL AND due <= :now AND (leased IS NULL OR leased <= :now))
       AS found`,
  )
  const dropReturned = db.prepare('DELETE FROM jobs WHERE dropped = 1 AND leased <= ?')
  const heads = db.prepare(
    `SELECT seq FROM jobs AS job
     WHERE place IS NOT NULL AND due <= :now AND (leased IS NULL OR leased <= :now)
       AND NOT EXISTS (SELECT 1 FROM jobs WHERE conversation = job.conversation AND place < job.place)
     ORDER BY place LIMIT :limit`,
  )
  const lease = db.prepare(
    'UPDATE jobs SET leased = ?, lease = lease + 1, attempt = attempt + 1 WHERE seq = ? RETURNING *',
  )
  const mine = 'WHERE seq = ? AND lease = ? AND leased IS NOT NULL'
  const finish = db.prepare(`DELETE FROM jobs ${mine}`)
  const finishDropped = db.prepare(`DELETE FROM jobs ${mine} AND dropped = 1`)
  const retry = db.prepare(`UPDATE jobs SET due = ?, why = ?, leased = NULL ${mine}`)
  const bury = db.prepare(`UPDATE jobs SET dead = ?, why = ?, place = NULL, leased = NULL ${mine}`)
  const dead = db.prepare('SELECT * FROM jobs WHERE dead IS NOT NULL ORDER BY dead, seq LIMIT ?')
  const revive = db.prepare('UPDATE jobs SET dead = NULL, attempt = 0, place = ? WHERE seq = ? AND dead IS NOT NULL')

  const expire = (now: number) => Number(dropExpired.run(now).changes) + Number(dropExpiredHeld.run(now).changes)
  const nextPlace = () => Number((lastPlace.get() as Row).place) + 1

  return {
    add(turn, forgotten) {
      for (const { kind, payload, due = turn.now, guard = false, expires = null } of turn.jobs) {
        const place = due <= turn.now ? nextPlace() : null
        const claims = turn.forget ? JSON.stringify(forgotten) : null
        const kept = Number(turn.forget === true)
        insert.run(turn.conversation, kind, payload, claims, due, place, Number(guard), kept, expires)
      }
    },
    supersede(conversation, all) {
      if (!hasAny.get(conversation)) return
      dropWaiting.run({ conversation, all: Number(all) })
      dropHeld.run({ conversation, all: Number(all) })
    },
    move: (from, to) => void move.run(to, from),
    expire,
    waiting: (now) => (waiting.get({ now }) as Row).found === 1,
    take(now, limit, leaseMs) {
      for (const row of dueTimers.all(now)) promote.run(nextPlace(), (row as Row).seq as number)
      expire(now)
      dropReturned.run(now)
      return heads.all({ now, limit }).map((row) => jobOf(lease.get(now + leaseMs, (row as Row).seq as number) as Row))
    },
    finish: ({ id, lease }) => finish.run(id, lease).changes === 1,
    retry({ id, lease }, due, why) {
      return finishDropped.run(id, lease).changes === 1 || retry.run(due, why, id, lease).changes === 1
    },
    bury({ id, lease }, why, now) {
      return finishDropped.run(id, lease).changes === 1 || bury.run(now, why, id, lease).changes === 1
    },
    dead: (limit) =>
      dead.all(limit).map((row) => {
        const { lease: _, ...job } = jobOf(row as Row)
        return { ...job, why: (row as Row).why as string, since: (row as Row).dead as number }
      }),
    revive: (id) => revive.run(nextPlace(), id).changes === 1,
  }
}

function jobOf(row: Row): Job {
  return {
    id: String(row.seq),
    conversation: row.conversation as string,
    kind: row.kind as string,
    payload: row.payload as string,
    attempt: row.attempt as number,
    forgotten: row.forgotten === null ? [] : JSON.parse(row.forgotten as string),
    lease: row.lease as number,
  }
}

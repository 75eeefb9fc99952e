import type { DatabaseSync } from 'node:sqlite'
import type { Commit, Committed, Loaded, StoredReply } from '../store.ts'

/** The statements of the store, prepared once. Synchronous; `commit` must run inside a transaction. */
export type Tables = {
  replyTo(claim: string, now: number): StoredReply | null | undefined
  load(conversations: readonly string[], now: number): Loaded | null
  commit(turn: Commit): Committed
  sweep(now: number): number
  ping(): void
}

type Row = Record<string, unknown>

export function prepareTables(db: DatabaseSync): Tables {
  const claim = db.prepare('SELECT reply FROM claims WHERE id = ? AND expires > ?')
  const session = db.prepare('SELECT session, version FROM sessions WHERE conversation = ? AND expires > ?')
  // A claim that has expired may be claimed again; its row gives way.
  const dropClaim = db.prepare('DELETE FROM claims WHERE id = ?')
  const addClaim = db.prepare('INSERT INTO claims (id, conversation, reply, expires) VALUES (?, ?, ?, ?)')
  const moveClaims = db.prepare('UPDATE claims SET conversation = ? WHERE conversation = ?')
  const claimsOf = db.prepare('SELECT id FROM claims WHERE conversation = ? ORDER BY seq')
  const eraseReplies = db.prepare('UPDATE claims SET reply = NULL WHERE conversation = ? AND id <> ?')
  const untie = db.prepare('UPDATE claims SET conversation = NULL WHERE conversation = ?')
  const dropSession = db.prepare('DELETE FROM sessions WHERE conversation = ?')
  const putSession = db.prepare(
    'INSERT OR REPLACE INTO sessions (conversation, session, version, expires) VALUES (?, ?, ?, ?)',
  )
  const sweepClaims = db.prepare('DELETE FROM claims WHERE expires <= ?')
  const sweepSessions = db.prepare('DELETE FROM sessions WHERE expires <= ?')
  const anyClaim = db.prepare('SELECT seq FROM claims LIMIT 1')

  const replyTo = (id: string, now: number) => {
    const row = claim.get(id, now) as Row | undefined
    return row && (row.reply as string | null)
  }

  const load = (conversations: readonly string[], now: number): Loaded | null => {
    for (const conversation of conversations) {
      const row = session.get(conversation, now) as Row | undefined
      if (row) return { session: row.session as string, version: row.version as number }
    }
    return null
  }

  const commit = (turn: Commit): Committed => {
    const answered = replyTo(turn.claim, turn.now)
    if (answered !== undefined) return { outcome: 'duplicate', reply: answered }
    const formerly = turn.formerly ?? []
    const version = load([turn.conversation, ...formerly], turn.now)?.version ?? 0
    if (version !== turn.version) return { outcome: 'conflict' }

    dropClaim.run(turn.claim)
    // The claim's row number is never used twice, so as a version it never comes back, not even after FORGET.
    const next = addClaim.run(turn.claim, turn.conversation, turn.reply, turn.claimExpires).lastInsertRowid
    for (const former of formerly) {
      moveClaims.run(turn.conversation, former)
      dropSession.run(former)
    }
    if (turn.session === null) dropSession.run(turn.conversation)
    else putSession.run(turn.conversation, turn.session, next, turn.sessionExpires)
    return { outcome: 'done', forgotten: turn.forget ? forget(turn) : [] }
  }

  const forget = (turn: Commit): string[] => {
    const ids = claimsOf.all(turn.conversation).map((row) => (row as Row).id as string)
    eraseReplies.run(turn.conversation, turn.claim)
    untie.run(turn.conversation)
    return ids
  }

  return {
    replyTo,
    load,
    commit,
    sweep: (now) => Number(sweepClaims.run(now).changes) + Number(sweepSessions.run(now).changes),
    ping: () => void anyClaim.get(),
  }
}

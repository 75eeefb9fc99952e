import type { DatabaseSync } from 'node:sqlite'
import { retention } from '../../privacy/index.ts'
import type { Begun, Commit, Committed, Loaded, StoredReply, Tally } from '../store.ts'
import type { Jobs } from './jobs.ts'

/** The statements of the store, prepared once. Synchronous; whatever writes must run inside a transaction. */
export type Tables = {
  begin(claim: string, conversations: readonly string[], now: number): Begun
  replyTo(claim: string, now: number): StoredReply | null | undefined
  load(conversations: readonly string[], now: number): Loaded
  commit(turn: Commit): Committed
  setOptOut(conversation: string, optedOut: boolean, at: number): void
  receipt(id: string, rank: number, now: number, expires: number): boolean
  tally(name: string, by: number, now: number, ms: number, anew: boolean): Tally
  rankOf(id: string, now: number): number
  count(name: string, day: string): void
  counts(day: string): Record<string, number>
  sweep(now: number): number
  ping(): void
}

type Row = Record<string, unknown>

export function prepareTables(db: DatabaseSync, jobs: Jobs): Tables {
  const claim = db.prepare(
    'SELECT iif(reply_expires > :now, reply, NULL) AS reply FROM claims WHERE id = :id AND expires > :now',
  )
  const claimed = db.prepare(
    'SELECT expires, iif(reply_expires > :now, reply, NULL) AS reply FROM claims WHERE id = :id',
  )
  const versionOf = db.prepare('SELECT version FROM sessions WHERE conversation = ? AND expires > ?')
  const session = db.prepare('SELECT session, version FROM sessions WHERE conversation = ? AND expires > ?')
  // All that a turn begins with, in one reading: each statement of its own locks and lets go of the file.
  const whole = db.prepare(
    `SELECT claim.id AS claimed, iif(claim.reply_expires > :now, claim.reply, NULL) AS reply, session, version,
       (SELECT opted_out FROM opt_outs WHERE conversation = :conversation) AS opted_out,
       (SELECT text FROM heard WHERE conversation = :conversation AND expires > :now) AS heard
     FROM (SELECT 1)
     LEFT JOIN claims AS claim ON claim.id = :id AND claim.expires > :now
     LEFT JOIN sessions ON sessions.conversation = :conversation AND sessions.expires > :now`,
  )
  // A claim that has expired may be claimed again; its row gives way.
  const dropClaim = db.prepare('DELETE FROM claims WHERE id = ?')
  const addClaim = db.prepare(
    'INSERT INTO claims (id, conversation, reply, expires, reply_expires) VALUES (?, ?, ?, ?, ?)',
  )
  const moveClaims = db.prepare('UPDATE claims SET conversation = ? WHERE conversation = ?')
  const claimsOf = db.prepare('SELECT id FROM claims WHERE conversation = ? ORDER BY seq')
  const eraseReplies = db.prepare('UPDATE claims SET reply = NULL WHERE conversation = ? AND id <> ?')
  const untie = db.prepare('UPDATE claims SET conversation = NULL WHERE conversation = ?')
  const dropSession = db.prepare('DELETE FROM sessions WHERE conversation = ?')
  const putSession = db.prepare(
    'INSERT OR REPLACE INTO sessions (conversation, session, version, expires) VALUES (?, ?, ?, ?)',
  )
  const heard = db.prepare('SELECT text FROM heard WHERE conversation = ? AND expires > ?')
  const putHeard = db.prepare('INSERT OR REPLACE INTO heard (conversation, text, expires) VALUES (?, ?, ?)')
  const dropHeard = db.prepare('DELETE FROM heard WHERE conversation = ?')
  const optOut = db.prepare('SELECT opted_out, at FROM opt_outs WHERE conversation = ?')
  const putOptOut = db.prepare('INSERT OR REPLACE INTO opt_outs (conversation, opted_out, at) VALUES (?, ?, ?)')
  const dropOptOut = db.prepare('DELETE FROM opt_outs WHERE conversation = ?')
  const count = db.prepare(
    'INSERT INTO counts (day, name, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count',
  )
  const countsOf = db.prepare('SELECT name, count FROM counts WHERE day = ? ORDER BY name')
  const receipt = db.prepare('SELECT rank FROM receipts WHERE id = ? AND expires > ?')
  const putReceipt = db.prepare('INSERT OR REPLACE INTO receipts (id, rank, expires) VALUES (?, ?, ?)')
  const tally = db.prepare(
    `INSERT INTO tallies (name, total, ends) VALUES (:name, :by, :now + :ms)
     ON CONFLICT DO UPDATE SET
       total = iif(:anew OR ends <= :now, 0, total) + excluded.total,
       ends = iif(:anew OR ends <= :now, excluded.ends, ends)
     RETURNING total, ends`,
  )
  const sweeps = [
    'DELETE FROM claims WHERE expires <= :now',
    'UPDATE claims SET reply = NULL WHERE reply IS NOT NULL AND reply_expires <= :now',
    'DELETE FROM sessions WHERE expires <= :now',
    'DELETE FROM heard WHERE expires <= :now',
    'DELETE FROM receipts WHERE expires <= :now',
    'DELETE FROM tallies WHERE ends <= :now',
    `DELETE FROM jobs WHERE dead <= :now - ${retention.deadLetter}`,
  ].map((sql) => db.prepare(sql))

  const replyTo = (id: string, now: number) => {
    const row = claim.get({ id, now }) as Row | undefined
    return row && (row.reply as string | null)
  }

  const load = (conversations: readonly string[], now: number): Loaded => {
    const found = conversations.map((one) => session.get(one, now) as Row | undefined).find((row) => row !== undefined)
    const optedOut = latestOptOut(conversations)?.opted_out === 1
    const last = { optedOut, heard: heardOf(conversations[0] as string, now) }
    if (!found) return { session: null, version: 0, ...last }
    return { session: found.session as string, version: found.version as number, ...last }
  }

  /** Of what was heard under a former id, an hour at most, nothing is made. */
  const heardOf = (conversation: string, now: number) =>
    ((heard.get(conversation, now) as Row | undefined)?.text as string | undefined) ?? null

  const begin = (id: string, conversations: readonly string[], now: number): Begun => {
    const [conversation, ...formerly] = conversations as [string, ...string[]]
    if (formerly.length === 0) {
      const row = whole.get({ id, conversation, now }) as Row
      if (row.claimed !== null) return { outcome: 'duplicate', reply: row.reply as string | null }
      return {
        outcome: 'new',
        session: row.session as string | null,
        version: Number(row.version ?? 0),
        optedOut: row.opted_out === 1,
        heard: row.heard as string | null,
      }
    }
    const answered = replyTo(id, now)
    if (answered !== undefined) return { outcome: 'duplicate', reply: answered }
    return { outcome: 'new', ...load(conversations, now) }
  }

  /** What was learnt last stands, under whichever id. */
  const latestOptOut = (conversations: readonly string[]): Row | undefined =>
    conversations
      .map((one) => optOut.get(one) as Row | undefined)
      .filter((row) => row !== undefined)
      .sort((a, b) => (b.at as number) - (a.at as number))[0]

  const commit = (turn: Commit): Committed => {
    const { conversation, formerly = [], now } = turn
    const known = claimed.get({ id: turn.claim, now }) as Row | undefined
    if (known && (known.expires as number) > now) return { outcome: 'duplicate', reply: known.reply as string | null }
    const found = [conversation, ...formerly].map((one) => versionOf.get(one, now) as Row | undefined)
    const version = found.find((row) => row !== undefined)?.version ?? 0
    if (version !== turn.version) return { outcome: 'conflict' }

    if (known) dropClaim.run(turn.claim)
    // The claim's row number is never used twice, so as a version it never comes back, not even after FORGET.
    const next = addClaim.run(
      turn.claim,
      conversation,
      turn.reply,
      turn.claimExpires,
      turn.replyExpires,
    ).lastInsertRowid
    if (formerly.length > 0) move(formerly, conversation)
    if (turn.session === null) dropSession.run(conversation)
    else putSession.run(conversation, turn.session, next, turn.sessionExpires)
    if (turn.optOut !== undefined) {
      const known = optOut.get(conversation) as Row | undefined
      putOptOut.run(conversation, Number(turn.optOut), Math.max(now, Number(known?.at ?? 0)))
    }
    if (turn.heard && !turn.forget) putHeard.run(conversation, turn.heard.text, turn.heard.expires)
    const forgotten = turn.forget ? forget(turn) : []
    jobs.supersede(conversation, turn.forget === true)
    jobs.add(turn, forgotten)
    for (const [name, by] of Object.entries(turn.counters)) count.run(turn.day, name, by)
    return { outcome: 'done', forgotten }
  }

  const move = (formerly: readonly string[], conversation: string) => {
    const known = latestOptOut([conversation, ...formerly])
    if (known) putOptOut.run(conversation, known.opted_out as number, known.at as number)
    for (const former of formerly) {
      moveClaims.run(conversation, former)
      dropSession.run(former)
      dropOptOut.run(former)
      dropHeard.run(former)
      jobs.move(former, conversation)
    }
  }

  const forget = (turn: Commit): string[] => {
    const ids = claimsOf.all(turn.conversation).map((row) => (row as Row).id as string)
    eraseReplies.run(turn.conversation, turn.claim)
    untie.run(turn.conversation)
    dropHeard.run(turn.conversation)
    return ids
  }

  return {
    begin,
    replyTo,
    load,
    commit,
    setOptOut(conversation, optedOut, at) {
      const known = optOut.get(conversation) as Row | undefined
      if (!known || (known.at as number) <= at) putOptOut.run(conversation, Number(optedOut), at)
    },
    receipt(id, rank, now, expires) {
      const known = receipt.get(id, now) as Row | undefined
      if (known && (known.rank as number) >= rank) return false
      putReceipt.run(id, rank, expires)
      return true
    },
    tally: (name, by, now, ms, anew) => tally.get({ name, by, now, ms, anew: Number(anew) }) as Tally,
    rankOf: (id, now) => Number((receipt.get(id, now) as Row | undefined)?.rank ?? 0),
    count: (name, day) => void count.run(day, name, 1),
    counts: (day) =>
      Object.fromEntries(countsOf.all(day).map((row) => [(row as Row).name as string, (row as Row).count as number])),
    sweep: (now) => sweeps.reduce((gone, one) => gone + Number(one.run({ now }).changes), jobs.expire(now)),
    // Has ended already: the next sweep takes it away.
    ping: () => void tally.get({ name: 'ping', by: 1, now: 0, ms: 0, anew: 1 }),
  }
}

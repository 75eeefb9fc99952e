import { createHash } from 'node:crypto'
import type { GuardedTurn } from '../../src/channels/sms/guard.ts'

/**
 * A turn whose reply tells all that came before it: how many turns, and a hash over them in their order. So a turn that
 * was lost, done twice or computed from an old state is seen in every reply after it.
 *
 * "job" in a text leaves a job, "timer" one for later that belongs to this turn, "forget" forgets.
 */
export const chain: GuardedTurn = ({ id = '', text = '' }, session) => {
  const before = readLink(session)
  const here = link(before, id)
  const reply = `${here.turns} ${before.hash || 'start'} ${here.hash}${text.includes('forget') ? ' forgotten' : ''}`
  const jobs = text.includes('job') ? [{ kind: 'note', payload: id }] : []
  if (text.includes('forget')) return { session: null, reply, forget: true, urgent: true, counters: { turns: 1 } }
  return { session: writeLink(here), reply, jobs, urgent: false, counters: { turns: 1 } }
}

export const withoutStore = () => ({ reply: 'Try again soon.' })

/** Where a conversation stands. */
export type Link = { turns: number; hash: string }
export const start: Link = { turns: 0, hash: '' }

export function link(before: Link, id: string): Link {
  const hash = createHash('sha256').update(`${before.hash} ${id}`).digest('hex').slice(0, 16)
  return { turns: before.turns + 1, hash }
}

export function writeLink({ turns, hash }: Link): string {
  return `${turns} ${hash}`
}

export function readLink(session: string | null): Link {
  if (session === null) return start
  const [turns, hash = ''] = session.split(' ')
  return { turns: Number(turns), hash }
}

/** What a reply says: the turn it is of, and what it was computed from. Null: it is not of this turn. */
export function readReply(reply: string): { turns: number; from: string; hash: string; forgotten: boolean } | null {
  const [, turns, from, hash, forgotten] = /^(\d+) (start|\w{16}) (\w{16})( forgotten)?$/.exec(reply) ?? []
  if (turns === undefined || from === undefined || hash === undefined) return null
  return { turns: Number(turns), from: from === 'start' ? '' : from, hash, forgotten: forgotten !== undefined }
}

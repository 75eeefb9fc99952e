import type { CrisisKind } from '../taxonomy.ts'
import type { Level } from './danger.ts'

/** What kills first comes first, among what was said equally plainly. */
const urgency: readonly CrisisKind[] = [
  'overdose',
  'poisoning',
  'medical',
  'violence',
  'domestic_abuse',
  'suicide',
  'child_at_risk',
  'withdrawal',
  'self_harm',
  'mental_health',
]

export function byUrgency(a: Found, b: Found): number {
  if (a.level !== b.level) return a.level === 'now' ? -1 : 1
  if (a.misdirected !== b.misdirected) return a.misdirected ? 1 : -1
  const why = Number(explains(b, a)) - Number(explains(a, b))
  if (why !== 0) return why
  if (a.exact !== b.exact) return a.exact ? -1 : 1
  return urgency.indexOf(a.kind) - urgency.indexOf(b.kind) || byWords(a, b)
}

/** Of one kind: what was said in more words, then what is about another, then by name: never by the lexicon's order. */
function byWords(a: Found, b: Found): number {
  const longer = b.to - b.from - (a.to - a.from)
  if (longer !== 0) return longer
  if (a.who !== b.who) return a.who === 'other' ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : a.from - b.from
}

/**
 * Is `b` what `a` says it is? Things seen after the last drink are withdrawal; "theyre in the walls trying to kill me" is a
 * frightened mind, not an attack, though an attack told apart from it stays one. Who does not breathe needs the words for
 * that, whatever it came from: nothing explains a medical emergency or an overdose away.
 */
function explains(a: Found, b: Found): boolean {
  if (a.kind === 'withdrawal') return b.kind === 'mental_health'
  if (a.kind !== 'mental_health' || (b.kind !== 'violence' && b.kind !== 'domestic_abuse')) return false
  return a.from <= b.from && b.to <= a.to && a.to - a.from > b.to - b.from
}

type Found = {
  id: string
  kind: CrisisKind
  who: 'self' | 'other'
  level: Level
  exact: boolean
  misdirected: boolean
  from: number
  to: number
}

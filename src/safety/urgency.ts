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
  if (a.exact !== b.exact) return a.exact ? -1 : 1
  return urgency.indexOf(a.kind) - urgency.indexOf(b.kind) || Number(a.misdirected) - Number(b.misdirected)
}

type Found = { kind: CrisisKind; level: Level; exact: boolean; misdirected: boolean }

import { z } from 'zod'
import type { Draft, Reading, Skipped } from './draft.ts'
import { fingerprint, type Held, type ImportedRecord, readRecord, writeRecord } from './record.ts'
import { slugify } from './values.ts'

/**
 * imported/<source>.map.json, by the source's ids: which record of ours each is, and what it said when it was last read, as
 * fingerprints. A field of ours that says something else by now was corrected by a curator.
 */
export const mapping = z.record(
  z.string(),
  z.strictObject({ id: z.string(), all: z.string(), fields: z.record(z.string(), z.string()) }),
)
export type Mapping = z.infer<typeof mapping>

export type Change = {
  id: string
  service: string
  what: 'taken' | 'changed' | 'unchanged' | 'retired'
  flags: string[]
}

/**
 * What became of a feed. Every row of it is in exactly one of taken, changed, unchanged and skipped, so that
 * `total === taken + changed + unchanged + skipped.length`. `retired` counts records apart that the feed no longer has.
 */
export type Report = {
  total: number
  taken: number
  changed: number
  unchanged: number
  retired: number
  skipped: Skipped[]
  notes: string[]
  /** How many rows carry each flag. */
  flags: Record<string, number>
  rows: Change[]
}

export type Merged = { records: Held[]; mapping: Mapping; report: Report }

/** A feed that has lost so many of its records that it is more likely broken than right. */
export class ShrunkError extends Error {
  override readonly name = 'ShrunkError'
}

/** Fewer records than this may vanish as they like. */
const few = 10

export type MergeOptions = {
  /** The name every new record's id begins with. */
  source: string
  /** The day it is (ISO date). */
  today: string
  /** Take it though most of what was known is gone. */
  allowShrink: boolean
  /** Told after every so many rows. */
  progress?: (done: number, of: number) => void
}

/**
 * Brings a reading into what is held of its source. Records that the source changed are changed field by field, except
 * where a curator has corrected them; a record a curator took out stays out; what vanished is retired, not removed.
 * @throws ShrunkError where more than half of what was known is gone
 */
export function merge(reading: Reading, held: readonly Held[], before: Mapping, options: MergeOptions): Merged {
  const { today, progress } = options
  const records = new Map(held.map((one) => [one.id, one]))
  const known = new Map(Object.entries(before))
  const after: Mapping = { ...before }
  const rows: Change[] = []
  const present = new Set([...reading.drafts, ...reading.skipped].map((one) => one.id))
  const vanished = gone(known, records, present, reading, options)
  const ids = new Set([...records.keys(), ...Object.values(before).map((one) => one.id)])
  const counts = new Map<string, number>()
  reading.drafts.forEach((draft, index) => {
    if (index % 500 === 0) progress?.(index, reading.drafts.length)
    const entry = known.get(draft.id)
    const all = fingerprint(draft)
    const id = entry?.id ?? newId(draft, options.source, ids, counts)
    const current = records.get(id)
    const told = (what: Change['what'], flags: readonly string[]) =>
      void rows.push({ id: draft.id, service: id, what, flags: [...flags] })
    if (!entry) {
      records.set(id, writeRecord(recordOf(draft, id, today)))
      told('taken', draft.flags)
    } else if (!current || (entry.all === all && !isRetired(current))) told('unchanged', draft.flags)
    else {
      const next = reconciled(readRecord(current.text), draft, entry.fields)
      records.set(id, writeRecord(next))
      told('changed', next.flags ?? [])
    }
    after[draft.id] = { id, all, fields: fingerprintsOf(draft) }
  })
  for (const { sourceId, record } of vanished) {
    records.set(record.id, writeRecord({ ...readRecord(record.text), retired: today }))
    rows.push({ id: sourceId, service: record.id, what: 'retired', flags: [] })
  }
  return { records: [...records.values()], mapping: after, report: reportOf(reading, rows) }
}

/** The records that the feed no longer has, and that are not retired yet. */
function gone(
  known: ReadonlyMap<string, Mapping[string]>,
  records: ReadonlyMap<string, Held>,
  present: ReadonlySet<string>,
  { drafts, skipped, partial }: Reading,
  { allowShrink }: MergeOptions,
): { sourceId: string; record: Held }[] {
  if (partial) return []
  const active = [...known].flatMap(([sourceId, { id }]) => {
    const record = records.get(id)
    return record && !isRetired(record) ? [{ sourceId, record }] : []
  })
  const vanished = active.filter(({ sourceId }) => !present.has(sourceId))
  const empty = drafts.length + skipped.length === 0
  if (!allowShrink && vanished.length > 0 && (empty || (active.length >= few && vanished.length > active.length / 2)))
    throw new ShrunkError(`it no longer has ${vanished.length} of the ${active.length} records known from it`)
  return vanished
}

function isRetired({ text }: Held): boolean {
  return /^retired: /m.test(text)
}

/** The record as the source has it now, with what a curator has corrected kept. */
function reconciled(current: ImportedRecord, draft: Draft, was: Readonly<Record<string, string>>): ImportedRecord {
  const now: Record<string, unknown> = { ...current.service }
  const incoming: Record<string, unknown> = { ...draft.service }
  let kept = false
  for (const field of new Set([...Object.keys(now), ...Object.keys(incoming), ...Object.keys(was)])) {
    const corrected = fingerprintOr(now[field]) !== was[field]
    if (!corrected) {
      if (incoming[field] === undefined) delete now[field]
      else now[field] = incoming[field]
    } else if (fingerprintOr(incoming[field]) !== was[field]) kept = true
  }
  const flags = kept ? [...draft.flags, 'kept_correction' as const] : draft.flags
  return {
    ...factsOf(current.id, current.taken, draft),
    ...(flags.length > 0 ? { flags } : {}),
    service: now as Draft['service'],
  }
}

function recordOf(draft: Draft, id: string, today: string): ImportedRecord {
  const { flags, service } = draft
  return { ...factsOf(id, today, draft), ...(flags.length > 0 ? { flags } : {}), service }
}

function factsOf(id: string, taken: string, { id: source_id, page, updated }: Draft): Omit<ImportedRecord, 'service'> {
  return { id, source_id, ...(page ? { page } : {}), ...(updated ? { updated } : {}), taken }
}

function fingerprintsOf({ service }: Draft): Record<string, string> {
  return Object.fromEntries(Object.entries(service).map(([field, value]) => [field, fingerprint(value)]))
}

function fingerprintOr(value: unknown): string | undefined {
  return value === undefined ? undefined : fingerprint(value)
}

/** "<source>-<name>", with a number where that is taken. */
function newId(draft: Draft, source: string, ids: Set<string>, counts: Map<string, number>): string {
  const plain = `${source}-${slugify(draft.service.name, 40) || slugify(draft.id, 40) || 'record'}`
  // Thousands may have one name: what is taken is not gone through again for each.
  let count = counts.get(plain) ?? 1
  let id = count === 1 ? plain : `${plain}-${count}`
  while (ids.has(id)) id = `${plain}-${++count}`
  counts.set(plain, count)
  ids.add(id)
  return id
}

function reportOf({ drafts, skipped, notes }: Reading, rows: Change[]): Report {
  const count = (what: Change['what']) => rows.filter((row) => row.what === what).length
  const counts: Record<string, number> = {}
  for (const { flags } of rows) for (const flag of flags) counts[flag] = (counts[flag] ?? 0) + 1
  return {
    total: drafts.length + skipped.length,
    taken: count('taken'),
    changed: count('changed'),
    unchanged: count('unchanged'),
    retired: count('retired'),
    skipped,
    notes,
    flags: counts,
    rows,
  }
}

import { v5 } from 'uuid'
import { Document, isScalar, isSeq, parse, visit } from 'yaml'
import { z } from 'zod'
import type { Service } from '../service.ts'
import { service } from '../service.ts'
import { type Draft, flags, importedService } from './draft.ts'

/**
 * content/areas/<area>/imported/<source>.yaml: one YAML document about the source, then one for each record, apart by
 * lines of `---`. Documents are told apart without reading them as YAML, so that thousands of drafts cost nothing to those
 * who need none of them.
 */
export const sourceInfo = z.strictObject({
  /** Its name among ours, and the beginning of every record's id. */
  source: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  format: z.enum(['oruk', 'hsds', 'meeting-guide', 'bmlt', 'csv']),
  /** The file's name, or the address. */
  from: z.string(),
  /** Under what licence it is published; `unknown`: nobody has asked. */
  licence: z.string().min(2),
  /** Who said that we may use it, when; `none recorded` where nobody has. */
  permission: z.string().min(2),
  /** What the licence asks to be shown with the data. */
  attribution: z.string().min(2).optional(),
  fellowship: z.string().optional(),
  /** The day it was last read. */
  read: z.iso.date(),
})
export type SourceInfo = z.infer<typeof sourceInfo>

export const importedRecord = z.strictObject({
  /** Among our services; confirmations name it. */
  id: service.shape.id,
  source_id: z.string(),
  page: z.string().optional(),
  updated: z.string().optional(),
  /** The day it was first taken, and the day its source no longer had it. */
  taken: z.iso.date(),
  retired: z.iso.date().optional(),
  flags: z.array(z.enum(flags)).default([]),
  service: importedService,
})
export type ImportedRecord = Omit<z.input<typeof importedRecord>, 'service'> & { service: Draft['service'] }

/** One record as it stands in the file, unread. */
export type Held = { id: string; text: string }

/** The documents of a file; null where the first is no source. Never throws. */
export function splitFile(text: string): { head: string; records: Held[] } {
  const [head = '', ...rest] = text.split(/^---[ \t]*\r?\n/m)
  const records = rest.map((one) => ({ id: /^id: *['"]?([a-z0-9-]+)/m.exec(one)?.[1] ?? '', text: one }))
  return { head, records }
}

export function joinFile(info: SourceInfo, records: readonly Held[]): string {
  return [written(info), ...records.map((one) => one.text)].join('---\n')
}

/** @throws Error where it is not YAML of that shape */
export function readSource(head: string): SourceInfo {
  return sourceInfo.parse(parse(head))
}

/** @throws Error where it is not YAML of that shape */
export function readRecord(text: string): ImportedRecord {
  const data = parse(text) as ImportedRecord
  importedRecord.parse(data)
  return data
}

export function writeRecord(record: ImportedRecord): Held {
  return { id: record.id, text: written(record) }
}

/** Lists of single words on one line; no anchors, for two days may look alike and change apart. */
function written(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false })
  visit(document, {
    Seq(_, node) {
      if (isSeq(node) && node.items.every((one) => isScalar(one))) node.flow = true
    },
  })
  return document.toString({ lineWidth: 120, flowCollectionPadding: false })
}

/** How long an imported fact stands before somebody has to look at it again. */
const goodForDays = 90

/**
 * The service of a record, with where its facts come from. Null where it is still a draft that could not be shown: no need
 * sorted, no contact, or gone from its source.
 */
export function serviceOf(record: z.infer<typeof importedRecord>, info: SourceInfo): Service | null {
  if (record.retired || record.service.needs.length === 0 || record.service.contacts.length === 0) return null
  const { source, licence, attribution } = info
  const origin = {
    source: `${source} (${record.page ?? info.from}), ${licence}`,
    dated: record.updated ?? 'undated',
    checked: info.read,
    review_by: new Date(Date.parse(info.read) + goodForDays * 86_400_000).toISOString().slice(0, 10),
    confidence: 'imported' as const,
    imported: { source, licence, ...(attribution ? { attribution } : {}) },
  }
  const facts = ['offer', ...record.service.contacts.map((one) => `${one.type}:${one.value}`)]
  if (record.service.locations.length > 0) facts.push('address', 'schedules')
  const read = service.safeParse({
    ...record.service,
    id: record.id,
    steward: `imported from ${info.source}`,
    provenance: Object.fromEntries(facts.map((field) => [field, origin])),
  })
  return read.success ? read.data : null
}

const namespace = 'b1a7a3a0-6a0e-5c4e-9d0b-6f1f0d6d2c11'

/** Short and stable: tells that something was changed, whatever the order of its keys. */
export function fingerprint(value: unknown): string {
  return v5(canonical(value), namespace).slice(0, 8)
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const entries = Object.entries(value).filter(([, one]) => one !== undefined)
  return `{${entries
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`)
    .join(',')}}`
}

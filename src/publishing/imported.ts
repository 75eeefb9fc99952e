import { parse } from 'yaml'
import {
  type Held,
  importedRecord,
  readSource,
  type SourceInfo,
  serviceOf,
  splitFile,
} from '../directory/import/record.ts'
import type { Service } from '../directory/index.ts'

/** An imported record as it is listed, without reading its YAML: there may be thousands. */
export type ImportedRow = {
  id: string
  name: string
  source: string
  /** The day (ISO) it was first taken. */
  taken: string
  /** The day (ISO) since when its source does not have it; null where it has. */
  retired: string | null
  flags: string[]
}

/** One record in full. `service` is what would be shown once it is confirmed; null where it cannot be shown as it is. */
export type ImportedDraft = {
  id: string
  info: SourceInfo
  draft: ReturnType<typeof importedRecord.parse>
  service: Service | null
}

/**
 * The records of one file of imports (content/areas/<area>/imported/) that their source still has, those without flags and
 * the latest first.
 * @param known ids that are shown or taken over already
 */
export function newRows(text: string, known: ReadonlySet<string>): ImportedRow[] {
  return rowsIn(text, ({ id, text: record }) => !known.has(id) && !/^retired: /m.test(record)).sort((a, b) =>
    a.taken === b.taken ? a.flags.length - b.flags.length : a.taken < b.taken ? 1 : -1,
  )
}

/** The records of one file of imports that have one of these ids, gone from their source or not. */
export function namedRows(text: string, ids: ReadonlySet<string>): ImportedRow[] {
  return rowsIn(text, ({ id }) => ids.has(id))
}

function rowsIn(file: string, wanted: (one: Held) => boolean): ImportedRow[] {
  const { head, records } = splitFile(file)
  const source = /^source: *['"]?([^'"\n]+)/m.exec(head)?.[1] ?? ''
  return records.filter(wanted).map(({ id, text }) => ({
    id,
    name: field(text, /^ {2}name: *(.+(?:\n {4,}.+)*)$/m) || id,
    source,
    taken: field(text, /^taken: *(.+)$/m),
    retired: field(text, /^retired: *(.+)$/m) || null,
    flags:
      /^flags: *\[([^\]]*)\]/m
        .exec(text)?.[1]
        ?.trim()
        .split(/\s*,\s*/) ?? [],
  }))
}

/** One record of a file; null where it has none of that id. Throws where the record is not as it must be. */
export function draftIn(text: string, id: string): ImportedDraft | null {
  const { head, records } = splitFile(text)
  const held = records.find((one) => one.id === id)
  if (!held) return null
  const info = readSource(head)
  const draft = importedRecord.parse(parse(held.text))
  return { id, info, draft, service: serviceOf(draft, info) }
}

/** A scalar of YAML, without its quotes; a long one goes on over several lines. */
function field(text: string, pattern: RegExp): string {
  const value = pattern.exec(text)?.[1] ?? ''
  if (!/^['"]|\n/.test(value)) return value
  try {
    return String(parse(value))
  } catch {
    // A file that somebody changed by hand: the page of the one record says what is wrong with it.
    return value
  }
}

import { parse } from 'yaml'
import { importedRecord, readSource, type SourceInfo, serviceOf, splitFile } from '../directory/import/record.ts'
import type { Service } from '../directory/index.ts'

/** An imported record as it is listed, without reading its YAML: there may be thousands. */
export type ImportedRow = {
  id: string
  name: string
  source: string
  /** The day (ISO) it was first taken. */
  taken: string
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
  const { head, records } = splitFile(text)
  const source = /^source: *['"]?([^'"\n]+)/m.exec(head)?.[1] ?? ''
  return records
    .filter((one) => !known.has(one.id) && !/^retired: /m.test(one.text))
    .map((one) => ({
      id: one.id,
      name: field(one.text, /^ {2}name: *(.+(?:\n {4,}.+)*)$/m) || one.id,
      source,
      taken: field(one.text, /^taken: *(.+)$/m),
      flags:
        /^flags: *\[([^\]]*)\]/m
          .exec(one.text)?.[1]
          ?.trim()
          .split(/\s*,\s*/) ?? [],
    }))
    .sort((a, b) => (a.taken === b.taken ? a.flags.length - b.flags.length : a.taken < b.taken ? 1 : -1))
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

import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where what `check` measured stands to be read. */
export const docs = 'docs/rendering.md'

/** Tables by the name of their place in a page: between `<!-- name -->` and `<!-- /name -->`. */
export type Tables = Record<string, string>

/**
 * A page with its tables replaced.
 * @throws where it has no place for a table
 */
export function withTables(page: string, tables: Tables): string {
  return Object.entries(tables).reduce((text, [name, table]) => {
    const place = new RegExp(`(<!-- ${name} -->\n)[^]*?(<!-- /${name} -->)`)
    if (!place.test(text)) throw new Error(`the page has no place for the table "${name}"`)
    return text.replace(place, (_whole, begin: string, end: string) => `${begin}\n${table}\n\n${end}`)
  }, page)
}

/** The tables of a page that are not what was measured. */
export function staleTables(page: string, tables: Tables): string[] {
  return Object.entries(tables).flatMap(([name, table]) => (withTables(page, { [name]: table }) === page ? [] : [name]))
}

/** Writes what was measured into the project's page, or says what of it is stale. A program without its docs has none to be stale. */
export function keepDocs(root: string, tables: Tables, write: boolean): string[] {
  const path = join(root, docs)
  if (!existsSync(path)) return []
  const page = readFileSync(path, 'utf8')
  if (write) writeFileSync(path, withTables(page, tables))
  return write
    ? []
    : staleTables(page, tables).map(
        (name) => `${docs}: the table "${name}" is not what check finds (check --write-docs)`,
      )
}

import { dirname, relative, resolve } from 'node:path'
import Papa from 'papaparse'
import { FeedError } from '../../directory/import/draft.ts'
import { tableOf } from '../../directory/import/tables.ts'
import { type Fields, isFields, listOf, textOf } from '../../directory/import/values.ts'

/**
 * The tables of HSDS' tabular data package (frictionless datapackage.json, with a CSV file for each), read from the folder it
 * lies in, as JSON.
 * @param read the text of a file; `from` is datapackage.json's own
 * @returns null where the text is no such package
 * @throws FeedError for a table that is missing, broken, or lies elsewhere
 */
export function tablesOfPackage(text: string, from: string, read: (path: string) => string): string | null {
  const resources = resourcesIn(text)
  if (!resources) return null
  const folder = resolve(dirname(from))
  const tables = resources.flatMap((one): [string, Fields[]][] => {
    const path = textOf(one.path, 500)
    const name = textOf(one.name, 60) ?? ''
    if (!tableOf(name)) return []
    const whole = path && resolve(folder, path)
    if (!whole || relative(folder, whole).startsWith('..') || /^[a-z]+:\/\//i.test(path))
      throw new FeedError(`its table ${name} is not in its folder`)
    const { data, errors } = Papa.parse<Fields>(read(whole).replace(/^\uFEFF/, ''), {
      header: true,
      skipEmptyLines: 'greedy',
    })
    if (errors.some(({ code }) => code === 'MissingQuotes'))
      throw new FeedError(`a quotation mark in ${path} is never closed`)
    return [[name, data]]
  })
  if (!tables.some(([name]) => tableOf(name) === 'service'))
    throw new FeedError('it is a data package without services')
  return JSON.stringify(Object.fromEntries(tables))
}

function resourcesIn(text: string): Fields[] | null {
  try {
    const data: unknown = JSON.parse(text)
    return isFields(data) ? (listOf(data.resources)?.filter(isFields) ?? null) : null
  } catch {
    return null
  }
}

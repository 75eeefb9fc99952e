import MiniSearch from 'minisearch'
import { fold } from '../../text/index.ts'
import type { DeskRecord } from './directory.ts'

/**
 * The records that hold all of what was entered (part of a name, a number, a street, a postcode; numbers and postcodes with
 * blanks or without), those first whose name has it. Where none does, those whose words are nearly these, the nearest first.
 */
export function findRecords<T extends DeskRecord>(records: readonly T[], asked: string): T[] {
  const words = fold(asked).split(/\s+/).filter(Boolean)
  if (words.length === 0) return [...records]
  const together = words.join('')
  const told = records.map((record) => ({ record, name: fold(nameOf(record)), all: fold(allOf(record)) }))
  const holds = (text: string) =>
    words.every((word) => text.includes(word)) || text.replaceAll(/[\s-]/g, '').includes(together)
  const exact = told.filter(({ all }) => holds(all))
  const byName = exact.filter(({ name }) => holds(name))
  if (exact.length > 0) return [...new Set([...byName, ...exact])].map(({ record }) => record)

  const index = new MiniSearch<{ at: number; name: string; all: string }>({
    idField: 'at',
    fields: ['name', 'all'],
    processTerm: (term) => fold(term),
    searchOptions: { prefix: true, fuzzy: 0.2, boost: { name: 3 }, combineWith: 'AND' },
  })
  index.addAll(told.map(({ name, all }, at) => ({ at, name, all })))
  return index.search(asked).flatMap(({ id }) => records[id as number] ?? [])
}

function nameOf({ service: { id, name, short = '', known_as = [] } }: DeskRecord): string {
  return [id, name, short, ...known_as].join(' ')
}

function allOf(record: DeskRecord): string {
  const { organization, contacts, locations } = record.service
  const ways = contacts.map(({ value, keyword = '' }) => `${value} ${keyword}`)
  const places = locations.map(({ address, postcode = '', town = '' }) => `${address} ${postcode} ${town}`)
  return [nameOf(record), organization, ...ways, ...places].join('\n')
}

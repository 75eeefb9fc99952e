import { z } from 'zod'
import { service } from '../service.ts'
import { isFields, listOf } from './values.ts'

/**
 * A row of somebody else's directory as we would hold it. It is a draft: it has no text of its own in eleven languages, its
 * needs may be unsorted, and nobody has confirmed it. Free text of a feed (notes, descriptions) is not taken: it holds
 * names, numbers and passwords.
 */
export const importedService = service
  .omit({ id: true, provenance: true, steward: true })
  .extend({ needs: service.shape.needs.or(z.tuple([])).default([]), contacts: z.array(service.shape.contacts.element) })
export type ImportedService = z.input<typeof importedService>

/** What a curator has to look at, as ids (docs/directory.md says what each means). */
export const flags = [
  'outside_area',
  'place_unknown',
  'place_not_believed',
  'place_rough',
  'address_approximate',
  'temporarily_closed',
  'online_only',
  'times_unknown',
  'times_elsewhere',
  'times_not_understood',
  'end_assumed',
  'day_seven',
  'needs_unsorted',
  'no_contact',
  'contact_not_whole',
  'words_not_understood',
  'private_left_out',
  'kept_correction',
] as const
export type Flag = (typeof flags)[number]

export type Draft = {
  /** The id the source knows it by. */
  id: string
  /** Where the source shows this one, as a link. */
  page?: string
  /** The day the source last changed it, in the source's own words. */
  updated?: string
  flags: Flag[]
  service: ImportedService
}

/** `id`: the source's, or the row's place in it ("row 7"), counted from 1. */
export type Skipped = { id: string; why: string }

/** Every row of a feed, each in exactly one of the two lists. */
export type Reading = {
  drafts: Draft[]
  skipped: Skipped[]
  /** What is odd about the feed as a whole. */
  notes: string[]
  /** It says itself that there is more of it: what is not in it is not gone. */
  partial?: boolean
}

/** A feed that cannot be read at all; the message says why. */
export class FeedError extends Error {
  override readonly name = 'FeedError'
}

/** More rows than any directory has: a feed of a billion is an attack or a mistake. */
export const mostRows = 100_000

/** Rows one by one: a row that cannot be used is skipped with its reason, and the next is read. @throws FeedError for too many */
export function readRows(
  rows: readonly unknown[],
  nameOf: (row: unknown) => string | null,
  read: (row: unknown) => Draft | string,
): Reading {
  if (rows.length > mostRows) throw new FeedError(`it has more than ${mostRows} rows`)
  const drafts: Draft[] = []
  const skipped: Skipped[] = []
  const seen = new Set<string>()
  rows.forEach((row, index) => {
    const name = nameOf(row)
    const id = name ?? `row ${index + 1}`
    const found = read(row)
    if (typeof found === 'string') skipped.push({ id, why: found })
    else if (seen.has(found.id)) skipped.push({ id, why: `duplicate: row ${index + 1} has the id of an earlier row` })
    else {
      seen.add(found.id)
      drafts.push({ ...found, flags: [...new Set(found.flags)] })
    }
  })
  return { drafts, skipped, notes: [] }
}

/**
 * The reading without the services whose own pages were not read. Their rows of a list only name them: taken as they
 * stand, they would take places, hours and contacts out of what is held.
 */
export function withoutUnread(reading: Reading, unread: readonly Skipped[]): Reading {
  const whys = new Map(unread.map(({ id, why }) => [id, why]))
  const drafts = reading.drafts.filter(({ id }) => !whys.has(id))
  const left = reading.drafts.flatMap(({ id }) => {
    const why = whys.get(id)
    return why === undefined ? [] : [{ id, why }]
  })
  if (left.length === 0) return reading
  const note = `the own pages of ${left.length} services could not be read, so what is held of them stays as it is`
  return { ...reading, drafts, skipped: [...reading.skipped, ...left], notes: [...reading.notes, note] }
}

/**
 * JSON as feeds are written: with a byte order mark, or as one record a line. A line that is broken is a row that cannot be
 * used, and costs nobody the others.
 */
export function parseJson(text: string): unknown {
  const plain = text.replace(/^\uFEFF/, '')
  if (plain.trim() === '') throw new FeedError('it is empty')
  try {
    return JSON.parse(plain)
  } catch (error) {
    const lines = plain.split('\n').filter((line) => line.trim() !== '')
    const read = lines.length > 1 ? lines.map(lineOf) : []
    if (isFields(read[0])) return read
    const start = plain.trimStart().slice(0, 1)
    if (start === '<') throw new FeedError('it is a web page or XML, not JSON')
    throw new FeedError(`it is not JSON (${error instanceof Error ? error.message.slice(0, 160) : 'unreadable'})`)
  }
}

function lineOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return 'a broken line'
  }
}

/** The list of a feed: the whole of it, or what stands under one of these names, numbered or not. Null where there is none. */
export function rowsIn(data: unknown, names: readonly string[]): readonly unknown[] | null {
  const whole = listOf(data)
  if (whole || !isFields(data)) return whole
  return names.map((name) => listOf(data[name])).find((list) => list !== null) ?? null
}

import type { Request, Response } from 'express'
import { pageOf } from '../../directory/export/page.ts'
import { BadQuery, flagIn, numberIn, textIn } from './query.ts'

/** Rows of a page where nobody says, and at most. */
const usual = 50
const most = 200

type Row = Record<string, unknown>

/**
 * Rows as they were asked for (HSDS 3, API reference): a page of them, or with `format=ndjson` all of them, a line each. A page
 * that makes no sense is refused; more rows than a page may hold are cut to that.
 * @param whole everything on one page, for rows that are small
 * @throws BadQuery
 */
export function sendRows<T>(
  request: Request,
  response: Response,
  rows: readonly T[],
  write: (row: T) => Row,
  whole = false,
): void {
  const page = numberIn(request, 'page', 1) ?? 1
  const perPage = Math.min(numberIn(request, 'per_page', 1) ?? usual, most)
  const format = textIn(request, 'format') ?? 'json'
  if (format === 'ndjson') {
    response.type('application/x-ndjson').send(rows.map((row) => `${JSON.stringify(write(row))}\n`).join(''))
    return
  }
  if (format !== 'json') throw new BadQuery('format is json or ndjson')
  const { contents, ...rest } = whole ? pageOf(rows, 1, Math.max(1, rows.length)) : pageOf(rows, page, perPage)
  response.json({ ...rest, contents: contents.map(write) })
}

/** Rows whose name holds every word of `search`. @throws BadQuery */
export function named(request: Request, rows: readonly Row[]): Row[] {
  const words = textIn(request, 'search')?.toLowerCase().split(/\s+/) ?? []
  return rows.filter(({ name }) => words.every((word) => String(name).toLowerCase().includes(word)))
}

/** Whether each service is written with all that belongs to it. @throws BadQuery */
export function isFull(request: Request): boolean {
  return flagIn(request, 'full') ?? false
}

import { readFileSync, statSync } from 'node:fs'
import { FeedError, mostRows, parseJson, type Skipped } from '../../directory/import/draft.ts'
import { saidOf, servicesIn } from '../../directory/import/open-referral.ts'
import { type Fields, idOf, isFields } from '../../directory/import/values.ts'
import { tablesOfPackage } from './data-package.ts'
import { type FetchOptions, fetchFeed } from './fetch.ts'

export type Format = 'oruk' | 'hsds' | 'meeting-guide' | 'bmlt' | 'csv'

/** More than any directory of one country holds. */
const mostBytes = 64_000_000
const mostTime = 60_000
const mostPages = 1000

/** All the requests of one import together: bytes, unpacked, and milliseconds. */
export type Limits = { bytes: number; time: number }

/**
 * Twice what one answer may hold, for a directory comes as its list and as its services, one by one. All of it is in
 * memory at once, read and as text, at several times its size: more than this and a small machine runs out.
 */
const usualLimits: Limits = { bytes: 2 * mostBytes, time: 20 * 60_000 }

export type FeedOptions = Pick<FetchOptions, 'hosts' | 'mayConnect' | 'ca'> & {
  say: (progress: string) => void
  limits?: Partial<Limits>
}

/** `unread`: the services, by their ids, of which `text` holds no more than the list of the directory says of them. */
export type Feed = { text: string; unread: Skipped[] }

/** All the requests of an import together have brought more than it may hold: nothing more is asked for. */
class TooMuchError extends FeedError {}

type Read = (address: string) => Promise<string>

/**
 * The text of a feed, from a file or an https address. A directory that comes page by page is fetched whole, and services
 * that its list only names are fetched one by one.
 * @throws FeedError with the reason
 */
export async function readFeed(from: string, format: Format, options: FeedOptions): Promise<Feed> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(from)) {
    const text = decoded(readFile(from))
    const read = (path: string) => decoded(readFile(path))
    return { text: (format === 'hsds' && tablesOfPackage(text, from, read)) || text, unread: [] }
  }
  const limits = { ...usualLimits, ...options.limits }
  const read = bounded(options, limits.bytes)
  const first = await read(from)
  if (format !== 'oruk' && format !== 'hsds') return { text: first, unread: [] }
  return wholeDirectory(from, first, read, limits.time, options.say)
}

/** Fetches as often as it is asked to, until all that came together is more than `most` bytes. */
function bounded({ hosts, mayConnect, ca }: FeedOptions, most: number): Read {
  let bytes = 0
  return async (address) => {
    const got = await fetchFeed(address, { hosts, mayConnect, ca, mostBytes, mostTime })
    bytes += got.length
    if (bytes > most) throw new TooMuchError(`its pages together are bigger than ${most / 1e6} MB`)
    return decoded(got)
  }
}

function readFile(path: string): Buffer {
  try {
    const found = statSync(path)
    // A device or a pipe says that it is empty, and may have no end.
    if (!found.isFile()) throw new FeedError('it is not a file')
    if (found.size > mostBytes) throw new FeedError(`it is bigger than ${mostBytes / 1e6} MB`)
    return readFileSync(path)
  } catch (error) {
    if (error instanceof FeedError) throw error
    throw new FeedError(`it cannot be read (${(error as NodeJS.ErrnoException).code ?? 'failed'})`)
  }
}

/**
 * UTF-8; UTF-16 by its mark, or by the halves of its first letter that are nothing; otherwise what a British spreadsheet
 * saves. @throws FeedError for what is packed
 */
function decoded(bytes: Buffer): string {
  const [first, second] = bytes
  if (first === 0x50 && second === 0x4b)
    throw new FeedError('it is a workbook or a ZIP: save the sheet as CSV, or unpack it')
  if (first === 0x1f && second === 0x8b) throw new FeedError('it is packed (gzip): unpack it')
  if ((first === 0xff && second === 0xfe) || (first && second === 0)) return new TextDecoder('utf-16le').decode(bytes)
  if ((first === 0xfe && second === 0xff) || (first === 0 && second)) return new TextDecoder('utf-16be').decode(bytes)
  const text = new TextDecoder().decode(bytes)
  // One broken letter among many is still UTF-8: read otherwise, each of the others would be three wrong ones.
  const broken = text.match(/\ufffd/g)?.length ?? 0
  const whole = broken > 0 ? (text.match(/[^\p{ASCII}\ufffd]/gu)?.length ?? 0) : 0
  return broken > whole ? new TextDecoder('windows-1252').decode(bytes) : text
}

async function wholeDirectory(
  from: string,
  first: string,
  read: Read,
  mostTotal: number,
  say: (progress: string) => void,
): Promise<Feed> {
  const started = performance.now()
  const inTime = () => performance.now() - started < mostTotal
  const page = parseJson(first)
  const rows = servicesIn(page)
  if (!rows || !isFields(page)) return { text: first, unread: [] }
  const { items, pages } = saidOf(page)
  if (pages > mostPages) throw new FeedError(`it has ${pages} pages, more than ${mostPages}`)
  let done = 1
  for (; done < pages && inTime(); done++) {
    const number = done + 1
    const next = new URL(from)
    next.searchParams.set('page', String(number))
    say(`page ${number} of ${pages}`)
    const more = servicesIn(parseJson(await read(next.href)))
    // A page that only says that something went wrong is no page without services: those would be retired.
    if (!more) throw new FeedError(`page ${number} of ${pages} holds no list of services`)
    for (const row of more) rows.push(row)
    if (rows.length > mostRows) throw new FeedError(`it has more than ${mostRows} rows`)
  }
  const listed = /\/services\/?$/.test(new URL(from).pathname)
  const unread = new Map<string, string>()
  for (const [index, row] of rows.entries()) {
    if (index % 50 === 0) say(`service ${index + 1} of ${rows.length}`)
    const id = listed && isFields(row) && !isWhole(row) ? idOf(row.id) : null
    if (!id) continue
    const full = inTime() ? await oneService(from, id, read) : 'there was no time left to read its own page'
    if (typeof full === 'string') unread.set(id, full)
    else rows[index] = full
  }
  // What it says of itself goes with it: a directory that was only read in part retires nothing.
  const text = JSON.stringify({ contents: rows, total_items: items, total_pages: done < pages ? pages : 1 })
  return { text, unread: Array.from(unread, ([id, why]) => ({ id, why })) }
}

/** What a list that only names its services leaves out: where they are, when, and how to reach them. */
const parts = [
  'service_at_locations',
  'locations',
  'schedules',
  'schedule',
  'regular_schedules',
  'regular_schedule',
  'contacts',
]

function isWhole(row: Fields): boolean {
  return parts.some((part) => part in row)
}

/** The service, or why it could not be read. @throws TooMuchError */
async function oneService(from: string, id: string, read: Read): Promise<Fields | string> {
  const url = new URL(from)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`
  url.search = ''
  try {
    const data = parseJson(await read(url.href))
    return isFields(data) && idOf(data.id) === id ? data : 'its own page is about something else'
  } catch (error) {
    if (!(error instanceof FeedError) || error instanceof TooMuchError) throw error
    return `its own page could not be read: ${error.message}`
  }
}

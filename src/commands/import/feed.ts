import { readFileSync, statSync } from 'node:fs'
import { FeedError, mostRows, parseJson } from '../../directory/import/draft.ts'
import { saidOf, servicesIn } from '../../directory/import/open-referral.ts'
import { type Fields, idOf, isFields } from '../../directory/import/values.ts'
import { tablesOfPackage } from './data-package.ts'
import { type FetchOptions, fetchFeed } from './fetch.ts'

export type Format = 'oruk' | 'hsds' | 'meeting-guide' | 'bmlt' | 'csv'

/** More than any directory of one country holds. */
const mostBytes = 64_000_000
const mostTime = 60_000
const mostPages = 1000
/** All the requests of one import together. */
const mostTotal = 20 * 60_000

export type FeedOptions = Pick<FetchOptions, 'hosts' | 'mayConnect' | 'ca'> & { say: (progress: string) => void }

/**
 * The text of a feed, from a file or an https address. A directory that comes page by page is fetched whole, and services
 * that its list only names are fetched one by one.
 * @throws FeedError with the reason
 */
export async function readFeed(from: string, format: Format, options: FeedOptions): Promise<string> {
  if (!/^[a-z][a-z0-9+.-]*:\/\//i.test(from)) {
    const text = decoded(readFile(from))
    const read = (path: string) => decoded(readFile(path))
    return (format === 'hsds' && tablesOfPackage(text, from, read)) || text
  }
  const fetching = { hosts: options.hosts, mayConnect: options.mayConnect, ca: options.ca, mostBytes, mostTime }
  const first = decoded(await fetchFeed(from, fetching))
  return format === 'oruk' || format === 'hsds' ? wholeDirectory(from, first, fetching, options.say) : first
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
  fetching: FetchOptions,
  say: (progress: string) => void,
): Promise<string> {
  const started = performance.now()
  const inTime = () => performance.now() - started < mostTotal
  const page = parseJson(first)
  const rows = servicesIn(page)
  if (!rows || !isFields(page)) return first
  const { items, pages } = saidOf(page)
  if (pages > mostPages) throw new FeedError(`it has ${pages} pages, more than ${mostPages}`)
  let read = 1
  for (; read < pages && inTime(); read++) {
    const number = read + 1
    const next = new URL(from)
    next.searchParams.set('page', String(number))
    say(`page ${number} of ${pages}`)
    const more = servicesIn(parseJson(decoded(await fetchFeed(next.href, fetching)))) ?? []
    rows.push(...more)
    if (rows.length > mostRows) throw new FeedError(`it has more than ${mostRows} rows`)
  }
  const whole: unknown[] = []
  let unread = 0
  for (const [index, row] of rows.entries()) {
    if (index % 50 === 0) say(`service ${index + 1} of ${rows.length}`)
    const id = isFields(row) && !isWhole(row) && /\/services\/?$/.test(new URL(from).pathname) ? idOf(row.id) : null
    const full = id && inTime() ? await oneService(from, id, fetching) : null
    if (id && !full) unread++
    whole.push(full ?? row)
  }
  if (unread > 0) say(`${unread} services could only be read from the list`)
  // What it says of itself goes with it: a directory that was only read in part retires nothing.
  return JSON.stringify({ contents: whole, total_items: items, total_pages: read < pages ? pages : 1 })
}

function isWhole(row: Fields): boolean {
  return 'service_at_locations' in row || 'schedules' in row || 'contacts' in row
}

/** Null where that one does not answer: its row of the list stands in. */
async function oneService(from: string, id: string, fetching: FetchOptions): Promise<Fields | null> {
  const url = new URL(from)
  url.pathname = `${url.pathname.replace(/\/$/, '')}/${encodeURIComponent(id)}`
  url.search = ''
  try {
    const data = parseJson(decoded(await fetchFeed(url.href, fetching)))
    return isFields(data) && idOf(data.id) === id ? data : null
  } catch (error) {
    if (error instanceof FeedError) return null
    throw error
  }
}

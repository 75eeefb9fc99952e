import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { importKnowledge } from '../../content/imported.ts'
import { readBmlt } from '../../directory/import/bmlt.ts'
import { readCsv } from '../../directory/import/csv.ts'
import { FeedError, type Reading, withoutUnread } from '../../directory/import/draft.ts'
import type { Known } from '../../directory/import/meeting.ts'
import { readMeetingGuide } from '../../directory/import/meeting-guide.ts'
import { type Mapping, mapping, merge, type Report, ShrunkError } from '../../directory/import/merge.ts'
import { readOpenReferral } from '../../directory/import/open-referral.ts'
import {
  type Held,
  importedRecord,
  joinFile,
  readSource,
  type SourceInfo,
  splitFile,
} from '../../directory/import/record.ts'
import { slugify } from '../../directory/import/values.ts'
import { londonDay } from '../bundle.ts'
import { writeWhole } from '../translations/edit.ts'
import { type FeedOptions, type Format, readFeed } from './feed.ts'

export const formats = ['oruk', 'hsds', 'meeting-guide', 'bmlt', 'csv'] as const satisfies readonly Format[]

const readers: Record<Format, (text: string, known: Known) => Reading> = {
  oruk: readOpenReferral,
  hsds: readOpenReferral,
  'meeting-guide': readMeetingGuide,
  bmlt: readBmlt,
  csv: readCsv,
}

/** Whose meetings a feed lists where nobody says: whose app and whose server the formats were made for. */
const usual: Partial<Record<Format, string>> = { 'meeting-guide': 'aa', bmlt: 'na' }

export type ImportOptions = {
  area: string
  dryRun?: boolean
  json?: boolean
  verbose?: boolean
  source?: string
  licence?: string
  permission?: string
  attribution?: string
  fellowship?: string
  allow?: string[]
  allowShrink?: boolean
}

/**
 * `fingerpost import`: reads a feed into content/areas/<area>/imported/<source>.yaml as drafts (docs/directory.md). The exit
 * code is 0 when the feed was read, whatever its rows are like, and 2 when it could not be: nothing is written then.
 */
export async function importDirectory(
  root: string,
  hosts: readonly string[],
  format: Format,
  from: string,
  options: ImportOptions,
): Promise<void> {
  const say = progress()
  try {
    const report = await bringIn(root, format, from, options, { hosts: [...hosts, ...(options.allow ?? [])], say })
    process.stdout.write(
      options.json ? `${JSON.stringify(forMachines(report, options))}\n` : forPeople(report, options),
    )
  } catch (error) {
    if (!(error instanceof FeedError || error instanceof ShrunkError)) throw error
    const why = error instanceof ShrunkError ? `${error.message}; --allow-shrink takes it all the same` : error.message
    if (options.json) process.stdout.write(`${JSON.stringify({ error: why })}\n`)
    process.stderr.write(`fingerpost: ${from} was not imported: ${why}\n`)
    process.exitCode = 2
  }
}

export type Imported = Report & { source: string; file: string }

/** @throws FeedError, ShrunkError; ContentError where our own content cannot be used */
export async function bringIn(
  root: string,
  format: Format,
  from: string,
  options: ImportOptions,
  feed: FeedOptions,
): Promise<Imported> {
  const home = homeOf(root, options.area)
  const source = nameOf(from, format, options.source)
  const path = join(home, `${source}.yaml`)
  const before = open(path, format)
  const fellowship = options.fellowship ?? before.info?.fellowship ?? usual[format] ?? null
  const { text, unread } = await readFeed(from, format, feed)
  const today = londonDay(Date.now())
  const reading = withoutUnread(readers[format](text, importKnowledge(root, options.area, fellowship)), unread)
  const {
    records,
    mapping: after,
    report,
  } = merge(reading, before.records, before.mapping, {
    source,
    today: today.toString(),
    allowShrink: options.allowShrink ?? false,
    progress: (done, of) => feed.say(`record ${done} of ${of}`),
  })
  const attribution = options.attribution ?? before.info?.attribution
  const info: SourceInfo = {
    source,
    format,
    from: /^https?:/.test(from) ? from : basename(from),
    licence: options.licence ?? before.info?.licence ?? 'unknown',
    permission: options.permission ?? before.info?.permission ?? 'none recorded',
    ...(attribution ? { attribution } : {}),
    ...(fellowship ? { fellowship } : {}),
    read: today.toString(),
  }
  if (info.licence === 'unknown')
    report.notes.push('no licence is recorded for this source (--licence), so no export will hold it')
  if (!options.dryRun) {
    mkdirSync(home, { recursive: true })
    // The map goes last: without it the records stand as corrected by hand, and nothing is lost.
    writeWhole(path, joinFile(info, records))
    writeWhole(mapPath(path), mapText(after))
  }
  feed.say('')
  return { ...report, source, file: path }
}

/** @throws FeedError where there is no such area */
function homeOf(root: string, area: string): string {
  const areas = join(root, 'content/areas')
  const known = readdirSync(areas).filter((name) => existsSync(join(areas, name, 'places.yaml')))
  if (!known.includes(area)) throw new FeedError(`there is no area ${area}, only ${known.join(', ')}`)
  return join(areas, area, 'imported')
}

/** @throws FeedError where a name was asked for that cannot be one */
function nameOf(from: string, format: Format, asked: string | undefined): string {
  if (asked !== undefined && slugify(asked) !== asked)
    throw new FeedError(`a source is named in small letters, digits and dashes, not ${asked}`)
  const plain =
    URL.canParse(from) && /^https?:/.test(from)
      ? `${format}-${new URL(from).hostname}`
      : basename(from).replace(/\.[^.]*$/, '')
  return asked ?? (slugify(plain, 40) || format)
}

type Before = { info: SourceInfo | null; records: Held[]; mapping: Mapping }

/** What is held of a source so far. @throws FeedError where it cannot be read, or is of another format */
function open(path: string, format: Format): Before {
  if (!existsSync(path)) return { info: null, records: [], mapping: {} }
  try {
    const { head, records } = splitFile(readFileSync(path, 'utf8'))
    const info = readSource(head)
    if (info.format !== format)
      throw new FeedError(`${path} holds ${info.format}, not ${format}: name another --source`)
    return { info, records, mapping: readMapping(path, records) }
  } catch (error) {
    if (error instanceof FeedError) throw error
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error)
    throw new FeedError(`${path} cannot be read: ${why.replaceAll('\n', ' ').slice(0, 300)}`)
  }
}

/** Without its map a record counts as corrected in every field. */
function readMapping(path: string, records: readonly Held[]): Mapping {
  const file = mapPath(path)
  if (existsSync(file)) return mapping.parse(JSON.parse(readFileSync(file, 'utf8')))
  return Object.fromEntries(
    records.map((one) => {
      const { id, source_id } = importedRecord.parse(parseYaml(one.text))
      return [source_id, { id, all: '', fields: {} }]
    }),
  )
}

function mapPath(path: string): string {
  return path.replace(/\.yaml$/, '.map.json')
}

/** One record a line, so that a change is one line in git. */
function mapText(after: Mapping): string {
  const lines = Object.entries(after).map(([id, entry]) => `${JSON.stringify(id)}: ${JSON.stringify(entry)}`)
  return `{\n${lines.join(',\n')}\n}\n`
}

function forMachines(report: Imported, { verbose, dryRun }: ImportOptions) {
  const { total, taken, changed, unchanged, retired, skipped, notes, flags, source, rows } = report
  return {
    source,
    dry_run: dryRun ?? false,
    total,
    taken,
    changed,
    unchanged,
    retired,
    skipped,
    flags,
    notes,
    ...(verbose ? { rows } : {}),
  }
}

function forPeople(report: Imported, { verbose, dryRun }: ImportOptions): string {
  const { total, taken, changed, unchanged, retired, skipped, notes, flags, rows, file } = report
  return [
    `${total} rows: ${taken} taken, ${changed} changed, ${unchanged} unchanged, ${skipped.length} skipped; ${retired} retired`,
    ...Object.entries(flags).map(([flag, count]) => `  ${flag}: ${count}`),
    ...notes.map((note) => `  ${note}`),
    ...(verbose
      ? rows.map(
          (row) =>
            `  ${row.what} ${row.id} as ${row.service}${row.flags.length > 0 ? ` (${row.flags.join(', ')})` : ''}`,
        )
      : []),
    ...skipped.map(({ id, why }) => `  skipped ${id}: ${why}`),
    dryRun ? 'dry run: nothing was written' : `written to ${file}`,
    '',
  ].join('\n')
}

/** Progress on the error stream: each line over the last at a terminal, a line every few seconds elsewhere. */
function progress(): (text: string) => void {
  let last = Temporal.Now.instant().epochMilliseconds
  return (text) => {
    const now = Temporal.Now.instant().epochMilliseconds
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${text}`)
    else if (text !== '' && now - last > 3000) {
      process.stderr.write(`${text}\n`)
      last = now
    }
  }
}

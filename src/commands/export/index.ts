import { Temporal } from 'temporal-polyfill'
import { type Config, ConfigError } from '../../config.ts'
import { importKnowledge } from '../../content/imported.ts'
import type { Bundle } from '../../content/index.ts'
import { publicationOf } from '../../content/publication.ts'
import { toCsv } from '../../directory/export/csv.ts'
import { calendarDays, calendarOf, meetingsOf } from '../../directory/export/ics.ts'
import { toMeetingGuide } from '../../directory/export/meeting-guide.ts'
import { serviceFull } from '../../directory/export/open-referral.ts'
import { pageOf } from '../../directory/export/page.ts'
import type { Publication } from '../../directory/export/published.ts'
import type { Language } from '../../taxonomy.ts'
import { bundleFor } from '../bundle.ts'
import { writeWhole } from '../translations/edit.ts'
import { printedDirectory } from './directory.ts'

export const exportFormats = ['oruk', 'csv', 'meeting-guide', 'ics', 'print'] as const
export type ExportFormat = (typeof exportFormats)[number]

export type ExportOptions = {
  out?: string
  /** Of `print`. */
  lang?: Language
  town?: string
  largePrint?: boolean
  /** A service's id: of `ics`, only its meetings. */
  service?: string
}

/**
 * `fingerpost export`: the area's directory for others, to standard output or a file. Only what production may show leaves.
 * @throws ContentError where the content cannot be used, ConfigError where there is no such town
 */
export function exportDirectory(config: Config, root: string, format: ExportFormat, options: ExportOptions): void {
  const now = Date.now()
  const bundle = bundleFor(config, root, now)
  const text = textOf(bundle, root, now, format, options)
  if (options.out) writeWhole(options.out, text)
  else process.stdout.write(text)
  const { length } = publicationOf(bundle).services
  if (length === 0) process.stderr.write('nothing is confirmed (content/confirmations.yaml), so nothing is exported\n')
}

function textOf(bundle: Bundle, root: string, now: number, format: ExportFormat, options: ExportOptions): string {
  const publication = publicationOf(bundle)
  switch (format) {
    case 'oruk': {
      const page = pageOf(publication.services, 1, Math.max(1, publication.services.length))
      return json({ ...page, contents: page.contents.map((one) => serviceFull(one, publication)) })
    }
    case 'csv':
      return toCsv(publication.services)
    case 'meeting-guide':
      return json(toMeetingGuide(publication.services, importKnowledge(root, bundle.area.id, null).facts))
    case 'ics':
      return calendar(bundle, publication, now, options.service)
    case 'print':
      return printedDirectory(bundle, now, {
        language: options.lang ?? 'en',
        town: townOf(bundle, options.town),
        large: options.largePrint ?? false,
      })
  }
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}

function townOf(bundle: Bundle, town: string | undefined): string | null {
  if (town === undefined) return null
  const slugs = bundle.places.towns().map((one) => one.slug)
  if (!slugs.includes(town)) throw new ConfigError('--town', `must be one of ${slugs.join(', ')}`)
  return town
}

/** Every meeting as one calendar; empty text where there is none. */
function calendar(bundle: Bundle, { services, area }: Publication, now: number, only: string | undefined): string {
  const entries = services.filter((one) => only === undefined || one.id === only).flatMap(meetingsOf)
  const span = {
    now: Temporal.Instant.fromEpochMilliseconds(now),
    days: calendarDays,
    isBankHoliday: bundle.isBankHoliday,
    name: area.name,
  }
  return calendarOf(entries, span) ?? ''
}

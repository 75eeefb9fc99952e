import type { Bundle, Instead } from '../../content/index.ts'
import { coverages, offeredBy, type Service } from '../../directory/index.ts'
import { location } from '../../directory/service.ts'
import { readRecord } from '../../publishing/record.ts'
import type { DeskParts } from './parts.ts'
import { traitChoices } from './traits.ts'

/** A record as curators see it: as it was last saved, published or not. */
export type DeskRecord = { area: string; path: string; service: Service; waiting: boolean }

export function pathOf(area: string, id: string): string {
  return `content/areas/${area}/services/${id}.yaml`
}

/** Every record, by name. One that was saved and cannot be read any more does not occur: saving refuses it. */
export async function allRecords(parts: DeskParts): Promise<DeskRecord[]> {
  const bundle = parts.live.bundle()
  const [overlay, edits] = await Promise.all([parts.workbench.overlay(), parts.workbench.waiting()])
  const waiting = new Set(edits.map(({ path }) => path))
  const known = bundle.services.flatMap((service) => {
    const path = fileOf(parts, bundle, service.id, overlay)
    const text = overlay.get(path)
    if (text === null) return []
    return recordAt(path, text === undefined ? service : readRecord(text), waiting)
  })
  const paths = new Set(known.map(({ path }) => path))
  const added = [...overlay].flatMap(([path, text]) =>
    text !== null && /\/services\//.test(path) && path.startsWith('content/') && !paths.has(path)
      ? [recordAt(path, readRecord(text), waiting)]
      : [],
  )
  return [...known, ...added].sort((a, b) => a.service.name.localeCompare(b.service.name, 'en'))
}

/** One of them, with its file's text; null where there is none. */
export async function recordNamed(parts: DeskParts, id: string): Promise<(DeskRecord & { text: string }) | null> {
  if (!/^[a-z0-9-]+$/.test(id)) return null
  for (const area of areasOf(parts)) {
    const path = pathOf(area, id)
    const text = await parts.workbench.text(path)
    if (text !== null) {
      const waiting = (await parts.store.document('edits', path, parts.now())) !== null
      return { area, path, service: readRecord(text), waiting, text }
    }
  }
  return null
}

/** Whose a record is, by where its file lies. */
export function areaOf(parts: DeskParts, id: string): string {
  const [own = '', national = ''] = areasOf(parts)
  return parts.installed(pathOf('national', id)) === null ? own : national
}

/** The area that is served, and the country. */
export function areasOf({ live }: Pick<DeskParts, 'live'>): string[] {
  return [live.bundle().area.id, 'national']
}

/** What a record's form offers to tick and to choose; communities are those that records name. */
export function choicesFor({ live }: Pick<DeskParts, 'live'>) {
  const fits = [...new Set(live.bundle().services.flatMap((one) => one.fits))].sort()
  return { ...traitChoices, fits, offeredBy, coverages, venues: location.shape.venue.unwrap().options }
}

function fileOf(parts: DeskParts, bundle: Bundle, id: string, overlay: Instead): string {
  const own = pathOf(bundle.area.id, id)
  return overlay.has(own) || parts.installed(own) !== null ? own : pathOf('national', id)
}

function recordAt(path: string, service: Service, waiting: ReadonlySet<string>): DeskRecord {
  return { area: path.split('/')[2] ?? '', path, service, waiting: waiting.has(path) }
}

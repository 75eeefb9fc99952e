import { around, diffLines } from '../../publishing/diff.ts'
import type { Warning } from '../../publishing/warnings.ts'
import type { Language } from '../../taxonomy.ts'
import { navFor } from './pages.ts'
import type { DeskParts, Visitor } from './parts.ts'
import { compiled, previewsOf } from './preview.ts'

/** What would be saved, to be looked at before. */
export type Look = {
  service: { id: string; name: string }
  /** Where the form that saves it goes, and what it carries. */
  action: string
  hidden: Readonly<Record<string, string>>
  /** Whole files as they are (null: there is none) and as they would be. */
  files: readonly { path: string; before: string | null; after: string }[]
  warnings: readonly Warning[]
  /** What else is to be known, as sentences of the desk. */
  notes: readonly string[]
  /** Only how these languages say it; otherwise all. */
  languages?: readonly Language[]
}

/** What people would read, what changes in the files and what to look at again; saving comes after it. */
export async function lookPage(parts: DeskParts, visitor: Visitor, look: Look): Promise<string> {
  const { say, render } = parts
  const { service, action, hidden, files } = look
  const diffs = files
    .map(({ path, before, after }) => ({ path, lines: around(diffLines(before ?? '', after)) }))
    .filter(({ lines }) => lines.length > 0)
  return render('desk/preview.njk', {
    title: say('desk:preview.title', { name: service.name }),
    nav: navFor(parts, 'records'),
    visitor,
    action,
    hidden,
    ...(await lookAt(parts, look)),
    notes: look.notes.map((key) => say(key)),
    diffs,
  })
}

/** What people would read of a service once files are as they would be, what makes that impossible, and what to look at again. */
export async function lookAt(
  { say, live, workbench, now }: DeskParts,
  { service, files, warnings, languages }: Pick<Look, 'service' | 'files' | 'warnings' | 'languages'>,
) {
  const overlay = new Map([...(await workbench.overlay()), ...files.map(({ path, after }) => [path, after] as const)])
  const { bundle, problems } = compiled(live.bundle(), overlay)
  return {
    problems,
    warnings: warnings.map(({ key, params }) => say(`desk:warnings.${key}`, params)),
    seen: bundle ? previewsOf(bundle, service.id, now(), languages) : [],
  }
}

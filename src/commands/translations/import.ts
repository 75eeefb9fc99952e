import { readFileSync } from 'node:fs'
import type { Config } from '../../config.ts'
import { type Bundle, countStates, reviewStates, translationsOf } from '../../content/index.ts'
import type { Language } from '../../taxonomy.ts'
import { bundleFor, londonDay } from '../bundle.ts'
import { problemsIn } from '../check/index.ts'
import { type Catalogue, CatalogueError, readCatalogue, type Target } from './catalogue.ts'
import { editsOf, writeEdits } from './edit.ts'
import { readGuide } from './guide.ts'
import { type Change, type Merged, merge, type Refusal } from './merge.ts'
import { faultsOf } from './rules.ts'
import { sift } from './sift.ts'

/**
 * Brings a translator's file back into locales/ (docs/translating.md). Every sentence is taken or refused by itself; none is
 * written that `check` would find fault with. Prints what became of them; the exit code is 1 where any was refused.
 * @param options who read the sentences marked as right, and as what; without, changed sentences are taken as drafts
 * @throws CatalogueError where the file cannot be used, ContentError where the content cannot; nothing is written then
 */
export function importTranslations(
  config: Config,
  root: string,
  path: string,
  { by, state }: { by?: string; state?: Target },
): void {
  const now = Date.now()
  if (!by?.trim() !== !state)
    throw new CatalogueError(`${path}: --by and --state belong together: who read it, as what`)
  const catalogue = readFor(path, state)
  const { language } = catalogue
  const bundle = bundleFor(config, root, now)
  const guide = readGuide(root)
  const reader = by && state ? { by: by.trim(), state, on: londonDay(now).toString() } : null
  const merged = merge(
    catalogue,
    translationsOf(bundle.sentences, language),
    bundle.reviewed[language],
    reader,
    (one, text) =>
      language === 'en'
        ? ['English is changed in locales/en, where every other language follows it']
        : faultsOf(guide, language, one, text),
  )
  const { taken, broken } = siftByCheck(config, root, now, bundle, language, merged.changes)
  const edits = editsOf(root, language, taken)
  writeEdits(root, edits)
  const refused = [...merged.refused, ...broken]
  process.stdout.write(report(catalogue, { ...merged, changes: taken, refused }, bundleFor(config, root, now)))
  if (refused.length > 0) process.exitCode = 1
}

function readFor(path: string, state: Target | undefined): Catalogue {
  try {
    const catalogue = readCatalogue(readFileSync(path))
    if (state && state !== catalogue.target)
      throw new CatalogueError(`was written to be read as ${catalogue.target}: export again with --for ${state}`)
    return catalogue
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (!code && !(error instanceof CatalogueError)) throw error
    throw new CatalogueError(`${path}: ${error instanceof CatalogueError ? error.message : `cannot be read (${code})`}`)
  }
}

/** The changes with which `check` finds nothing that it does not find without them, and the others with what it finds. */
function siftByCheck(
  config: Config,
  root: string,
  now: number,
  bundle: Bundle,
  language: Language,
  changes: readonly Change[],
): { taken: Change[]; broken: Refusal[] } {
  const texts = changes.filter((change) => change.text !== undefined)
  let known: ReadonlySet<string> | null = null
  const { good, bad } = sift(texts, (some) => {
    const after = [...editsOf(root, language, some)].map(([path, edit]) => [path, edit.after] as const)
    const would = bundleFor(config, root, now, new Map(after))
    const problems = problemsIn(would, root, now, [language])
    if (problems.length === 0) return []
    known ??= new Set(problemsIn(bundle, root, now, [language]))
    return problems.filter((problem) => !known?.has(problem))
  })
  return {
    taken: changes.filter((change) => change.text === undefined || good.has(change)),
    broken: bad.map(({ item, problems }) => ({
      key: item.key,
      text: item.text ?? '',
      why: problems.slice(0, 3).join('; '),
    })),
  }
}

function report({ language, entries }: Catalogue, merged: Merged, bundle: Bundle): string {
  const { changes, refused, absent, unsigned } = merged
  const texts = changes.filter(({ text }) => text !== undefined).length
  const signed = changes.filter(({ review }) => review).length
  const fallen = changes.filter(({ text, review }) => review === null && text === undefined).length
  const counts = countStates(bundle.reviewed[language], translationsOf(bundle.sentences, language).values())
  const remarks = entries.filter(({ remark }) => remark !== '')
  const lines = [
    `${language}: ${entries.length} sentences read, ${texts} changed, ${signed} confirmed, ${refused.length} refused`,
    ...(fallen > 0 ? [`${fallen} marked as needing work: drafts again`] : []),
    ...(absent.length > 0 ? [`${absent.length} not in the file, and as they were`] : []),
    ...(unsigned.length > 0
      ? [
          `${unsigned.length} marked as right, but drafts: no native speaker put their name to them (--by NAME --state native)`,
        ]
      : []),
    ...refused.map(({ key, why, text }) => `refused ${key}: ${why}${text === '' ? '' : `\n  ${JSON.stringify(text)}`}`),
    ...remarks.map(({ key, remark }) => `the translator on ${key}: ${remark.replaceAll('\n', ' ')}`),
    `${language}: ${reviewStates.map((state) => `${counts[state]} ${state}`).join(', ')}`,
  ]
  return `${lines.join('\n')}\n`
}

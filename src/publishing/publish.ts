import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { type Bundle, ContentError, coreLost, type Instead } from '../content/index.ts'
import type { Log } from '../log.ts'
import type { Store } from '../store/index.ts'
import type { Live } from './live.ts'
import type { Release, Releases } from './releases.ts'
import type { Workbench } from './workbench.ts'

/** How far publishing is, for whoever looks at any machine. */
const progress = z.strictObject({
  state: z.enum(['checking', 'refused', 'unconfirmed', 'published', 'failed']),
  by: z.string(),
  why: z.string(),
  at: z.number(),
  /** Steps done and steps there are. */
  done: z.number(),
  steps: z.number(),
  /** What the check found; with `unconfirmed` the names of services (`Showing`). */
  problems: z.array(z.string()),
})
export type Progress = z.infer<typeof progress>

/**
 * Looks at the content as it would be, away from the process that answers people; gives what is wrong, in words.
 * Rejects where it could not look.
 */
export type Check = (files: Instead, quick: boolean, onStep: (done: number, steps: number) => void) => Promise<string[]>

/**
 * What became of showing a release. `failed`: there is none, it cannot be used here, or another was shown meanwhile.
 * `unconfirmed`: the area's core would lose what people are shown now; `services` names whose confirmation would not count.
 * In both nothing has changed.
 */
export type Showing = { outcome: 'shown' | 'failed' } | { outcome: 'unconfirmed'; services: string[] }

export type Publisher = {
  /** Begins; false where publishing is under way already or nothing is to be published. It ends by itself. */
  begin(asked: { by: string; why: string; quick: boolean }): Promise<boolean>
  progress(): Promise<Progress | null>
  /** Shows an earlier release again, or with null the files as installed. */
  goBack(to: string | null, asked: { by: string; why: string }): Promise<Showing>
  /** Files on this disk that were changed neither here nor at the desk, and that the desk's text hides. */
  diverged(): Promise<string[]>
  /** Resolves when what was begun here is over. */
  settled(): Promise<void>
}

export type PublisherParts = {
  store: Pick<Store, 'document' | 'putDocument'>
  releases: Releases
  workbench: Workbench
  live: Live
  check: Check
  /** A content file on this disk, and how to write it; writing may be refused: then the disk stays as it is. */
  disk: { read(path: string): string | null; write(path: string, text: string | null): void }
  log: Log
  now: () => number
  /** In production an unconfirmed contact is shown to nobody: nothing is shown that leaves the core with fewer. */
  production: boolean
}

/** Who began and did not come back in this time has died. */
const longestMs = 15 * 60_000

export function createPublisher(parts: PublisherParts): Publisher {
  const { store, releases, workbench, live, check, disk, log, now, production } = parts
  let underWay: Promise<void> = Promise.resolve()

  const progressNow = async () => {
    const found = await store.document('publishing', 'now', now())
    return found && { ...progress.parse(JSON.parse(found.text)), version: found.version }
  }
  const tell = async (version: number, told: Progress) =>
    store.putDocument({ collection: 'publishing', id: 'now', version, text: JSON.stringify(told) }, now())

  const filesOf = async (id: string | null) => (id === null ? null : await releases.read(id))?.files ?? {}

  /**
   * Shows a release everywhere, or says why not. It is compiled here before any machine is told of it; where this one does
   * not take it in all the same, what was shown before is shown again.
   */
  const show = async (
    files: Release['files'],
    asked: { by: string; why: string },
    version: number,
    before: string | null,
  ): Promise<Showing> => {
    const old = await filesOf(before)
    await live.refresh()
    const bundle = live.bundle()
    const next = compiled(bundle, asShown(disk, old, files))
    if (!next) return { outcome: 'failed' }
    const lost = production ? coreLost(bundle, next) : []
    if (lost.length > 0) return { outcome: 'unconfirmed', services: lost.map((id) => nameOf(bundle, id)) }
    const at = now()
    const id = `${new Date(at).toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`
    if (!(await releases.show({ id, files, ...asked, at, before }, version))) return { outcome: 'failed' }
    // Before it is taken in: a file that no release names any more is read from the disk.
    write(old, files)
    if (await taken(id)) return { outcome: 'shown' }
    log.error('publishing_put_back')
    write(files, old)
    await releases.putBack({ id, before })
    await live.refresh()
    return { outcome: 'failed' }
  }

  const taken = async (id: string) => {
    await live.refresh()
    // A look that was under way already may have asked before the release was there.
    if (live.release() !== id) await live.refresh()
    return live.release() === id
  }

  const write = (old: Release['files'], files: Release['files']) => {
    try {
      writeTo(disk, old, files)
    } catch (error) {
      // An image is not written to: `fingerpost published --write` brings what was published to a machine with the files.
      log.warn('content_not_written', { error })
    }
  }

  const run = async (asked: { by: string; why: string; quick: boolean }, begun: number) => {
    const { quick, ...who } = asked
    let version = begun
    const at = now()
    const say = async (part: Partial<Progress>) => {
      const told: Progress = { state: 'checking', ...who, at, done: 0, steps: 1, problems: [], ...part }
      version = (await tell(version, told)) ?? version
    }
    try {
      const shown = await releases.shown()
      const edits = await workbench.waiting()
      const overlay = await workbench.overlay()
      let telling: Promise<void> = Promise.resolve()
      const problems = await check(overlay, quick, (done, steps) => {
        telling = telling.then(() => say({ done, steps })).catch(() => {})
      })
      await telling
      if (problems.length > 0) return await say({ state: 'refused', problems: problems.slice(0, 100) })
      const known = await filesOf(shown.id)
      const files = Object.fromEntries(
        [...overlay].map(([path, text]) => [path, { text, base: known[path]?.base ?? disk.read(path) }]),
      )
      const showing = await show(files, who, shown.version, shown.id)
      if (showing.outcome === 'unconfirmed') return await say({ state: 'unconfirmed', problems: showing.services })
      if (showing.outcome === 'failed') return await say({ state: 'failed' })
      await workbench.done(edits)
      await say({ state: 'published', done: 1, steps: 1 })
    } catch (error) {
      log.error('publishing_failed', { error })
      await say({ state: 'failed' }).catch(() => {})
    }
  }

  return {
    async begin(asked) {
      const known = await progressNow()
      if (known?.state === 'checking' && now() - known.at < longestMs) return false
      if ((await workbench.waiting()).length === 0) return false
      const { quick: _, ...who } = asked
      const begun = await tell(known?.version ?? 0, {
        state: 'checking',
        ...who,
        at: now(),
        done: 0,
        steps: 1,
        problems: [],
      })
      if (begun === null) return false
      underWay = run(asked, begun)
      return true
    },
    async progress() {
      const known = await progressNow()
      if (!known) return null
      const { version: _, ...told } = known
      // Whoever was at it has died.
      return told.state === 'checking' && now() - told.at >= longestMs ? { ...told, state: 'failed' } : told
    },
    async goBack(to, asked) {
      const shown = await releases.shown()
      const earlier = to === null ? null : await releases.read(to)
      if (shown.id === to || (to !== null && !earlier)) return { outcome: 'failed' }
      return show(earlier?.files ?? {}, asked, shown.version, shown.id)
    },
    async diverged() {
      const { id } = await releases.shown()
      return Object.entries(await filesOf(id))
        .filter(([path, { text, base }]) => ![text, base].includes(disk.read(path)))
        .map(([path]) => path)
    },
    settled: () => underWay,
  }
}

/** The content with files in the place of those on the disk, on the same day; null where it cannot be used. */
function compiled(bundle: Bundle, files: Instead): Bundle | null {
  try {
    return bundle.with(files, bundle.day)
  } catch (error) {
    if (error instanceof ContentError) return null
    throw error
  }
}

/** The files of a release, and of the one before it those that going over to it brings back on the disk (`writeTo`). */
function asShown(disk: PublisherParts['disk'], old: Release['files'], files: Release['files']): Instead {
  const texts = Object.entries(files).map(([path, { text }]) => [path, text] as const)
  const back = Object.entries(old)
    .filter(([path, { text }]) => !files[path] && disk.read(path) === text)
    .map(([path, { base }]) => [path, base] as const)
  return new Map([...back, ...texts])
}

function nameOf(bundle: Bundle, id: string): string {
  return bundle.services.find((one) => one.id === id)?.name ?? id
}

/** A file that somebody changed by hand meanwhile is left as it is (`diverged` names it). */
function writeTo(disk: PublisherParts['disk'], old: Release['files'], files: Release['files']): void {
  for (const [path, { text, base }] of Object.entries(files)) {
    const there = disk.read(path)
    if (there !== text && (there === base || there === old[path]?.text)) disk.write(path, text)
  }
  for (const [path, { text, base }] of Object.entries(old))
    if (!files[path] && disk.read(path) === text && text !== base) disk.write(path, base)
}

import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { retention } from '../privacy/index.ts'
import type { Store } from '../store/index.ts'
import { withoutChange } from './entries.ts'
import { hashOf, type Releases } from './releases.ts'

/** One change of one file: who made it, why, and both texts, so that it can be read and taken back. */
const change = z.strictObject({
  id: z.string(),
  path: z.string(),
  /** Null: there was, or is, no such file. */
  before: z.string().nullable(),
  after: z.string().nullable(),
  by: z.string(),
  why: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
})
export type Change = z.infer<typeof change>

/** Null for a file that was taken out. */
const edit = z.strictObject({ text: z.string().nullable(), by: z.string(), at: z.number() })
/** A file that was changed and is not published yet. */
export type Edit = z.infer<typeof edit> & { path: string; version: number }

/** `from`: the hash of the text it was opened with (`hashOf`); `text` null takes the file out. */
export type Saving = { path: string; from: string; text: string | null; by: string; why: string }

/** `conflict`: somebody else saved this file meanwhile; nothing was written. */
export type Saved = { outcome: 'saved'; change: Change } | { outcome: 'unchanged' } | { outcome: 'conflict' }

export type Workbench = {
  /** A content file as curators see it: as saved, else as published, else as installed. */
  text(path: string): Promise<string | null>
  /** Saves a file that was opened when its text had the hash `from`. */
  save(saving: Saving): Promise<Saved>
  /** Saves files that belong together: all are looked at before any is saved. On `conflict` none stays changed. */
  saveTogether(savings: readonly Saving[]): Promise<'saved' | 'conflict'>
  /** What is saved and not published. */
  waiting(): Promise<Edit[]>
  /** All changes of the last two years, the latest first; of one file with `path`. */
  changes(path?: string): Promise<Change[]>
  /**
   * Undoes one change, where what it changed still is as it left it: the file, or in a file that records share its entries.
   * Null: there is no such change.
   */
  takeBack(id: string, by: string, why: string): Promise<Saved | null>
  /** Every file that differs from the one installed, with all that is saved: what publishing would show. */
  overlay(): Promise<Map<string, string | null>>
  /** These edits are published now; whatever was saved after them stays. */
  done(edits: readonly Edit[]): Promise<void>
}

export type WorkbenchParts = {
  store: Pick<Store, 'document' | 'documents' | 'putDocument'>
  releases: Releases
  /** A file as it was installed; null where there is none. */
  installed: (path: string) => string | null
  now: () => number
}

/** Only facts are changed at the desk; how messages are read and screened is not. */
const changeable =
  /^content\/(areas\/[a-z0-9-]+\/(services\/[a-z0-9-]+|links)\.yaml|confirmations\.yaml)$|^locales\/[A-Za-z-]+\/services\.json$/

export function createWorkbench({ store, releases, installed, now }: WorkbenchParts): Workbench {
  const published = async () => {
    const { id } = await releases.shown()
    return (id === null ? null : await releases.read(id))?.files ?? {}
  }
  const editOf = async (path: string) => {
    const found = await store.document('edits', path, now())
    return found && { ...edit.parse(JSON.parse(found.text)), path, version: found.version }
  }
  const text = async (path: string) => {
    if (!changeable.test(path)) throw new RangeError('not a file of the desk')
    const edited = await editOf(path)
    return edited ? edited.text : shownText(path)
  }
  /** A file as people are answered with it: as published, else as installed. */
  const shownText = async (path: string) => {
    const one = (await published())[path]
    return one ? one.text : installed(path)
  }
  const changes = async (path?: string) => {
    const found = await store.documents('changes', now())
    // Two of one instant are told apart by their versions.
    const latestFirst = found.sort((a, b) => b.version - a.version)
    return latestFirst.map((one) => change.parse(JSON.parse(one.text))).filter((one) => !path || one.path === path)
  }
  const save = async ({ path, from, text: after, by, why }: Saving): Promise<Saved> => {
    const known = await editOf(path)
    const before = await text(path)
    if (hashOf(before) !== from) return { outcome: 'conflict' }
    if (before === after) return { outcome: 'unchanged' }
    const at = now()
    const made: Change = {
      id: `${new Date(at).toISOString()}-${randomBytes(4).toString('hex')}`,
      path,
      before,
      after,
      by,
      why,
      at,
    }
    const put = (collection: string, id: string, version: number, value: unknown, expires?: number) =>
      store.putDocument({ collection, id, version, text: value === null ? null : JSON.stringify(value), expires }, at)
    // Who changed what is written down first: a change that nobody made is worse than one that did not come about.
    const logged = await put('changes', made.id, 0, made, at + retention.change)
    // A new file that is taken out before it was published leaves nothing to publish.
    const waits = after !== null || (await shownText(path)) !== null
    const entry = waits ? { text: after, by, at } : null
    if (logged !== null && (await put('edits', path, known?.version ?? 0, entry)) !== null)
      return { outcome: 'saved', change: made }
    await put('changes', made.id, logged ?? 0, null)
    return { outcome: 'conflict' }
  }
  const takeBack = async (made: Change, by: string, why: string): Promise<Saved> => {
    const now = await text(made.path)
    const then = withoutChange(made, now)
    if (then === undefined) return { outcome: 'conflict' }
    return save({ path: made.path, from: hashOf(now), text: then, by, why })
  }
  const waiting = async () => {
    const found = await store.documents('edits', now())
    return found.map((one) => ({ ...edit.parse(JSON.parse(one.text)), path: one.id, version: one.version }))
  }

  return {
    text,
    save,
    async saveTogether(savings) {
      for (const { path, from } of savings) if (hashOf(await text(path)) !== from) return 'conflict'
      const done: Change[] = []
      for (const saving of savings) {
        const saved = await save(saving)
        if (saved.outcome === 'saved') done.unshift(saved.change)
        if (saved.outcome !== 'conflict') continue
        // Somebody was quicker between the look and the saving.
        for (const change of done) await takeBack(change, saving.by, saving.why)
        return 'conflict'
      }
      return 'saved'
    },
    waiting,
    changes,
    async takeBack(id, by, why) {
      const made = (await changes()).find((one) => one.id === id)
      return made ? takeBack(made, by, why) : null
    },
    async overlay() {
      const files = Object.entries(await published()).map(([path, file]) => [path, file.text] as const)
      const edits = (await waiting()).map((one) => [one.path, one.text] as const)
      return new Map([...files, ...edits])
    },
    async done(edits) {
      for (const { path, version } of edits)
        await store.putDocument({ collection: 'edits', id: path, version, text: null }, now())
    },
  }
}

import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Store } from '../store/index.ts'

/**
 * What is shown instead of the files a machine was installed with: whole files by path, each with the text it was made
 * from (null: there was none), to go back to it, and to see when the files on the disk went another way meanwhile. A text of null: the
 * file was taken out.
 */
const release = z.strictObject({
  id: z.string(),
  files: z.record(z.string(), z.strictObject({ text: z.string().nullable(), base: z.string().nullable() })),
  by: z.string(),
  why: z.string(),
  /** Epoch milliseconds. */
  at: z.number(),
  /** The release before it; null: the files as installed. */
  before: z.string().nullable(),
})
export type Release = z.infer<typeof release>

export type Releases = {
  /** The release that is shown; null: the files as installed. `version` is for `show`. */
  shown(): Promise<{ id: string | null; version: number }>
  read(id: string): Promise<Release | null>
  /** The latest first. */
  all(): Promise<Release[]>
  /** Keeps a release and makes it the one that is shown; false where another was shown meanwhile. */
  show(one: Release, version: number): Promise<boolean>
  /**
   * Makes the one before it the one that is shown again, where `id` still is the one. The release itself is kept: a machine
   * may be reading it.
   */
  putBack(one: Pick<Release, 'id' | 'before'>): Promise<void>
}

export function createReleases(
  store: Pick<Store, 'document' | 'documents' | 'putDocument'>,
  now: () => number,
): Releases {
  const read = async (id: string) => {
    const found = await store.document('releases', id, now())
    return found && release.parse(JSON.parse(found.text))
  }
  const shown = async () => {
    const found = await store.document('shown', 'release', now())
    return { id: found?.text ?? null, version: found?.version ?? 0 }
  }
  return {
    read,
    shown,
    async all() {
      const found = await store.documents('releases', now())
      return found
        .map(({ text, version }) => ({ version, made: release.parse(JSON.parse(text)) }))
        .sort((a, b) => b.made.at - a.made.at || b.version - a.version)
        .map(({ made }) => made)
    },
    async show(one, version) {
      const at = now()
      // Kept for good: few are made, they are small, and the one that is shown must never be gone.
      await store.putDocument({ collection: 'releases', id: one.id, version: 0, text: JSON.stringify(one) }, at)
      return (await store.putDocument({ collection: 'shown', id: 'release', version, text: one.id }, at)) !== null
    },
    async putBack({ id, before }) {
      const { id: current, version } = await shown()
      if (current === id) await store.putDocument({ collection: 'shown', id: 'release', version, text: before }, now())
    },
  }
}

/** Names a text: what a form was opened on, what a file was made from. */
export function hashOf(text: string | null): string {
  return text === null ? 'none' : createHash('sha256').update(text).digest('hex').slice(0, 24)
}

import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../content/index.ts'
import type { Log } from '../log.ts'
import type { Releases } from './releases.ts'

/** The content that answers people, always one that was compiled whole. */
export type Live = {
  bundle(): Bundle
  /**
   * Takes in what was published since, on this machine or another. Never rejects: what cannot be used is not taken. False
   * where the store could not be asked.
   */
  refresh(): Promise<boolean>
  /** Id of the release that is shown here; null: the files as installed. */
  release(): string | null
}

export type LiveParts = {
  bundle: Bundle
  releases: Releases
  log: Log
  today: () => Temporal.PlainDate
}

export function createLive({ bundle: installed, releases, log, today }: LiveParts): Live {
  let bundle = installed
  let shown: { id: string | null; version: number } = { id: null, version: 0 }
  let day = today()
  let underWay: Promise<boolean> | null = null

  async function look(): Promise<boolean> {
    const asked = await publishedSince().catch((error: unknown) => {
      // That the store is away, it tells itself.
      log.debug('content_not_asked_for', { error })
      return null
    })
    const now = today()
    if (asked && asked.version !== shown.version) {
      shown = { ...shown, version: asked.version }
      try {
        bundle = installed.with(asked.files, now)
        shown = asked
        day = now
        log.info('content_published', { count: asked.files.size })
      } catch (error) {
        // It is looked at once, and what was shown before stays.
        log.error('content_not_taken', { error })
      }
    }
    if (Temporal.PlainDate.compare(day, now) !== 0) {
      bundle = bundle.on(now)
      day = now
    }
    return asked !== null
  }

  async function publishedSince() {
    const next = await releases.shown()
    const release = next.id === null || next.version === shown.version ? null : await releases.read(next.id)
    const files = Object.entries(release?.files ?? {}).map(([path, { text }]) => [path, text] as const)
    return { ...next, files: new Map(files) }
  }

  return {
    bundle: () => bundle,
    release: () => shown.id,
    refresh() {
      underWay ??= look().finally(() => {
        underWay = null
      })
      return underWay
    },
  }
}

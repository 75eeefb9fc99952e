import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../content/index.ts'
import type { Log } from '../log.ts'
import type { Releases } from './releases.ts'

/** The content that answers people, always one that was compiled whole. */
export type Live = {
  bundle(): Bundle
  /** Takes in what was published since, on this machine or another. Never rejects: what cannot be used is not taken. */
  refresh(): Promise<void>
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
  let underWay: Promise<void> | null = null

  async function look(): Promise<void> {
    const now = today()
    try {
      const next = await releases.shown()
      if (next.version !== shown.version) {
        const release = next.id === null ? null : await releases.read(next.id)
        const files = new Map(Object.entries(release?.files ?? {}).map(([path, { text }]) => [path, text]))
        // One that cannot be used is looked at once, and what was shown before stays.
        shown = { ...shown, version: next.version }
        bundle = installed.with(files, now)
        shown = next
        day = now
        log.info('content_published', { count: files.size })
        return
      }
    } catch (error) {
      log.error('content_not_taken', { error })
    }
    if (Temporal.PlainDate.compare(day, now) !== 0) {
      bundle = bundle.on(now)
      day = now
    }
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

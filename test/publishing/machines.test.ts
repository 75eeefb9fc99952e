import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { createLive } from '../../src/publishing/live.ts'
import { createReleases } from '../../src/publishing/releases.ts'
import { createReports } from '../../src/publishing/reports.ts'
import { openSqliteStore, type Store } from '../../src/store/index.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'
import { openReady, startRedis } from '../store/redis-server.ts'

const path = 'content/areas/national/services/cruse.yaml'

const release = (id: string, name: string, before: string | null) => {
  const text = readFileSync(join(root, path), 'utf8').replace(/^name: .*$/m, `name: ${name}`)
  return { id, files: { [path]: { text, base: null } }, by: 'tests', why: 'to see', at: Date.now(), before }
}

/** What several machines may share. */
const stores = {
  SQLite: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'machines-'))
    return {
      open: async () => openSqliteStore(join(folder, 'store.db')),
      remove: async () => rmSync(folder, { recursive: true }),
    }
  },
  Redis: async () => {
    const redis = await startRedis()
    return { open: () => openReady(redis), remove: () => redis.remove() }
  },
}

describe.each(Object.entries(stores))('machines at one %s', (_name, start) => {
  let place: { open: () => Promise<Store>; remove: () => Promise<void> }
  let opened: Store[]
  beforeEach(async () => {
    place = await start()
    opened = []
  })
  afterEach(async () => {
    for (const store of opened) await store.close()
    await place.remove()
  })

  /** A machine of its own at the one store, that begins with the files as installed. */
  async function machine() {
    const store = await place.open()
    opened.push(store)
    const releases = createReleases(store, Date.now)
    const reports = createReports(store, Date.now)
    const today = () => Temporal.PlainDate.from('2026-11-22')
    return { releases, live: createLive({ bundle: sandwell, releases, reports, log: createLog('silent'), today }) }
  }
  const nameAt = ({ live }: Awaited<ReturnType<typeof machine>>) =>
    live.bundle().services.find(({ id }) => id === 'cruse')?.name

  test('what one machine publishes every machine shows, one that starts later too, and one after another', async () => {
    const [a, b] = [await machine(), await machine()]
    expect(await a.releases.show(release('one', 'Made-up Care', null), 0)).toBe(true)
    for (const one of [a, b]) await one.live.refresh()
    expect([nameAt(a), nameAt(b)]).toEqual(['Made-up Care', 'Made-up Care'])
    const { version } = await b.releases.shown()
    expect(await b.releases.show(release('two', 'Made-up Cared', 'one'), version)).toBe(true)
    // Whoever publishes from what was shown before is told, and shows nothing.
    expect(await a.releases.show(release('three', 'Never', 'one'), version)).toBe(false)
    const late = await machine()
    for (const one of [a, b, late]) await one.live.refresh()
    expect([nameAt(a), nameAt(b), nameAt(late)]).toEqual(['Made-up Cared', 'Made-up Cared', 'Made-up Cared'])
    expect(late.live.release()).toBe('two')
  })

  test('a store that is away leaves a machine with what it shows', async () => {
    const one = await machine()
    await one.releases.show(release('one', 'Made-up Care', null), 0)
    expect(await one.live.refresh()).toBe(true)
    for (const store of opened.splice(0)) await store.close()
    expect(await one.live.refresh()).toBe(false)
    expect(nameAt(one)).toBe('Made-up Care')
  })
})

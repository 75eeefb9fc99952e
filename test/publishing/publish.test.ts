import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { type Bundle, ContentError, coreLost, loadBundle } from '../../src/content/index.ts'
import { createLog } from '../../src/log.ts'
import { createLive, type Live } from '../../src/publishing/live.ts'
import { createPublisher, type PublisherParts } from '../../src/publishing/publish.ts'
import { createReleases, hashOf } from '../../src/publishing/releases.ts'
import { createReports } from '../../src/publishing/reports.ts'
import { createWorkbench } from '../../src/publishing/workbench.ts'
import { inMemory, openSqliteStore, type Store } from '../../src/store/index.ts'
import { root } from '../root.ts'

const today = Temporal.PlainDate.from('2026-11-22')
const who = { by: 'tests', why: 'to see' }

/** A checkout of its own, in production: what the desk publishes is written to it. */
const folder = mkdtempSync(join(tmpdir(), 'publish-'))
for (const part of ['content', 'locales']) cpSync(join(root, part), join(folder, part), { recursive: true })
const installed = loadBundle({ root: folder, area: 'sandwell', production: true, today })
afterAll(() => rmSync(folder, { recursive: true }))

const confirmations = 'content/confirmations.yaml'
const foodBank = 'content/areas/sandwell/services/smethwick-foodbank.yaml'
const samaritans = 'content/areas/national/services/samaritans.yaml'
const original = (path: string) => readFileSync(join(root, path), 'utf8')
const disk: PublisherParts['disk'] = {
  read(path) {
    try {
      return readFileSync(join(folder, path), 'utf8')
    } catch {
      return null
    }
  },
  write: (path, text) => (text === null ? rmSync(join(folder, path)) : writeFileSync(join(folder, path), text)),
}

const contactsOf = (id: string) =>
  (installed.services.find((one) => one.id === id)?.contacts ?? []).map(({ type, value }) => ({
    service: id,
    contact: `${type}:${value}`,
  }))
const wholeCore = Object.values(installed.area.core).flat().flatMap(contactsOf)
const confirming = (entries: typeof wholeCore) =>
  stringify(
    entries.map((one) => ({ ...one, confirmed_on: '2026-11-20', by: 'SW', how: 'rang', expires: '2027-02-20' })),
  )

let store: Store
beforeEach(() => {
  store = openSqliteStore(inMemory)
})
afterEach(async () => {
  await store.close()
  for (const path of [confirmations, foodBank, samaritans]) writeFileSync(join(folder, path), original(path))
})

/** A machine with a desk. `bundle`, `releasesOf`: what may go wrong with it. */
function desk({
  production = true,
  bundle = installed,
  releasesOf = (releases) => releases,
}: {
  production?: boolean
  bundle?: Bundle
  releasesOf?: (releases: ReturnType<typeof createReleases>, live: Live) => ReturnType<typeof createReleases>
} = {}) {
  const releases = createReleases(store, Date.now)
  const log = createLog('silent')
  const live = createLive({ bundle, releases, reports: createReports(store, Date.now), log, today: () => today })
  const workbench = createWorkbench({ store, releases, installed: disk.read, now: Date.now })
  const parts = { store, releases: releasesOf(releases, live), workbench, live, disk, log, now: Date.now, production }
  const publisher = createPublisher({ ...parts, check: async () => [] })
  return {
    releases,
    live,
    publisher,
    shows: (id: string) => live.bundle().directory.get(id) !== undefined,
    waiting: async () => (await workbench.waiting()).map(({ path }) => path),
    async save(path: string, text: string) {
      const from = hashOf(await workbench.text(path))
      expect(await workbench.save({ path, from, text, ...who })).toMatchObject({ outcome: 'saved' })
    },
    /** Publishes what is saved; gives how it ended. */
    async publish() {
      expect(await publisher.begin({ ...who, quick: false })).toBe(true)
      await publisher.settled()
      const { state, problems } = (await publisher.progress()) ?? {}
      return { state, problems }
    },
  }
}

/** A desk with the whole core confirmed, and published on another machine. */
async function confirmed(options: Parameters<typeof desk>[0] = {}) {
  const one = desk(options)
  const files = { [confirmations]: { text: confirming(wholeCore), base: original(confirmations) } }
  await one.releases.show({ id: 'confirmed', files, ...who, at: 0, before: null }, 0)
  await one.live.refresh()
  expect(one.shows('samaritans')).toBe(true)
  return one
}

const renamed = () => original(foodBank).replace(/^name: .*$/m, 'name: Made-up Food Bank')
const otherNumber = () => original(samaritans).replaceAll('116 123', '020 7946 0123')

describe('the core of an area in production', () => {
  test('is not lost by going back to the files as installed', async () => {
    const one = await confirmed()
    const before = one.live.release()
    const showing = await one.publisher.goBack(null, who)
    expect(showing).toMatchObject({ outcome: 'unconfirmed', services: expect.arrayContaining(['Samaritans', 'Shout']) })
    expect(one.shows('samaritans')).toBe(true)
    expect((await one.releases.shown()).id).toBe(before)
  })

  test('is not lost by going back to a release before it was confirmed; going back to one after it works', async () => {
    const one = await confirmed()
    const early = { id: 'early', files: {}, ...who, at: 0, before: null }
    const { version } = await one.releases.shown()
    await one.releases.show(early, version)
    await one.releases.putBack({ id: 'early', before: 'confirmed' })
    await one.save(foodBank, renamed())
    expect((await one.publish()).state).toBe('published')
    expect(await one.publisher.goBack('early', who)).toMatchObject({ outcome: 'unconfirmed' })
    expect(await one.publisher.goBack('confirmed', who)).toEqual({ outcome: 'shown' })
    // What the disk holds again is what is shown, not what it held before.
    expect(disk.read(foodBank)).toBe(original(foodBank))
    expect(one.live.bundle().services.find(({ id }) => id === 'smethwick-foodbank')?.name).not.toBe('Made-up Food Bank')
    expect(one.shows('samaritans')).toBe(true)
  })

  test.each([
    ['another number', otherNumber],
    ['taken out of use', () => `${original(samaritans)}\nstatus: inactive\n`],
  ])('is not lost by publishing a change: %s', async (_name, text) => {
    const one = await confirmed()
    await one.save(samaritans, text())
    await one.save(foodBank, renamed())
    expect(await one.publish()).toEqual({ state: 'unconfirmed', problems: ['Samaritans'] })
    expect(one.shows('samaritans')).toBe(true)
    expect((await one.waiting()).sort()).toEqual([samaritans, foodBank].sort())
    expect(disk.read(samaritans)).toBe(original(samaritans))
  })

  test('may get another number that was confirmed, published with it', async () => {
    const one = await confirmed()
    await one.save(samaritans, otherNumber())
    const number = { service: 'samaritans', contact: 'phone:020 7946 0123' }
    await one.save(confirmations, confirming([...wholeCore, number]))
    expect(await one.publish()).toEqual({ state: 'published', problems: [] })
  })

  test('of two family routes one may go, and not both', async () => {
    const one = await confirmed()
    const without = (...ids: string[]) => confirming(wholeCore.filter(({ service }) => !ids.includes(service)))
    await one.save(confirmations, without('al-anon'))
    expect((await one.publish()).state).toBe('published')
    await one.save(confirmations, without('al-anon', 'alternat-i-ves'))
    expect((await one.publish()).state).toBe('unconfirmed')
  })

  test('that nobody has confirmed yet stops nothing: there is nothing to lose', async () => {
    const one = desk()
    await one.save(foodBank, renamed())
    expect((await one.publish()).state).toBe('published')
    expect(await one.publisher.goBack(null, who)).toEqual({ outcome: 'shown' })
  })

  test('outside production may be lost', async () => {
    const one = await confirmed({ production: false })
    expect(await one.publisher.goBack(null, who)).toEqual({ outcome: 'shown' })
    expect(one.live.bundle().confirmations).toEqual([])
  })

  test('a printed number that is lost counts, though the service lacked another already', () => {
    const [{ service, contact } = { service: '', contact: '' }] = installed.printed
    const other = { service, contact: 'phone:020 7946 0123' }
    const printing = (entries: { service: string; contact: string }[]): Bundle => ({
      ...installed,
      printed: [{ service, contact }, other],
      confirmed: (id, which) => entries.some((one) => one.service === id && one.contact === which),
    })
    expect(coreLost(printing([{ service, contact }]), printing([]))).toEqual([service])
    expect(coreLost(printing([]), printing([]))).toEqual([])
    expect(coreLost(printing([]), printing([other]))).toEqual([])
  })
})

describe('content that this machine cannot use', () => {
  test('is shown by no machine, though the check found nothing: the edits stay', async () => {
    const one = await confirmed()
    const before = await one.releases.shown()
    await one.save(foodBank, 'id: [')
    expect((await one.publish()).state).toBe('failed')
    expect(await one.waiting()).toEqual([foodBank])
    expect(await one.releases.shown()).toEqual(before)
    expect(disk.read(foodBank)).toBe(original(foodBank))
  })

  test.each([
    ['the first release', false],
    ['a later one', true],
  ])('is put back where it is not taken in after all: %s', async (_name, later) => {
    let broken = false
    /** Compiles what is looked at before, and not what is taken in. */
    const failing: Bundle = {
      ...installed,
      with(files, day) {
        if (broken && files.has(foodBank)) throw new ContentError(['made up'])
        return installed.with(files, day)
      },
    }
    const releasesOf = (releases: ReturnType<typeof createReleases>) => ({
      ...releases,
      async show(...given: Parameters<typeof releases.show>) {
        const done = await releases.show(...given)
        broken = true
        return done
      },
    })
    const one = later ? await confirmed({ bundle: failing, releasesOf }) : desk({ bundle: failing, releasesOf })
    const before = one.live.release()
    await one.save(foodBank, renamed())
    expect((await one.publish()).state).toBe('failed')
    expect(await one.waiting()).toEqual([foodBank])
    expect((await one.releases.shown()).id).toBe(before)
    expect(one.live.release()).toBe(before)
    expect(one.shows('samaritans')).toBe(later)
    expect(disk.read(foodBank)).toBe(original(foodBank))
    // Another machine, or this one started anew, shows what was shown before.
    const next = desk()
    await next.live.refresh()
    expect(next.live.release()).toBe(before)
    expect(next.shows('samaritans')).toBe(later)
    // And once it can be used, what was saved is published.
    broken = false
    expect((await next.publish()).state).toBe('published')
    expect(disk.read(foodBank)).toBe(renamed())
  })

  test('is not what a look under way has not seen yet', async () => {
    const one = desk({
      releasesOf: (releases, live) => ({
        ...releases,
        show(...given) {
          // The look of every five seconds, begun just before.
          void live.refresh()
          return releases.show(...given)
        },
      }),
    })
    await one.save(foodBank, renamed())
    expect(await one.publish()).toEqual({ state: 'published', problems: [] })
    expect(await one.waiting()).toEqual([])
  })
})

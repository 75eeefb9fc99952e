import { beforeEach, expect, test } from 'vitest'
import type { Store } from '../../src/store/index.ts'
import { hour, now } from './contract.ts'

/** What machines share beyond turns, in any Store. */
export function documentContract(given: () => { store: Store; open(): Promise<Store> }): void {
  let store: Store
  let open: () => Promise<Store>
  beforeEach(() => {
    ;({ store, open } = given())
  })

  const put = (id: string, version: number, text: string | null, expires?: number, at = now) =>
    store.putDocument({ collection: 'edits', id, version, text, expires }, at)

  test('nothing is there at first', async () => {
    expect(await store.document('edits', 'a', now)).toBeNull()
    expect(await store.documents('edits', now)).toEqual([])
  })

  test('what is written is read back byte for byte, by every machine', async () => {
    const text = 'a: |\n  ਕੀ 👋 "quoted" | 1|2|\n\u0000end'
    const version = await put('content/areas/x/services/a.yaml', 0, text)
    expect(version).toBeGreaterThan(0)
    const other = await open()
    const written = { id: 'content/areas/x/services/a.yaml', version, text }
    expect(await other.document('edits', 'content/areas/x/services/a.yaml', now)).toEqual(written)
    expect(await other.documents('edits', now)).toEqual([written])
    expect(await other.documents('changes', now)).toEqual([])
  })

  test('a collection comes in the order of its ids', async () => {
    for (const id of ['b', 'c', 'a', '10', '9']) await put(id, 0, id)
    expect((await store.documents('edits', now)).map(({ id }) => id)).toEqual(['10', '9', 'a', 'b', 'c'])
  })

  test('who writes from an old version is told, and nothing is overwritten', async () => {
    const first = Number(await put('a', 0, 'one'))
    expect(await put('a', 0, 'two')).toBeNull()
    const second = Number(await put('a', first, 'three'))
    expect(await put('a', first, 'four')).toBeNull()
    expect(await store.document('edits', 'a', now)).toEqual({ id: 'a', version: second, text: 'three' })
  })

  test('a version never comes back, not even after the document was removed', async () => {
    const first = Number(await put('a', 0, 'one'))
    expect(await put('a', first, null)).toBe(0)
    expect(await store.document('edits', 'a', now)).toBeNull()
    expect(Number(await put('a', 0, 'one'))).toBeGreaterThan(first)
    expect(await put('a', first, null)).toBeNull()
  })

  test('of twenty who write at once, one succeeds', async () => {
    const other = await open()
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? store : other).putDocument({ collection: 'edits', id: 'a', version: 0, text: `from ${n}` }, now),
      ),
    )
    expect(all.filter((version) => version !== null)).toHaveLength(1)
  })

  test('what has expired is gone, and its name is free', async () => {
    await put('a', 0, 'one', now + hour)
    await put('b', 0, 'two')
    const later = now + hour
    expect(await store.document('edits', 'a', later)).toBeNull()
    expect((await store.documents('edits', later)).map(({ id }) => id)).toEqual(['b'])
    expect(await put('a', 0, 'again', undefined, later)).toBeGreaterThan(0)
  })
}

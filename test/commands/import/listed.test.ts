import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { FeedOptions } from '../../../src/commands/import/feed.ts'
import { FeedError } from '../../../src/directory/import/draft.ts'
import { ca, isLoopback, listen } from './loopback.ts'
import { bring, workplace } from './workplace.ts'

describe('a directory whose list only names its services', () => {
  const listed = ['a', 'b', 'c'].map((id) => ({ id, name: `Made-up ${id}` }))
  const whole = (id: string) => ({
    ...listed.find((one) => one.id === id),
    phones: [{ number: '0121 496 0123' }],
    schedules: [{ freq: 'WEEKLY', byday: 'MO', opens_at: '09:00', closes_at: '12:00' }],
  })

  /** What imports it: `broken` are the services whose own pages fail from now on. */
  async function served() {
    const folder = workplace()
    const broken = new Set<string>()
    const list = [...listed]
    const host = await listen((request, response) => {
      const id = request.url?.split('/services/')[1]
      if (id && broken.has(id)) response.writeHead(500).end()
      else response.end(JSON.stringify(id ? whole(id) : { total_items: list.length, contents: list }))
    })
    const again = async (limits: FeedOptions['limits'] = {}) => {
      const reading = { hosts: [host], mayConnect: isLoopback, ca, limits }
      const report = await bring(folder, 'oruk', `https://${host}/services`, { source: 'made-up' }, reading)
      const { total, taken, changed, unchanged, retired, skipped, notes } = report
      expect(taken + changed + unchanged + skipped.length).toBe(total)
      return {
        counts: { taken, changed, unchanged, retired },
        skipped,
        notes,
        held: readFileSync(report.file, 'utf8'),
      }
    }
    return { host, broken, list, again }
  }

  const none = { taken: 0, changed: 0, unchanged: 0, retired: 0 }
  const told = (count: number) =>
    `the own pages of ${count} services could not be read, so what is held of them stays as it is`

  test('keeps what it holds of one whose own page fails, and takes it up again', async () => {
    const { host, broken, again } = await served()
    const first = await again()
    expect(first.counts).toEqual({ ...none, taken: 3 })
    expect(first.held.match(/opens: 09:00/g)).toHaveLength(3)
    broken.add('b')
    const second = await again()
    expect(second.counts).toEqual({ ...none, unchanged: 2 })
    expect(second.skipped).toEqual([{ id: 'b', why: `its own page could not be read: ${host} answers 500` }])
    expect(second.notes).toContain(told(1))
    expect(second.held).toBe(first.held)
    broken.clear()
    const third = await again()
    expect([third.counts, third.skipped]).toEqual([{ ...none, unchanged: 3 }, []])
  })

  test('keeps all of it when there was no time, or no page answers', async () => {
    const { broken, again } = await served()
    const { held } = await again()
    const late = await again({ time: 0 })
    for (const { id } of listed) broken.add(id)
    const down = await again()
    for (const one of [late, down]) {
      expect([one.counts, one.skipped.length, one.held]).toEqual([none, 3, held])
      expect(one.notes).toContain(told(3))
    }
  })

  test('retires what the list no longer has, whoever else fails', async () => {
    const { broken, list, again } = await served()
    await again()
    broken.add('b')
    list.pop()
    const { counts, skipped } = await again()
    expect([counts, skipped.map(({ id }) => id)]).toEqual([{ ...none, unchanged: 1, retired: 1 }, ['b']])
  })

  test('does not take a new one by its name alone', async () => {
    const { broken, again } = await served()
    broken.add('c')
    expect((await again()).counts).toEqual({ ...none, taken: 2 })
    broken.clear()
    expect((await again()).counts).toEqual({ ...none, taken: 1, unchanged: 2 })
  })

  test('that brings more than an import may hold is not taken, and what is held stays', async () => {
    const { again } = await served()
    const { held } = await again()
    await expect(again({ bytes: 400 })).rejects.toThrow(FeedError)
    expect((await again()).held).toBe(held)
  })
})

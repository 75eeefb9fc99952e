import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { pageText } from '../src/channels/web/page-text.ts'
import { type Server, startServer } from './web/server.ts'

/** A disk of two megabytes that is really full, under the real command. Only root may put one up. */
const disk = mkdtempSync(join(tmpdir(), 'disk-'))
const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', disk]).status === 0
const filler = join(disk, 'filler')
let server: Server
beforeAll(async () => {
  if (mounted) server = await startServer({ STORE: `sqlite:${join(disk, 'store.db')}` })
})
afterAll(async () => {
  await server?.stop()
  if (mounted) spawnSync('umount', [disk])
  rmdirSync(disk)
})

const form = { token: '0'.repeat(32), lang: 'en' }
const say = async (message: string, text: string) => {
  const body = new URLSearchParams({ ...form, message: message.repeat(32), text })
  const headers = { 'X-Fingerpost': 'reply' }
  return pageText(await (await fetch(server.url, { method: 'POST', headers, body })).text())
}
const degraded = async () => (await (await fetch(`${server.url}/readyz`)).json()).degraded

/** Takes what is left, to the last byte. */
function fill(): void {
  for (let size = 1 << 20; size >= 1; size >>= 1)
    for (let full = false; !full; )
      try {
        writeFileSync(filler, Buffer.alloc(size), { flag: 'a' })
      } catch {
        full = true
      }
}

test.skipIf(!mounted)(
  'danger is answered on a full disk; the rest is not half done, and goes on when there is room',
  async () => {
    expect(await say('a', 'food, tipton')).toContain('food bank')
    fill()
    expect(await say('b', 'i want to stop drinking')).toContain('something is wrong at our end')
    expect(await say('c', 'my mate wont wake up')).toContain('999')
    await expect.poll(degraded, { timeout: 20_000 }).toEqual(['store'])
    rmSync(filler)
    await expect.poll(degraded, { timeout: 20_000 }).toEqual([])
    const answer = await say('b', 'i want to stop drinking')
    expect(answer).toMatch(/drink/i)
    expect(await say('b', 'i want to stop drinking')).toBe(answer)
  },
)

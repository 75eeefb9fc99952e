import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { eraseJob } from '../../src/channels/twilio/index.ts'
import { openSqliteStore } from '../../src/store/index.ts'
import { openFakeTwilio, ourNumber, theirNumber } from '../channels/fake-twilio.ts'
import { twilio } from '../channels/house.ts'
import { root } from '../root.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'work-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['src/main.ts', 'work', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH, STORE: `sqlite:${join(folder, 'store.db')}`, ...env },
  })
  let output = ''
  child.stdout.on('data', (data) => {
    output += data
  })
  const ended = once(child, 'exit').then(([code]) => ({ code: code as number, output }))
  return { child, ended }
}

async function forget(sid: string) {
  const store = openSqliteStore(join(folder, 'store.db'))
  const now = Date.now()
  const expires = now + 3_600_000
  await store.commit({
    claim: `sms:${sid}`,
    conversation: 'v1.anna',
    version: 0,
    session: null,
    reply: '',
    now,
    sessionExpires: expires,
    claimExpires: expires,
    replyExpires: expires,
    jobs: [eraseJob(now - 60_000)],
    counters: {},
    day: '2026-11-24',
    forget: true,
  })
  await store.close()
}
const dead = async () => {
  const store = openSqliteStore(join(folder, 'store.db'))
  const letters = await store.dead(9)
  await store.close()
  return letters
}

test('what was left is given up, listed without a name, revived, and done by a process that ends when told to', async () => {
  const provider = await openFakeTwilio()
  const { sid } = provider.keep(theirNumber, ourNumber, 'forget me', 'received')
  await forget(sid)

  const alone = run([])
  await expect.poll(dead, { timeout: 20_000, interval: 200 }).toHaveLength(1)
  alone.child.kill('SIGTERM')
  expect((await alone.ended).code).toBe(0)

  const [head, ...rows] = (await run(['--dead']).ended).output.trim().split('\n')
  expect(head).toBe('id\tkind\twhy\tsince\tattempts')
  expect(rows).toEqual([expect.stringMatching(/^\S+\terase\tno_handler\t\d{4}-\d\d-\d\dT[\d:.]+Z\t1$/)])
  expect(rows.join('')).not.toMatch(/anna|SM|7700/)

  expect((await run(['--revive', '12345']).ended).code).toBe(1)
  expect((await run(['--revive', rows[0]?.split('\t')[0] ?? '']).ended).code).toBe(0)

  const settings = { TWILIO_ACCOUNT_SID: twilio.accountSid, TWILIO_AUTH_TOKEN: twilio.authTokens[0] ?? '' }
  const working = run([], { ...settings, TWILIO_API_BASE: provider.url })
  await expect.poll(() => provider.messages.size, { timeout: 20_000 }).toBe(0)
  await expect.poll(dead).toEqual([])
  working.child.kill('SIGTERM')
  const { code, output } = await working.ended
  expect(code).toBe(0)
  expect(output).toContain('"event":"erased_at_provider"')
  expect(output).not.toMatch(/anna|SM[0-9a-f]|7700/)
  provider.close()
})

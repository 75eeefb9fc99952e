import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Written } from './listen.ts'
import { searchWritten } from './search.ts'

/** That the last step of `npm test` finds what it looks for. */

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'written-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const line = (fields: object) => JSON.stringify({ level: 'info', time: '2026-11-22T12:00:00.000Z', ...fields })
const search = (...written: Partial<Written>[]) => {
  const all = written.map((one) => JSON.stringify({ kind: 'log', command: true, ...one }))
  writeFileSync(join(folder, '1.jsonl'), `${all.join('\n')}\n`)
  return searchWritten(folder)
}
const said = (text: string): Partial<Written> => ({ kind: 'said', text })

test('what our logs hold may stand there', () => {
  const found = search(
    { text: line({ event: 'turn', channel: 'sms', outcome: 'done', ms: 12 }) },
    { text: line({ event: 'store_away', error: 'StoreError', code: 'away' }) },
    { text: line({ event: 'sms_budget', outcome: 'foreign_warn' }) },
    { text: line({ event: 'request', route: '/channels/sms', status: 200 }) },
    { kind: 'stderr', text: 'Fingerpost is at http://localhost:3978\n' },
    said('i drank again last night'),
    said('danger'),
  )
  expect(found).toEqual({ problems: [], logs: 4, ofCommands: 4, errors: 1, said: 1 })
})

const sealed = 'v1.NQSTYgrXH4BDl94c0Zqp7YwSxZ4AY1rIJq6mHXyk9xE'
test.each<[string, Partial<Written>]>([
  ['a number', { text: line({ event: 'turn', outcome: '+447700900123' }) }],
  ['a number with spaces', { kind: 'stderr', text: 'cannot text 07700 900 123' }],
  ['a number as a figure', { text: line({ event: 'turn', ms: 447700900123 }) }],
  ['a number in an error', { kind: 'crash', text: 'Error: no reply to +44 7700 900123\n    at send' }],
  ['a pseudonym', { text: line({ event: 'turn', code: sealed }) }],
  ["a message's id", { kind: 'stderr', text: `lost SM${'0f'.repeat(16)}` }],
  ['a key', { kind: 'stderr', text: `PSEUDONYM_KEYS v1:${Buffer.alloc(32, 7).toString('base64')}` }],
  ['what somebody said', { kind: 'crash', text: 'TypeError: cannot read "I drank  again LAST night"' }],
  ['what somebody said in their own letters', { kind: 'stderr', text: 'unexpected مرنا' }],
  ['a field of its own', { text: line({ event: 'turn', body: 'x' }) }],
  ['one word that is not ours', { text: line({ event: 'turn', outcome: 'tiptonmarket' }) }],
])('%s is found', (_what, one) => {
  expect(search(one, said('i drank again last night'), said('مرنا')).problems).not.toEqual([])
})

describe('what a process writes is heard', () => {
  const run = async (code: string) => {
    const script = `const log = (await import(${JSON.stringify(join(import.meta.dirname, '../../src/log.ts'))})).createLog();${code}`
    const listen = join(import.meta.dirname, 'listen.ts')
    const child = spawn(process.execPath, ['--import', listen, '--input-type=module', '-e', script], {
      stdio: 'ignore',
      env: { PATH: process.env.PATH, FINGERPOST_WRITTEN: folder },
    })
    await once(child, 'exit')
    return searchWritten(folder)
  }

  test('its log, and what was said to it', async () => {
    const found = await run(`
      const { Activity } = await import('@microsoft/agents-activity')
      Activity.fromObject({ type: 'message', text: 'my purple canary' })
      log.info('turn', { outcome: 'my purple canary' })
      log.info('turn')`)
    expect(found).toMatchObject({ logs: 2, said: 1, problems: [] })
  })

  test('and by Twilio, whose messages are made field by field', async () => {
    const found = await run(`
      const { messageActivity } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/channels/twilio/activity.ts'))})
      const made = messageActivity({ id: 'SM1', channelId: 'sms', conversation: { id: 'x' }, from: { id: 'x' }, text: 'my purple canary' })
      if (made.text !== 'my purple canary') process.stderr.write('lost')
      log.info('turn')`)
    expect(found).toMatchObject({ logs: 1, said: 1, problems: [] })
  })

  test('that of a process it started itself', async () => {
    const inner = `(await import(${JSON.stringify(join(import.meta.dirname, '../../src/log.ts'))})).createLog().info('turn')`
    const found = await run(`
      const { spawnSync } = await import('node:child_process')
      spawnSync(process.execPath, ['--input-type=module', '-e', ${JSON.stringify(inner)}], { env: {} })`)
    expect(found.logs).toBe(1)
  })
})

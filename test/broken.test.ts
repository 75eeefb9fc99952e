import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Activity } from '@microsoft/agents-activity'
import { afterAll, describe, expect, test } from 'vitest'
import { answer, answerWithoutStore } from '../src/assistant.ts'
import type { Bundle } from '../src/content/index.ts'
import { createDelivery } from '../src/delivery/index.ts'
import { createLog } from '../src/log.ts'
import { openSqliteStore, type Store, StoreError, type StoreFault } from '../src/store/index.ts'
import { sandwell } from './sandwell.ts'
import { instead } from './store/instead.ts'

/** Whatever else is broken, danger gets its fixed words, and nobody gets silence. */

const folder = mkdtempSync(join(tmpdir(), 'broken-'))
const sound = openSqliteStore(join(folder, 'store.db'))
afterAll(async () => {
  await sound.close()
  rmSync(folder, { recursive: true })
})

const today = Date.parse('2026-11-22T02:00:00Z')
const breaks = (why: string) => () => {
  throw new TypeError(why)
}
const failing = (code: StoreFault): Store => {
  const fails = () => Promise.reject(new StoreError(code, 'broken on purpose'))
  return instead(sound, { begin: fails, replyTo: fails, load: fails, commit: fails, ping: fails })
}
/** A disk that fills up between reading and writing. */
const full = instead(failing('full'), {
  begin: (...args) => sound.begin(...args),
  replyTo: (...args) => sound.replyTo(...args),
  load: (...args) => sound.load(...args),
})
/** Everything one could ask a directory throws. */
const noDirectory = new Proxy({}, { get: breaks('no directory') }) as Bundle['directory']

type House = { bundle?: Partial<Bundle>; store?: Store; now?: number }
const faults: [string, House][] = [
  ['no store', { store: failing('unwritable') }],
  ['a store that is locked', { store: failing('locked') }],
  ['a full disk', { store: full }],
  ['no directory', { bundle: { directory: noDirectory } }],
  ['a directory with nothing in it', { bundle: { directory: { ...sandwell.directory, services: [] } } }],
  ['nothing is understood', { bundle: { read: breaks('no understanding') } }],
  ['every line past its date', { now: Date.parse('2100-01-01T02:00:00Z') }],
  [
    'all of it at once',
    {
      bundle: { directory: noDirectory, read: breaks('no understanding') },
      store: full,
      now: Date.parse('2100-01-01T02:00:00Z'),
    },
  ],
]

let count = 0
async function send(text: string, channel: 'sms' | 'web', { bundle = {}, store = sound, now = today }: House) {
  const content = { ...sandwell, ...bundle }
  const lines: string[] = []
  const log = createLog('info', { write: (line) => void lines.push(line) })
  const { handle } = createDelivery({ store, log, now: () => now, sessionMs: 3_600_000, storeMs: 200 })
  const id = `m${count++}`
  const message = Activity.fromObject({ type: 'message', id, channelId: channel, conversation: { id }, text })
  const { reply } = await handle(
    message,
    (_, session) => answer(content, { channel, text, session, now }),
    () => answerWithoutStore(content, { channel, text, now }),
  )
  return { reply, lines }
}

describe.each(faults)('%s', (_, house) => {
  test.each([
    ['i want to die', /999/],
    ['my mate wont wake up hes blue', /999/],
    ['my husband is going to kill me', /999/],
    ['mainu marna hai', /999/],
    ['chcę się zabić', /999/],
    ['میں مرنا چاہتا ہوں', /999/],
    ['999', /999/],
  ])('%s', async (text, expected) => {
    for (const channel of ['sms', 'web'] as const) {
      const { reply, lines } = await send(text, channel, house)
      expect(reply).toMatch(expected)
      expect(reply).not.toContain('{{')
      expect(lines.join('')).not.toContain(text === '999' ? '"text"' : text)
    }
  })
  test('a message of no danger gets a calm answer, and the way to help', async () => {
    const { reply } = await send('hello i need help with my drinking, tipton', 'sms', house)
    expect(reply).toMatch(/999|Fingerpost/)
  })
})

test('even where the screen itself fails, the words for any danger come', async () => {
  const { reply } = await send('i want to die', 'sms', { bundle: { screen: breaks('no screen') } })
  expect(reply).toMatch(/999/)
  expect(reply).toContain('116 123')
})

test('who says in that very message that they cannot call is told how to be helped without', async () => {
  for (const channel of ['sms', 'web'] as const) {
    const { reply } = await send('im deaf and cant phone, my mate wont wake up', channel, { store: failing('full') })
    expect(reply).toContain('REGISTER')
    expect((await send('my mate wont wake up', channel, { store: failing('full') })).reply).not.toContain('REGISTER')
  }
})

test('danger is answered in its own language without a store, as with one', async () => {
  const without = await send('میں مرنا چاہتا ہوں', 'sms', { store: failing('full') })
  const within = await send('میں مرنا چاہتا ہوں', 'sms', {})
  expect(without.reply).toBe(within.reply)
})

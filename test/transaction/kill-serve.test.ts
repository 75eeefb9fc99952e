import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { authToken, incoming, publicUrl } from '../channels/house.ts'
import { root } from '../root.ts'
import { type Child, startChild } from './children.ts'
import { storesOfThisFile } from './stores.ts'
import { bring } from './twilio.ts'

/**
 * `fingerpost serve` as it stands, killed (SIGKILL) in the middle of a conversation about real services: whoever is asked
 * next answers as if nothing had been. kill.test.ts has every step, with turns that are quicker to start.
 */

const stores = storesOfThisFile()

const settings = {
  PORT: '0',
  PUBLIC_URL: publicUrl,
  PSEUDONYM_KEYS: `v1:${Buffer.alloc(32, 1).toString('base64')}`,
  TWILIO_ACCOUNT_SID: 'AC1',
  TWILIO_AUTH_TOKEN: authToken,
}
const serve = (env: Record<string, string>) =>
  startChild({ ...settings, ...env }, [join(root, 'src/main.ts'), 'serve', '--no-work'])
const urlOf = ({ url }: Child) => url.replace('localhost', '127.0.0.1')

let people = 0
/** Somebody new, with a number of Ofcom's for drama. */
const somebody = () => `+44770090010${people++}`

const said = ['i want to stop drinking, tipton', 'more', '1', 'back', 'im a woman'] as const
/** The text that is on its way when the process dies. */
const fatal = 1

describe.each([
  ['SQLite', 'disk', () => stores.sqlite()],
  ['Redis', 'network', () => stores.redis()],
])('%s', (_name, inside, where) => {
  let survivor: Child
  /** What somebody is answered whom nothing befell. */
  const answers: (string | null)[] = []
  beforeAll(async () => {
    survivor = await serve({ STORE: where() })
    for (const text of said)
      answers.push((await bring([urlOf(survivor)], incoming(text, { From: '+447700900199' }))).answer)
  })
  afterAll(() => survivor?.kill())

  test.each(['before committing', `after the ${inside}`, 'before replying'])('killed %s', async (point) => {
    const victim = await serve({ STORE: where(), KILL_AT: point })
    const From = somebody()
    for (const [n, text] of said.entries()) {
      const urls = n === fatal ? [urlOf(victim), urlOf(survivor)] : [urlOf(survivor)]
      const form = incoming(text, { From })
      expect((await bring(urls, form)).answer).toBe(answers[n])
      if (n === fatal) expect(await victim.gone).toBe('SIGKILL')
      // What is brought once more is answered with the same words.
      expect((await bring([urlOf(survivor)], form)).answer).toBe(answers[n])
    }
  })
})

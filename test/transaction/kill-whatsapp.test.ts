import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { shapes, templateOf } from '../../src/channels/whatsapp/index.ts'
import { openFakeTwilio, ourNumber } from '../channels/fake-twilio.ts'
import { silence, twiml } from '../channels/house.ts'
import { link, start } from './chain.ts'
import { type Child, startChild } from './children.ts'
import { storesOfThisFile } from './stores.ts'
import { bring } from './twilio.ts'

/**
 * The real process, killed (SIGKILL) at every step between the commit of a turn and the answer to its webhook, where
 * buttons are sent by a request to Twilio (docs/twilio.md, "Neither twice nor never"); the next process at the same store
 * gets the webhook again. The steps up to the commit are those of kill.test.ts.
 */

const stores = storesOfThisFile()
let provider: Awaited<ReturnType<typeof openFakeTwilio>>
beforeAll(async () => {
  provider = await openFakeTwilio()
  for (const [n, shape] of shapes.entries())
    provider.contents.push({ ...templateOf(shape), sid: `HX${String(n).padStart(32, '0')}` })
})
afterAll(async () => {
  expect(provider.violations).toEqual([])
  provider.close()
})

/** What the person then has of the answer: the buttons Twilio took, and the text the webhook was answered with. */
const steps = [
  ['after committing', { buttons: 1, text: false }],
  ['before receipt 1', { buttons: 1, text: false }],
  ['after receipt 1', { buttons: 0, text: true }],
  // Twilio has it and nobody wrote that down: twice is better than never.
  ['before receipt 3', { buttons: 1, text: true }],
  ['after receipt 3', { buttons: 1, text: false }],
  ['before replying', { buttons: 1, text: false }],
] as const

let people = 0
/** Somebody new, with a number of Ofcom's for drama. */
const somebody = () => `whatsapp:+4477009002${String(people++).padStart(2, '0')}`

describe.each([
  ['SQLite', () => stores.sqlite()],
  ['Redis', () => stores.redis()],
])('%s', (_name, where) => {
  let survivor: Child
  beforeAll(async () => {
    survivor = await startChild({ STORE: where(), TWILIO_API: provider.url })
  })
  afterAll(() => survivor?.kill())

  test.concurrent.each(steps)('killed %s', async (point, has) => {
    const victim = await startChild({ STORE: where(), TWILIO_API: provider.url, KILL_AT: point })
    const from = somebody()
    const form = provider.formOf('hello', from, `whatsapp:${ourNumber}`, {})
    const one = link(start, form.MessageSid ?? '')
    const reply = `1 start ${one.hash}`

    const { answer, attempts } = await bring([victim.url, survivor.url], form)
    expect(await victim.gone).toBe('SIGKILL')
    expect(attempts).toBe(2)
    expect(answer).toBe(has.text ? twiml(reply) : silence)
    expect(provider.screenOf(from).map(({ kind, body }) => [kind, body])).toEqual(
      Array(has.buttons).fill(['buttons', reply]),
    )

    // Whatever comes again changes nothing, and the conversation goes on from there.
    expect((await bring([survivor.url], form)).answer).toBe(answer)
    const next = provider.formOf('go on', from, `whatsapp:${ourNumber}`, {})
    const two = link(one, next.MessageSid ?? '')
    expect((await bring([survivor.url], next)).answer).toBe(silence)
    expect(provider.screenOf(from).at(-1)?.body).toBe(`2 ${one.hash} ${two.hash}`)
    expect(provider.screenOf(from)).toHaveLength(has.buttons + 1)
  })
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { forgetSuggestionsKind, newsOf, suggestionKind } from '../../../src/assistant.ts'
import { createSendLater, nextDaytime } from '../../../src/channels/twilio/index.ts'
import {
  createSuggestionEraser,
  createSuggestionKeeper,
  createSuggestionTeller,
} from '../../../src/commands/suggestion.ts'
import { readSession } from '../../../src/conversation/session.ts'
import { JobError } from '../../../src/delivery/job-error.ts'
import type { Handlers } from '../../../src/delivery/worker.ts'
import { createLog } from '../../../src/log.ts'
import { createAddresses, createPseudonyms } from '../../../src/privacy/index.ts'
import { createSuggestions, newsKind, type Outcome, type Suggestions } from '../../../src/publishing/suggestions.ts'
import { sandwell } from '../../sandwell.ts'
import { type Edge, openEdge } from '../edge.ts'
import { openFakeTwilio, ourNumber, theirNumber } from '../fake-twilio.ts'
import { keys, publicUrl, twilio } from '../house.ts'

let clock: number
let edge: Edge
let provider: Awaited<ReturnType<typeof openFakeTwilio>>
let suggestions: Suggestions
let handlers: Handlers
let lines: string[]

beforeEach(async () => {
  clock = Date.parse('2026-11-24T12:00Z')
  lines = []
  const now = () => clock
  provider = await openFakeTwilio({ now })
  edge = await openEdge({ now })
  suggestions = createSuggestions(edge.store, now)
  const log = createLog('debug', { write: (line) => void lines.push(line) })
  const send = createSendLater({
    twilio: { ...twilio, apiBase: provider.url },
    publicUrl,
    addresses: createAddresses(keys),
    pseudonyms: createPseudonyms(keys),
    memory: edge.store,
    lastHeard: async (conversation, formerly) =>
      readSession((await edge.store.load(conversation, clock, formerly)).session)?.lastAt ?? null,
    log,
    now,
  })
  handlers = {
    [suggestionKind]: createSuggestionKeeper(suggestions, log),
    [forgetSuggestionsKind]: createSuggestionEraser(suggestions),
    [newsKind]: createSuggestionTeller(suggestions, send, log, now),
    erase: async () => {},
  }
})
afterEach(async () => {
  expect(provider.violations).toEqual([])
  provider.close()
  await edge.close()
})

/** What a worker does, with the codes of what could not be done. */
async function work(): Promise<string[]> {
  const failed = []
  for (let round = 0; round < 10; round++)
    for (const job of await edge.store.take('w', clock, { limit: 20, leaseMs: 1000 }))
      try {
        await handlers[job.kind]?.(job, new AbortController().signal)
        await edge.store.finish(job)
      } catch (error) {
        if (!(error instanceof JobError)) throw error
        failed.push(error.code)
        if (error.retry) await edge.store.retry(job, clock + Math.max(error.afterMs, 1), error.code)
        else await edge.store.bury(job, error.code, clock)
      }
  return failed
}

const bySms = async (...words: string[]) => {
  let got: string[] = []
  for (const body of words) got = await provider.text(edge, body)
  return got.join('\n')
}
const decide = async (outcome: Outcome, channel: 'sms' | 'whatsapp' = 'sms') => {
  const [one] = await suggestions.open()
  const text = newsOf(sandwell, outcome, { channel, language: one?.language ?? 'en', now: clock })
  return suggestions.decide(one?.id ?? '', outcome, { text, due: nextDaytime(clock), counters: {}, day: '2026-11-24' })
}
const everything = async () => JSON.stringify(await edge.store.documents('suggestions', clock))
const shown = (at = theirNumber) => provider.screenOf(at).map(({ body }) => body)

describe('by SMS', () => {
  test('told in steps; who wants to hear is told once, and then nothing of them is left', async () => {
    await bySms('suggest', 'Fern Lane Kitchen', 'Fern Lane, Tipton, ring me on 07700 900456', 'soup on Mondays', '2')
    expect(await work()).toEqual([])
    expect(await suggestions.open()).toMatchObject([
      {
        ...{ name: 'Fern Lane Kitchen', where: 'Fern Lane, Tipton, ring me on [...]', what: 'soup on Mondays' },
        tell: { by: 'text', via: ourNumber },
      },
    ])
    expect(await everything()).not.toMatch(/07700|\+447700900123|900456/)
    expect(await decide('drafted')).toBe(true)
    const before = shown().length
    expect(await work()).toEqual([])
    expect(await work()).toEqual([])
    expect(shown().slice(before)).toEqual([
      'You asked to hear back. Thank you: we are checking it now. If all is right, we list it. STOP ends texts.',
    ])
    expect(await edge.store.documents('suggestions', clock)).toEqual([])
  })

  test('who does not ask gets nothing', async () => {
    await bySms('suggest', 'Fern Lane Kitchen', 'skip', 'skip', 'no thanks')
    await work()
    await decide('declined')
    const before = shown().length
    await work()
    expect(shown().slice(before)).toEqual([])
    expect(await edge.store.documents('suggestions', clock)).toEqual([])
  })

  const asked = async () => {
    await bySms('suggest', 'Fern Lane Kitchen', 'Tipton', 'soup', 'yes')
    await work()
  }

  test('by night nothing buzzes: it comes in the morning', async () => {
    await asked()
    clock = Date.parse('2026-11-24T23:30Z')
    await decide('listed')
    const before = shown().length
    await work()
    clock = Date.parse('2026-11-25T08:59Z')
    await work()
    expect(shown()).toHaveLength(before)
    clock = Date.parse('2026-11-25T09:00Z')
    await work()
    expect(shown()).toHaveLength(before + 1)
  })

  test('a text that a busy evening held up into the night waits for the morning too', async () => {
    await asked()
    clock = Date.parse('2026-11-24T19:59Z')
    await decide('listed')
    provider.fail({ method: 'POST', status: 503 })
    expect(await work()).toEqual(['provider_failed'])
    clock += 2 * 60_000
    expect(await work()).toEqual(['night'])
    const before = shown().length
    clock = Date.parse('2026-11-25T09:00:01Z')
    expect(await work()).toEqual([])
    expect(shown()).toHaveLength(before + 1)
  })

  test.each([
    ['STOP', ['stop']],
    ['FORGET', ['forget me']],
    ['ZZZ', ['zzz']],
  ])('%s before it was decided: nothing comes', async (_, words) => {
    await asked()
    await bySms(...words)
    await work()
    await decide('drafted')
    const before = shown().length
    await work()
    expect(shown()).toHaveLength(before)
    expect(await everything()).not.toContain('address')
  })

  test('FORGET after it was decided: nothing comes, and nothing is left', async () => {
    await asked()
    clock = Date.parse('2026-11-24T23:30Z')
    await decide('drafted')
    await bySms('forget me')
    clock = Date.parse('2026-11-25T10:00Z')
    const before = shown().length
    await work()
    expect(shown()).toHaveLength(before)
    expect(await edge.store.documents('suggestions', clock)).toEqual([])
  })

  test('FORGET in the middle takes the words that were told', async () => {
    await bySms('suggest', 'Fern Lane Kitchen', 'forget me')
    await work()
    expect(await suggestions.open()).toEqual([])
    expect(await edge.store.take('w', clock, { limit: 5, leaseMs: 1000 })).toEqual([])
  })

  test('a number that does not take texts any more is not asked again', async () => {
    await asked()
    await decide('drafted')
    provider.fail({ method: 'POST', status: 400, code: 21610 })
    expect(await work()).toEqual(['opted_out'])
    expect(await edge.store.documents('suggestions', clock)).toEqual([])
    const conversation = createPseudonyms(keys).of('sms', theirNumber)
    expect((await edge.store.load(conversation, clock)).optedOut).toBe(true)
  })

  test('nothing of it is logged', async () => {
    await asked()
    await decide('drafted')
    await work()
    expect([...lines, ...edge.logged].join('\n')).not.toMatch(/Fern|Kitchen|soup|900123/)
  })
})

describe('on WhatsApp', () => {
  const asked = async () => {
    for (const words of ['suggest', 'Fern Lane Kitchen', 'skip', 'skip', 'yes']) await provider.write(edge, words)
    await work()
  }
  test.each([
    ['while WhatsApp lets us they are told', '2026-11-24T12:50Z', 1],
    ['later WhatsApp does not let us, and we do not try', '2026-11-25T12:30Z', 0],
  ])('%s', async (_, at, count) => {
    await asked()
    clock = Date.parse(at)
    await decide('listed', 'whatsapp')
    const before = shown(`whatsapp:${theirNumber}`).length
    expect(await work()).toEqual([])
    expect(shown(`whatsapp:${theirNumber}`)).toHaveLength(before + count)
    expect(provider.requests.filter((one) => one.startsWith('POST'))).toHaveLength(count)
    expect(await edge.store.documents('suggestions', clock)).toEqual([])
  })
})

describe('the next daytime in London', () => {
  test.each([
    ['2026-11-24T12:00Z', '2026-11-24T12:00Z'],
    ['2026-11-24T08:59Z', '2026-11-24T09:00Z'],
    ['2026-11-24T20:00Z', '2026-11-25T09:00Z'],
    ['2026-11-24T19:59Z', '2026-11-24T19:59Z'],
    ['2026-07-01T08:00Z', '2026-07-01T08:00Z'],
    ['2026-07-01T07:59Z', '2026-07-01T08:00Z'],
    // The clocks go forward in the night, and back.
    ['2026-03-28T23:00Z', '2026-03-29T08:00Z'],
    ['2026-10-24T22:00Z', '2026-10-25T09:00Z'],
  ])('after %s is %s', (at, due) => {
    expect(new Date(nextDaytime(Date.parse(at))).toISOString()).toBe(new Date(due).toISOString())
  })
})

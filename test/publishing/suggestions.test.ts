import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { forgetSuggestionsKind, suggestionKind } from '../../src/assistant.ts'
import { createSuggestionEraser, createSuggestionKeeper } from '../../src/commands/suggestion.ts'
import { createLog } from '../../src/log.ts'
import { retention } from '../../src/privacy/index.ts'
import { createSuggestions, newCode, newsKind, type Suggestions } from '../../src/publishing/suggestions.ts'
import { inMemory, openSqliteStore, type Store } from '../../src/store/index.ts'
import { openReady, type RedisServer, startRedis } from '../store/redis-server.ts'

const day = 24 * 3_600_000
let redis: RedisServer
beforeAll(async () => {
  redis = await startRedis()
})
afterAll(() => redis?.remove())

describe.each([
  ['SQLite', async () => openSqliteStore(inMemory)],
  ['Redis', () => openReady(redis)],
])('%s', (_, open) => {
  let store: Store
  let suggestions: Suggestions
  let now: number
  let n = 0
  beforeEach(async () => {
    await store?.close()
    now = Date.now()
    await redis.command('FLUSHALL')
    store = await open()
    suggestions = createSuggestions(store, () => now)
    n++
  })
  afterAll(() => store.close())

  const from = { language: 'en', channel: 'sms' } as const
  const tells = async (who: string, id: string, words = 'Fern Lane Kitchen') => {
    const said = await suggestions.add(who, { id, part: 'name', words, ...from })
    await suggestions.add(who, { id, part: 'where', words: 'Fern Lane', ...from })
    await suggestions.add(who, { id, part: 'what', words: '', ...from })
    return said
  }
  const asks = (who: string, id: string) =>
    suggestions.add(who, { id, part: 'tell', address: 'sealed', via: '+447700900001', ...from })
  const decide = (id: string, outcome: 'drafted' | 'listed' | 'declined' = 'declined') =>
    suggestions.decide(id, outcome, { text: 'Thank you.', due: now, counters: { 'sms.parts': 1 }, day: `day-${n}` })
  const everything = async () => JSON.stringify(await store.documents('suggestions', now))

  test('what is told in steps is one, and the oldest comes first', async () => {
    await tells('anna', 'one')
    now += 1000
    await tells('ben', 'two', 'Bramble Hall')
    expect(await suggestions.open()).toMatchObject([
      { id: 'one', name: 'Fern Lane Kitchen', where: 'Fern Lane', what: '', finished: true, tell: null },
      { id: 'two', name: 'Bramble Hall' },
    ])
  })

  test('told twice it is told once, and the last words stand', async () => {
    await tells('anna', 'one')
    await suggestions.add('anna', { id: 'one', part: 'name', words: 'Fern Lane Hall', ...from })
    expect(await suggestions.open()).toMatchObject([{ name: 'Fern Lane Hall', where: 'Fern Lane' }])
  })

  test('taken back it is gone, and what comes after it is not kept', async () => {
    await tells('anna', 'one')
    await suggestions.add('anna', { id: 'one', part: 'withdrawn', ...from })
    expect(await suggestions.add('anna', { id: 'one', part: 'where', words: 'x', ...from })).toBe('gone')
    expect(await suggestions.open()).toEqual([])
  })

  test.each([
    ['not yet looked at', async () => {}],
    ['looked at, and waiting to be told', () => decide('one')],
  ])('FORGET reaches one that was %s, under any id the person had; others stay', async (_, before) => {
    await tells('v1.anna', 'one')
    await asks('v1.anna', 'one')
    await tells('ben', 'two')
    await before()
    await suggestions.forget(['v2.anna', 'v1.anna'], true)
    expect(await everything()).not.toContain('anna')
    expect(await suggestions.takeNews('one')).toBeNull()
    expect((await suggestions.open()).map(({ id }) => id)).toEqual(['two'])
  })

  test('leaving the page takes back only what is half told', async () => {
    await tells('anna', 'whole')
    await suggestions.add('anna', { id: 'half', part: 'name', words: 'Fern', ...from })
    await suggestions.forget(['anna'], false)
    expect((await suggestions.open()).map(({ id }) => id)).toEqual(['whole'])
  })

  test('a curator looked: nobody asked to hear, nothing is left', async () => {
    await tells('anna', 'one')
    expect(await decide('one')).toBe(true)
    expect(await store.documents('suggestions', now)).toEqual([])
    expect(await store.take('w', now, { limit: 5, leaseMs: 1000 })).toEqual([])
    expect(await decide('one')).toBe(false)
  })

  test('somebody asked to hear by text: no word is left, one text waits, it is taken once', async () => {
    await tells('anna', 'one')
    await asks('anna', 'one')
    expect(await decide('one', 'drafted')).toBe(true)
    expect(await decide('one', 'declined')).toBe(false)
    expect(await everything()).not.toMatch(/Fern|Lane|Kitchen/)
    const jobs = await store.take('w', now, { limit: 5, leaseMs: 1000 })
    expect(jobs.map(({ kind, payload }) => [kind, payload])).toEqual([[newsKind, '{"id":"one"}']])
    for (const job of jobs) await store.finish(job)
    expect(await suggestions.takeNews('one')).toMatchObject({ to: { address: 'sealed' }, text: 'Thank you.' })
    expect(await suggestions.takeNews('one')).toBeNull()
    expect(await everything()).not.toContain('sealed')
    expect((await store.counts(`day-${n}`))['sms.parts']).toBe(1)
    await suggestions.done('one')
    expect(await store.documents('suggestions', now)).toEqual([])
  })

  test('by a code: what became of it, and before that that it waits; of others not even that they are there', async () => {
    await suggestions.add('anna', { id: 'one', part: 'name', words: 'Fern', language: 'pa', channel: 'web' })
    expect(await suggestions.outcomeOf('one')).toBeNull()
    await suggestions.add('anna', { id: 'one', part: 'tell', language: 'pa', channel: 'web' })
    expect(await suggestions.outcomeOf('one')).toBe('waiting')
    await decide('one', 'listed')
    expect(await suggestions.outcomeOf('one')).toBe('listed')
    expect(await everything()).not.toContain('Fern')
    await tells('ben', 'two')
    await asks('ben', 'two')
    expect(await suggestions.outcomeOf('two')).toBeNull()
    now += retention.outcome
    expect(await suggestions.outcomeOf('one')).toBeNull()
  })

  test('nobody looked in time: it goes', async () => {
    await tells('anna', 'one')
    now += retention.suggestion
    expect(await suggestions.open()).toEqual([])
  })

  test('one person fills no desk, however often they begin anew; nor do all together', async () => {
    const said = []
    for (let id = 0; id < 8; id++) said.push(await tells('anna', `of-anna-${id}`))
    expect(said).toEqual([...Array(6).fill('added'), 'full', 'full'])
    now += day
    expect(await tells('anna', 'tomorrow')).toBe('added')
  })

  test('whoever fills the page in again and again keeps nobody out who texts', async () => {
    const flood = (n: number) =>
      suggestions.add(`v1.${n}`, { id: `flood-${n}`, part: 'name', words: 'x', language: 'en', channel: 'web' })
    let said = 'added'
    for (let n = 0; said === 'added' && n < 300; n++) said = await flood(n)
    expect([said, (await suggestions.open()).length]).toEqual(['full', 200])
    expect(await tells('anna', 'one')).toBe('added')
  })

  test('parts that come at the same moment are all kept', async () => {
    await suggestions.add('anna', { id: 'one', part: 'name', words: 'Fern', ...from })
    await Promise.all([
      suggestions.add('anna', { id: 'one', part: 'where', words: 'here', ...from }),
      suggestions.add('anna', { id: 'one', part: 'what', words: 'soup', ...from }),
    ])
    expect(await suggestions.open()).toMatchObject([{ name: 'Fern', where: 'here', what: 'soup' }])
  })
})

test('a code has letters and digits that do not look alike, and never comes twice', () => {
  const codes = Array.from({ length: 2000 }, newCode)
  expect(new Set(codes).size).toBe(2000)
  for (const code of codes) expect(code).toMatch(/^[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}-[2-9a-hjkmnp-z]{4}$/)
})

describe('the jobs', () => {
  const job = (kind: string, payload: string) => ({
    ...{ id: '1', conversation: 'anna', kind, payload, attempt: 1, forgotten: [], lease: 1 },
  })
  const { signal } = new AbortController()

  test('keep and forget; what is none of theirs is given up', async () => {
    const store = openSqliteStore(inMemory)
    const suggestions = createSuggestions(store, () => 1)
    const keep = createSuggestionKeeper(suggestions, createLog('silent'))
    const erase = createSuggestionEraser(suggestions)
    const part = { id: 'one', part: 'name', words: 'Fern', language: 'en', channel: 'sms' }
    await keep(job(suggestionKind, JSON.stringify(part)), signal)
    expect(await suggestions.open()).toHaveLength(1)
    await erase(job(forgetSuggestionsKind, JSON.stringify({ people: ['anna'], finished: true })), signal)
    expect(await suggestions.open()).toEqual([])
    for (const payload of ['', '{}', 'null', '{"id":"x","part":"moon"}'])
      await expect(keep(job(suggestionKind, payload), signal)).rejects.toMatchObject({ code: 'payload_unreadable' })
    await store.close()
  })
})

import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { greet, reportKind, tellsDanger } from '../../src/assistant.ts'
import { createDirectLine, directLinePath } from '../../src/channels/botframework/index.ts'
import { createWebRouter } from '../../src/channels/web/index.ts'
import { createReporter } from '../../src/commands/report.ts'
import { turnsOf } from '../../src/commands/turns.ts'
import { createDelivery } from '../../src/delivery/index.ts'
import { startWorker, type Worker } from '../../src/delivery/worker.ts'
import { createLimits, createSourceOf } from '../../src/limits/index.ts'
import { createLog } from '../../src/log.ts'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { createReports, hiddenBy, type Reports } from '../../src/publishing/reports.ts'
import { inMemory, openSqliteStore, type Store } from '../../src/store/index.ts'
import { keys } from '../channels/house.ts'
import { type Served, serveApp } from '../channels/serve-app.ts'
import { webOfSandwell } from '../channels/web-parts.ts'
import { sandwell } from '../sandwell.ts'

const start = Date.parse('2026-11-24T12:00Z')
const id = 'smethwick-foodbank'
const hidden = `${id} walk_in:`
const log = createLog('silent')

let clock: number
let store: Store
let reports: Reports
let worker: Worker
let served: Served
let close: () => void
let payloads: string[]
beforeEach(async () => {
  clock = start
  payloads = []
  const now = () => clock
  store = openSqliteStore(inMemory)
  reports = createReports(store, now)
  const reporter = createReporter(reports, log)
  worker = startWorker({
    ...{ store, log, now, name: 'one', pollMs: 10 },
    handlers: {
      [reportKind]: async (job, signal) => {
        await reporter(job, signal)
        payloads.push(job.payload)
      },
    },
  })
  const pseudonyms = createPseudonyms(keys)
  const delivery = createDelivery({ store, log, now, sessionMs: 3_600_000, storeMs: 5000 })
  const live = { bundle: () => sandwell }
  const directLine = createDirectLine({
    ...{ config: { secret: null, origins: [] }, keys, memory: store, pseudonyms, delivery, log, now },
    ...turnsOf(live, 'botframework'),
    greeting: (language) => greet(sandwell, 'botframework', language, now()),
    offered: () => sandwell.offered,
    limits: createLimits({ tally: store.tally.bind(store), keys, log, now }),
    sourceOf: createSourceOf(keys, now),
    isDanger: (text) => tellsDanger(sandwell, text),
    publicUrl: () => 'http://localhost',
  })
  const web = createWebRouter({ ...webOfSandwell(now), pseudonyms, delivery, ...turnsOf(live, 'web') })
  served = await serveApp({ proxies: 1, routers: [web, directLine.router] })
  close = () => directLine.streams.close()
})
afterEach(async () => {
  close()
  served.close()
  await worker.stop()
  await store.close()
})

const steps = [
  { text: 'food bank in smethwick' },
  { value: `service:${id}` },
  { text: 'WRONG' },
  { value: 'wrong:closed' },
] as const

type Says = (address: string | null) => Promise<void>
const from = (address: string | null): Record<string, string> => (address ? { 'x-forwarded-for': address } : {})

/** A tab of its own: the page is loaded, and somebody says in it that the food bank is wrong. */
const byPage: Says = async (address) => {
  const page = await (await fetch(served.url, { headers: from(address) })).text()
  const token = /name="token" value="([0-9a-f]{32})"/.exec(page)?.[1] ?? ''
  for (const [n, step] of steps.entries()) {
    const body = new URLSearchParams({ token, message: String(n).padStart(32, '0'), lang: 'en', ...step })
    await fetch(served.url, { method: 'POST', body, headers: from(address) })
  }
}

const byDirectLine: Says = async (address) => {
  const url = served.url + directLinePath
  const call = async (path: string, body: unknown, token?: string) => {
    const headers = { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) }
    const init = { method: 'POST', body: JSON.stringify(body), headers: { ...headers, ...from(address) } }
    return (await fetch(url + path, init)).json() as Promise<Record<string, string>>
  }
  const { token, conversationId } = await call('/tokens/generate', {})
  await call('/conversations', {}, token)
  for (const step of steps)
    await call(`/conversations/${conversationId}/activities`, { type: 'message', from: { id: 'x' }, ...step }, token)
}

/** What stands in the store once so many reports were counted. */
async function counted(all: number) {
  for (let n = 0; n < 300 && payloads.length < all; n++) await sleep(10)
  expect(payloads).toHaveLength(all)
  const open = await reports.open()
  return { people: open[0]?.said.length, hidden: hiddenBy(open).has(hidden) }
}

describe.each([
  ['the page', byPage],
  ['Direct Line', byDirectLine],
])('by %s', (_, says) => {
  test.each([
    ['three conversations of one address are one', ['203.0.113.7', '203.0.113.7', '203.0.113.7'], 1],
    ['so are those of one household', ['2001:db8:1:2::a', '2001:db8:1:2::b', '2001:db8:1:2:3::c'], 1],
    ['so are those of nobody knows where', [null, null, '10.0.0.4'], 1],
    ['of two addresses they are two', ['203.0.113.7', '203.0.113.8', '203.0.113.7'], 2],
    ['three addresses hide it', ['203.0.113.7', '203.0.113.8', '198.51.100.1'], 3],
  ])('%s', async (_, addresses, people) => {
    for (const address of addresses) await says(address)
    expect(await counted(3)).toEqual({ people, hidden: people === 3 })
  })
})

test('one address is one whichever way it comes', async () => {
  await byPage('203.0.113.7')
  await byDirectLine('203.0.113.7')
  await byPage('203.0.113.7')
  expect(await counted(3)).toEqual({ people: 1, hidden: false })
})

test('no address is kept, nor anything that is the same on another contact', async () => {
  await byPage('203.0.113.7')
  await counted(1)
  const source: string = JSON.parse(payloads[0] ?? '').source
  const kept = (await store.documents('reports', clock)).map(({ text }) => text).join()
  expect(kept).not.toContain(source)
  expect(kept + payloads.join()).not.toContain('203.0.113')
})

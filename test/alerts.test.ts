import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withAlerts } from '../src/alerts.ts'
import { createLog, type Fields } from '../src/log.ts'
import { StoreError } from '../src/store/index.ts'

let server: Server
let url: string
let posted: Record<string, unknown>[]
let logged: string[]
let status: number
let clock: number
beforeEach(async () => {
  ;[posted, logged, status, clock] = [[], [], 200, Date.parse('2026-11-22T12:00:00Z')]
  server = createServer((request, response) => {
    let body = ''
    request.on('data', (data) => {
      body += data
    })
    request.on('end', () => {
      posted.push(JSON.parse(body))
      response.writeHead(status, { location: '/elsewhere' }).end('ignored')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook?key=secret`
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const open = (to: string | null = url) =>
  withAlerts(createLog('debug', { write: (line) => void logged.push(line) }), { url: to, now: () => clock })
const events = () => logged.map((line) => JSON.parse(line).event)
const away = new StoreError('away', 'the store at 10.0.0.1:6379 cannot be reached')

test('an error is logged as ever, and posted with what its line holds', async () => {
  open().error('store_away', { error: away })
  await expect.poll(() => posted).toHaveLength(1)
  expect(events()).toEqual(['store_away'])
  expect(posted[0]).toEqual({
    service: 'fingerpost',
    text: 'Fingerpost: store_away StoreError away',
    level: 'error',
    time: '2026-11-22T12:00:00.000Z',
    event: 'store_away',
    error: 'StoreError',
    code: 'away',
    count: 1,
  })
})

test.each([
  ['warn', 'sms_budget', 1],
  ['info', 'store_back', 1],
  ['warn', 'message_status', 0],
  ['info', 'turn', 0],
] as const)('of what is no error: %s %s, %i', async (level, event, times) => {
  const log = open()
  log[level](event)
  log.error('last')
  await expect.poll(() => posted.some(({ event: one }) => one === 'last')).toBe(true)
  expect(posted.filter(({ event: one }) => one === event)).toHaveLength(times)
})

test('the same is told once in a quarter of an hour, then with how often it was; something else at once', async () => {
  const log = open()
  for (let n = 0; n < 5; n++) log.error('without_store', { error: away, ms: n })
  log.error('without_store', { error: new StoreError('full', '') })
  clock += 15 * 60_000
  log.error('without_store', { error: away })
  await expect.poll(() => posted).toHaveLength(3)
  expect(posted.map(({ code, count }) => [code, count])).toEqual(
    expect.arrayContaining([
      ['away', 1],
      ['full', 1],
      ['away', 5],
    ]),
  )
  expect(events()).toHaveLength(7)
})

test('nothing about a person is posted, whatever was given', async () => {
  const fields = {
    outcome: 'i drank again',
    channel: '+447700900123',
    text: 'i drank again',
    error: new Error('07700900123'),
  }
  open().error('i drank again', fields as Fields)
  await expect.poll(() => posted).toHaveLength(1)
  expect(JSON.stringify(posted)).not.toMatch(/drank|7700/)
})

test.each([
  ['answers 500', 500],
  ['sends us elsewhere', 302],
  ['is not there', null],
])(
  'where the other end %s it is logged without its address, and tried again with the next, a minute later',
  async (_what, answer) => {
    const log = open()
    if (answer === null) server.close()
    else status = answer
    log.error('store_away', { error: away })
    await expect.poll(events).toContain('alert_failed')
    expect(logged.join('')).not.toMatch(/secret|127\.0\.0\.1/)
    if (answer === null) return
    status = 200
    const before = posted.length
    log.error('store_away', { error: away })
    clock += 60_000
    log.error('store_away', { error: away })
    await expect.poll(() => posted.length).toBe(before + 1)
    expect(posted.at(-1)).toMatchObject({ count: 3 })
  },
)

test('without an address nothing is posted', () => {
  const log = open(null)
  log.error('store_away')
  expect(events()).toEqual(['store_away'])
})

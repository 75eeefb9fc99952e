import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Router } from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { bounds } from '../../src/channels/http.ts'
import { type Served, serveApp } from './serve-app.ts'

/** Clients that are slow, greedy or many: each costs us a bounded time, and everybody else is answered meanwhile. */

const big = 'x'.repeat(32 * 1024 * 1024)
let served: Served | undefined
let sockets: Socket[] = []
const open = async (within: Partial<typeof bounds> = {}) => {
  const router = Router()
  router.post('/form', (request, response) => void response.json(Object.keys(request.body)))
  router.get('/big', (_request, response) => void response.type('text').send(big))
  served = await serveApp({ routers: [router] }, { connectionsCheckingInterval: 50, ...within })
  return Number(new URL(served.url).port)
}
afterEach(() => {
  for (const socket of sockets) socket.destroy()
  sockets = []
  served?.close()
  served = undefined
})

/** A raw connection: what it was sent in the end, and after how long it was closed. */
function client(port: number) {
  const socket = connect(port, '127.0.0.1')
  sockets.push(socket)
  let text = ''
  const began = performance.now()
  socket.on('data', (data) => {
    text += data
  })
  socket.on('error', () => {})
  const closed = new Promise<{ text: string; ms: number }>((resolve) => {
    socket.once('close', () => resolve({ text, ms: performance.now() - began }))
  })
  return { socket, closed }
}
const alive = async (port: number) => (await fetch(`http://127.0.0.1:${port}/healthz`)).status

const post = 'POST /form HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n'

test('what is allowed', () => {
  expect(bounds).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    connectionsCheckingInterval: 2000,
    keepAliveTimeout: 65_000,
    stillTimeout: 60_000,
    maxHeaderSize: 16_384,
    connections: 2000,
  })
})

describe('slow clients', () => {
  test('a header a byte at a time: hung up on when its time is over, not when the client is done', async () => {
    const port = await open({ headersTimeout: 300, requestTimeout: 600 })
    const { socket, closed } = client(port)
    const drip = setInterval(() => socket.write('a'), 20)
    socket.write('GET /healthz HTTP/1.1\r\nX-Slow: ')
    const { text, ms } = await closed
    clearInterval(drip)
    expect(text).toContain('408')
    expect(ms).toBeLessThan(2000)
    expect(await alive(port)).toBe(200)
  })

  test('nothing at all after connecting', async () => {
    const port = await open({ headersTimeout: 300, requestTimeout: 600 })
    expect((await client(port).closed).ms).toBeLessThan(2000)
  })

  test('a body a byte at a time', async () => {
    const port = await open({ headersTimeout: 300, requestTimeout: 600 })
    const { socket, closed } = client(port)
    socket.write(`${post}Content-Length: 100000\r\n\r\ntext=`)
    const drip = setInterval(() => socket.write('a'), 20)
    const { ms } = await closed
    clearInterval(drip)
    expect(ms).toBeLessThan(2500)
  })

  test('a body in endless small chunks, which tells no length', async () => {
    const port = await open({ headersTimeout: 300, requestTimeout: 600 })
    const { socket, closed } = client(port)
    socket.write(`${post}Transfer-Encoding: chunked\r\n\r\n`)
    const drip = setInterval(() => socket.write('1\r\na\r\n'), 20)
    expect((await closed).ms).toBeLessThan(2500)
    clearInterval(drip)
  })

  test('an answer nobody takes', async () => {
    const port = await open({ stillTimeout: 400 })
    const { socket, closed } = client(port)
    socket.pause()
    socket.write('GET /big HTTP/1.1\r\nHost: x\r\n\r\n')
    await sleep(1200)
    socket.resume()
    const { text } = await closed
    expect(text).toContain('200 OK')
    expect(text.length).toBeLessThan(big.length)
  })

  test('somebody who takes it slowly, but does, gets it whole', async () => {
    const port = await open({ stillTimeout: 400 })
    const { socket, closed } = client(port)
    const slowly = setInterval(() => {
      socket.pause()
      setTimeout(() => socket.resume(), 50)
    }, 100)
    socket.write('GET /big HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n')
    const { text } = await closed
    clearInterval(slowly)
    expect(text.length).toBeGreaterThan(big.length)
  })
})

describe('greedy clients', () => {
  test.each([
    ['one header of 20 KB', `X-Big: ${'a'.repeat(20_000)}\r\n`],
    ['a thousand headers', Array.from({ length: 1000 }, (_, n) => `X-Header-Number-${n}: ${n}\r\n`).join('')],
  ])('%s: 431', async (_what, headers) => {
    const port = await open()
    const { socket, closed } = client(port)
    socket.write(`GET /healthz HTTP/1.1\r\nHost: x\r\n${headers}\r\n`)
    expect((await closed).text).toMatch(/^HTTP\/1\.1 431/)
    expect(await alive(port)).toBe(200)
  })

  test('a path of 20 KB: refused', async () => {
    const port = await open()
    const { socket, closed } = client(port)
    socket.write(`GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`)
    expect((await closed).text).toMatch(/^HTTP\/1\.1 4(14|31)/)
  })

  test('a body said to be a gigabyte is refused before it comes', async () => {
    const port = await open()
    const { socket } = client(port)
    socket.write(`${post}Content-Length: 1000000000\r\n\r\n`)
    const [data] = await once(socket, 'data')
    expect(String(data)).toMatch(/^HTTP\/1\.1 413/)
  })

  test.each([
    ['and ends: refused', '0\r\n\r\n', '413'],
    ['and does not end: hung up on when its time is over', '', '408'],
  ])('a body that tells no length, turns out too long %s', async (_what, end, status) => {
    const port = await open({ headersTimeout: 300, requestTimeout: 600 })
    const { socket } = client(port)
    socket.write(`${post}Transfer-Encoding: chunked\r\n\r\n`)
    for (let n = 0; n < 20; n++) socket.write(`4000\r\n${'a'.repeat(0x4000)}\r\n`)
    socket.write(end)
    const [data] = await once(socket, 'data')
    expect(String(data)).toContain(`HTTP/1.1 ${status}`)
  })

  test('a small body that unpacks to a great one is refused', async () => {
    const port = await open()
    const { gzipSync } = await import('node:zlib')
    const response = await fetch(`http://127.0.0.1:${port}/form`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', 'content-encoding': 'gzip' },
      body: gzipSync(`text=${'a'.repeat(10_000_000)}`),
    })
    expect(response.status).toBe(413)
  })

  test('more fields than a form of ours or a provider has are refused', async () => {
    const port = await open()
    const body = Array.from({ length: 201 }, (_, n) => `f${n}=1`).join('&')
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const response = await fetch(`http://127.0.0.1:${port}/form`, { method: 'POST', headers, body })
    expect(response.status).toBe(413)
  })
})

test('more connections than we hold are hung up on, and one that ends makes room', async () => {
  const port = await open({ connections: 20 })
  const held = Array.from({ length: 20 }, () => client(port))
  await Promise.all(held.map(({ socket }) => once(socket, 'connect')))
  await client(port).closed
  for (const { socket } of held) socket.destroy()
  await expect.poll(() => alive(port).catch(() => 0)).toBe(200)
})

import { connect } from 'node:net'
import { Router } from 'express'
import { afterEach, describe, expect, test } from 'vitest'
import { html } from '../../src/channels/page.ts'
import { instead } from '../store/instead.ts'
import { type House, type HouseParts, openHouse, read } from './house.ts'
import { say } from './serve-app.ts'

const houses: House[] = []
const open = async (parts?: HouseParts) => {
  const one = await openHouse(parts)
  houses.push(one)
  return one
}
afterEach(async () => {
  for (const one of houses.splice(0)) await one.close()
})

const get = async (path: string, parts?: HouseParts) => fetch((await open(parts)).url + path)

describe('health', () => {
  test('the process is alive', async () => {
    expect(await read(await get('/healthz'))).toMatchObject({ status: 200, body: '{"status":"ok"}' })
  })

  test.each([
    ['starting', 503],
    ['ready', 200],
    ['draining', 503],
  ] as const)('%s: %i', async (state, status) => {
    const answer = await read(await get('/readyz', { state: () => state }))
    expect(answer).toMatchObject({ status, body: JSON.stringify({ status: state, degraded: [] }) })
  })

  test.each([
    ['fails', () => Promise.reject(new Error('gone'))],
    ['hangs', () => new Promise<void>(() => {})],
  ])('ready, though the store %s: people are still answered', async (_what, ping) => {
    const answer = await read(await get('/readyz', { store: (real) => instead(real, { ping }) }))
    expect(answer).toMatchObject({ status: 200, body: JSON.stringify({ status: 'ready', degraded: ['store'] }) })
  })
})

describe('an error', () => {
  const routers = () => {
    const router = Router()
    router.get('/broken', () => {
      throw new Error('my secret, with +447700900123')
    })
    router.get('/broken-later', async () => {
      throw Object.assign(new Error('my secret'), { code: 'E_INSIDE' })
    })
    router.get('/broken-oddly', () => {
      throw null
    })
    router.post('/form', (request, response) => void response.json(request.body))
    return [router]
  }

  test.each([
    ['/nowhere', 404, 'errors:notFound'],
    ['/broken', 500, 'errors:unexpected'],
    ['/broken-later', 500, 'errors:unexpected'],
    ['/broken-oddly', 404, 'errors:notFound'],
    ['/phone', 404, 'errors:notFound'],
    ['/phone/send', 404, 'errors:notFound'],
  ])('at %s shows a page that says nothing of the inside, and where to turn in danger', async (path, status, key) => {
    const answer = await read(await get(path, { routers: routers() }))
    expect(answer).toMatchObject({ status, type: 'text/html; charset=utf-8' })
    expect(answer.body).toContain(say(key))
    expect(answer.body).toContain('href="tel:999"')
    expect(answer.body).not.toMatch(/secret|7700|Error|node_modules/)
  })

  test('is logged by name and code alone', async () => {
    const { url, logged } = await open({ routers: routers() })
    await fetch(`${url}/broken-later?from=447700900123`)
    await expect.poll(() => logged.length).toBe(2)
    expect(JSON.parse(logged[0] ?? '')).toMatchObject({ event: 'request_failed', error: 'Error', code: 'E_INSIDE' })
    expect(JSON.parse(logged[1] ?? '')).toMatchObject({ event: 'request', route: '/broken-later', status: 500 })
    expect(logged.join('')).not.toMatch(/secret|7700/)
  })

  test('a body beyond 128 KB is refused with a page, one within is taken', async () => {
    const { url } = await open({ routers: routers() })
    const send = async (size: number) =>
      read(await fetch(`${url}/form`, { method: 'POST', body: new URLSearchParams({ text: 'x'.repeat(size) }) }))
    expect((await send(127 * 1024)).status).toBe(200)
    const refused = await send(129 * 1024)
    expect(refused.status).toBe(413)
    expect(refused.body).toContain(say('errors:tooLarge'))
  })

  test('a form reaches its router flat, and reaches no prototype', async () => {
    const { url } = await open({ routers: routers() })
    const body = 'a[b]=1&c=2&c=3&__proto__=4&%F0%9F%91%8B=5'
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await read(await fetch(`${url}/form`, { method: 'POST', body, headers }))
    expect(JSON.parse(answer.body)).toEqual({ 'a[b]': '1', c: ['2', '3'], '👋': '5' })
  })
})

describe('headers', () => {
  test('guard every page', async () => {
    const { headers } = await get('/nowhere')
    expect(headers.get('x-powered-by')).toBeNull()
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('referrer-policy')).toBe('no-referrer')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('guard the page for what a webhook could not read, too', async () => {
    const { url } = await open()
    const body = new URLSearchParams({ Body: 'x'.repeat(129 * 1024) })
    const { status, headers } = await fetch(`${url}/channels/sms`, { method: 'POST', body })
    expect(status).toBe(413)
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect((await fetch(`${url}/channels/nowhere`)).headers.get('content-security-policy')).toContain("'none'")
  })

  test.each([
    ['https://help.example', true],
    ['http://localhost:3978', false],
  ])('%s asks for https ever after: %s', async (publicUrl, expected) => {
    expect((await get('/', { publicUrl })).headers.has('strict-transport-security')).toBe(expected)
  })
})

test('what is no HTTP is hung up on, and the server goes on', async () => {
  const { url } = await open()
  const socket = connect(Number(new URL(url).port), '127.0.0.1')
  socket.end('HELLO THERE\r\n\r\n')
  const answer = await new Promise<string>((resolve) => socket.once('data', (data) => resolve(String(data))))
  expect(answer).toContain('400')
  expect((await fetch(`${url}/healthz`)).status).toBe(200)
})

test('html escapes what is put in, but not what is html', () => {
  const bold = html`<b>${'<&>'}</b>`
  expect(html`<p title="${`"'`}">${[bold, bold]} ${3}</p>`.html).toBe(
    '<p title="&#34;&#39;"><b>&#60;&#38;&#62;</b><b>&#60;&#38;&#62;</b> 3</p>',
  )
})

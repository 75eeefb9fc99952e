import { spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, statSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import twilio from 'twilio'
import { afterEach, describe, expect, onTestFinished, test } from 'vitest'
import { root } from './root.ts'
import { startRedis } from './store/redis-server.ts'
import { type Server, startServer } from './web/server.ts'

/** The real command, run by Node itself: Vitest accepts syntax that Node refuses. */
const main = join(root, 'src/main.ts')
const folder = () => mkdtempSync(join(tmpdir(), 'fingerpost-'))
const clean = { PATH: process.env.PATH ?? '' }

function run(args: string[], input: string, env: Record<string, string> = {}) {
  const store = `sqlite:${join(folder(), 'a.db')}`
  return spawnSync(process.execPath, [main, ...args], {
    input,
    encoding: 'utf8',
    env: { ...clean, STORE: store, ...env },
    timeout: 180_000,
  })
}

const running: Server[] = []
afterEach(async () => {
  await Promise.all(running.splice(0).map((server) => server.stop('SIGKILL')))
})

async function serve(env: Record<string, string>): Promise<Server> {
  const server = await startServer(env)
  running.push(server)
  return server
}

/** A port nobody listens on at this moment. */
async function freePort(): Promise<string> {
  const probe = createServer().listen(0)
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  await once(probe, 'close')
  return String(port)
}

describe('understand', () => {
  test('writes one line for each line read, in order, and goes on after one that is malformed', () => {
    const input = [
      '{"id":"a","text":"my husband drinks every night. we are polish. tipton"}',
      'nonsense',
      '{"id":7,"text":"i want to die"}',
      '{"id":"c"}',
      '{"id":"d","text":"2nd"}',
    ].join('\n')
    const { stdout, status } = run(['understand'], input)
    expect(status).toBe(0)
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(lines).toHaveLength(5)
    expect(lines[0]).toMatchObject({
      id: 'a',
      crisis: null,
      audience: 'family',
      substances: ['alcohol'],
      place: { kind: 'town', value: 'tipton', town: 'tipton', inArea: true },
    })
    expect(lines[0].preferences).toEqual(expect.arrayContaining(['speaks:pl', 'fits:polish']))
    expect(lines[1]).toMatchObject({ id: null, error: expect.any(String) })
    expect(lines[2]).toMatchObject({ id: 7, crisis: 'suicide', who: 'self', level: 'now' })
    expect(lines[3]).toMatchObject({ id: null })
    expect(lines[4]).toMatchObject({ id: 'd', choice: 2 })
    expect(Object.keys(lines[4])).toEqual([
      'id',
      'language',
      'crisis',
      'who',
      'level',
      'command',
      'choice',
      'audience',
      'needs',
      'substances',
      'goal',
      'preferences',
      'place',
    ])
  })
})

describe('chat', () => {
  test('talks in the terminal and shows what each reply costs', () => {
    const { stdout, status } = run(['chat', '--channel', 'sms', '--now', '2026-11-22T02:10Z'], 'hi\n1\n')
    expect(status).toBe(0)
    expect(stdout).toContain('Samaritans')
    expect(stdout).toMatch(/\[\d+ characters, GSM-7, \d SMS parts?\]/)
  })
})

describe('a wrong setting', () => {
  test.each([
    ['PORT', { PORT: 'lots' }],
    ['STORE', { STORE: 'mysql://x' }],
    ['TWILIO_AUTH_TOKEN', { TWILIO_ACCOUNT_SID: 'AC123' }],
    ['PUBLIC_URL', { PUBLIC_URL: 'not an address' }],
  ])('%s is named, nothing starts, exit 2', (name, env) => {
    const { stderr, status } = run(['serve'], '', env)
    expect(stderr).toContain(name)
    expect(status).toBe(2)
  })

  test('an unknown area names its missing file', () => {
    const { stderr, status } = run(['serve'], '', { AREA: 'atlantis' })
    expect(stderr).toContain('content/areas/atlantis/area.yaml')
    expect(status).toBe(2)
  })
})

describe('production', () => {
  test("does not start while the area's core is not confirmed", () => {
    const { stderr, status } = run(['serve'], '', {
      NODE_ENV: 'production',
      PSEUDONYM_KEYS: `v1:${Buffer.alloc(32, 7).toString('base64')}`,
    })
    expect(status).toBe(2)
    expect(stderr).toContain('not confirmed, treatment: cranstoun-sandwell')
    expect(stderr).toContain('samaritans')
  })

  test('does not make keys of its own', () => {
    const { stderr, status } = run(['serve'], '', { NODE_ENV: 'production' })
    expect(stderr).toContain('PSEUDONYM_KEYS')
    expect(status).toBe(2)
  })
})

describe('serve', () => {
  test('answers a page and a form without script, and a restart remembers', async () => {
    const store = `sqlite:${join(folder(), 'b.db')}`
    const first = await serve({ STORE: store })
    const page = await (await fetch(first.url)).text()
    expect(page).toContain('What would help right now?')
    const token = /name="token" value="(\w+)"/.exec(page)?.[1] ?? ''
    const say = async (url: string, message: string, text: string) =>
      (
        await fetch(url, {
          method: 'POST',
          body: new URLSearchParams({ token, message: message.repeat(32), lang: 'en', text }),
        })
      ).text()
    expect(await say(first.url, 'a', '5')).toContain('A place to live')
    expect(await first.stop()).toBe(0)
    const second = await serve({ STORE: store })
    expect(await say(second.url, 'b', '2')).toContain('Where are you?')
    expect(await say(second.url, 'c', 'tipton')).toContain('West Bromwich Food Bank')
    expect(statSync(store.slice('sqlite:'.length)).mode & 0o777).toBe(0o600)
    expect(second.output()).not.toContain('tipton')
  })

  test('answers a signed text, the same for the same message, and refuses one that is not signed', async () => {
    const token = 'a'.repeat(32)
    const env = {
      STORE: `sqlite:${join(folder(), 'd.db')}`,
      PUBLIC_URL: 'https://sms.example',
      TWILIO_ACCOUNT_SID: 'AC1',
      TWILIO_AUTH_TOKEN: `${'b'.repeat(32)},${token}`,
    }
    const port = await freePort()
    const server = await serve({ PORT: port, ...env })
    const url = `http://127.0.0.1:${port}/channels/sms`
    const form = { MessageSid: 'SM1', From: '+447700900123', To: '+447700900999', Body: 'i need help' }
    const signature = twilio.getExpectedTwilioSignature(token, 'https://sms.example/channels/sms', form)
    const post = (headers: Record<string, string>, body: Record<string, string> = form) =>
      fetch(url, { method: 'POST', headers, body: new URLSearchParams(body) })
    const answer = await (await post({ 'X-Twilio-Signature': signature })).text()
    expect(answer).toMatch(/<Message action="[^"]+\/channels\/twilio\/status">Fingerpost, Sandwell/)
    expect(await (await post({ 'X-Twilio-Signature': signature })).text()).toBe(answer)
    expect((await post({})).status).toBe(400)
    expect((await post({ 'X-Twilio-Signature': signature }, { ...form, Body: 'other' })).status).toBe(403)
    await server.stop()
    expect(server.output()).not.toMatch(/7700|i need help/)
  })

  test('starts without its Redis, alerts, answers danger, and goes on where it was when it is there', async () => {
    const redis = await startRedis()
    onTestFinished(() => redis.remove())
    await redis.kill()
    const alerts: string[] = []
    const hook = createHttpServer((request, response) => {
      request.on('data', (data) => alerts.push(String(data)))
      request.on('end', () => response.end())
    }).listen(0, '127.0.0.1')
    await once(hook, 'listening')
    onTestFinished(() => void hook.close())
    const env = {
      STORE: `redis://127.0.0.1:${redis.port}`,
      PSEUDONYM_KEYS: `v1:${Buffer.alloc(32, 7).toString('base64')}`,
      ALERT_URL: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`,
    }
    const server = await serve(env)
    const ready = async () => (await fetch(`${server.url}/readyz`)).json()
    expect(await ready()).toEqual({ status: 'ready', degraded: ['store'] })
    const token = /name="token" value="(\w+)"/.exec(await (await fetch(server.url)).text())?.[1] ?? ''
    const say = async (message: string, text: string) =>
      (
        await fetch(server.url, {
          method: 'POST',
          body: new URLSearchParams({ token, message: message.repeat(32), lang: 'en', text }),
        })
      ).text()
    expect(await say('a', 'i want to die')).toContain('116 123')
    expect(await say('b', '5')).toContain('Please try again in a few minutes')
    await expect.poll(() => alerts.join()).toMatch(/"store_away".*"without_store"|"without_store".*"store_away"/)
    expect(alerts.join()).not.toMatch(/die|127\.0|redis/)
    await redis.start()
    await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 'ready', degraded: [] })
    expect(await say('b', '5')).toContain('A place to live')
    expect(await server.stop()).toBe(0)
    expect(server.output()).toMatch(/"store_away".*"code":"away"/)
    expect(server.output()).toContain('"store_back"')
  })

  test('without Twilio settings its route answers 503 and the rest works', async () => {
    const { url } = await serve({ STORE: `sqlite:${join(folder(), 'c.db')}` })
    const sms = await fetch(`${url}/channels/sms`, { method: 'POST', body: new URLSearchParams({ Body: 'hi' }) })
    expect(sms.status).toBe(503)
    expect((await fetch(`${url}/healthz`)).status).toBe(200)
    expect((await fetch(`${url}/readyz`)).status).toBe(200)
    expect((await fetch(`${url}/phone`)).status).toBe(200)
  })
})

describe('check', () => {
  test('prints the list a local person must ring through, the core first', () => {
    const { stdout, status } = run(['check', '--confirmations'], '')
    expect(status).toBe(0)
    const [header, ...rows] = stdout.trim().split('\n')
    expect(header?.split('\t').slice(0, 3)).toEqual(['core', 'service', 'name'])
    expect(rows.length).toBeGreaterThan(60)
    expect(rows.find((row) => row.includes('0121 553 1333'))).toMatch(/^treatment\tcranstoun-sandwell/)
  })
})

describe('translations', () => {
  test('go out as a PO file on standard output; a file that cannot be read, and an unknown language, are named', () => {
    const { stdout, status } = run(['translations', 'export', 'pa-Latn', '--for', 'clinical'], '')
    expect(status).toBe(0)
    expect(stdout).toContain('"Language: pa@latin\\n"')
    expect(stdout).toContain('"X-Fingerpost-Review: clinical\\n"')
    expect(stdout).toContain('msgctxt "safety:suicide_self"')
    const missing = run(['translations', 'import', 'nowhere.po'], '')
    expect(missing.stderr).toContain('nowhere.po: cannot be read (ENOENT)')
    expect(missing.status).toBe(2)
    expect(run(['translations', 'export', 'de'], '').stderr).toContain("'de' is invalid")
  })
})

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { root } from './sandwell.ts'

/** The real command, run by Node itself: Vitest accepts syntax that Node refuses. */
const main = join(root, 'src/main.ts')
const folder = () => mkdtempSync(join(tmpdir(), 'fingerpost-'))
const clean = { PATH: process.env.PATH ?? '' }

function run(args: string[], input: string, env: Record<string, string> = {}) {
  const store = `sqlite:${join(folder(), 'a.db')}`
  return spawnSync(process.execPath, [main, ...args], { input, encoding: 'utf8', env: { ...clean, STORE: store, ...env }, timeout: 60_000 })
}

const running: ChildProcess[] = []
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL')
})

async function serve(env: Record<string, string>): Promise<{ url: string; child: ChildProcess; output: () => string }> {
  const child = spawn(process.execPath, [main, 'serve'], { env: { ...clean, PORT: '0', ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  running.push(child)
  let output = ''
  child.stdout?.on('data', (data) => (output += data))
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (data) => {
      output += data
      const found = /Fingerpost is at (\S+)/.exec(output)
      if (found?.[1]) resolve(found[1])
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
  return { url, child, output: () => output }
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
    const lines = stdout.trim().split('\n').map((line) => JSON.parse(line))
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
      'id', 'language', 'crisis', 'who', 'level', 'command', 'choice', 'audience', 'needs', 'substances', 'goal', 'preferences', 'place',
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
  test('does not start while the area\'s core is not confirmed', () => {
    const { stderr, status } = run(['serve'], '', { NODE_ENV: 'production', PSEUDONYM_KEYS: `v1:${Buffer.alloc(32, 7).toString('base64')}` })
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
      (await fetch(url, { method: 'POST', body: new URLSearchParams({ token, message: message.repeat(32), lang: 'en', text }) })).text()
    expect(await say(first.url, 'a', '5')).toContain('A place to live')
    first.child.kill('SIGTERM')
    expect(await new Promise((resolve) => first.child.once('exit', resolve))).toBe(0)
    const second = await serve({ STORE: store })
    expect(await say(second.url, 'b', '2')).toContain('Where are you?')
    expect(await say(second.url, 'c', 'tipton')).toContain('Black Country Foodbank')
    expect(statSync(store.slice('sqlite:'.length)).mode & 0o777).toBe(0o600)
    expect(second.output()).not.toContain('tipton')
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

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { root } from '../root.ts'
import { freePort } from '../store/redis-server.ts'

/** The real Caddy with our Caddyfile; only the assistants' addresses, which Docker would tell, are put in by hand. */

const path = join(root, 'deploy/Caddyfile')
const caddyfile = readFileSync(path, 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'proxy-'))
const assistants: Server[] = []
let caddy: ChildProcess
let url: string

beforeAll(async () => {
  for (const name of ['one', 'two']) {
    const server = createServer((_request, response) => void response.end(name)).listen(0, '127.0.0.1')
    await once(server, 'listening')
    assistants.push(server)
  }
  const to = assistants.map((server) => `127.0.0.1:${(server.address() as AddressInfo).port}`).join(' ')
  const dynamic = /dynamic a assistant 3978 \{[^}]*\}/
  expect(caddyfile).toMatch(dynamic)
  const copy = join(folder, 'Caddyfile')
  writeFileSync(copy, `{\n\tadmin off\n}\n${caddyfile.replace(dynamic, `to ${to}`)}`)
  url = `http://127.0.0.1:${await freePort()}`
  const env = { PATH: process.env.PATH, HOME: folder, DOMAIN: url }
  caddy = spawn('caddy', ['run', '--config', copy, '--adapter', 'caddyfile'], { env, stdio: 'ignore' })
  await vi.waitFor(() => fetch(url), { timeout: 20_000, interval: 100 })
})
afterAll(async () => {
  if (caddy?.kill()) await once(caddy, 'exit')
  for (const server of assistants) server.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Who answers twelve requests. */
async function answering(where: string): Promise<string[]> {
  const names: string[] = []
  for (let n = 0; n < 12; n++) names.push(await (await fetch(url + where)).text())
  return [...new Set(names)].sort()
}

test('Caddy takes the file as it stands', () => {
  const args = ['adapt', '--validate', '--config', path, '--adapter', 'caddyfile']
  const env = { PATH: process.env.PATH, HOME: folder, DOMAIN: 'help.example' }
  expect(spawnSync('caddy', args, { env, encoding: 'utf8' })).toMatchObject({ status: 0 })
})

test('texts go to any assistant; a person in a chat stays with one, and is taken over by another when it is gone', async () => {
  expect(await answering('/channels/twilio/sms')).toEqual(['one', 'two'])
  const stayed = await answering('/v3/directline/conversations')
  expect(stayed).toHaveLength(1)
  expect(await answering('/')).toEqual(stayed)
  const gone = assistants[stayed[0] === 'one' ? 0 : 1]
  gone?.closeAllConnections()
  gone?.close()
  expect(await answering('/')).toEqual([stayed[0] === 'one' ? 'two' : 'one'])
  expect(await answering('/channels/twilio/sms')).toHaveLength(1)
})

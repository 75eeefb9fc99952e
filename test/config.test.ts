import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ConfigError, readConfig } from '../src/config.ts'

const key = Buffer.alloc(32, 7).toString('base64')
const otherKey = Buffer.alloc(32, 8).toString('base64')
const sid = `AC${'0'.repeat(32)}`

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const withKey = { PSEUDONYM_KEYS: `v1:${key}` }

test('what stands where nothing is set', () => {
  expect(readConfig(withKey)).toMatchObject({
    production: false,
    port: 3978,
    host: null,
    publicUrl: 'http://localhost:3978',
    proxies: 0,
    store: { kind: 'sqlite', path: join(process.cwd(), 'var/fingerpost.db') },
    area: 'sandwell',
    twilio: null,
    directLine: { secret: null, origins: [] },
    botService: null,
    sessionDays: 7,
    smsDailyParts: { all: 10_000, foreign: 1000 },
    leaveUrl: 'https://www.bbc.co.uk/weather',
    embedOrigins: [],
    smsNumber: null,
    whatsappNumber: null,
    logLevel: 'info',
    alertUrl: null,
    desk: { oidc: null, people: null, sessionKeys: [] },
  })
})

test('every variable is read, and an empty one counts as missing', () => {
  const config = readConfig({
    NODE_ENV: 'production',
    PORT: '8080',
    HOST: '127.0.0.1',
    PUBLIC_URL: 'https://help.example/deep/',
    PROXIES: '1',
    STORE: 'sqlite:/data/store.db',
    AREA: 'elsewhere',
    IMPORT_HOSTS: 'feeds.example.org, Other.example.org:8443',
    PSEUDONYM_KEYS: `v2:${otherKey}, v1:${key}`,
    TWILIO_ACCOUNT_SID: sid,
    TWILIO_AUTH_TOKEN: 'new, old',
    TWILIO_API_BASE: 'http://127.0.0.1:4010',
    TWILIO_OPTOUT: 'advanced',
    DIRECTLINE_SECRET: 'a-secret-of-some-length',
    DIRECTLINE_ORIGINS: 'https://www.example.org/, http://localhost:8000',
    BOT_CLIENT_ID: '11111111-2222-3333-4444-555555555555',
    BOT_CLIENT_SECRET: 'of-the-bot',
    BOT_TENANT_ID: '66666666-7777-8888-9999-aaaaaaaaaaaa',
    SESSION_DAYS: '3',
    SMS_DAILY_PARTS: '500',
    SMS_DAILY_PARTS_FOREIGN: '0',
    LANGUAGES_ALLOW_DRAFT: 'pa, pa-Latn',
    LEAVE_URL: 'https://weather.example/today?here',
    EMBED_ORIGINS: 'https://www.council.example, http://localhost:8000',
    SMS_NUMBER: '+447700900123',
    WHATSAPP_NUMBER: '+447700900124',
    OPERATOR_NAME: 'Fernshire Council',
    OPERATOR_CONTACT: 'ask@help.example',
    LOG_LEVEL: '',
    ALERT_URL: 'https://alerts.example/hook?key=secret',
    UNKNOWN: 'ignored',
  })
  expect(config).toEqual({
    production: true,
    operator: { name: 'Fernshire Council', contact: 'ask@help.example' },
    importHosts: ['feeds.example.org', 'other.example.org:8443'],
    port: 8080,
    host: '127.0.0.1',
    publicUrl: 'https://help.example/deep',
    proxies: 1,
    store: { kind: 'sqlite', path: '/data/store.db' },
    area: 'elsewhere',
    pseudonymKeys: [
      { version: 'v2', key: Buffer.alloc(32, 8) },
      { version: 'v1', key: Buffer.alloc(32, 7) },
    ],
    twilio: { accountSid: sid, authTokens: ['new', 'old'], apiBase: 'http://127.0.0.1:4010', optOut: 'advanced' },
    directLine: { secret: 'a-secret-of-some-length', origins: ['https://www.example.org', 'http://localhost:8000'] },
    botService: {
      clientId: '11111111-2222-3333-4444-555555555555',
      clientSecret: 'of-the-bot',
      tenantId: '66666666-7777-8888-9999-aaaaaaaaaaaa',
    },
    sessionDays: 3,
    smsDailyParts: { all: 500, foreign: 0 },
    allowDraft: ['pa', 'pa-Latn'],
    leaveUrl: 'https://weather.example/today?here',
    embedOrigins: ['https://www.council.example', 'http://localhost:8000'],
    smsNumber: '+447700900123',
    whatsappNumber: '+447700900124',
    logLevel: 'info',
    alertUrl: 'https://alerts.example/hook?key=secret',
    desk: null,
  })
})

describe('the desk', () => {
  const given = {
    DESK_OIDC_ISSUER: 'https://id.council.example',
    DESK_OIDC_CLIENT_ID: 'desk',
    DESK_OIDC_CLIENT_SECRET: 'AlmostASecret',
    DESK_PEOPLE: '/etc/fingerpost/people.yaml',
    DESK_SESSION_KEYS: `${'a'.repeat(32)}, ${'b'.repeat(32)}`,
  }

  test('signs in at a provider', () => {
    expect(readConfig({ ...withKey, NODE_ENV: 'production', ...given }).desk).toEqual({
      oidc: { issuer: 'https://id.council.example', clientId: 'desk', clientSecret: 'AlmostASecret' },
      people: '/etc/fingerpost/people.yaml',
      sessionKeys: ['a'.repeat(32), 'b'.repeat(32)],
    })
  })

  test('is not there in production without one: a link in the terminal is for a trial', () => {
    expect(readConfig({ ...withKey, NODE_ENV: 'production' }).desk).toBeNull()
    expect(readConfig(withKey).desk?.oidc).toBeNull()
  })

  test.each(Object.keys(given).slice(1))('%s must be there too', (variable) => {
    expect(() => readConfig({ ...withKey, ...given, [variable]: '' })).toThrow(new RegExp(`^${variable} is missing`))
  })

  test.each([
    ['DESK_OIDC_ISSUER', 'http://id.council.example'],
    ['DESK_OIDC_ISSUER', 'id.council.example'],
    ['DESK_SESSION_KEYS', 'AlmostASecret'],
    ['DESK_SESSION_KEYS', `${'a'.repeat(32)},short`],
  ])('%s=%s is refused, and not repeated', (variable, value) => {
    const read = () => readConfig({ ...withKey, NODE_ENV: 'production', ...given, [variable]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(new RegExp(`^${variable} (?!.*AlmostASecret)`))
  })
})

test('the store may be a Redis', () => {
  expect(readConfig({ ...withKey, STORE: 'redis://localhost' }).store).toMatchObject({
    kind: 'redis',
    address: { cluster: false, nodes: [{ host: 'localhost', port: 6379 }] },
  })
})

describe('a wrong value names its variable', () => {
  test.each([
    ['NODE_ENV', 'prod'],
    ['PORT', 'abc'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '39.78'],
    ['HOST', 'not a host'],
    ['PUBLIC_URL', 'help.example'],
    ['PUBLIC_URL', 'ftp://help.example'],
    ['PUBLIC_URL', 'https://help.example/?a=1'],
    ['PUBLIC_URL', 'https://me:secretly@help.example'],
    ['LANGUAGES_ALLOW_DRAFT', 'pa,xx'],
    ['PROXIES', 'all'],
    ['STORE', 'mongodb://localhost'],
    ['STORE', 'redis://one:6379,two:6379'],
    ['STORE', 'sqlite:'],
    ['STORE', '/data/store.db'],
    ['AREA', '../etc'],
    ['IMPORT_HOSTS', 'https://feeds.example.org/'],
    ['IMPORT_HOSTS', 'localhost'],
    ['PSEUDONYM_KEYS', key],
    ['PSEUDONYM_KEYS', 'v1:c2hvcnQ='],
    ['PSEUDONYM_KEYS', `v1:${key},v1:${otherKey}`],
    ['PSEUDONYM_KEYS', `v1:${key},`],
    ['TWILIO_ACCOUNT_SID', 'SK0123'],
    ['TWILIO_AUTH_TOKEN', 'one,,two'],
    ['TWILIO_AUTH_TOKEN', 'to ken'],
    ['TWILIO_API_BASE', 'localhost:4010'],
    ['TWILIO_OPTOUT', 'always'],
    ['DIRECTLINE_SECRET', 'short'],
    ['DIRECTLINE_ORIGINS', 'www.example.org'],
    ['DIRECTLINE_ORIGINS', 'https://www.example.org/page'],
    ['DIRECTLINE_ORIGINS', '*'],
    ['BOT_CLIENT_ID', 'the-bot'],
    ['SESSION_DAYS', '0'],
    ['SESSION_DAYS', '91'],
    ['LEAVE_URL', 'weather.example'],
    ['LEAVE_URL', 'javascript:alert(1)'],
    ['EMBED_ORIGINS', 'https://www.council.example/page'],
    ['EMBED_ORIGINS', "https://www.council.example; script-src 'unsafe-inline'"],
    ['EMBED_ORIGINS', '*'],
    ['SMS_NUMBER', '07700 900123'],
    ['WHATSAPP_NUMBER', 'whatsapp:+447700900123'],
    ['OPERATOR_NAME', 'x'.repeat(81)],
    ['OPERATOR_CONTACT', '0121 496 0000'],
    ['OPERATOR_CONTACT', 'http://help.example'],
    ['LOG_LEVEL', 'loud'],
    ['ALERT_URL', 'alerts.example'],
    ['ALERT_URL', 'file:///etc/passwd'],
  ])('%s=%s', (variable, value) => {
    const read = () =>
      readConfig({ ...withKey, TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 'token', [variable]: value })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow(
      expect.objectContaining({ variable, message: expect.stringMatching(new RegExp(`^${variable} `)) }),
    )
  })

  test.each([
    ['PSEUDONYM_KEYS', 'v1:AlmostAKeyButNotQuite'],
    ['TWILIO_AUTH_TOKEN', 'AlmostAKeyButNotQuite with a space'],
    ['TWILIO_API_BASE', 'http://me:AlmostAKeyButNotQuite@127.0.0.1'],
    ['ALERT_URL', 'hook/AlmostAKeyButNotQuite'],
    ['PUBLIC_URL', 'https://me:AlmostAKeyButNotQuite@help.example'],
    ['STORE', 'redis://:AlmostAKeyButNotQuite@localhost:port'],
    ['DIRECTLINE_SECRET', 'AlmostAKeyButNotQuite with a space'],
  ])('a secret in %s is not repeated', (variable, value) => {
    const read = () =>
      readConfig({ ...withKey, TWILIO_ACCOUNT_SID: sid, TWILIO_AUTH_TOKEN: 'token', [variable]: value })
    expect(read).toThrow(variable)
    expect(read).not.toThrow('AlmostAKey')
  })

  test('another kind of store is refused in plain words', () => {
    expect(() => readConfig({ ...withKey, STORE: 'mongodb://x' })).toThrow(
      /^STORE must be sqlite:PATH, redis:\/\/.* or redis\+cluster:\/\/.* \(docs\/stores\.md\)$/,
    )
  })

  test.each([
    [{ TWILIO_ACCOUNT_SID: sid }, 'TWILIO_AUTH_TOKEN is missing'],
    [{ TWILIO_AUTH_TOKEN: 'very-secret' }, 'TWILIO_ACCOUNT_SID is missing'],
    [{ BOT_CLIENT_SECRET: 'very-secret' }, 'BOT_CLIENT_ID is missing'],
    [
      { BOT_CLIENT_SECRET: 'very-secret', BOT_CLIENT_ID: '11111111-2222-3333-4444-555555555555' },
      'BOT_TENANT_ID is missing',
    ],
  ])('half of the settings of a provider: %o', (half, message) => {
    expect(() => readConfig({ ...withKey, ...half })).toThrow(message)
    expect(() => readConfig({ ...withKey, ...half })).not.toThrow('very-secret')
  })
})

describe('a missing pseudonym key', () => {
  test('is made beside the store, private, and found again after a restart', () => {
    const env = { STORE: `sqlite:${join(folder, 'new', 'store.db')}` }
    const first = readConfig(env).pseudonymKeys
    expect(first).toHaveLength(1)
    expect(first[0]?.key).toHaveLength(32)
    expect(readConfig(env).pseudonymKeys).toEqual(first)
    expect(readdirSync(join(folder, 'new'))).toEqual(['pseudonym.keys'])
    expect((statSync(join(folder, 'new', 'pseudonym.keys')).mode & 0o777).toString(8)).toBe('600')
  })

  test('is another one in another place', () => {
    const at = (place: string) =>
      readConfig({ STORE: `sqlite:${join(folder, place, 'store.db')}` }).pseudonymKeys[0]?.key
    expect(at('a')).not.toEqual(at('b'))
  })

  test('is refused with a store that others share', () => {
    expect(() => readConfig({ STORE: 'redis://localhost' })).toThrow(
      'PSEUDONYM_KEYS is missing; with a store in Redis it must be given',
    )
  })

  test('is refused in production, and nothing is made', () => {
    const env = { NODE_ENV: 'production', STORE: `sqlite:${join(folder, 'new', 'store.db')}` }
    expect(() => readConfig(env)).toThrow('PSEUDONYM_KEYS is missing')
    expect(existsSync(join(folder, 'new'))).toBe(false)
  })

  test('is not made where another setting is wrong', () => {
    const env = { STORE: `sqlite:${join(folder, 'new', 'store.db')}`, TWILIO_ACCOUNT_SID: sid }
    expect(() => readConfig(env)).toThrow(ConfigError)
    expect(existsSync(join(folder, 'new'))).toBe(false)
  })

  test('lives with the process where the store does', () => {
    const keys = readConfig({ STORE: 'sqlite::memory:' }).pseudonymKeys
    expect(keys[0]?.key).toHaveLength(32)
    expect(existsSync('pseudonym.keys')).toBe(false)
  })

  test.each([
    [
      'a file that holds something else',
      () => writeFileSync(join(folder, 'pseudonym.keys'), 'v1:tooShort'),
      'store.db',
    ],
    ['a place that is not a folder', () => writeFileSync(join(folder, 'file'), ''), 'file/store.db'],
  ])('%s is a clear error', (_name, put, place) => {
    put()
    const read = () => readConfig({ STORE: `sqlite:${join(folder, place)}` })
    expect(read).toThrow(ConfigError)
    expect(read).toThrow('pseudonym.keys')
    expect(read).not.toThrow('tooShort')
  })
})

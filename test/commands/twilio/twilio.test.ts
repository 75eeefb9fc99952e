import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { preflight } from '../../../src/commands/preflight.ts'
import { fallbacks, fallbackTwiml } from '../../../src/commands/twilio/fallback.ts'
import { optOutReplies } from '../../../src/commands/twilio/replies.ts'
import { setUp } from '../../../src/commands/twilio/setup.ts'
import { type Config, ConfigError, readConfig } from '../../../src/config.ts'
import { root } from '../../root.ts'
import { sandwell } from '../../sandwell.ts'
import { type Account, accountSid, authToken, type Fake, number, openFake } from './fake.ts'

const fakes: Fake[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of fakes.splice(0)) {
    expect(one.violations).toEqual([])
    await one.close()
  }
})
const open = async (account: Partial<Account> = {}) => {
  const fake = await openFake(account)
  fakes.push(fake)
  return fake
}
const configOf = (fake: Fake, env: Record<string, string> = {}): Config =>
  readConfig({
    STORE: 'sqlite::memory:',
    PUBLIC_URL: 'https://help.example',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_API_BASE: fake.url,
    ...env,
  })
/** What a command printed. */
const printed = async (work: () => Promise<unknown>) => {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0)
  await work()
  vi.restoreAllMocks()
  return written.join('')
}

const bins = { sms: 'https://handler.twilio.com/twiml/EH1', voice: 'https://handler.twilio.com/twiml/EH2' }
const overrides = '#rc=2&rp=all&tt=15000'
const service = () => ({
  sid: `MG${'2'.repeat(32)}`,
  inbound_request_url: 'https://old.example',
  use_inbound_webhook_on_number: false,
})

describe('setup', () => {
  test('sets the webhooks of a number, says what it changes, and changes nothing the second time', async () => {
    const fake = await open()
    const run = () => setUp(configOf(fake), { number, ...bins })
    expect(await printed(run)).toBe(
      [
        `number: smsUrl (not set) -> https://help.example/channels/sms${overrides}`,
        'number: smsMethod (not set) -> POST',
        'number: smsFallbackUrl (not set) -> https://handler.twilio.com/twiml/EH1',
        `number: voiceUrl (not set) -> https://help.example/channels/voice${overrides}`,
        'number: voiceMethod (not set) -> POST',
        'number: voiceFallbackUrl (not set) -> https://handler.twilio.com/twiml/EH2',
        'no Messaging Service holds the number: its own settings count',
        '6 changed\n',
      ].join('\n'),
    )
    expect(fake.account.number).toMatchObject({
      sms_url: `https://help.example/channels/sms${overrides}`,
      sms_fallback_url: bins.sms,
      voice_url: `https://help.example/channels/voice${overrides}`,
      voice_fallback_url: bins.voice,
    })
    expect(await printed(run)).toMatch(/^no Messaging Service.*\n0 changed\n$/)
    expect(fake.changes).toHaveLength(1)
  })

  test('sets those of the Messaging Service too, and where it tells what became of a text', async () => {
    const fake = await open({ service: service() })
    await printed(() => setUp(configOf(fake), { number, ...bins }))
    expect(fake.changes[1]).toEqual({
      path: `/v1/Services/${service().sid}`,
      form: {
        InboundRequestUrl: `https://help.example/channels/sms${overrides}`,
        InboundMethod: 'POST',
        FallbackUrl: bins.sms,
        StatusCallback: 'https://help.example/channels/twilio/status',
      },
    })
  })

  test('leaves a fallback that is not named as it is', async () => {
    const fake = await open()
    await printed(() => setUp(configOf(fake), { number, sms: null, voice: null }))
    expect(fake.changes[0]?.form).not.toHaveProperty('SmsFallbackUrl')
  })

  test('as a dry run says the same and changes nothing', async () => {
    const fake = await open({ service: service() })
    const told = await printed(() => setUp(configOf(fake), { number, ...bins, dryRun: true }))
    expect(told).toMatch(/10 to change; nothing was changed\n$/)
    expect(fake.changes).toEqual([])
  })

  test.each<[string, Partial<Account>, Record<string, string>, string]>([
    ['a number of somebody else', { number: null }, {}, '--number'],
    ['an address Twilio cannot reach', {}, { PUBLIC_URL: 'http://localhost:3978' }, 'PUBLIC_URL'],
    ['no account', {}, { TWILIO_ACCOUNT_SID: '', TWILIO_AUTH_TOKEN: '' }, 'TWILIO_ACCOUNT_SID'],
  ])('is refused with %s', async (_what, account, env, variable) => {
    const fake = await open(account)
    await expect(setUp(configOf(fake, env), { number, ...bins })).rejects.toThrow(ConfigError)
    await expect(setUp(configOf(fake, env), { number, ...bins })).rejects.toMatchObject({ variable })
    expect(fake.changes).toEqual([])
  })
})

describe('preflight', () => {
  const look = async (fake: Fake, env: Record<string, string> = {}, of = number) => {
    let ok: boolean | undefined
    const told = await printed(async () => {
      ok = await preflight(configOf(fake, env), { number: of })
    })
    const lines = told.trim().split('\n')
    return { ok, wrong: lines.filter((line) => line.startsWith('wrong')), lines }
  }
  /** An account as setup leaves it. */
  const ready = async (account: Partial<Account> = {}) => {
    const fake = await open(account)
    await printed(() => setUp(configOf(fake), { number, ...bins }))
    return fake
  }

  test.each([
    ['a number by itself', {}],
    ['a number in a Messaging Service', { service: service() }],
  ])('finds nothing wrong after setup: %s', async (_what, account) => {
    const { ok, wrong, lines } = await look(await ready(account))
    expect(wrong).toEqual([])
    expect(ok).toBe(true)
    expect(lines.filter((line) => line.startsWith('look'))).toHaveLength(4)
  })

  test('names everything that setup would change', async () => {
    const { ok, wrong } = await look(await open())
    expect(ok).toBe(false)
    expect(wrong.join('\n')).toContain(`smsUrl must be https://help.example/channels/sms${overrides}`)
    expect(wrong.join('\n')).toContain('smsFallbackUrl is not set')
    expect(wrong.join('\n')).toContain('voiceFallbackUrl is not set')
  })

  test.each<[string, (fake: Fake) => void, RegExp]>([
    [
      'an address without its retries',
      ({ account }) => Object.assign(account.number ?? {}, { sms_url: 'https://help.example/channels/sms' }),
      /smsUrl must be .*#rc=2/,
    ],
    [
      'a fallback that is away when we are',
      ({ account }) => Object.assign(account.number ?? {}, { sms_fallback_url: 'https://help.example/away' }),
      /smsFallbackUrl must lie elsewhere/,
    ],
    ['a trial account', ({ account }) => Object.assign(account.account, { type: 'Trial' }), /trial/],
    ['a suspended account', ({ account }) => Object.assign(account.account, { status: 'suspended' }), /suspended/],
    [
      'a number without texts',
      ({ account }) => Object.assign(account.number ?? {}, { capabilities: { sms: false, voice: true } }),
      /cannot text/,
    ],
    ['the UK off', ({ account }) => account.permissions.splice(0), /allow GB/],
    ['a clock five minutes off', (fake) => Object.assign(fake, { skew: 300_000 }), /clock is (299|300|301) s off/],
  ])('finds %s, and nothing else', async (_what, change, problem) => {
    const fake = await ready()
    change(fake)
    const { ok, wrong } = await look(fake)
    expect(wrong).toEqual([expect.stringMatching(problem)])
    expect(ok).toBe(false)
  })

  test('names the other countries that can be texted', async () => {
    const permissions = [
      { country_code: 'GB', enabled: true },
      { country_code: 'RO', enabled: true },
      { country_code: 'PL', enabled: true },
      { country_code: 'US', enabled: false },
    ]
    expect((await look(await ready({ permissions }))).lines.join('\n')).toContain('can be texted: PL, RO (')
  })

  test('a number of another country is wrong, for UK networks block it', async () => {
    const of = '+48501234567'
    const fake = await open({ number: { sid: 'PN1', phone_number: of, capabilities: { sms: true, voice: true } } })
    expect((await look(fake, {}, of)).wrong.join('\n')).toContain('not a UK number')
  })

  test('knows a short code', async () => {
    const shortCode = {
      short_code: '60777',
      sms_url: `https://help.example/channels/sms${overrides}`,
      sms_fallback_url: bins.sms,
    }
    expect((await look(await open({ shortCode }), {}, '60777')).wrong).toEqual([])
    expect((await look(await open(), {}, '60777')).wrong).toEqual([expect.stringContaining('no such short code')])
  })

  test('with wrong credentials says so, and no more of them', async () => {
    const { ok, wrong } = await look(await ready(), { TWILIO_AUTH_TOKEN: 'not-the-token' })
    expect(ok).toBe(false)
    expect(wrong[0]).toMatch(/the account: Twilio refuses the credentials/)
    expect(wrong.join('\n')).not.toContain('not-the-token')
  })

  test('an address that is not https is wrong', async () => {
    const { wrong } = await look(await ready(), { PUBLIC_URL: 'http://help.example' })
    expect(wrong[0]).toContain('PUBLIC_URL must be')
  })
})

test('the replies to STOP, HELP and START say how to come back, whom to call, and what this is', () => {
  const [stop, help, start] = optOutReplies(sandwell).split('\n')
  expect(stop).toMatch(/^STOP: .*START.*116 123.*999/)
  expect(help).toMatch(/^HELP: .*999.*116 123/)
  expect(start).toMatch(/^START: Fingerpost/)
  expect(`${stop}${help}${start}`).not.toMatch(/2000 247|0800 1111/)
})

test('deploy/twilio holds those replies as they are today', () => {
  expect(readFileSync(join(root, 'deploy/twilio/replies.txt'), 'utf8')).toBe(optOutReplies(sandwell))
})

test('the command ends with 1 where something is wrong', async () => {
  const fake = await open()
  const env = {
    PATH: process.env.PATH,
    PUBLIC_URL: 'https://help.example',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_API_BASE: fake.url,
  }
  const run = promisify(execFile)
  const preflight = run(process.execPath, [join(root, 'src/main.ts'), 'preflight', '--number', number], { env })
  await expect(preflight).rejects.toMatchObject({ code: 1, stdout: expect.stringContaining('smsUrl must be') })
})

describe('the fallbacks', () => {
  test.each(fallbacks)('deploy/twilio holds the one for %s as it is today', (kind) => {
    const file = readFileSync(join(root, `deploy/twilio/fallback-${kind}.xml`), 'utf8')
    expect(file).toBe(`${fallbackTwiml(sandwell, kind)}\n`)
  })

  test('name only lines that do not change', () => {
    const text = fallbackTwiml(sandwell, 'sms')
    expect(text).toMatch(/Please text again.*Samaritans 116 123.*999/)
    expect(text.match(/\d[\d ]+\d/g)).toEqual(['116 123', '999'])
    const call = fallbackTwiml(sandwell, 'voice')
    for (const line of ['call 9 9 9.', '1 1 6, 1 2 3', '1 1 1, and']) expect(call).toContain(line)
    expect(call).not.toContain('2 0 0 0')
  })
})

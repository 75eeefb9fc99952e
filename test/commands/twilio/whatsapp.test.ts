import { afterEach, describe, expect, test, vi } from 'vitest'
import { limits, shapes } from '../../../src/channels/whatsapp/offer.ts'
import { preflight } from '../../../src/commands/preflight.ts'
import { setUp } from '../../../src/commands/twilio/setup.ts'
import { type Config, readConfig } from '../../../src/config.ts'
import { type Account, accountSid, authToken, type Fake, number, openFake } from './fake.ts'

const fakes: Fake[] = []
afterEach(async () => {
  vi.restoreAllMocks()
  for (const one of fakes.splice(0)) {
    expect(one.violations).toEqual([])
    await one.close()
  }
})
const sid = `XE${'3'.repeat(32)}`
const sender = () => ({ sid, sender_id: `whatsapp:${number}`, status: 'ONLINE', webhook: {} })
const open = async (account: Partial<Account> = {}) => {
  const fake = await openFake({ sender: sender(), ...account })
  fakes.push(fake)
  return fake
}
const configOf = (fake: Fake): Config =>
  readConfig({
    STORE: 'sqlite::memory:',
    PUBLIC_URL: 'https://help.example',
    TWILIO_ACCOUNT_SID: accountSid,
    TWILIO_AUTH_TOKEN: authToken,
    TWILIO_API_BASE: fake.url,
  })
const bins = { sms: 'https://handler.twilio.com/twiml/EH1', voice: 'https://handler.twilio.com/twiml/EH2' }
const run = async (fake: Fake, options: { dryRun?: boolean; whatsapp?: string | null } = {}) => {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0)
  await setUp(configOf(fake), { number, whatsapp: number, ...bins, ...options })
  vi.restoreAllMocks()
  return written.join('')
}
const look = async (fake: Fake) => {
  const written: string[] = []
  vi.spyOn(process.stdout, 'write').mockImplementation((line) => written.push(String(line)) > 0)
  await preflight(configOf(fake), { number, whatsapp: number })
  vi.restoreAllMocks()
  return written.join('').split('\n')
}
const wrong = (lines: readonly string[]) => lines.filter((line) => line.startsWith('wrong'))

describe('setup', () => {
  test('sets the webhooks of the sender, makes every template, and nothing the second time', async () => {
    const fake = await open()
    const told = await run(fake)
    expect(told).toContain(
      'WhatsApp: callback_url (not set) -> https://help.example/channels/whatsapp#rc=2&rp=all&tt=15000',
    )
    expect(told).toContain('WhatsApp: new content template fingerpost_1_list_1_10')
    expect(fake.account.sender?.webhook).toEqual({
      callback_url: 'https://help.example/channels/whatsapp#rc=2&rp=all&tt=15000',
      callback_method: 'POST',
      fallback_url: bins.sms,
      status_callback_url: 'https://help.example/channels/twilio/status',
    })
    expect(fake.account.contents).toHaveLength(shapes.length)
    expect(await run(fake)).toMatch(/\n0 changed\n$/)
  })

  test('makes only what is missing', async () => {
    const fake = await open()
    await run(fake)
    fake.account.contents.splice(3, 2)
    expect(await run(fake)).toMatch(/\n2 changed\n$/)
  })

  test('as a dry run changes nothing', async () => {
    const fake = await open()
    expect(await run(fake, { dryRun: true })).toMatch(/nothing was changed\n$/)
    expect(fake.changes).toEqual([])
  })

  test('leaves WhatsApp alone where it is not named', async () => {
    const fake = await open()
    expect(await run(fake, { whatsapp: null })).not.toContain('WhatsApp')
    expect(fake.changes.map(({ path }) => path)).toEqual([expect.stringContaining('IncomingPhoneNumbers')])
  })

  test('is refused for a number that is no sender, before anything is changed', async () => {
    const fake = await open({ sender: null })
    await expect(run(fake)).rejects.toMatchObject({ variable: '--whatsapp' })
    expect(fake.changes).toEqual([])
  })
})

test('the templates stay within what WhatsApp allows', () => {
  for (const { kind, items, lines } of shapes) {
    expect(items).toBeLessThanOrEqual(kind === 'buttons' ? limits.buttons : limits.rows)
    expect(items * 3 + lines + 1).toBeLessThanOrEqual(100)
  }
  expect(shapes).toHaveLength(17)
})

describe('preflight', () => {
  test('finds nothing wrong after setup', async () => {
    const fake = await open()
    await run(fake)
    expect(wrong(await look(fake))).toEqual([])
  })

  test.each<[string, (fake: Fake) => unknown, RegExp]>([
    ['no sender', (fake) => Object.assign(fake.account, { sender: null }), /no such sender/],
    [
      'a sender that is not online',
      ({ account }) => Object.assign(account.sender ?? {}, { status: 'OFFLINE' }),
      /sender is OFFLINE/,
    ],
    ['templates that are gone', ({ account }) => account.contents.splice(0, 5), /5 templates .* are missing/],
    [
      'another webhook',
      ({ account }) => Object.assign(account.sender?.webhook ?? {}, { callback_url: 'https://old.example' }),
      /WhatsApp: callback_url must be/,
    ],
    [
      'a fallback at our own address',
      ({ account }) => Object.assign(account.sender?.webhook ?? {}, { fallback_url: 'https://help.example/x' }),
      /WhatsApp's fallback_url must lie elsewhere/,
    ],
  ])('finds %s, and nothing else', async (_what, change, problem) => {
    const fake = await open()
    await run(fake)
    change(fake)
    expect(wrong(await look(fake))).toEqual([expect.stringMatching(problem)])
  })
})

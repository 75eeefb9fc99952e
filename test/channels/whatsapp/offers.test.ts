import { afterEach, describe, expect, test, vi } from 'vitest'
import type { GuardedTurn } from '../../../src/channels/sms/guard.ts'
import { whatsappPath } from '../../../src/channels/twilio/index.ts'
import { shapes, templateOf } from '../../../src/channels/whatsapp/index.ts'
import { type Offer, writeReply } from '../../../src/channels/whatsapp/offer.ts'
import { createPseudonyms } from '../../../src/privacy/index.ts'
import { type Store, StoreError } from '../../../src/store/index.ts'
import { instead } from '../../store/instead.ts'
import { type FakeSettings, openFakeTwilio, ourNumber, post, theirNumber } from '../fake-twilio.ts'
import { type HouseParts, keys, openHouse, silence, twiml } from '../house.ts'

const me = `whatsapp:${theirNumber}`
const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** Asks for a number of the turn, with three buttons or, where "list" was said, four rows. */
const asking: GuardedTurn = ({ text = '', channelData }, session) => {
  const { value } = (channelData ?? {}) as { value?: string }
  const turns = Number(session ?? 0) + 1
  const items = ['One', 'Two', 'Three', ...(text === 'list' ? ['Four'] : [])].map((title, n) => ({
    title,
    id: `choice:x:${n}`,
    ...(text === 'list' ? { description: `about ${n}` } : {}),
  }))
  const offer: Offer = { lines: [`Turn ${turns}, ${value ?? text}?`], items, opener: 'Choose' }
  const plain = `Turn ${turns}, ${value ?? text}? 1 One 2 Two`
  return {
    session: String(turns),
    reply: text === 'plain' ? plain : writeReply(plain, offer),
    forget: text === 'forget',
    urgent: false,
  }
}

async function open(parts: HouseParts & { templates?: boolean } = {}, settings: FakeSettings = {}) {
  const provider = await openFakeTwilio(settings)
  if (parts.templates !== false)
    for (const shape of shapes)
      provider.contents.push({ ...templateOf(shape), sid: `HX${String(provider.contents.length).padStart(32, '0')}` })
  const house = await openHouse({ turn: asking, contentAt: provider.url, ...parts })
  await house.offers?.ready
  closing.push(provider.close, () => {
    expect(provider.violations).toEqual([])
    return house.close()
  })
  const screen = () => provider.screenOf(me).map(({ kind, body }) => `${kind}: ${body}`)
  return { provider, house, screen, write: (body: string, more = {}) => provider.write(house, body, more) }
}
/** Another Twilio, where the templates are. */
async function withTemplates() {
  const provider = await openFakeTwilio()
  for (const shape of shapes)
    provider.contents.push({ ...templateOf(shape), sid: `HX${String(provider.contents.length).padStart(32, '0')}` })
  closing.push(provider.close)
  return provider
}
const buttons = (turn: number, text: string) => ({
  kind: 'buttons',
  body: `Turn ${turn}, ${text}?`,
  items: [
    ['One', 'choice:x:0'],
    ['Two', 'choice:x:1'],
    ['Three', 'choice:x:2'],
  ],
})
const plain = (turn: number, text: string) => ({ kind: 'text', body: `Turn ${turn}, ${text}? 1 One 2 Two`, items: [] })
const outcomes = (logged: readonly string[]) =>
  logged
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ event }) => event === 'whatsapp_offer')
    .map(({ outcome }) => outcome)

describe('an answer with something to tap', () => {
  test('comes as buttons, or as a list, and nothing beside it', async () => {
    const { write } = await open()
    expect(await write('hi')).toEqual([buttons(1, 'hi')])
    expect(await write('list')).toMatchObject([{ kind: 'list', body: 'Turn 2, list?' }])
  })

  test('what is tapped is a choice, by button or row, and its words are not read', async () => {
    const { write } = await open()
    expect(await write('One', { ButtonPayload: 'choice:x:0', ButtonText: 'One' })).toEqual([buttons(1, 'choice:x:0')])
    expect(await write('', { ListId: 'service:aa', ListTitle: 'AA' })).toEqual([buttons(2, 'service:aa')])
    expect(await write('Shop', { ButtonPayload: 'somebody else made this' })).toEqual([buttons(3, 'Shop')])
  })

  test('is text where it has nothing to tap', async () => {
    const { write } = await open()
    expect(await write('plain')).toEqual([plain(1, 'plain')])
  })

  test('is text without the templates, which are looked for again after a while', async () => {
    let clock = Date.parse('2026-11-24T11:00:00Z')
    const { write, provider } = await open({ templates: false, now: () => clock }, { now: () => clock })
    expect(await write('hi')).toEqual([plain(1, 'hi')])
    for (const shape of shapes)
      provider.contents.push({ ...templateOf(shape), sid: `HX${String(provider.contents.length).padStart(32, '0')}` })
    expect(await write('hi')).toEqual([plain(2, 'hi')])
    clock += 11 * 60_000
    await write('hi')
    await vi.waitFor(async () => expect(await write('hi')).toMatchObject([{ kind: 'buttons' }]))
  })

  test('is text from the on-screen phone and where Twilio is not set up for content', async () => {
    const { write, provider } = await open({ contentAt: undefined })
    expect(await write('hi')).toEqual([plain(1, 'hi')])
    expect(provider.requests).toEqual([])
  })
})

describe('neither twice nor never', () => {
  test.each<[string, { status: number; code?: number }]>([
    ['too many requests', { status: 429, code: 20429 }],
    ['a template that is gone', { status: 400, code: 21655 }],
    ['a failure of Twilio', { status: 503 }],
    ['credentials refused', { status: 401, code: 20003 }],
  ])('%s: in text, once, and Twilio is not asked again', async (_what, fault) => {
    const { write, provider, screen, house } = await open()
    provider.fail({ method: 'POST', ...fault })
    expect(await write('hi')).toEqual([plain(1, 'hi')])
    expect(screen()).toHaveLength(1)
    expect(provider.requests.filter((one) => one.startsWith('POST'))).toHaveLength(1)
    expect(outcomes(house.logged)).toHaveLength(1)
  })

  test('the same message again gets what it got: nothing where the buttons are there, the same text where not', async () => {
    const { provider, house, screen } = await open()
    const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    for (let n = 0; n < 3; n++) expect(await (await post(house, whatsappPath, form)).text()).toBe(silence)
    expect(screen()).toEqual(['buttons: Turn 1, hi?'])
    provider.fail({ method: 'POST', status: 500 })
    const other = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    for (let n = 0; n < 3; n++)
      expect(await (await post(house, whatsappPath, other)).text()).toBe(twiml('Turn 2, hi? 1 One 2 Two'))
    expect(screen()).toEqual(['buttons: Turn 1, hi?'])
  })

  test('twenty times the same message at once is one answer', async () => {
    const { provider, house, screen } = await open()
    const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    const bodies = await Promise.all(
      Array.from({ length: 20 }, async () => (await post(house, whatsappPath, form)).text()),
    )
    expect(new Set(bodies)).toEqual(new Set([silence]))
    expect(screen()).toHaveLength(1)
  })

  test('the answer of Twilio is lost: in text too, for nobody knows; this is the one way to get both', async () => {
    const { write, provider, screen } = await open()
    provider.fail({ method: 'POST', status: 0 })
    await write('hi')
    expect(screen()).toEqual(['buttons: Turn 1, hi?', 'text: Turn 1, hi? 1 One 2 Two'])
  })

  test('after a failure that may pass, for a minute nobody waits for Twilio', async () => {
    let clock = Date.parse('2026-11-24T11:00:00Z')
    const { write, provider } = await open({ now: () => clock }, { now: () => clock })
    provider.fail({ method: 'POST', status: 503 })
    expect(await write('hi')).toEqual([plain(1, 'hi')])
    const asked = provider.requests.length
    expect(await write('hi')).toEqual([plain(2, 'hi')])
    expect(provider.requests).toHaveLength(asked)
    clock += 61_000
    expect(await write('hi')).toEqual([buttons(3, 'hi')])
  })

  test('answers to one person are sent in order, though the first takes longer', async () => {
    const { provider, house, screen } = await open()
    const forms = [1, 2].map(() => provider.formOf('hi', me, `whatsapp:${ourNumber}`, {}))
    provider.slow(200)
    const first = post(house, whatsappPath, forms[0] ?? {})
    await vi.waitFor(() => expect(provider.requests.at(-1)).toMatch(/^POST/))
    provider.slow(0)
    await Promise.all([first, post(house, whatsappPath, forms[1] ?? {})])
    await vi.waitFor(() => expect(screen()).toEqual(['buttons: Turn 1, hi?', 'buttons: Turn 2, hi?']))
  })

  test('Twilio is slow: the person is answered in text, well before the webhook is given up', async () => {
    const { write, provider } = await open({ pushMs: 300 })
    provider.slow(2000)
    const started = performance.now()
    expect(await write('hi')).toEqual([plain(1, 'hi')])
    expect(performance.now() - started).toBeLessThan(1500)
  })

  describe('another process began, and', () => {
    const begun = async (ranks: number[]) => {
      const { provider, house, screen } = await open({ pushMs: 200 })
      const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
      const id = `whatsapp:${form.MessageSid}:offer`
      const later = Date.now() + 3_600_000
      await house.store.receipt(id, ranks[0] ?? 1, Date.now(), later)
      const answer = post(house, whatsappPath, form).then((one) => one.text())
      if (ranks[1]) setTimeout(() => void house.store.receipt(id, ranks[1] ?? 1, Date.now(), later), 300)
      return { body: await answer, screen }
    }
    test.each<[string, number[], string]>([
      ['has sent it: silence', [3], silence],
      ['could not send it: text', [2], twiml('Turn 1, hi? 1 One 2 Two')],
      ['sends it just now: waited for', [1, 3], silence],
      ['cannot send it just now: waited for', [1, 2], twiml('Turn 1, hi? 1 One 2 Two')],
      ['died: text', [1], twiml('Turn 1, hi? 1 One 2 Two')],
    ])('%s', async (_what, ranks, expected) => {
      const { body, screen } = await begun(ranks)
      expect(body).toBe(expected)
      expect(screen()).toEqual([])
    })
  })

  test('what was said in text stays text, though the templates are there when it comes again', async () => {
    const { provider, house } = await open({ templates: false })
    const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    const first = await (await post(house, whatsappPath, form)).text()
    const other = await openHouse({ turn: asking, store: () => house.store, contentAt: (await withTemplates()).url })
    closing.push(() => other.close())
    await other.offers?.ready
    expect(await (await post(other, whatsappPath, form)).text()).toBe(first)
  })

  test.each<[keyof Store]>([['receipt'], ['rankOf']])('a store that fails at %s: in text', async (method) => {
    const store = (real: Store) => instead(real, { [method]: () => Promise.reject(new StoreError('away', 'gone')) })
    const { provider, house } = await open({ store })
    const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    for (let n = 0; n < 2; n++)
      expect(await (await post(house, whatsappPath, form)).text()).toBe(twiml('Turn 1, hi? 1 One 2 Two'))
  })
})

describe('buttons that Twilio took and WhatsApp refused', () => {
  test.each(['63005', '63013', '63021', '63032', '30008'])('%s: the text after all, once', async (code) => {
    const { write, provider, screen, house } = await open({}, { callbacks: 'twice' })
    provider.lose(code)
    await write('hi')
    await vi.waitFor(() => expect(screen()).toEqual(['text: Turn 1, hi? 1 One 2 Two']))
    await vi.waitFor(() => expect(outcomes(house.logged)).toEqual(['taken', 'text_after_all']))
  })

  test('and so is the text: it stays lost, and no loop begins', async () => {
    const { write, provider, screen } = await open()
    provider.lose('63005', '63005')
    await write('hi')
    await vi.waitFor(() => expect(provider.requests.filter((one) => one.startsWith('POST'))).toHaveLength(2))
    expect(screen()).toEqual([])
  })

  test('because the person blocked us: they are opted out, and nothing is said', async () => {
    const { write, provider, screen, house } = await open()
    provider.lose('63014')
    await write('hi')
    const pseudonyms = createPseudonyms(keys)
    const optedOut = async (channel: string) =>
      (await house.store.load(pseudonyms.of(channel, theirNumber), Date.now())).optedOut
    await vi.waitFor(async () => expect(await optedOut('whatsapp')).toBe(true))
    expect(await optedOut('sms')).toBe(false)
    expect(screen()).toEqual([])
  })

  test('a day later nothing may be written any more, and nothing is: never a 63016', async () => {
    const { house, provider } = await open()
    const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    await post(house, whatsappPath, form)
    const late = `/channels/twilio/status?answers=${form.MessageSid}&since=${Date.now() - 24 * 3_600_000}`
    const sent = provider.requests.length
    const failed = {
      MessageSid: `SM${'9'.repeat(32)}`,
      MessageStatus: 'failed',
      ErrorCode: '63005',
      To: me,
      From: `whatsapp:${ourNumber}`,
    }
    expect((await post(house, late, failed)).status).toBe(204)
    expect(provider.requests).toHaveLength(sent)
    expect(outcomes(house.logged)).toEqual(['taken', 'outside_window'])
  })

  test('after FORGET there is nothing left to say', async () => {
    const { house, provider, write } = await open()
    const form = provider.formOf('hi', me, `whatsapp:${ourNumber}`, {})
    await post(house, whatsappPath, form)
    await write('forget')
    const sent = provider.requests.length
    const failed = {
      MessageSid: `SM${'9'.repeat(32)}`,
      MessageStatus: 'failed',
      ErrorCode: '63005',
      To: me,
      From: `whatsapp:${ourNumber}`,
    }
    await post(house, `/channels/twilio/status?answers=${form.MessageSid}&since=${Date.now()}`, failed)
    expect(provider.requests).toHaveLength(sent)
  })
})

test('nothing of it is logged: no number, no word, no id', async () => {
  const { write, provider, house } = await open()
  provider.lose('63005')
  await write('my secret')
  provider.fail({ method: 'POST', status: 400, code: 21656 })
  await write('my secret', { ProfileName: 'Anna Example' })
  expect(house.logged.join('')).not.toMatch(/secret|Anna|7700|SMf|HX0|v1\./)
})

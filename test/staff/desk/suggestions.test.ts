import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { readRecord } from '../../../src/publishing/record.ts'
import { newsKind } from '../../../src/publishing/suggestions.ts'
import type { ChannelId } from '../../../src/taxonomy.ts'
import { type Client, openTestDesk, type TestDesk } from './desk.ts'

let desk: TestDesk
let curator: Client
beforeAll(async () => {
  desk = await openTestDesk()
  curator = await desk.as('curator')
})
afterAll(() => desk?.close())

let id: string
let number = 0
beforeEach(async () => {
  id = `place-${number++}`
  for (const one of await desk.parts.suggestions.open()) await desk.parts.suggestions.done(one.id)
})

async function told(words: { name?: string; where?: string; what?: string } = {}, channel: ChannelId = 'sms') {
  const from = { id, language: 'en', channel } as const
  const { add } = desk.parts.suggestions
  await add('anna', { ...from, part: 'name', words: words.name ?? 'Fern Lane Kitchen' })
  await add('anna', { ...from, part: 'where', words: words.where ?? '4 Fern Lane, Tipton' })
  await add('anna', { ...from, part: 'what', words: words.what ?? 'soup on Mondays' })
}
const wantsToHear = (channel: ChannelId = 'sms') =>
  desk.parts.suggestions.add('anna', {
    ...{ id, part: 'tell', language: 'en', channel },
    ...(channel === 'sms' ? { address: 'sealed', via: '+447700900001' } : {}),
  })
const send = (what: string, fields: Record<string, string>) => curator.post(`/desk/suggestions/${id}/${what}`, fields)
const whole = {
  name: 'Fern Lane Kitchen',
  address: '4 Fern Lane, Tipton',
  type: 'phone',
  value: '',
  need: 'food',
  looked: 'yes',
}

test('Today says how many wait, after what is to be looked at again; a reader is not led to the words', async () => {
  expect((await curator.get('/desk')).body).not.toContain('href="/desk/suggestions"')
  await told()
  const { body } = await curator.get('/desk')
  expect(body).toContain('1 place that somebody told us of.')
  expect(body).toContain('href="/desk/suggestions"')
  const order = ['Reported wrong', 'Confirmations that end', 'Unconfirmed', 'Suggested by people', 'native speaker']
  expect(order.map((one) => body.indexOf(one))).toEqual(
    [...order.map((one) => body.indexOf(one))].sort((a, b) => a - b),
  )
  const reader = await (await desk.as('reader')).get('/desk')
  expect(reader.body).toContain('1 place that somebody told us of.')
  expect(reader.body).not.toContain('href="/desk/suggestions"')
})

test('a curator reads it as it was written, and a hostile one does nothing', async () => {
  await told({
    name: '<script>alert(1)</script>',
    where: '"><img src=x onerror=alert(1)>',
    what: '{{ 7*7 }} ../../etc',
  })
  const list = (await curator.get('/desk/suggestions')).body
  const { body } = await curator.get(`/desk/suggestions/${id}`)
  for (const page of [list, body]) {
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    expect(page).not.toMatch(/<script>alert|<img src=x/)
  }
  expect(body).toContain('{{ 7*7 }} ../../etc')
})

test.each(['elsewhere', 'sikh'])('%s, whose area it is not, neither reads it nor decides', async (who) => {
  await told()
  const client = await desk.as(who)
  for (const path of ['/desk/suggestions', `/desk/suggestions/${id}`]) expect((await client.get(path)).status).toBe(403)
  for (const what of ['draft', 'listed', 'declined'])
    expect(
      (await client.post(`/desk/suggestions/${id}/${what}`, { ...whole, which: 'aa', reason: 'harm' })).status,
    ).toBe(403)
  expect(await desk.parts.suggestions.open()).toHaveLength(1)
})

describe('a draft', () => {
  test('is a record of the desk that says where it is from, opens in the editor, and compiles with the rest', async () => {
    await told()
    const { status, location } = await send('draft', { ...whole, value: '0121 496 0123' })
    expect([status, location]).toEqual([303, '/desk/records/fern-lane-kitchen?saved'])
    const text = (await desk.parts.workbench.text('content/areas/sandwell/services/fern-lane-kitchen.yaml')) ?? ''
    const record = readRecord(text)
    expect(record).toMatchObject({
      name: 'Fern Lane Kitchen',
      needs: ['food'],
      coverage: 'borough',
      steward: 'sandwell curators',
      contacts: [
        { type: 'phone', value: '0121 496 0123' },
        { type: 'walk_in', value: '' },
      ],
      locations: [{ address: '4 Fern Lane, Tipton', town: 'tipton', hidden: false }],
    })
    expect(Object.keys(record.provenance)).toEqual(['offer', 'phone:0121 496 0123', 'walk_in:', 'address'])
    expect(record.provenance.address).toMatchObject({
      source: 'suggested by a person through Fingerpost',
      dated: '2026-11-22',
      review_by: '2026-12-22',
      confidence: 'suggested',
    })
    // What they said it offers stays theirs: the curator asks the place itself.
    expect(text).not.toContain('soup')
    const { body } = await curator.get('/desk/records/fern-lane-kitchen')
    expect(body).toContain('value="Fern Lane Kitchen"')
    const overlay = await desk.parts.workbench.overlay()
    const bundle = desk.parts.live.bundle().with(overlay, desk.parts.live.bundle().day)
    expect(bundle.services.map((one) => one.id)).toContain('fern-lane-kitchen')
    expect(bundle.confirmed('fern-lane-kitchen', 'phone:0121 496 0123')).toBe(false)
    expect((await curator.get('/desk/ring')).body).toContain('Fern Lane Kitchen')
    expect(await desk.parts.suggestions.open()).toEqual([])
  })

  test('never takes the place of a record that is there', async () => {
    await told()
    const { location } = await send('draft', { ...whole, name: 'Smethwick Foodbank' })
    expect(location).toBe(`/desk/records/smethwick-foodbank-${id}?saved`)
  })

  test('has an id though none of the letters of its name are ours', async () => {
    await told({ name: 'ਗੁਰਦੁਆਰਾ' })
    expect((await send('draft', { ...whole, name: 'ਗੁਰਦੁਆਰਾ' })).location).toBe(`/desk/records/${id}?saved`)
  })

  test.each([
    ['no name', { name: '' }, 'Enter what it is called'],
    ['their words, not looked at', { looked: '' }, 'This is as they wrote it'],
    ['their address, not looked at', { name: 'The Fern Kitchen', looked: '' }, 'This is as they wrote it'],
    ['a mobile, not looked at', { type: 'phone', value: '+447700900123', looked: '' }, 'This may be one person’s own'],
    [
      'a mailbox, not looked at',
      { type: 'email', value: 'sam@example.org', looked: '' },
      'This may be one person’s own',
    ],
    ['a mobile in its name', { name: 'Kitchen, ask for Sam 07700 900123' }, 'A mobile, a mailbox or a password'],
    ['a mailbox in its address', { address: '4 Fern Lane (sam@example.org)' }, 'A mobile, a mailbox or a password'],
    ['a link that is none', { type: 'web', value: 'javascript:alert(1)' }, 'This is no address on the web'],
    ['no way to reach it', { address: '', value: '' }, 'Give an address or another way to reach it'],
    ['nothing it is good for', { need: 'moon' }, 'Choose what it is good for'],
    ['where people hide', { need: 'domestic_abuse' }, 'Give no address of a place for people who are hurt at home'],
  ])('with %s it is not made, and nothing entered is lost', async (_, wrong, says) => {
    await told()
    const { status, body } = await send('draft', { ...whole, value: '0121 496 0123', ...wrong })
    expect(status).toBe(422)
    expect(body).toContain(says)
    if (!('value' in wrong)) expect(body).toContain('0121 496 0123')
    expect(await desk.parts.suggestions.open()).toHaveLength(1)
  })

  test('with what must not be published it is not made', async () => {
    await told()
    const { status, body } = await send('draft', { ...whole, value: '0330 123 6600' })
    expect(status).toBe(422)
    expect(body).toContain('This must not be published')
  })
})

test('listed already: its record opens, and the words are gone', async () => {
  await told()
  expect((await send('listed', { which: 'moon' })).status).toBe(422)
  expect((await send('listed', { which: 'smethwick-foodbank' })).location).toBe('/desk/records/smethwick-foodbank')
  expect(await desk.parts.suggestions.open()).toEqual([])
})

test('what is named alike is offered first', async () => {
  await told({ name: 'foodbank in smethwick' })
  const { body } = await curator.get(`/desk/suggestions/${id}`)
  expect(body.indexOf('value="smethwick-foodbank"')).toBeLessThan(body.indexOf('value="aa"'))
})

test('declined: only for a reason, and the words are gone', async () => {
  await told()
  expect((await send('declined', { reason: 'because' })).status).toBe(422)
  expect((await send('declined', { reason: 'person' })).location).toBe('/desk/suggestions')
  expect(await desk.parts.suggestions.open()).toEqual([])
})

test('of two curators the second is told, and of what was taken back both are', async () => {
  await told()
  await send('declined', { reason: 'closed' })
  expect((await send('listed', { which: 'aa' })).status).toBe(404)
  expect((await curator.get(`/desk/suggestions/${id}`)).status).toBe(404)
})

describe('who asked to hear', () => {
  const waiting = () => desk.store.take('w', desk.clock.now + 7 * 86_400_000, { limit: 10, leaseMs: 1000 })

  test('gets one text into the outbox, by day, that names neither the place nor what it is about', async () => {
    await told()
    await wantsToHear()
    expect((await curator.get(`/desk/suggestions/${id}`)).body).toContain('They asked to hear what becomes of it.')
    desk.clock.now = Date.parse('2026-11-22T23:30Z')
    const late = await desk.as('curator')
    const draft = { ...whole, name: `Fern Lane Kitchen ${id}` }
    expect((await late.post(`/desk/suggestions/${id}/draft`, draft)).status).toBe(303)
    desk.clock.now = Date.parse('2026-11-22T12:00Z')
    expect(await desk.store.take('w', Date.parse('2026-11-23T08:59Z'), { limit: 10, leaseMs: 1000 })).toEqual([])
    const [job] = await waiting()
    expect(job).toMatchObject({ kind: newsKind, payload: JSON.stringify({ id }) })
    const news = await desk.parts.suggestions.takeNews(id)
    expect(news?.text).toBe(
      'You asked to hear back. Thank you: we are checking it now. If all is right, we list it. STOP ends texts.',
    )
    if (job) await desk.store.finish(job)
  })

  test('by a code gets no text', async () => {
    await told({}, 'web')
    await wantsToHear('web')
    await send('declined', { reason: 'closed' })
    expect(await waiting()).toEqual([])
    expect(await desk.parts.suggestions.outcomeOf(id)).toBe('declined')
  })
})

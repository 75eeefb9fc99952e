import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { answer } from '../../../src/assistant.ts'
import type { Check } from '../../../src/publishing/publish.ts'
import { hashOf } from '../../../src/publishing/releases.ts'
import { type Client, type Form, formOf, openTestDesk, type TestDesk } from './desk.ts'

const id = 'smethwick-foodbank'
const file = `content/areas/sandwell/services/${id}.yaml`
const origin = { source: 'rang the office', dated: '22 November 2026', confidence: 'told' }

let desk: TestDesk
let curator: Client
/** What the check finds; `wait` holds it up. */
let found: string[]
let wait: Promise<void>

beforeEach(async () => {
  found = []
  wait = Promise.resolve()
  const check: Check = async (_files, _quick, onStep) => {
    onStep(1, 2)
    await wait
    return found
  }
  desk = await openTestDesk({ check })
  curator = await desk.as('curator')
})
afterEach(() => desk?.close())

const open = async (client = curator, of = id) =>
  formOf((await client.get(`/desk/records/${of}`)).body, `/desk/records/${of}/preview`)
const look = async (change: Form, client = curator, of = id) =>
  client.post(`/desk/records/${of}/preview`, { ...(await open(client, of)), ...origin, why: 'they moved', ...change })
const save = async (change: Form, client = curator, of = id) =>
  client.post(`/desk/records/${of}/save`, formOf((await look(change, client, of)).body, `/desk/records/${of}/save`))
/** Saves confirmations as they were made some months ago. */
const confirmedBefore = async (rows: { service: string; contact: string; expires: string }[]) => {
  const path = 'content/confirmations.yaml'
  const text = stringify(rows.map((one) => ({ ...one, confirmed_on: '2026-08-25', by: 'tests', how: 'made up' })))
  const from = hashOf(await desk.parts.workbench.text(path))
  await desk.parts.workbench.save({ path, from, text, by: 'tests', why: 'made up' })
}
const published = async () => {
  const publisher = await desk.as('publisher')
  await publisher.post('/desk/publish', { why: 'a new number' })
  await desk.parts.publisher.settled()
  return desk.parts.live.bundle()
}
const phoneIn = () =>
  desk.parts.live
    .bundle()
    .directory.get(id)
    ?.contacts.find(({ type }) => type === 'phone')?.value

const newNumber = { 'contacts.0.value': '07700 900222' }

describe('changing a record', () => {
  test('whom it helps and how, each in its place and with its source', async () => {
    await save({
      languages: 'English, Punjabi, pl',
      limits: ['women_only'],
      min_age: '18',
      preferences: ['step_free', 'childcare', 'in_person'],
      substances: ['alcohol'],
      first_contact: ['call'],
      'locations.0.point': '52.4921, -1.9701',
      'locations.0.venue': 'community',
      'locations.0.hours': 'first Sun 14:00-16:00',
    })
    const text = (await desk.parts.workbench.text(file)) ?? ''
    expect(parse(text)).toMatchObject({
      languages: ['en', 'pa', 'pl'],
      substances: ['alcohol'],
      eligibility: { min_age: 18, women_only: true },
      first_contact: ['call'],
      locations: [{ lat: 52.4921, lon: -1.9701, venue: 'community', hours: [{ days: ['SU'], nth: [1] }] }],
    })
    expect(parse(text).preferences).toEqual(expect.arrayContaining(['step_free', 'childcare', 'in_person']))
    const { provenance } = parse(text)
    for (const fact of ['languages', 'eligibility', 'preferences', 'coordinates', 'schedules'])
      expect(provenance[fact]).toMatchObject({ source: 'rang the office', confidence: 'told' })
    // In the order in which records have them, not at the end.
    expect(text.indexOf('languages:')).toBeLessThan(text.indexOf('contacts:'))
    // What is opened again and not touched stays as it is.
    const again = await look({ why: 'looked again' })
    expect(again.body).toContain('Nothing changes.')
  })

  test('a place without an address stays when something else is changed', async () => {
    const hidden = '\n- address: ""\n  town: smethwick\n  hidden: true\n'
    const { text, ...rest } = { text: (await desk.parts.workbench.text(file)) ?? '', by: 'test', why: 'a second place' }
    const more = text.replace(/\nlocations:\n/, `\nlocations:${hidden.trimEnd()}\n`)
    expect(more).not.toBe(text)
    await desk.parts.workbench.save({ path: file, from: hashOf(text), text: more, ...rest })
    await save(newNumber)
    expect(parse((await desk.parts.workbench.text(file)) ?? '').locations[0]).toMatchObject({
      town: 'smethwick',
      hidden: true,
    })
  })

  test.each<[string, Form, string]>([
    ['a language nobody knows', { languages: 'English, Elvish' }, 'We do not know one of these languages'],
    ['an age that is none', { min_age: 'adult' }, 'Give an age in years'],
    ['ages the wrong way round', { min_age: '18', max_age: '12' }, 'The oldest age is below the youngest'],
    ['for women only and for men only', { limits: ['women_only', 'men_only'] }, 'It cannot be for women only'],
    [
      'a link that is none',
      { 'contacts.0.type': 'web', 'contacts.0.value': 'javascript:alert(1)' },
      'no address on the web',
    ],
    ['a point that is none', { 'locations.0.point': 'near the park' }, 'Write the point as two numbers'],
    ['a page pasted as a name', { name: 'x'.repeat(100_000) }, 'At most 200 characters'],
  ])('%s is refused, and nothing that was entered is lost', async (_, change, why) => {
    const { status, body } = await look({ ...change, organization: 'Somebody Else' })
    expect([status, body.includes(why), body.includes('value="Somebody Else"')]).toEqual([422, true, true])
  })

  test.each<[string, Form, string]>([
    ['a mobile in an address', { 'locations.0.address': 'ring Sam 07700 900123, 1 Made-up Street' }, 'holds a mobile'],
    ['a point far from its postcode', { 'locations.0.point': '51.5, -0.1' }, 'The point on the map is'],
  ])('warns of %s', async (_, change, warning) => {
    expect((await look(change)).body).toContain(warning)
  })

  test('what cannot be seen does not get into a file, and a link is written as it is printed', async () => {
    await save({
      name: 'Smethwick\u202e \u200bFoodbank\u0007\u00a0Kitchen',
      'contacts.0.value': '\u202a0121 496 0123\u202c',
      'contacts.1.type': 'web',
      'contacts.1.value': 'https://www.made-up.example/help/',
      why: 'a\ttab',
    })
    const one = parse((await desk.parts.workbench.text(file)) ?? '')
    expect(one.name).toBe('Smethwick Foodbank Kitchen')
    expect(one.contacts.map(({ value }: { value: string }) => value)).toEqual(
      expect.arrayContaining(['0121 496 0123', 'made-up.example/help']),
    )
    expect((await desk.parts.workbench.changes())[0]?.why).toBe('a tab')
  })

  test('shows what people will read, by text, by WhatsApp and on the web, in every language, before it is saved', async () => {
    const { status, body } = await look(newNumber)
    expect(status).toBe(200)
    // By text and by WhatsApp.
    expect(body.match(/class="desk-sms"/g)).toHaveLength(22)
    expect(body.match(/class="desk-web"/g)).toHaveLength(11)
    expect(body).toContain('07700 900222')
    expect(body).toContain('Punjabi')
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test('is kept with who, why and what, as a file that is good to read', async () => {
    expect((await save(newNumber)).location).toBe(`/desk/records/${id}?saved`)
    const [change] = await desk.parts.workbench.changes()
    expect(change).toMatchObject({ by: 'curator', why: 'they moved', path: file })
    expect(change?.after).toContain("value: '07700 900222'")
    expect(change?.after?.split('\n')[0]).toBe('# Not known yet: current sessions.')
    expect(parse(change?.after ?? '').provenance['phone:07700 900222']).toEqual({
      source: 'rang the office',
      dated: '22 November 2026',
      checked: '2026-11-22',
      review_by: '2027-02-22',
      confidence: 'told',
    })
    expect(phoneIn()).toBe('0808 208 2138')
  })

  test.each([
    ['no source', { ...newNumber, source: '' }, 'Say where you read or heard it'],
    ['no date', { ...newNumber, dated: '' }, 'Say where you read or heard it'],
    ['no certainty', { ...newNumber, confidence: 'a friend said' }, 'Say where you read or heard it'],
    ['no reason', { ...newNumber, why: '' }, 'Say why you change it'],
    ['no name', { name: '' }, 'Enter something here'],
    ['impossible hours', { 'locations.0.hours': 'Mon 9:00-9:00' }, 'opens and closes at the same time'],
    ['unreadable hours', { 'locations.0.hours': 'when it rains' }, 'We cannot read these hours'],
    ['nothing to reach it by', { 'contacts.0.gone': 'yes', 'contacts.1.gone': 'yes' }, 'Give at least one way'],
  ])('%s: asked for, and what was entered stays', async (_, change, words) => {
    const { status, body } = await look({ 'contacts.0.keyword': 'stays here', ...change })
    expect(status).toBe(422)
    expect(body).toContain(words)
    expect(body).toContain('stays here')
  })

  test.each([
    ['a number on the list', { 'contacts.0.value': '0845 388 3853' }, '0845 388 3853 must not be published'],
    ['a postcode elsewhere', { 'locations.0.postcode': 'LS1 4DY' }, 'LS1 4DY is outside the area'],
    ['no postcode at all', { 'locations.0.postcode': 'ZZ99 9ZZ' }, 'We do not know the postcode'],
    ['no number of this country', { 'contacts.0.value': '+1 555 0100' }, 'does not look like a number'],
    ["one person's own phone", newNumber, 'is a mobile'],
    ['a day that is too long', { 'locations.0.hours': 'Mon 6:00-23:30' }, 'more than 16 hours'],
    ['hours that overlap', { 'locations.0.hours': 'Mon 9:00-12:00\nMon 11:00-13:00' }, 'overlap'],
    ['closing it', { status: 'inactive' }, 'Nobody would be told of it'],
    ['a refuge', { 'locations.0.address': 'The Refuge, Made-up Road' }, 'must stay private'],
    [
      'hard words',
      {
        about:
          'Comprehensive multidisciplinary provision facilitating sustainable individual nutritional resilience and empowerment.',
      },
      'reading age',
    ],
    ['a long sentence', { about: `${'They give you food and a cup of tea and '.repeat(3)}more.` }, 'Twenty are enough'],
  ])('%s is warned of before saving', async (_, change, words) => {
    const { status, body } = await look(change)
    expect(status).toBe(200)
    expect(body).toContain(words)
  })

  test('hostile words are shown as words', async () => {
    const { body } = await look({ name: '<script>alert(1)</script>' })
    expect(body).not.toContain('<script>alert')
    expect(body).toContain('&lt;script&gt;alert')
  })

  test('the whole file can be changed, but not into another record, nor into none', async () => {
    const { text = '' } = await desk.parts.workbench.text(file).then((text) => ({ text: text ?? '' }))
    const whole = (change: (text: string) => string) => look({ whole: change(text) })
    expect((await whole((one) => one.replace('Smethwick Foodbank', 'Made-up Foodbank'))).status).toBe(200)
    for (const [spoil, words] of [
      [(one: string) => one.replace(`id: ${id}`, 'id: another'), 'The id must stay'],
      [() => 'id: [', 'cannot be read'],
      [(one: string) => one.replace('coverage: borough', 'coverage: moon'), 'cannot be read'],
      [(one: string) => one.replace(/^ {2}schedules:\n(?: {4}.*\n)+/m, ''), 'Say where you read'],
    ] as const) {
      const { status, body } = await whole(spoil)
      expect([status, body.includes(words)]).toEqual([422, true])
    }
  })

  test('a form that skips the preview gains nothing', async () => {
    const fields = await open()
    const { from = '' } = fields
    const text = (await desk.parts.workbench.text(file)) ?? ''
    for (const spoilt of [
      `${text.split('provenance:')[0]}provenance: {}\n`,
      text.replace(`id: ${id}`, 'id: samaritans'),
      'not a record',
      '',
    ])
      expect((await curator.post(`/desk/records/${id}/save`, { text: spoilt, from, why: 'because' })).status).toBe(404)
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test('words in English: the file of sentences changes, and only there', async () => {
    await save({ about: 'They give food parcels. You need a voucher.' })
    const edits = await desk.parts.workbench.waiting()
    expect(edits.map(({ path }) => path)).toEqual(['locales/en/services.json'])
    const before = desk.files.get('locales/en/services.json')?.split('\n') ?? []
    const after = edits[0]?.text?.split('\n') ?? []
    expect(after.filter((line, n) => line !== before[n])).toEqual([
      '    "about": "They give food parcels. You need a voucher."',
    ])
  })
})

describe('two at the same record', () => {
  test('the second is told, and nothing of either is lost', async () => {
    const second = await desk.as('second')
    const [mine, theirs] = [await look(newNumber), await look({ 'contacts.0.value': '07700 900333' }, second)]
    const action = `/desk/records/${id}/save`
    expect((await curator.post(action, formOf(mine.body, action))).status).toBe(303)
    const { status, body } = await second.post(action, formOf(theirs.body, action))
    expect(status).toBe(409)
    expect(body).toContain('Somebody else saved this meanwhile')
    expect(body).toContain('07700 900333')
    const edits = await desk.parts.workbench.waiting()
    expect(edits).toHaveLength(1)
    expect(edits[0]?.text).toContain('07700 900222')
  })

  test('is told at the preview already', async () => {
    const opened = await open()
    await save(newNumber, await desk.as('second'))
    const { status } = await curator.post(`/desk/records/${id}/preview`, { ...opened, ...origin, why: 'late' })
    expect(status).toBe(409)
  })

  test('of ten who save at once, one does', async () => {
    const action = `/desk/records/${id}/save`
    const { _csrf, ...form } = formOf((await look(newNumber)).body, action)
    const clients = await Promise.all(Array.from({ length: 10 }, () => desk.as('second')))
    const all = await Promise.all(
      clients.map((client, n) =>
        client.post(action, { ...form, text: String(form.text).replaceAll('900222', `90022${n}`) }),
      ),
    )
    expect(all.map(({ status }) => status).sort()).toEqual([303, ...Array(9).fill(409)])
    expect(await desk.parts.workbench.changes()).toHaveLength(1)
  })
})

describe('taking back', () => {
  const takeBack = async (client = curator) => {
    const [change] = await desk.parts.workbench.changes()
    return client.post(`/desk/changes/${encodeURIComponent(change?.id ?? '')}/take-back`, { why: 'a mistake' })
  }

  test('a change can be taken back, which is a change too', async () => {
    await save(newNumber)
    const before = desk.files.get(file)
    expect((await takeBack()).status).toBe(303)
    expect(await desk.parts.workbench.text(file)).toBe(before)
    expect((await desk.parts.workbench.changes()).map(({ why }) => why)).toEqual(['a mistake', 'they moved'])
  })

  test('not where the file was changed again since', async () => {
    await save(newNumber)
    const [first] = await desk.parts.workbench.changes()
    await save({ 'contacts.0.value': '07700 900333' })
    const { status } = await curator.post(`/desk/changes/${encodeURIComponent(first?.id ?? '')}/take-back`, {
      why: 'a mistake',
    })
    expect(status).toBe(409)
  })

  test('not by whoever may not change the record', async () => {
    await save(newNumber)
    expect((await takeBack(await desk.as('elsewhere'))).status).toBe(404)
  })
})

describe('publishing', () => {
  test('people read the new number at their next turn, and the file is written', async () => {
    await save(newNumber)
    const said = { channel: 'sms' as const, now: Date.parse('2026-11-22T12:00Z') }
    const first = answer(desk.parts.live.bundle(), { ...said, text: 'food bank in smethwick', session: null })
    expect(first.reply).not.toContain('07700 900222')
    expect((await published()).directory.get(id)?.contacts[0]?.value).toBe('07700 900222')
    const next = { ...said, text: '', value: `service:${id}`, session: first.session }
    expect(answer(desk.parts.live.bundle(), next).reply).toContain('07700 900222')
    expect(desk.files.get(file)).toContain('07700 900222')
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test('what the check finds wrong is shown to the curator, and to nobody else', async () => {
    await save(newNumber)
    found = ['a reply that is too long']
    await published()
    expect(phoneIn()).toBe('0808 208 2138')
    expect((await curator.get('/desk/publish')).body).toContain('a reply that is too long')
    expect(await desk.parts.workbench.waiting()).toHaveLength(1)
    expect(desk.files.get(file)).not.toContain('07700 900222')
  })

  test('a release that cannot be used is taken by nobody, even past the check', async () => {
    const files = { [file]: { text: 'id: [', base: null } }
    const broken = { id: 'broken', files, by: 'x', why: 'x', at: 0, before: null }
    expect(await desk.parts.releases.show(broken, 0)).toBe(true)
    await desk.parts.live.refresh()
    expect(phoneIn()).toBe('0808 208 2138')
    expect(desk.parts.live.release()).toBeNull()
  })

  test('what is saved while it is checked waits for the next time', async () => {
    await save(newNumber)
    let go = () => {}
    wait = new Promise((resolve) => {
      go = resolve
    })
    const publisher = await desk.as('publisher')
    await publisher.post('/desk/publish', { why: 'a new number' })
    expect((await publisher.get('/desk/publish')).body).toContain('Being checked')
    expect((await publisher.post('/desk/publish', { why: 'again' })).location).toBe('/desk/publish?refused')
    await save({ 'contacts.0.value': '07700 900333' })
    go()
    await desk.parts.publisher.settled()
    expect(phoneIn()).toBe('07700 900222')
    expect((await desk.parts.workbench.waiting())[0]?.text).toContain('07700 900333')
  })

  test('going back shows what was shown before, on the disk too', async () => {
    const before = desk.files.get(file)
    await save(newNumber)
    await published()
    const publisher = await desk.as('publisher')
    expect((await publisher.post('/desk/publish/go-back', { to: '', why: 'it was wrong' })).location).toBe(
      '/desk/publish',
    )
    expect(phoneIn()).toBe('0808 208 2138')
    expect(desk.files.get(file)).toBe(before)
    const [, number] = await desk.parts.releases.all()
    expect(
      (await publisher.post('/desk/publish/go-back', { to: number?.id ?? '', why: 'it was right' })).location,
    ).toBe('/desk/publish')
    expect(phoneIn()).toBe('07700 900222')
  })

  test('in production the publisher is told whose confirmation would be lost, and nothing changes', async () => {
    await desk.close()
    desk = await openTestDesk({ production: true })
    const { releases, live, workbench } = desk.parts
    const confirmations = 'content/confirmations.yaml'
    const core = Object.values(live.bundle().area.core).flat()
    const text = JSON.stringify(
      live
        .bundle()
        .services.filter(({ id }) => core.includes(id))
        .flatMap(({ id, contacts }) =>
          contacts.map(({ type, value }) => ({ service: id, contact: `${type}:${value}` })),
        )
        .map((one) => ({ ...one, confirmed_on: '2026-11-20', by: 'SW', how: 'rang', expires: '2027-02-20' })),
    )
    const files = { [confirmations]: { text, base: '[]' } }
    await releases.show({ id: 'confirmed', files, by: 'x', why: 'x', at: 0, before: null }, 0)
    await live.refresh()
    const publisher = await desk.as('publisher')
    const back = await publisher.post('/desk/publish/go-back', { to: '', why: 'it was wrong' })
    expect(back.status).toBe(409)
    expect(back.body).toContain('That was not shown again.')
    expect(back.body).toContain('<li>Samaritans</li>')
    await workbench.save({ path: confirmations, from: hashOf(text), text: '[]', by: 'x', why: 'x' })
    await publisher.post('/desk/publish', { why: 'it was wrong' })
    await desk.parts.publisher.settled()
    const { body } = await publisher.get('/desk/publish')
    expect(body).toContain('Not published. People would lose')
    expect(body).toContain('<li>Samaritans</li>')
    expect(live.release()).toBe('confirmed')
    expect(await workbench.waiting()).toHaveLength(1)
  })

  test('a file that was changed on the disk by hand is left alone, and named', async () => {
    await save(newNumber)
    await published()
    desk.files.set(file, 'by hand')
    expect((await curator.get('/desk/publish')).body).toContain('Changed on the disk by somebody else')
    await save({ 'contacts.0.value': '07700 900333' })
    await published()
    expect(phoneIn()).toBe('07700 900333')
    expect(desk.files.get(file)).toBe('by hand')
  })

  test('no reason, nothing waiting: nothing happens', async () => {
    const publisher = await desk.as('publisher')
    expect((await publisher.post('/desk/publish', { why: 'nothing' })).location).toBe('/desk/publish?refused')
    await save(newNumber)
    expect((await publisher.post('/desk/publish', { why: '' })).location).toBe('/desk/publish?refused')
  })
})

describe('the round of calls', () => {
  test('what is ticked is confirmed with who, when and how, and the next one comes', async () => {
    const { body } = await curator.get(`/desk/ring/${id}`)
    const form = formOf(body, `/desk/ring/${id}`)
    const { location } = await curator.post(`/desk/ring/${id}`, {
      ...form,
      contact: 'phone:0808 208 2138',
      how: 'Rang and spoke to them',
    })
    expect(location).toBe(`/desk/ring/${form.next}`)
    const [edit] = await desk.parts.workbench.waiting()
    expect(edit?.text).toContain('# ')
    expect(parse(edit?.text ?? '')).toEqual([
      {
        service: id,
        contact: 'phone:0808 208 2138',
        confirmed_on: '2026-11-22',
        by: 'curator',
        how: 'Rang and spoke to them',
        expires: '2027-05-22',
      },
    ])
    expect((await published()).confirmed(id, 'phone:0808 208 2138')).toBe(true)
    // The address is still to be asked.
    expect((await curator.get(`/desk/ring/${id}`)).body).not.toContain('value="phone:0808 208 2138"')
  })

  test('a confirmation that ends in some days is renewed before it lapses, the way Today leads', async () => {
    const publisher = await desk.as('publisher')
    const [line, food] = ['phone:116 123', 'phone:0808 208 2138']
    await confirmedBefore([
      { service: id, contact: food, expires: '2026-11-24' },
      { service: id, contact: 'walk_in:', expires: '2027-05-01' },
      { service: 'samaritans', contact: line, expires: '2026-11-27' },
    ])
    expect((await published()).confirmed('samaritans', line)).toBe(true)
    const today = (await publisher.get('/desk')).body
    const [, linked] =
      /<a class="govuk-link" href="([^"]+)">Samaritans<\/a>: 116 123,\s+ends 2026-11-27/.exec(today) ?? []
    expect(linked).toBe('/desk/ring/samaritans')
    expect((await publisher.get('/desk/ring')).body).toContain('116 123, confirmed until 2026-11-27')
    const { body } = await publisher.get(linked ?? '')
    expect(body).toContain('confirmed until 2026-11-27')
    await publisher.post(linked ?? '', { ...formOf(body, linked ?? ''), contact: line, how: 'rang' })
    const all = parse((await desk.parts.workbench.text('content/confirmations.yaml')) ?? '')
    expect(all.filter(({ service }: { service: string }) => service === 'samaritans')).toEqual([
      {
        service: 'samaritans',
        contact: line,
        confirmed_on: '2026-11-22',
        by: 'publisher',
        how: 'rang',
        expires: '2027-02-22',
      },
    ])
    // It is off both lists at once, and the one that nobody asked about stays on them.
    expect((await publisher.get('/desk')).body).not.toContain('ends 2026-11-27')
    expect((await publisher.get('/desk')).body).toContain('ends 2026-11-24')
    expect((await publisher.get('/desk/ring/samaritans')).body).not.toContain(`value="${line}"`)
    expect((await publisher.get(`/desk/ring/${id}`)).body).toContain(`value="${food}"`)
  })

  test('whoever only reads is led to the record, for the round is not theirs', async () => {
    await confirmedBefore([{ service: id, contact: 'phone:0808 208 2138', expires: '2026-11-24' }])
    const reader = await desk.as('reader')
    expect((await reader.get('/desk')).body).toMatch(
      new RegExp(`href="/desk/records/${id}">[^<]+</a>: 0808 208 2138,\\s+ends 2026-11-24`),
    )
  })

  test('several at once, and a crisis line for three months', async () => {
    const publisher = await desk.as('publisher')
    const contact = ['phone:116 123', 'email:jo@samaritans.org']
    await publisher.post('/desk/ring/samaritans', { contact, how: 'wrote', next: '' })
    const all = parse((await desk.parts.workbench.text('content/confirmations.yaml')) ?? '')
    expect(all.map((one: { expires: string }) => one.expires)).toEqual(['2027-02-22', '2027-02-22'])
  })

  test.each([
    ['nothing ticked', {}],
    ['another number', { contact: 'phone:0800 000' }],
    ['not said how', { contact: 'phone:0808 208 2138', how: '' }],
  ])('%s: asked again', async (_, change) => {
    const { location } = await curator.post(`/desk/ring/${id}`, { how: 'rang', ...change })
    expect(location).toBe(`/desk/ring/${id}?missed`)
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test('a curator of the area does not confirm a national line', async () => {
    const { status } = await curator.post('/desk/ring/samaritans', { contact: 'phone:116 123', how: 'rang' })
    expect(status).toBe(403)
  })
})

describe('links that staff pass on', () => {
  const links = async () => (await published()).links.all.filter(({ name }) => name !== 'link')

  test('one is made, works once it is published, and is revoked without being deleted', async () => {
    const publisher = await desk.as('publisher')
    const before = (await desk.parts.workbench.text('content/areas/sandwell/links.yaml')) ?? ''
    expect((await publisher.post('/desk/links', { name: 'Madeup', team: 'Made-up Surgery' })).location).toBe(
      '/desk/links',
    )
    expect(await links()).toEqual([{ name: 'madeup', team: 'Made-up Surgery', revoked: false }])
    expect(await desk.parts.workbench.text('content/areas/sandwell/links.yaml')).toBe(
      `${before}- name: madeup\n  team: Made-up Surgery\n`,
    )
    await publisher.post('/desk/links/madeup', {})
    expect(await links()).toEqual([{ name: 'madeup', team: 'Made-up Surgery', revoked: true }])
  })

  test.each([
    ['a name that is there', { name: 'link' }, 'it is there already'],
    ['a name that is none', { name: 'a b' }, 'That cannot be a name'],
    ['a place', { name: 'hilltop' }, 'has a meaning already'],
    ['a team that is too long', { name: 'madeup', team: 'The Made-up Medical Practice' }, 'the team is too long'],
  ])('%s is refused, and what was entered stays', async (_, fields, words) => {
    const { status, body } = await (await desk.as('publisher')).post('/desk/links', fields)
    expect([status, body.includes(words), body.includes(`value="${fields.name}"`)]).toEqual([422, true, true])
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { flags } from '../../../src/directory/import/draft.ts'
import { newRows } from '../../../src/publishing/imported.ts'
import { sandwell } from '../../sandwell.ts'
import { type Client, formOf, openTestDesk, type TestDesk } from './desk.ts'
import { importedFile as file, outdatedFile } from './files.ts'

let desk: TestDesk
let curator: Client
beforeAll(async () => {
  desk = await openTestDesk()
  desk.files.set('content/areas/sandwell/imported/fernshire.yaml', file)
  curator = await desk.as('curator')
})
afterAll(() => desk?.close())

test('a file is listed without being read whole: the latest first, without what is gone or known', () => {
  expect(newRows(file, new Set(['fernshire-kettle']))).toEqual([
    {
      id: 'fernshire-unsorted',
      name: 'Another Kettle',
      source: 'fernshire',
      taken: '2026-11-21',
      retired: null,
      flags: ['outside_area', 'needs_unsorted'],
    },
  ])
  expect(newRows(file, new Set()).map(({ name }) => name)).toEqual(['Another Kettle', 'The Kettle: Smethwick'])
  expect(newRows('', new Set())).toEqual([])
})

test('ten thousand are listed in less than two seconds of the processor', () => {
  const [head = '', one = ''] = file.split('---\n')
  const many = [head, ...Array.from({ length: 10_000 }, (_, n) => one.replace('fernshire-kettle', `kettle-${n}`))]
  const before = process.cpuUsage()
  expect(newRows(many.join('---\n'), new Set())).toHaveLength(10_000)
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(2000)
})

describe('imported and new', () => {
  test('stands under Today and has its list', async () => {
    const today = (await curator.get('/desk')).body
    expect(today).toContain('2 imported records that nobody has looked at.')
    expect(today).toContain('The latest came on 2026-11-21 from fernshire.')
    const { body } = await curator.get('/desk/imported')
    expect(body).toContain('The Kettle: Smethwick')
    expect(body).toContain('outside the area, what it is for is not sorted')
    expect(body).not.toContain('A Kettle that is Gone')
    expect((await curator.get('/desk/imported?page=99')).status).toBe(200)
    expect((await curator.get('/desk/imported?page=x')).status).toBe(200)
  })

  test('says of each thing to look at what it is', () => {
    expect(flags.filter((flag) => !sandwell.sentences.has('en', `desk:imported.flag.${flag}`))).toEqual([])
  })

  test('one that lacks something is made a record of ours, with what is known of it filled in', async () => {
    const { body } = await curator.get('/desk/imported/fernshire-unsorted')
    expect(body).toContain('It cannot be shown as it is')
    expect(body).not.toContain('What people will read')
    expect(body).not.toContain('action="/desk/imported/fernshire-unsorted"')
    expect((await curator.post('/desk/imported/fernshire-unsorted', { contact: 'phone:0121 496 0124' })).status).toBe(
      404,
    )
    const form = formOf((await curator.get('/desk/new?imported=fernshire-unsorted')).body, '/desk/new/preview')
    expect(form).toMatchObject({
      id: 'fernshire-unsorted',
      name: 'Another Kettle',
      'contacts.0.value': '0121 496 0124',
      offered_by: 'community',
    })
    const more = { needs: 'food', kind: 'cafe', about: 'A cafe. Everyone is welcome.', why: 'they told me' }
    const origin = { source: 'rang them', dated: '22 November 2026', confidence: 'told' }
    const looked = await curator.post('/desk/new/preview', { ...form, ...more, ...origin })
    await curator.post('/desk/new/save', formOf(looked.body, '/desk/new/save'))
    // A group for women must not be told to men, nor a first Sunday as every one.
    const file = 'content/areas/sandwell/services/fernshire-unsorted.yaml'
    expect(parse((await desk.parts.workbench.text(file)) ?? '')).toMatchObject({
      eligibility: { women_only: true },
      languages: ['pa'],
      locations: [{ town: 'smethwick', lat: 52.4921, lon: -1.9701, hours: [{ days: ['SU'], nth: [1] }] }],
    })
    expect((await curator.get('/desk')).body).toContain('1 imported record that nobody has looked at.')
    const { location } = await curator.get('/desk/imported/fernshire-unsorted')
    expect(location).toBe('/desk/records/fernshire-unsorted')
  })

  test('what people would read of it stands there before it is confirmed, by every channel and in every language', async () => {
    const { body } = await (await desk.as('reader')).get('/desk/imported/fernshire-kettle')
    const seen = body.slice(body.indexOf('What people will read'))
    for (const channel of ['By text', 'By WhatsApp', 'On the web'])
      expect(seen.split(channel).length - 1).toBe(sandwell.offered.length)
    expect(seen).not.toContain('Not shown here')
    const text = /<pre class="desk-sms" lang="en" dir="ltr">([^<]*)/.exec(seen)?.[1]
    expect(text).toContain('The Kettle: Smethwick')
    expect(text).toContain('0121 496 0123')
    expect(text).toContain('1 Made-up Street')
    expect(body).not.toContain('Look at this again')
    expect(parse((await desk.parts.workbench.text('content/confirmations.yaml')) ?? '')).toEqual([])
  })

  test('one with an old number, or an address that may have to stay private, warns; with the number it is not confirmed', async () => {
    const at = '/desk/imported/oldshire-line'
    const path = 'content/areas/sandwell/imported/oldshire.yaml'
    const before = await desk.parts.workbench.text('content/confirmations.yaml')
    desk.files.set(path, outdatedFile)
    const { body } = await curator.get(at)
    expect(body).toContain('0800 77 66 00 must not be published. The old number of FRANK')
    expect(body).toContain('must stay private')
    expect(body).toContain('It cannot be confirmed. Something in it must not be published.')
    expect(body).not.toContain(`action="${at}"`)
    const refused = await curator.post(at, { how: 'rang', contact: 'walk_in:' })
    expect(refused.status).toBe(422)
    expect(refused.body).toContain('0800 77 66 00 must not be published.')
    expect(refused.body).toContain('It cannot be confirmed.')
    expect(await desk.parts.workbench.text('content/confirmations.yaml')).toBe(before)

    // Without the number there is a warning left, which a curator may have an answer to.
    desk.files.set(path, outdatedFile.replace('0800 776600', '0121 496 0125'))
    const better = (await curator.get(at)).body
    expect(better).toContain('must stay private')
    expect(better).not.toContain('must not be published')
    expect(better).toContain(`action="${at}"`)
    desk.files.delete(path)
  })

  test('one that is whole is confirmed as it is, and is shown once that is published', async () => {
    const at = '/desk/imported/fernshire-kettle'
    expect((await curator.post(at, { how: 'rang', contact: 'phone:0121 496 9999' })).location).toBe(`${at}?missed`)
    expect((await curator.post(at, { how: 'rang' })).location).toBe(`${at}?missed`)
    expect((await (await desk.as('elsewhere')).post(at, { how: 'rang', contact: 'walk_in:' })).status).toBe(403)
    const { location } = await curator.post(at, { how: 'rang', contact: ['phone:0121 496 0123', 'walk_in:'] })
    expect(location).toBe('/desk/imported')
    expect(parse((await desk.parts.workbench.text('content/confirmations.yaml')) ?? '')).toContainEqual({
      service: 'fernshire-kettle',
      contact: 'phone:0121 496 0123',
      confirmed_on: '2026-11-22',
      by: 'curator',
      how: 'rang',
      expires: '2027-05-22',
    })
  })

  test('there is no page of what is no record', async () => {
    desk.files.set(
      'content/areas/sandwell/imported/broken.yaml',
      `${file.split('---')[0]}---\nid: broken-one\nservice: [\n`,
    )
    expect((await curator.get('/desk/imported')).status).toBe(200)
    for (const id of ['nothing', 'fernshire-', '..%2Fplaces', 'broken-one'])
      expect((await curator.get(`/desk/imported/${id}`)).status).toBe(404)
  })
})

describe('an imported record that was confirmed and published', () => {
  const path = 'content/areas/sandwell/imported/fernshire.yaml'
  const id = 'fernshire-kettle'
  const phone = 'phone:0121 496 0123'
  let shown: TestDesk
  let client: Client

  /** What an import wrote, read by the content that answers people, with all that the desk has saved. */
  const install = async (text: string) => {
    const { workbench, releases, live } = shown.parts
    shown.files.set(path, text)
    const all = new Map([...(await workbench.overlay()), [path, text]])
    const files = Object.fromEntries([...all].map(([name, one]) => [name, { text: one, base: null }]))
    const { version } = await releases.shown()
    const release = { id: `r${version}`, files, by: 'tests', why: 'imported', at: 0, before: null }
    expect(await releases.show(release, version)).toBe(true)
    await live.refresh()
  }

  beforeEach(async () => {
    shown = await openTestDesk()
    client = await shown.as('curator')
    shown.files.set(path, file)
    await client.post(`/desk/imported/${id}`, { how: 'rang', contact: [phone, 'walk_in:'] })
    await install(file)
    expect(shown.parts.live.bundle().confirmed(id, phone)).toBe(true)
  })
  afterEach(() => shown?.close())

  test('reported wrong: Today leads to where it is corrected, and the correction is what people read', async () => {
    await shown.parts.reports.add('anna', { service: id, contact: phone, fault: 'number', core: false })
    const [, linked = ''] = /href="([^"]+)">The Kettle: Smethwick</.exec((await client.get('/desk')).body) ?? []
    const { location } = await client.get(linked)
    expect(location).toBe(`/desk/imported/${id}`)
    const { body } = await client.get(location ?? '')
    const [, asNew = ''] = /href="(\/desk\/new[^"]+)"/.exec(body) ?? []
    const form = formOf((await client.get(asNew)).body, '/desk/new/preview')
    const looked = await client.post('/desk/new/preview', {
      ...form,
      'contacts.0.value': '0121 496 0125',
      kind: 'cafe',
      about: 'A cafe. Everyone is welcome.',
      why: 'wrong number',
      source: 'rang them',
      dated: '22 November 2026',
      confidence: 'told',
    })
    expect(looked.status).toBe(200)
    const saved = await client.post('/desk/new/save', formOf(looked.body, '/desk/new/save'))
    expect(saved.location).toBe(`/desk/records/${id}?saved`)
    await install(file)
    const now = shown.parts.live.bundle().services.filter((one) => one.id === id)
    expect(now.map(({ contacts }) => contacts.map(({ value }) => value))).toEqual([['0121 496 0125']])
    // The record is ours now, and links to it open its form.
    expect((await client.get(linked)).status).toBe(200)
    expect((await client.post('/desk/new/preview', form)).body).toContain('There is a record of that name already')
  })

  test.each(['', '/visits', '/words/pa'])('/desk/records/ID%s leads to its own page', async (part) => {
    expect(await client.get(`/desk/records/${id}${part}`)).toMatchObject({
      status: 303,
      location: `/desk/imported/${id}`,
    })
    expect((await client.get(`/desk/records/nothing${part}`)).status).toBe(404)
  })

  test('gone from its source, Today says so while its confirmation would hold', async () => {
    expect((await client.get('/desk')).body).not.toContain('gone from its source')
    await install(file.replace('taken: 2026-11-20', 'taken: 2026-11-20\nretired: 2026-11-22'))
    expect(shown.parts.live.bundle().services.some((one) => one.id === id)).toBe(false)
    const today = (await client.get('/desk')).body
    expect(today).toContain('Confirmed, but gone from its source')
    expect(today).toMatch(
      /href="\/desk\/imported\/fernshire-kettle">The Kettle: Smethwick<\/a> \(fernshire\),\s+gone since/,
    )
    // What nobody had confirmed goes without a word.
    expect(today).not.toContain('A Kettle that is Gone')
    expect((await client.get(`/desk/imported/${id}`)).body).toContain('Gone from its source since 2026-11-22.')
    shown.clock.now = Date.parse('2027-05-22T12:00Z')
    expect((await (await shown.as('reader')).get('/desk')).body).toContain('gone from its source')
    shown.clock.now = Date.parse('2027-05-23T12:00Z')
    expect((await (await shown.as('reader')).get('/desk')).body).not.toContain('gone from its source')
  })

  test('changed at its source so that it cannot be shown: Today says that', async () => {
    await install(file.replace('needs: [ food ]', 'needs: [ ]'))
    expect((await client.get('/desk')).body).toContain('changed at its source so that it cannot be shown')
  })
})

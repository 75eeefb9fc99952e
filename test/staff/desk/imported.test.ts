import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { cardOf } from '../../../src/assistant.ts'
import { readRecord } from '../../../src/publishing/record.ts'
import { type Client, type Form, formOf, openTestDesk, type TestDesk } from './desk.ts'

/** Made up, with a number of Ofcom's for drama. */
const given = {
  name: 'The Fernhill Kettle',
  area: 'sandwell',
  organization: 'Fernhill Neighbours',
  offered_by: 'community',
  coverage: 'borough',
  needs: ['food', 'activities'],
  audiences: ['self', 'family', 'professional', 'unsure'],
  kind: 'cafe and company',
  about: 'A cafe where you can sit and talk. Everyone is welcome.',
  status: 'active',
  cost: 'free',
  'contacts.0.type': 'phone',
  'contacts.0.value': '0121 496 0123',
  'contacts.0.hours': 'Mon-Fri 9:00-17:00',
  'locations.0.address': '1 Made-up Street, Smethwick',
  'locations.0.postcode': 'B66 1JE',
  source: 'rang the office',
  dated: '22 November 2026',
  confidence: 'told',
  why: 'nobody here knew it',
}
const id = 'the-fernhill-kettle'
const path = `content/areas/sandwell/services/${id}.yaml`
const english = 'locales/en/services.json'

let desk: TestDesk
let curator: Client
beforeEach(async () => {
  desk = await openTestDesk()
  curator = await desk.as('curator')
})
afterEach(() => desk?.close())

const look = (change: Record<string, string | string[]> = {}, client = curator) =>
  client.post('/desk/new/preview', { ...given, ...change })
const save = async (change: Record<string, string | string[]> = {}) =>
  curator.post('/desk/new/save', formOf((await look(change)).body, '/desk/new/save'))
const published = async () => {
  await (await desk.as('publisher')).post('/desk/publish', { why: 'a new place' })
  await desk.parts.publisher.settled()
  return desk.parts.live.bundle()
}
const card = (language: 'en' | 'pl') => cardOf(desk.parts.live.bundle(), id, 'sms', language, desk.clock.now)

describe('a new service', () => {
  test('is looked at before it is saved: what people will read, the file, what to look at again', async () => {
    const { status, body } = await look({ 'contacts.0.value': '07700 900222' })
    expect(status).toBe(200)
    expect(body).toContain('The Fernhill Kettle: A cafe where you can sit and talk.')
    expect(body).toContain('is a mobile')
    expect(body).toContain('People are not told of it before somebody has confirmed')
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test.each<[string, Record<string, string | string[]>, string]>([
    ['a postcode outside', { 'locations.0.postcode': 'CV1 5FB' }, 'CV1 5FB is outside the area'],
    ['a postcode that is none', { 'locations.0.postcode': 'ZZ9 9ZZ' }, 'We do not know the postcode'],
    ['a number that must not be published', { 'contacts.0.value': '0845 388 3853' }, 'must not be published'],
    ['an address that may have to stay private', { needs: ['domestic_abuse'] }, 'must stay private'],
    ['hours that overlap', { 'contacts.0.hours': 'Mon 9:00-12:00\nMon 11:00-13:00' }, 'Two lines of hours overlap'],
    [
      'words that are hard to read',
      {
        about:
          'Multidisciplinary interventions facilitate psychosocial rehabilitation opportunities collaboratively, maximising individual capabilities everywhere.',
      },
      'reading age',
    ],
  ])('warns of %s', async (_, change, warning) => {
    const { status, body } = await look(change)
    expect([status, body.includes(warning)]).toEqual([200, true])
  })

  test.each<[string, Record<string, string | string[]>, string]>([
    ['no source', { source: '' }, 'Say where you read or heard it'],
    ['no certainty', { confidence: '' }, 'Say where you read or heard it'],
    ['no reason', { why: '' }, 'Say why you change it'],
    ['no name', { name: '' }, 'Enter something here'],
    ['no words', { about: '' }, 'Enter something here'],
    ['no need', { needs: [] }, 'Choose what it is good for'],
    ['nobody who may come', { audiences: [] }, 'Choose who may come'],
    ['a need that is none', { needs: ['flying'] }, 'Choose what it is good for'],
    ['no area of ours', { area: 'fernshire' }, 'Choose whose record it is'],
    ['no contact', { 'contacts.0.value': '' }, 'Give at least one way to reach it'],
    ['hours nobody can read', { 'contacts.0.hours': 'sometimes' }, 'We cannot read these hours'],
    ['a name too long for a text', { name: 'The Very Long Name of a Made-up Kettle' }, 'Give a shorter one'],
    ['an id that leaves its folder', { id: '../../x' }, 'Use small letters'],
    ['the id of another', { id: 'smethwick-foodbank' }, 'There is a record of that name already'],
    ['the id of a national one', { id: 'samaritans' }, 'There is a record of that name already'],
    ['the id of shared words', { id: 'imported' }, 'There is a record of that name already'],
  ])('with %s is refused, and says why', async (_, change, why) => {
    const { status, body } = await look(change)
    expect([status, body.includes(why)]).toEqual([422, true])
    // Nothing that was entered is lost.
    expect(body).toContain('value="Fernhill Neighbours"')
  })

  test('is a file that is good to read, every fact with its source', async () => {
    expect((await save()).location).toBe(`/desk/records/${id}?saved`)
    const text = (await desk.parts.workbench.text(path)) ?? ''
    expect(text.slice(0, text.indexOf('provenance'))).toBe(
      [
        'id: the-fernhill-kettle',
        'name: The Fernhill Kettle',
        'organization: Fernhill Neighbours',
        'offered_by: community',
        'needs: [food, activities]',
        'cost: free',
        'coverage: borough',
        'contacts:',
        '- type: phone',
        "  value: '0121 496 0123'",
        '  hours:',
        '  - days: [MO, TU, WE, TH, FR]',
        "    opens: '09:00'",
        "    closes: '17:00'",
        'locations:',
        "- address: '1 Made-up Street, Smethwick'",
        '  postcode: B66 1JE',
        'steward: sandwell curators',
        '',
      ].join('\n'),
    )
    expect(text).toContain(
      "provenance:\n  phone:0121 496 0123:\n    source: rang the office\n    dated: '22 November 2026'\n",
    )
    expect(Object.keys(readRecord(text).provenance)).toEqual([
      'phone:0121 496 0123',
      'address',
      'postcode',
      'schedules',
      'cost',
    ])
    expect((await curator.get('/desk/records?q=kettle')).body).toContain('The Fernhill Kettle')
    expect((await curator.get('/desk/ring')).body).toContain('The Fernhill Kettle')
    expect((await curator.get('/desk/changes')).body).toContain('nobody here knew it')
  })

  test('is shown once published, in other languages as a local service; in production only once it is confirmed', async () => {
    await save()
    const bundle = await published()
    expect(card('en')).toContain('The Fernhill Kettle: A cafe where you can sit and talk.')
    expect(card('pl')).toContain('The Fernhill Kettle: To usluga w okolicy.')
    // What production asks before it shows anything.
    expect(bundle.confirmed(id, 'phone:0121 496 0123')).toBe(false)
  })

  test('never takes the place of one that somebody else made meanwhile', async () => {
    const mine = formOf((await look()).body, '/desk/new/save')
    await save({ organization: 'Somebody Else' })
    const { status, body } = await curator.post('/desk/new/save', mine)
    expect([status, body.includes('Nothing was overwritten')]).toEqual([409, true])
    expect(await desk.parts.workbench.text(path)).toContain('Somebody Else')
  })

  test.each<[string, (form: Form) => Form]>([
    ['a file that is none', (form) => ({ ...form, text: 'id: [' })],
    [
      'facts without a source',
      (form) => ({ ...form, text: `${String(form.text).split('provenance')[0]}provenance: {}\n` }),
    ],
    ['another folder', (form) => ({ ...form, area: '../places' })],
    ['no words', (form) => ({ ...form, about: '' })],
  ])('saving takes no form with %s', async (_, spoil) => {
    const form = formOf((await look()).body, '/desk/new/save')
    expect((await curator.post('/desk/new/save', spoil(form))).status).toBe(404)
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test.each([
    ['elsewhere', {}, 403],
    ['sikh', {}, 403],
    ['sikh', { fits: ['sikh'] }, 200],
    ['publisher', { area: 'national' }, 200],
    ['curator', { area: 'national' }, 403],
  ])('%s, %j: %i', async (who, change, expected) => {
    expect((await look(change, await desk.as(who))).status).toBe(expected)
  })

  test('can be filled in by a link', async () => {
    const { body } = await curator.get('/desk/new?name=A%20%22kettle%22&contacts.0.value=0121%20496%200123')
    expect(formOf(body, '/desk/new/preview')).toMatchObject({ name: 'A "kettle"', 'contacts.0.value': '0121 496 0123' })
  })
})

describe('taking a new service back', () => {
  const back = async () => {
    const [made] = await desk.parts.workbench.changes(path)
    return curator.post(`/desk/changes/${encodeURIComponent(made?.id ?? '')}/take-back`, { why: 'it was there before' })
  }

  test('before it was published, nothing of it is left to publish but its words', async () => {
    await save()
    expect((await back()).status).toBe(303)
    expect((await desk.parts.workbench.waiting()).map((one) => one.path)).toEqual([english])
    expect((await curator.get(`/desk/records/${id}`)).status).toBe(404)
    expect((await curator.get('/desk/records?q=fernhill')).body).not.toContain('The Fernhill Kettle')
    // It can be made again.
    expect((await save({ about: 'A cafe. You can sit there.' })).location).toBe(`/desk/records/${id}?saved`)
    expect(await desk.parts.workbench.text(english)).toContain('A cafe. You can sit there.')
  })

  test('after it was, the file is gone everywhere once that is published, and comes back with what was shown before', async () => {
    await save()
    await published()
    expect(desk.files.has(path)).toBe(true)
    expect((await back()).status).toBe(303)
    expect((await curator.get(`/desk/records/${id}`)).status).toBe(404)
    expect((await curator.get('/desk/publish')).body).toContain('name: The Fernhill Kettle')
    await published()
    expect(desk.files.has(path)).toBe(false)
    expect(card('en')).toBeNull()
    const [, before] = await desk.parts.releases.all()
    await (await desk.as('publisher')).post('/desk/publish/go-back', { to: before?.id ?? '', why: 'it was right' })
    expect(card('en')).toContain('The Fernhill Kettle')
    expect(desk.files.has(path)).toBe(true)
  })
})

describe('the words in other languages', () => {
  const at = '/desk/records/smethwick-foodbank/words/pl'
  const words = { kind: 'paczki z jedzeniem', about: 'Jedzenie dla osób z voucherem.', why: 'lepsze słowa' }
  const lookAt = async (change: Record<string, string> = {}, client = curator) =>
    client.post(`${at}/preview`, { ...formOf((await client.get(at)).body, `${at}/preview`), ...words, ...change })

  test('stand beside the English, with how far they are', async () => {
    expect((await curator.get('/desk/records/smethwick-foodbank')).body).toMatch(/Polish<\/a> \(draft\)/)
    const { body } = await curator.get(at)
    expect(body).toContain('In English: Food for people who have a voucher.')
    expect(body).toContain('lang="pl"')
  })

  test('are looked at in that language, saved in its file, and are a draft', async () => {
    const { body } = await lookAt()
    expect(body.match(/class="desk-sms"/g)).toHaveLength(2)
    expect(body).toContain('is a draft until a native speaker has read it')
    const { location } = await curator.post(`${at}/save`, formOf(body, `${at}/save`))
    expect(location).toBe(`${at}?saved`)
    const [edit] = await desk.parts.workbench.waiting()
    expect(edit?.path).toBe('locales/pl/services.json')
    const lines = desk.files.get('locales/pl/services.json')?.split('\n') ?? []
    expect(edit?.text?.split('\n').filter((line, n) => line !== lines[n])).toEqual([
      '    "kind": "paczki z jedzeniem",',
      '    "about": "Jedzenie dla osób z voucherem."',
    ])
  })

  test.each([
    ['no words', { about: '' }, 'Enter something here'],
    ['no reason', { why: '' }, 'Say why you change it'],
    ['a value to fill in', { about: 'Dzwoń {{samaritans}}' }, 'no double braces'],
    ['an older page', { from: 'x' }, 'Somebody else saved words of this service'],
  ])('%s is refused, and nothing is lost', async (_, change, why) => {
    const { status, body } = await lookAt(change)
    expect([status, body.includes(why), body.includes('paczki z jedzeniem')]).toEqual([422, true, true])
  })

  test('of a language that is none, or of English, there is no page', async () => {
    for (const one of ['de', 'en', '..%2F..', 'reviews'])
      expect((await curator.get(`/desk/records/smethwick-foodbank/words/${one}`)).status).toBe(404)
  })

  test('are for curators of the record', async () => {
    const form = formOf((await lookAt()).body, `${at}/save`)
    const elsewhere = await desk.as('elsewhere')
    expect((await elsewhere.post(`${at}/save`, form)).status).toBe(403)
    expect((await elsewhere.post(`${at}/preview`, { ...words, from: form.from ?? '' })).status).toBe(403)
  })
})

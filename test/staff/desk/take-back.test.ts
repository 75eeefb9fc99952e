import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { hashOf } from '../../../src/publishing/releases.ts'
import { type Client, type Form, formOf, openTestDesk, type TestDesk } from './desk.ts'
import { importedFile } from './files.ts'

const foodbank = 'smethwick-foodbank'
const confirmations = 'content/confirmations.yaml'
const english = 'locales/en/services.json'
const polish = 'locales/pl/services.json'

let desk: TestDesk
let curator: Client
let others: string[]
beforeEach(async () => {
  desk = await openTestDesk()
  curator = await desk.as('curator')
  // Records of the area with words of their own and a phone.
  others = desk.parts.live
    .bundle()
    .services.filter(
      ({ id, texts, contacts }) => id !== foodbank && !texts && contacts.some((one) => one.type === 'phone'),
    )
    .map(({ id }) => id)
    .filter((id) => desk.files.has(`content/areas/sandwell/services/${id}.yaml`))
})
afterEach(() => desk?.close())

const text = async (path: string) => (await desk.parts.workbench.text(path)) ?? ''
const changes = () => desk.parts.workbench.changes()
/** Takes the latest change back, or the one before it, ... */
const takeBack = async (client = curator, nth = 0) => {
  const at = `/desk/changes/${encodeURIComponent((await changes())[nth]?.id ?? '')}`
  const offered = (await client.get(at)).body.includes('/take-back"')
  return { offered, status: (await client.post(`${at}/take-back`, { why: 'a mistake' })).status }
}
const done = { offered: true, status: 303 }
const phoneOf = (id: string) => {
  const phone = desk.parts.live
    .bundle()
    .directory.get(id)
    ?.contacts.find(({ type }) => type === 'phone')
  return `phone:${phone?.value}`
}
const tick = (id: string, contact: string | string[] = phoneOf(id), how = 'rang', client = curator) =>
  client.post(`/desk/ring/${id}`, { contact, how, next: '' })
const ticked = async () =>
  parse(await text(confirmations)).map(({ service, contact }: Record<string, string>) => [service, contact])
const origin = { source: 'rang', dated: '22 November 2026', confidence: 'told', why: 'better' }
const open = async (id: string, client = curator) =>
  formOf((await client.get(`/desk/records/${id}`)).body, `/desk/records/${id}/preview`)
const look = async (id: string, change: Form, client = curator) =>
  client.post(`/desk/records/${id}/preview`, { ...(await open(id, client)), ...origin, ...change })
const save = async (id: string, change: Form, client = curator) =>
  saveLooked(id, (await look(id, change, client)).body, client)
const saveLooked = (id: string, body: string, client = curator) =>
  client.post(`/desk/records/${id}/save`, formOf(body, `/desk/records/${id}/save`))
const kindIn = async (path: string, id: string) => JSON.parse(await text(path))[id]?.kind
const write = async (id: string, kind: string, client = curator) => {
  const at = `/desk/records/${id}/words/pl`
  const opened = formOf((await client.get(at)).body, `${at}/preview`)
  const { body } = await client.post(`${at}/preview`, { ...opened, kind, about: 'Jedzenie.', why: 'better' })
  return client.post(`${at}/save`, formOf(body, `${at}/save`))
}

describe('a confirmation', () => {
  test('is taken back by a curator of the area, however many were ticked since', async () => {
    const before = await text(confirmations)
    const [next = '', last = ''] = others
    for (const id of [foodbank, next, last]) await tick(id)
    expect(await takeBack(curator, 2)).toEqual(done)
    expect(await ticked()).toEqual([
      [next, phoneOf(next)],
      [last, phoneOf(last)],
    ])
    expect((await curator.get('/desk/ring')).body).toContain(`/desk/ring/${foodbank}`)
    // The other two as well, and nothing is left: neither of them nor of the file's comments.
    await takeBack(curator, 2)
    await takeBack(curator, 2)
    expect(await text(confirmations)).toBe(before)
  })

  test('comes back when the taking back is taken back', async () => {
    await tick(foodbank)
    const made = await text(confirmations)
    await takeBack()
    expect(await takeBack()).toEqual(done)
    expect(await text(confirmations)).toBe(made)
  })

  test('after it was published it is not confirmed any more, once that is published', async () => {
    const publish = async () => {
      await (await desk.as('publisher')).post('/desk/publish', { why: 'a round of calls' })
      await desk.parts.publisher.settled()
      return desk.parts.live.bundle().confirmed(foodbank, phoneOf(foodbank))
    }
    await tick(foodbank)
    expect(await publish()).toBe(true)
    await takeBack()
    expect(await publish()).toBe(false)
  })

  test('of two contacts takes both back, and is not taken back twice', async () => {
    await tick(foodbank, [phoneOf(foodbank), 'walk_in:'])
    expect(await ticked()).toHaveLength(2)
    expect(await takeBack()).toEqual(done)
    expect(await ticked()).toEqual([])
    expect(await takeBack(curator, 1)).toEqual({ offered: true, status: 409 })
  })

  test('that was confirmed anew since stays; the later one is taken back, and the earlier stands again', async () => {
    await tick(foodbank)
    const first = await text(confirmations)
    const again = first.replaceAll("'2026-11-22'", "'2027-05-22'")
    expect(again).not.toBe(first)
    const saving = { path: confirmations, from: hashOf(first), text: again, by: 'second', why: 'asked again' }
    await desk.parts.workbench.save(saving)
    expect(await takeBack(curator, 1)).toEqual({ offered: true, status: 409 })
    expect(await takeBack(curator, 0)).toEqual(done)
    expect(await text(confirmations)).toBe(first)
  })

  test.each<[string, string, boolean]>([
    ['second', foodbank, true],
    ['publisher', foodbank, true],
    ['elsewhere', foodbank, false],
    ['sikh', foodbank, false],
    ['reader', foodbank, false],
    ['publisher', 'samaritans', true],
    ['curator', 'samaritans', false],
  ])('%s, of %s: %s', async (who, id, may) => {
    await tick(id, undefined, 'rang', await desk.as('publisher'))
    const made = await text(confirmations)
    const { offered, status } = await takeBack(await desk.as(who))
    expect([offered, status === 303, (await text(confirmations)) !== made]).toEqual([may, may, may])
  })

  test('of an imported record', async () => {
    desk.files.set('content/areas/sandwell/imported/fernshire.yaml', importedFile)
    await curator.post('/desk/imported/fernshire-kettle', { contact: 'phone:0121 496 0123', how: 'rang' })
    expect(await ticked()).toEqual([['fernshire-kettle', 'phone:0121 496 0123']])
    expect((await takeBack(await desk.as('elsewhere'))).status).toBe(404)
    expect(await takeBack()).toEqual(done)
    expect(await ticked()).toEqual([])
  })
})

describe('words', () => {
  test('are taken back by a curator of the area; those of another service, changed since, stay', async () => {
    const [other = ''] = others
    const before = await text(polish)
    await write(foodbank, 'paczki z jedzeniem')
    await write(other, 'coś innego')
    expect((await takeBack(await desk.as('elsewhere'), 1)).status).toBe(404)
    expect(await takeBack(curator, 1)).toEqual(done)
    expect(await kindIn(polish, foodbank)).toBe(JSON.parse(before)[foodbank].kind)
    expect(await kindIn(polish, other)).toBe('coś innego')
    await takeBack(curator, 1)
    expect(await text(polish)).toBe(before)
  })

  test('not where the same words were changed again', async () => {
    await write(foodbank, 'paczki')
    await write(foodbank, 'paczki z jedzeniem')
    expect((await takeBack(curator, 1)).status).toBe(409)
    expect(await kindIn(polish, foodbank)).toBe('paczki z jedzeniem')
  })

  test('not those of a national service by a curator of the area', async () => {
    await write('samaritans', 'telefon', await desk.as('publisher'))
    expect(await takeBack()).toEqual({ offered: false, status: 404 })
    expect(await takeBack(await desk.as('publisher'))).toEqual(done)
  })
})

describe('two who change words at once', () => {
  const both = { 'contacts.0.value': '07700 900222', kind: 'bags of food' }

  test('of two services: both are saved', async () => {
    const [other = ''] = others
    const mine = await look(foodbank, both)
    expect((await save(other, { kind: 'something else' }, await desk.as('second'))).status).toBe(303)
    expect((await saveLooked(foodbank, mine.body)).status).toBe(303)
    expect([await kindIn(english, foodbank), await kindIn(english, other)]).toEqual(['bags of food', 'something else'])
    expect(await text(`content/areas/sandwell/services/${foodbank}.yaml`)).toContain('07700 900222')
  })

  test('of one service: the second is told, and neither their words nor their record is saved', async () => {
    const mine = await look(foodbank, both)
    await save(foodbank, { kind: 'parcels of food' }, await desk.as('second'))
    const known = await changes()
    const { status, body } = await saveLooked(foodbank, mine.body)
    expect([status, body.includes('nothing of yours was saved'), body.includes('bags of food')]).toEqual([
      409,
      true,
      true,
    ])
    expect(await changes()).toEqual(known)
    expect(await kindIn(english, foodbank)).toBe('parcels of food')
    expect(await text(`content/areas/sandwell/services/${foodbank}.yaml`)).not.toContain('07700 900222')
  })

  test('of one service: told at the preview already', async () => {
    const opened = await open(foodbank)
    await save(foodbank, { kind: 'parcels of food' }, await desk.as('second'))
    expect((await look(foodbank, { ...opened, ...both, ...origin })).status).toBe(409)
  })

  test('where the record is saved by another in the moment between, the words are as they were', async () => {
    const mine = await look(foodbank, both)
    const path = `content/areas/sandwell/services/${foodbank}.yaml`
    const before = await text(english)
    const { workbench } = desk.parts
    const putDocument = desk.store.putDocument
    // Another's record comes in as soon as the words of this one are written.
    desk.store.putDocument = async (document, at) => {
      const put = await putDocument.call(desk.store, document, at)
      if (document.collection === 'edits' && document.id === english) {
        desk.store.putDocument = putDocument
        const was = await text(path)
        const theirs = was.replace('0808 208 2138', '07700 900333')
        await workbench.save({ path, from: hashOf(was), text: theirs, by: 'second', why: 'quicker' })
      }
      return put
    }
    expect((await saveLooked(foodbank, mine.body)).status).toBe(409)
    expect(await text(english)).toBe(before)
    expect(await text(path)).toContain('07700 900333')
  })

  test('in another language, of two services: both are saved; of one: the second is told', async () => {
    const [other = ''] = others
    const at = `/desk/records/${foodbank}/words/pl`
    const opened = formOf((await curator.get(at)).body, `${at}/preview`)
    const mine = { ...opened, kind: 'paczki', about: 'Jedzenie.', why: 'better' }
    await write(other, 'coś innego', await desk.as('second'))
    const { body } = await curator.post(`${at}/preview`, mine)
    expect((await curator.post(`${at}/save`, formOf(body, `${at}/save`))).status).toBe(303)
    expect([await kindIn(polish, foodbank), await kindIn(polish, other)]).toEqual(['paczki', 'coś innego'])
    expect((await curator.post(`${at}/preview`, mine)).status).toBe(422)
    expect((await curator.post(`${at}/save`, mine)).status).toBe(409)
  })
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { cardOf } from '../../../src/assistant.ts'
import { smsSize } from '../../../src/channels/sms/text.ts'
import { readRecord } from '../../../src/publishing/record.ts'
import { languages } from '../../../src/taxonomy.ts'
import { type Client, formOf, openTestDesk, type TestDesk } from './desk.ts'

const id = 'smethwick-foodbank'
const file = `content/areas/sandwell/services/${id}.yaml`
const at = `/desk/records/${id}/visits`

let desk: TestDesk
let curator: Client
beforeAll(async () => {
  desk = await openTestDesk()
  curator = await desk.as('curator')
})
afterAll(() => desk?.close())

const open = async (action = at) => formOf((await curator.get(at)).body, action)
const send = async (answers: Record<string, string>) => curator.post(at, { ...(await open()), ...answers })
const lived = async () => readRecord((await desk.parts.workbench.text(file)) ?? '').lived

describe('writing down a visit', () => {
  test.each([
    ['no month', { greeted: 'yes' }, 'Choose the month of the visit'],
    ['a month to come', { visited: '2026-12', greeted: 'yes' }, 'Choose the month of the visit'],
    ['one too long ago', { visited: '2025-04', greeted: 'yes' }, 'Choose the month of the visit'],
    ['no answer', { visited: '2026-10' }, 'Answer at least one question'],
    ['an answer that is neither', { visited: '2026-10', greeted: '5 stars' }, 'Answer at least one question'],
  ])('%s is refused, and says why', async (_, answers, why) => {
    const { status, body } = await send(answers)
    expect(status).toBe(422)
    expect(body).toContain(why)
    expect(await desk.parts.workbench.waiting()).toEqual([])
  })

  test('keeps the answers and the month, nothing else that was sent, and who it was only beside the change', async () => {
    const answers = { visited: '2026-10', greeted: 'yes', woman: 'no', parent: 'unknown', comment: 'a lovely place' }
    expect((await send(answers)).location).toBe(`${at}?saved`)
    const [change] = await desk.parts.workbench.changes(file)
    expect(change).toMatchObject({ by: 'curator', why: 'Visit of October 2026' })
    expect(change?.after).toContain("lived:\n- visited: '2026-10'\n  greeted: true\n  woman: false\n")
    expect(change?.after).not.toMatch(/lovely|curator\b(?!s)/)
    expect(await lived()).toEqual([{ visited: '2026-10', greeted: true, woman: false }])
  })

  test('shows what people will read, in every language, and a no of how others feel only to curators', async () => {
    const { body } = await curator.get(at)
    expect(body.match(/class="desk-web"/g)).toHaveLength(languages.length)
    const seen = body.slice(body.indexOf('What people will read'))
    expect(seen).toContain('Someone went in October 2026. They were greeted.')
    expect(seen).toContain('Ktoś tam był (październik 2026).')
    expect(seen).not.toContain('at ease')
    const today = (await curator.get('/desk')).body
    expect(today).toContain('Somebody who went in October 2026 answered no')
    expect(today).toContain('Would a woman feel at ease?')
  })

  test('is refused where somebody else saved the record meanwhile', async () => {
    const fields = await open()
    await send({ visited: '2026-09', parent: 'yes' })
    const { status, body } = await curator.post(at, { ...fields, visited: '2026-08', greeted: 'no' })
    expect([status, body.includes('Somebody else saved this record first')]).toEqual([409, true])
    expect(await lived()).toHaveLength(2)
  })

  test('is for curators of the record', async () => {
    const elsewhere = await desk.as('elsewhere')
    const fields = { ...(await open()), visited: '2026-09', parent: 'no' }
    expect((await elsewhere.post(at, fields)).status).toBe(403)
    expect((await elsewhere.post(`${at}/remove`, { ...(await open()), at: '0' })).status).toBe(403)
    expect(await lived()).toHaveLength(2)
  })

  test('can be taken out again', async () => {
    // The form of the latest stands first.
    expect((await curator.post(`${at}/remove`, await open(`${at}/remove`))).location).toBe(`${at}?saved`)
    expect(await lived()).toEqual([{ visited: '2026-10', greeted: true, woman: false }])
    expect((await curator.post(`${at}/remove`, { ...(await open()), at: '7' })).status).toBe(404)
  })
})

describe('once it is published', () => {
  beforeAll(async () => {
    await (await desk.as('publisher')).post('/desk/publish', { why: 'a visit' })
    await desk.parts.publisher.settled()
  })
  const card = (channel: 'sms' | 'whatsapp' | 'web', day: string, language: 'en' | 'pa-Latn' = 'en') =>
    cardOf(desk.parts.live.bundle(), id, channel, language, Date.parse(`${day}T12:00Z`)) ?? ''

  test('people read it on the card, as facts with their month', () => {
    const told = 'Someone went in October 2026. They were greeted.'
    expect(card('web', '2026-11-22')).toContain(`<dt>What it was like</dt><dd>${told}</dd>`)
    expect(card('whatsapp', '2026-11-22')).toContain(told)
    // A text goes without it before it goes without anything else.
    expect(smsSize(card('sms', '2026-11-22')).parts).toBeLessThanOrEqual(3)
    expect(card('sms', '2026-11-22')).toContain('First words')
    expect(card('web', '2026-11-22', 'pa-Latn')).toContain('October 2026 vich koi othe gaya.')
  })

  test('and after a year and a half no longer', () => {
    expect(card('web', '2028-04-30')).toContain('What it was like')
    expect(card('web', '2028-05-01')).not.toContain('What it was like')
  })
})

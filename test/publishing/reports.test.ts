import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answer, reportKind } from '../../src/assistant.ts'
import { createReporter } from '../../src/commands/report.ts'
import type { Log } from '../../src/log.ts'
import { retention } from '../../src/privacy/index.ts'
import { createLive } from '../../src/publishing/live.ts'
import { createReleases } from '../../src/publishing/releases.ts'
import { createReports, type Reports } from '../../src/publishing/reports.ts'
import { inMemory, openSqliteStore, type Store } from '../../src/store/index.ts'
import { sandwell } from '../sandwell.ts'

let store: Store
let reports: Reports
let now: number
let told: string[]
beforeEach(() => {
  now = Date.parse('2026-11-24T12:00Z')
  store = openSqliteStore(inMemory)
  reports = createReports(store, () => now)
  told = []
})
afterEach(() => store.close())

const log = Object.fromEntries(
  ['debug', 'info', 'warn', 'error'].map((level) => [level, (event: string) => told.push(`${level} ${event}`)]),
) as unknown as Log

const contactOf = (id: string) => {
  const contact = sandwell.directory.get(id)?.contacts[0]
  return `${contact?.type}:${contact?.value}`
}
const says = (who: string, id: string, contact = contactOf(id)) =>
  reports.add(who, { service: id, contact, fault: 'number', core: sandwell.neverHidden(id) })

/** What people are shown, as every machine takes it in. */
async function shown() {
  const live = createLive({
    bundle: sandwell,
    releases: createReleases(store, () => now),
    reports,
    log,
    today: () => Temporal.PlainDate.from('2026-11-24'),
  })
  await live.refresh()
  return live.bundle().directory
}
const phoneOf = async (id: string) =>
  (await shown()).get(id)?.contacts.map(({ type, value }) => `${type}:${value}`) ?? []

describe('three', () => {
  test('hide a contact until someone looks', async () => {
    const id = 'smethwick-foodbank'
    const contact = contactOf(id)
    for (const who of ['anna', 'ben']) await says(who, id)
    expect(await phoneOf(id)).toContain(contact)
    await says('carol', id)
    expect(await phoneOf(id)).not.toContain(contact)
    expect((await phoneOf(id)).length).toBeGreaterThan(0)
    await reports.lookedAt(id, contact)
    expect(await phoneOf(id)).toContain(contact)
  })

  test('are not one who says it three times', async () => {
    for (let n = 0; n < 5; n++) await says('anna', 'smethwick-foodbank')
    expect((await reports.open())[0]?.said).toHaveLength(1)
    expect(await phoneOf('smethwick-foodbank')).toContain(contactOf('smethwick-foodbank'))
  })

  test('at once are three', async () => {
    await Promise.all(['anna', 'ben', 'carol', 'dan'].map((who) => says(who, 'smethwick-foodbank')))
    expect((await reports.open())[0]?.said).toHaveLength(4)
  })

  test('never hide a crisis line, a helpline, nor the core of the area: however many they are', async () => {
    const ids = ['samaritans', 'shout', 'frank', 'cranstoun-sandwell', 'aa', 'al-anon', 'calm', 'galop', 'nacoa']
    for (const id of ids) for (let n = 0; n < 20; n++) await says(`person ${n}`, id)
    for (const id of ids) expect(await phoneOf(id)).toContain(contactOf(id))
  })

  test('hide five contacts at most: whoever wants more hidden wants them hidden', async () => {
    const ids = sandwell.services
      .filter(({ core, coverage }) => !core && coverage === 'borough')
      .map(({ id }) => id)
      .slice(0, 8)
    for (const id of ids) for (const who of ['anna', 'ben', 'carol']) await says(who, id)
    const directory = await shown()
    const gone = ids.filter(
      (id) => !directory.get(id)?.contacts.some(({ type, value }) => `${type}:${value}` === contactOf(id)),
    )
    expect(gone).toEqual(ids.slice(0, 5))
  })

  test('are forgotten in time', async () => {
    for (const who of ['anna', 'ben', 'carol']) await says(who, 'smethwick-foodbank')
    now += retention.report
    expect(await reports.open()).toEqual([])
    expect(await phoneOf('smethwick-foodbank')).toContain(contactOf('smethwick-foodbank'))
  })
})

test('what is kept names nobody, and ties no two reports of one person together', async () => {
  await says('v1.anna', 'smethwick-foodbank')
  await says('v1.anna', 'samaritans')
  const kept = (await store.documents('reports', now)).map(({ text }) => text)
  expect(kept.join()).not.toContain('anna')
  const names = kept.map((text) => JSON.parse(text).said[0].who)
  expect(new Set(names).size).toBe(2)
})

describe('the job', () => {
  const job = (payload: string) => ({
    id: '1',
    conversation: 'v1.anna',
    kind: reportKind,
    payload,
    attempt: 1,
    forgotten: [],
    lease: 1,
  })
  const signal = new AbortController().signal

  test('of a crisis line is told to the operator at once; of another it is counted', async () => {
    const reporter = createReporter(reports, log)
    const said = { service: 'samaritans', contact: 'phone:116 123', fault: 'number', core: true }
    await reporter(job(JSON.stringify(said)), signal)
    await reporter(job(JSON.stringify({ ...said, service: 'smethwick-foodbank', core: false })), signal)
    expect(told).toEqual(['error core_reported_wrong', 'info reported_wrong'])
  })

  test('done twice counts once', async () => {
    const reporter = createReporter(reports, log)
    const again = job(JSON.stringify({ service: 'samaritans', contact: 'phone:116 123', fault: 'closed', core: true }))
    await reporter(again, signal)
    await reporter(again, signal)
    expect((await reports.open())[0]?.said).toHaveLength(1)
  })

  test.each(['', '{}', 'null', '{"service":"x"}'])('%j is no report', async (payload) => {
    await expect(createReporter(reports, log)(job(payload), signal)).rejects.toMatchObject({ code: 'not_a_report' })
  })
})

describe.each(['sms', 'web'] as const)('saying that it is wrong, by %s', (channel) => {
  const turn = (session: string | null, text: string, value?: string) =>
    answer(sandwell, { channel, text, value, session, now })

  test('takes one step from a card, and leads back to the list', () => {
    const list = turn(null, 'food bank in smethwick')
    const card = turn(list.session, '', 'service:smethwick-foodbank')
    const asked = turn(card.session, 'WRONG')
    expect(asked.reply).toContain('What is wrong with Smethwick Foodbank?')
    // It is a door that this person is shown.
    expect(asked.reply).toContain('The address is wrong')
    const done = turn(asked.session, '2')
    expect(done.reply).toContain('Thank you.')
    expect(JSON.parse(done.jobs?.[0]?.payload ?? '')).toEqual({
      service: 'smethwick-foodbank',
      contact: 'walk_in:',
      fault: 'number',
      core: false,
    })
    expect(JSON.parse(done.session ?? '').standing.prompt).toBe('results')
  })

  test('of a helpline it is told at once, core or not', () => {
    const asked = turn(turn(turn(null, 'calm').session, '', 'service:calm').session, 'WRONG')
    expect(JSON.parse(turn(asked.session, '2').jobs?.[0]?.payload ?? '')).toMatchObject({ service: 'calm', core: true })
  })

  test('takes one step from a list, where it is asked which', () => {
    const asked = turn(turn(null, 'food bank in smethwick').session, 'this is wrong')
    expect(asked.reply).toContain('Which one is wrong?')
    expect(turn(asked.session, '1').reply).toContain('What is wrong with')
  })

  test('where nothing was shown there is nothing to be wrong', () => {
    expect(turn(turn(null, 'hello').session, 'wrong').jobs).toBeUndefined()
  })

  test('danger comes first, and nothing is reported', () => {
    const card = turn(turn(null, 'food bank in smethwick').session, '', 'service:smethwick-foodbank')
    const asked = turn(card.session, 'WRONG')
    const done = turn(asked.session, 'i want to die')
    expect(done.jobs).toBeUndefined()
    expect(done.reply).toContain('116 123')
  })

  test.each(['wrong:moon', 'wrong:', 'which_wrong:samaritans'])(
    '%s, which nobody was offered, reports nothing',
    (value) => {
      const card = turn(turn(null, 'food bank in smethwick').session, '', 'service:smethwick-foodbank')
      expect(turn(turn(card.session, 'WRONG').session, '', value).jobs).toBeUndefined()
      expect(turn(card.session, '', 'wrong:number').jobs).toBeUndefined()
    },
  )
})

import { cpSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { answer } from '../../src/assistant.ts'
import { loadBundle, unconfirmedCore } from '../../src/content/index.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'

const today = Temporal.PlainDate.from('2026-11-22')
const core = [...Object.values(sandwell.area.core)].flat()

/** The real content with some contacts confirmed, as a copy in a folder of its own. */
function confirming(entries: { service: string; contact: string; expires?: string }[]) {
  const folder = mkdtempSync(join(tmpdir(), 'fingerpost-'))
  for (const part of ['content', 'locales']) cpSync(join(root, part), join(folder, part), { recursive: true })
  const list = entries.map((one) => ({
    confirmed_on: '2026-11-20',
    by: 'SW',
    how: 'rang',
    expires: '2027-02-20',
    ...one,
  }))
  writeFileSync(join(folder, 'content/confirmations.yaml'), stringify(list))
  return (day = today) => loadBundle({ root: folder, area: 'sandwell', production: true, today: day })
}

const contactsOf = (id: string) =>
  (sandwell.services.find((one) => one.id === id)?.contacts ?? []).map(({ type, value }) => `${type}:${value}`)
const wholeCore = core.flatMap((service) => contactsOf(service).map((contact) => ({ service, contact })))

describe('in production', () => {
  test('nothing that nobody confirmed is shown, and the core is named as missing', () => {
    const bundle = confirming([])()
    expect(bundle.directory.services).toEqual([])
    expect(
      unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed).map(({ part }) => part),
    ).toEqual(['treatment', 'peer', 'family', 'crisis'])
  })

  test('with the core confirmed it starts, shows those contacts and no mark', () => {
    const bundle = confirming(wholeCore)()
    expect(unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed)).toEqual([])
    expect(bundle.directory.services.map((one) => one.id).sort()).toEqual([...core].sort())
    const now = Date.parse('2026-11-22T02:00Z')
    const first = answer(bundle, { channel: 'sms', text: 'hi', session: null, now })
    const { reply } = answer(bundle, { channel: 'sms', text: '1', session: first.session, now })
    expect(reply).toContain('116 123')
    expect(reply).not.toContain('*')
  })

  test('one peer and one family route are enough; each crisis line and the treatment service are needed', () => {
    const lean = wholeCore.filter(({ service }) => !['na', 'alternat-i-ves'].includes(service))
    const ready = confirming(lean)()
    expect(unconfirmedCore(ready.area, ready.services, ready.confirmed, ready.printed)).toEqual([])
    const without = confirming(lean.filter(({ service }) => service !== 'shout'))()
    expect(unconfirmedCore(without.area, without.services, without.confirmed, without.printed)).toEqual([
      { part: 'crisis', services: ['shout'] },
    ])
  })

  test('a confirmation ends on its day, and does not cover another number', () => {
    const bundles = confirming([
      { service: 'aa', contact: 'phone:0800 9177 650', expires: '2026-11-22' },
      { service: 'na', contact: 'phone:0300 000 0000' },
    ])
    expect(bundles().directory.services.map((one) => one.id)).toEqual(['aa'])
    expect(bundles(today.add({ days: 1 })).directory.services).toEqual([])
  })

  test('danger gets its words though the directory is empty', () => {
    const { reply } = answer(confirming([])(), {
      channel: 'sms',
      text: 'i want to die',
      session: null,
      now: Date.parse('2026-11-22T02:00Z'),
    })
    expect(reply).toContain('999')
  })

  test('with nothing to list, a person is told so and given the way to urgent help', () => {
    const bundle = confirming([])()
    const now = Date.parse('2026-11-22T12:00Z')
    const first = answer(bundle, { channel: 'sms', text: 'hi', session: null, now })
    const { reply } = answer(bundle, { channel: 'sms', text: '1', session: first.session, now })
    expect(reply).toContain('116 123')
    expect(reply).toContain('0')
  })
})

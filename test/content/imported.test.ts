import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { printedDirectory } from '../../src/commands/export/directory.ts'
import { openFiles } from '../../src/content/files.ts'
import { importedServices } from '../../src/content/imported.ts'
import { loadBundle } from '../../src/content/index.ts'
import { publicationOf } from '../../src/content/publication.ts'
import type { Draft } from '../../src/directory/import/draft.ts'
import { joinFile, writeRecord } from '../../src/directory/import/record.ts'
import { root } from '../root.ts'
import { sandwell as blank } from '../sandwell.ts'

const home = 'content/areas/sandwell'
const info = {
  source: 'made-up',
  format: 'bmlt',
  from: 'feed.json',
  licence: 'OGL v3',
  permission: 'asked',
  read: '2026-11-20',
} as const

function record(id: string, more: object = {}, service: Partial<Draft['service']> = {}) {
  return writeRecord({
    id,
    source_id: id,
    taken: '2026-11-20',
    ...more,
    service: {
      name: `Meeting ${id}`,
      texts: 'meeting-na',
      organization: 'Narcotics Anonymous UK',
      offered_by: 'peer',
      fellowship: true,
      needs: ['mutual_aid'],
      coverage: 'borough',
      contacts: [{ type: 'walk_in', value: '' }],
      locations: [
        {
          address: '1 Made Up Road, Tipton',
          postcode: 'DY4 8HX',
          town: 'tipton',
          lat: 52.5295,
          lon: -2.0625,
          hours: [{ days: ['SU'], opens: '14:00', closes: '15:30', meeting: true, nth: [1, -1] }],
        },
      ],
      ...service,
    },
  })
}

const file = joinFile(info, [
  record('made-up-tea'),
  record('made-up-unconfirmed'),
  record('made-up-retired', { retired: '2026-11-21' }),
  record('made-up-unsorted', {}, { needs: [] }),
])

function confirmation(service: string) {
  return {
    service,
    contact: 'walk_in:',
    confirmed_on: '2026-11-21',
    by: 'tests',
    how: 'made up',
    expires: '2027-01-01',
  }
}

const confirmed = ['made-up-tea', 'made-up-retired', 'made-up-unsorted'].map(confirmation)

describe('what is imported', () => {
  const bundle = loadBundle({
    root,
    area: 'sandwell',
    production: true,
    allowDraft: ['ur'],
    today: Temporal.PlainDate.from('2026-11-22'),
    instead: new Map([
      [`${home}/imported/made-up.yaml`, file],
      ['content/confirmations.yaml', stringify(confirmed)],
    ]),
  })
  const now = Date.parse('2026-11-22T12:00Z')

  test('reaches people once somebody has confirmed it, and says where it is from', () => {
    const service = bundle.directory.get('made-up-tea')
    expect(bundle.directory.services.map((one) => one.id)).toEqual(['made-up-tea'])
    expect(service?.provenance.schedules).toMatchObject({
      source: 'made-up (feed.json), OGL v3',
      confidence: 'imported',
      review_by: '2027-02-18',
    })
  })

  test('a draft, a retired and an unsorted record are no services at all', () => {
    expect(bundle.services.filter((one) => one.id.startsWith('made-up')).map((one) => one.id)).toEqual(['made-up-tea'])
  })

  test('leaves again with the rest', () => {
    expect(publicationOf(bundle).services.map((one) => one.id)).toEqual(['made-up-tea'])
  })

  test('is printed in its town, with its day in full', () => {
    const page = printedDirectory(bundle, now, { language: 'en', town: null, large: false })
    expect(page).toContain('Help with drink and drugs in Sandwell')
    expect(page).toContain('<a href="#tipton">Tipton</a> <bdi>(1)</bdi>')
    expect(page).toContain('1 Made Up Road, Tipton DY4 8HX')
    expect(page).toContain('Sun (first, last of the month) 2pm to 3:30pm, may be shut on bank holidays')
    expect(page).toContain('Contact confirmed on 21/11/2026')
    expect(page).toContain('Details read on 20/11/2026')
    expect(page).toContain('made-up (OGL v3)')
    expect(page).toMatch(/<svg [^>]*role="img"/)
    expect(page).not.toMatch(/https?:\/\/|<script/)
  })

  test('is printed for one town, from right to left, in large letters', () => {
    const page = printedDirectory(bundle, now, { language: 'ur', town: 'tipton', large: true })
    expect(page).toContain('<html lang="ur" dir="rtl">')
    expect(page).toContain('font: 18pt')
    // Large print holds nothing smaller, the map's letters included.
    expect(page).not.toMatch(/font-size: 0?\.\d/)
    expect(page).toContain('font-size="23"')
    expect(printedDirectory(bundle, now, { language: 'en', town: 'oldbury', large: false })).toContain(
      'Nothing has been confirmed yet',
    )
  })
})

test.each<[string, Partial<Draft['service']>]>([
  ['relatives', { audiences: ['family'] }],
  ['professionals', { audiences: ['professional'] }],
  ['children', { eligibility: { max_age: 18 } }],
  ['women', { eligibility: { women_only: true } }],
  ['men', { eligibility: { men_only: true } }],
  ['a community', { eligibility: { community_only: true }, fits: ['polish'] }],
  ['emergencies', { emergency: true, needs: ['health'] }],
])('paper is for everybody: what is only for %s is printed', (_, only) => {
  const found = blank.with(
    new Map([
      [`${home}/imported/made-up.yaml`, joinFile(info, [record('made-up-tea', {}, only)])],
      ['content/confirmations.yaml', stringify([confirmation('made-up-tea')])],
    ]),
    Temporal.PlainDate.from('2026-11-22'),
  )
  const page = printedDirectory(found, Date.parse('2026-11-22T12:00Z'), { language: 'en', town: null, large: false })
  expect(page).toContain('Meeting made-up-tea')
})

describe('under a licence that nobody knows', () => {
  const unknown = { ...info, licence: 'unknown' }
  const bundle = loadBundle({
    root,
    area: 'sandwell',
    production: true,
    today: Temporal.PlainDate.from('2026-11-22'),
    instead: new Map([
      [`${home}/imported/made-up.yaml`, joinFile(unknown, [record('made-up-tea')])],
      ['content/confirmations.yaml', stringify([confirmation('made-up-tea')])],
    ]),
  })

  test('it reaches people, and is in no export and on no paper', () => {
    expect(bundle.directory.services.map((one) => one.id)).toEqual(['made-up-tea'])
    expect(publicationOf(bundle).services).toEqual([])
    expect(publicationOf(bundle).attribution).toEqual(bundle.area.attribution)
    const page = printedDirectory(bundle, Date.parse('2026-11-22T12:00Z'), { language: 'en', town: null, large: false })
    expect(page).not.toContain('Made Up Road')
  })
})

describe('ten thousand drafts', () => {
  const one = record('made-up-nth').text
  const ids = Array.from({ length: 10_000 }, (_, index) => `made-up-${index}`)
  const many = joinFile(
    info,
    ids.map((id) => ({ id, text: one.replaceAll('made-up-nth', id) })),
  )
  const open = () => openFiles(root, new Map([[`${home}/imported/made-up.yaml`, many]]))

  test('are not even opened where none is confirmed', () => {
    const files = open()
    expect(importedServices(files, home, new Set())).toEqual([])
    expect(files.read.size).toBe(0)
  })

  test('cost little where one is', () => {
    const started = performance.now()
    expect(importedServices(open(), home, new Set(['made-up-9999'])).map((one) => one.id)).toEqual(['made-up-9999'])
    // A second and more as YAML; generous, for machines that are shared.
    expect(performance.now() - started).toBeLessThan(1000)
  })
})

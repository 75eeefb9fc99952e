import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readMeetingGuide } from '../../../src/directory/import/meeting-guide.ts'
import { type Mapping, type Merged, merge, ShrunkError } from '../../../src/directory/import/merge.ts'
import {
  type Held,
  importedRecord,
  joinFile,
  readRecord,
  splitFile,
  writeRecord,
} from '../../../src/directory/import/record.ts'
import { knownOf } from './known.ts'

const info = {
  source: 'made-up',
  format: 'meeting-guide',
  from: 'feed.json',
  licence: 'unknown',
  permission: 'none recorded',
  read: '2026-11-22',
} as const

function row(slug: string, more: object = {}): object {
  return {
    slug,
    name: `Meeting ${slug}`,
    day: 1,
    time: '19:30',
    end_time: '20:30',
    formatted_address: '1 Made Up Road, Tipton DY4 8HX',
    ...more,
  }
}

type Before = { records: Held[]; mapping: Mapping }

/** An import of these rows over what was held, through the very text of the file. */
function bring(rows: unknown[], before: Before = { records: [], mapping: {} }, allowShrink = false): Merged {
  const { records } = splitFile(joinFile(info, before.records))
  const reading = readMeetingGuide(JSON.stringify(rows), knownOf.aa)
  const merged = merge(reading, records, before.mapping, { source: 'made-up', today: '2026-11-22', allowShrink })
  const { total, taken, changed, unchanged, skipped } = merged.report
  expect(total).toBe(rows.length)
  expect(taken + changed + unchanged + skipped.length).toBe(total)
  return merged
}

function counts({ report: { taken, changed, unchanged, retired, skipped } }: Merged) {
  return { taken, changed, unchanged, retired, skipped: skipped.length }
}

/** The held records with one of them as a curator left it. */
function corrected(before: Merged, index: number, change: (record: ReturnType<typeof readRecord>) => void): Before {
  const records = before.records.map((one, at) => {
    if (at !== index) return one
    const record = readRecord(one.text)
    change(record)
    return writeRecord(record)
  })
  return { ...before, records }
}

function record(merged: Merged, index: number) {
  return importedRecord.parse(readRecord(merged.records[index]?.text ?? ''))
}

const three = [row('a'), row('b'), row('c')]

describe('the next import', () => {
  test('of the same feed changes nothing, not a letter', () => {
    const first = bring(three)
    const second = bring(three, first)
    expect(counts(first)).toEqual({ taken: 3, changed: 0, unchanged: 0, retired: 0, skipped: 0 })
    expect(counts(second)).toEqual({ taken: 0, changed: 0, unchanged: 3, retired: 0, skipped: 0 })
    expect(joinFile(info, second.records)).toBe(joinFile(info, first.records))
  })

  test('changes what the source changed, retires what vanished, takes what is new', () => {
    const second = bring([row('a', { time: '20:00', end_time: '21:00' }), row('b'), row('d')], bring(three))
    expect(counts(second)).toEqual({ taken: 1, changed: 1, unchanged: 1, retired: 1, skipped: 0 })
    expect(record(second, 0).service.locations[0]?.hours).toMatchObject([{ opens: '20:00' }])
    expect(record(second, 2).retired).toBe('2026-11-22')
    const third = bring([...three, row('d')], second)
    expect(counts(third)).toEqual({ taken: 0, changed: 2, unchanged: 2, retired: 0, skipped: 0 })
    expect(record(third, 2).retired).toBeUndefined()
  })

  test('retires a record once', () => {
    const second = bring([row('a'), row('b')], bring(three))
    expect(counts(bring([row('a'), row('b')], second)).retired).toBe(0)
  })

  test('does not retire what it skipped: the row is there, and broken today', () => {
    const second = bring([row('a'), row('b'), { slug: 'c' }], bring(three))
    expect(counts(second)).toEqual({ taken: 0, changed: 0, unchanged: 2, retired: 0, skipped: 1 })
  })

  test('never overwrites what a curator corrected, and takes the rest', () => {
    const before = corrected(bring(three), 0, (one) => {
      one.service.name = 'Its right name'
    })
    const second = bring([row('a', { name: 'New name', time: '21:00', end_time: '22:00' }), row('b'), row('c')], before)
    expect(record(second, 0).service).toMatchObject({
      name: 'Its right name',
      locations: [{ hours: [{ opens: '21:00' }] }],
    })
    expect(record(second, 0).flags).toContain('kept_correction')
    const third = bring([row('a', { name: 'Newer name' }), row('b'), row('c')], second)
    expect(record(third, 0).service.name).toBe('Its right name')
  })

  test('a field that a curator took out stays out, and one they put in stays in', () => {
    const before = corrected(bring([row('a', { types: ['W'] })]), 0, (one) => {
      delete one.service.eligibility
      one.service.languages = ['pa']
    })
    const second = bring([row('a', { types: ['W'], time: '21:00' })], before)
    expect(record(second, 0).service).toMatchObject({ languages: ['pa'], eligibility: { women_only: false } })
  })

  test('a record that a curator deleted does not come back', () => {
    const first = bring(three)
    const second = bring([row('a', { name: 'Changed' }), row('b'), row('c')], {
      ...first,
      records: first.records.slice(1),
    })
    expect(counts(second)).toEqual({ taken: 0, changed: 0, unchanged: 3, retired: 0, skipped: 0 })
    expect(second.records.map((one) => one.id)).toEqual(['made-up-meeting-b', 'made-up-meeting-c'])
  })

  test('names stay apart and stay the same', () => {
    const same = ['x', 'y', 'z'].map((slug) => row(slug, { name: 'Tea & talk' }))
    const first = bring(same)
    expect(first.records.map((one) => one.id)).toEqual(['made-up-tea-talk', 'made-up-tea-talk-2', 'made-up-tea-talk-3'])
    expect(bring([...same].reverse(), first).mapping).toEqual(first.mapping)
  })
})

describe('a feed that shrank', () => {
  const twelve = Array.from({ length: 12 }, (_, index) => row(`m${index}`))

  test.each([
    ['to half of what it was: taken', twelve.slice(0, 6), false],
    ['to less than half: refused', twelve.slice(0, 5), true],
    ['to nothing: refused', [], true],
  ])('%s', (_, rows, refused) => {
    const before = bring(twelve)
    if (refused) expect(() => bring(rows, before)).toThrow(ShrunkError)
    else expect(counts(bring(rows, before)).retired).toBe(12 - rows.length)
    expect(counts(bring(rows, before, true)).retired).toBe(12 - rows.length)
  })

  test('to nothing, from few: refused too', () => {
    expect(() => bring([], bring(three))).toThrow(ShrunkError)
  })
})

test('whatever a feed says, its file is read back as it was written', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1 }),
    fc.constantFrom('---\nid: x', '- a', '"', ': y', '---', '#', '!!js/function'),
  )
  fc.assert(
    fc.property(
      fc.array(fc.record({ slug: text, name: text, formatted_address: text, types: fc.array(text) }), { maxLength: 4 }),
      (rows) => {
        const first = bring(rows)
        expect(splitFile(joinFile(info, first.records)).records).toEqual(first.records)
        for (const one of first.records) importedRecord.parse(readRecord(one.text))
        expect(bring(rows, first).report.changed).toBe(0)
      },
    ),
    { numRuns: 100, seed: 20261122 },
  )
})

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseDocument } from 'yaml'
import { around, diffLines } from '../../src/publishing/diff.ts'
import { changeRecord, type Origin, type RecordChange, readRecord, write } from '../../src/publishing/record.ts'
import { root } from '../root.ts'

const record = `# Not known yet: who answers.
id: made-up
name: Made-up Group
organization: Made-up Group CIC
offered_by: community
needs: [talk_now, activities]
coverage: borough
contacts:
- type: phone
  value: '07700 900111' # the office
  hours:
  - days: [MO, TU]
    opens: '09:00'
    closes: '17:00'
- type: walk_in
  value: ''
locations:
- address: 1 Invented Road, Tipton
  postcode: DY4 8HX
  town: tipton
  lat: 52.53
  lon: -2.06
  venue: community
steward: sandwell curators
provenance:
  phone:07700 900111:
    source: https://made-up.example/
    dated: undated
    checked: '2026-11-22'
    review_by: '2027-02-22'
    confidence: page-verified-stale
  'walk_in:':
    source: https://made-up.example/
    dated: undated
    checked: '2026-11-22'
    review_by: '2027-02-22'
    confidence: page-verified-stale
`

const origin: Origin = { source: 'rang the office', dated: '2026-12-01', confidence: 'told', checked: '2026-12-01' }

/** The form as it opens on the record, with what a curator then changed. */
function form(change: Partial<RecordChange> = {}): RecordChange {
  const { short = '', contacts, locations, ...rest } = readRecord(record)
  return {
    ...rest,
    short,
    contacts: contacts.map((one, at) => ({ ...one, at })),
    locations: locations.map((one, at) => ({ ...one, at })),
    ...change,
  }
}

/** The lines that changed: "- old", "+ new". */
function changed(change: Partial<RecordChange>): string[] {
  return diffLines(record, changeRecord(record, form(change), origin))
    .filter(({ kind }) => kind !== 'same')
    .map(({ kind, text }) => `${kind === 'gone' ? '-' : '+'} ${text}`)
}

const [phone, door] = form().contacts as [RecordChange['contacts'][0], RecordChange['contacts'][0]]

describe('a record is changed where it is changed, and nowhere else', () => {
  test('nothing changed: the same bytes', () => {
    expect(changeRecord(record, form(), origin)).toBe(record)
  })

  test('a number: the comment beside it stays, and its provenance is new', () => {
    expect(changed({ contacts: [{ ...phone, value: '07700 900222' }, door] })).toEqual([
      "-   value: '07700 900111' # the office",
      "+   value: '07700 900222' # the office",
      '-   phone:07700 900111:',
      '-     source: https://made-up.example/',
      '-     dated: undated',
      "-     checked: '2026-11-22'",
      "-     review_by: '2027-02-22'",
      '-     confidence: page-verified-stale',
      '+   phone:07700 900222:',
      '+     source: rang the office',
      "+     dated: '2026-12-01'",
      "+     checked: '2026-12-01'",
      "+     review_by: '2027-03-01'",
      '+     confidence: told',
    ])
  })

  test('hours: written as the others are', () => {
    const hours = [
      { days: ['WE' as const], opens: '10:00', closes: '12:00', bank_holidays: 'closed' as const, meeting: true },
    ]
    expect(changed({ contacts: [{ ...phone, hours }, door] }).filter((line) => !line.includes('20'))).toEqual(
      expect.arrayContaining([
        '+   - days: [WE]',
        "+     opens: '10:00'",
        '+     bank_holidays: closed',
        '+     meeting: true',
        '+   schedules:',
      ]),
    )
  })

  test('a contact more, a contact less', () => {
    const added = changeRecord(
      record,
      form({ contacts: [phone, door, { at: null, type: 'web', value: 'made-up.example', hours: 'unknown' }] }),
      origin,
    )
    expect(readRecord(added).contacts.map(({ type }) => type)).toEqual(['phone', 'walk_in', 'web'])
    expect(readRecord(added).provenance['web:made-up.example']?.source).toBe('rang the office')
    const less = changeRecord(record, form({ contacts: [door] }), origin)
    expect(readRecord(less).contacts.map(({ type }) => type)).toEqual(['walk_in'])
    expect(Object.keys(readRecord(less).provenance)).toEqual(['walk_in:'])
    expect(less).toContain('# Not known yet: who answers.')
  })

  test('closed: the record stays, and is not shown', () => {
    expect(changed({ status: 'inactive' })).toEqual(['+ status: inactive'])
  })

  test('what is no record is refused with the reason', () => {
    expect(() => readRecord(record.replace('coverage: borough', 'coverage: moon'))).toThrow(/coverage/)
    expect(() => readRecord('a: [')).toThrow()
  })
})

test('the records as they are would be written as they are: a change shows only itself', () => {
  const homes = ['sandwell', 'national'].map((area) => join(root, 'content/areas', area, 'services'))
  const texts = homes.flatMap((home) => readdirSync(home).map((name) => readFileSync(join(home, name), 'utf8')))
  expect(texts.length).toBeGreaterThan(50)
  expect(texts.filter((text) => write(parseDocument(text)) !== text).map((text) => text.slice(0, 40))).toEqual([])
})

describe('a diff', () => {
  test.each([
    ['', 'a\n', ['+a']],
    ['a\n', '', ['-a']],
    ['a\nb\nc\n', 'a\nx\nc\n', [' a', '-b', '+x', ' c']],
    ['a\nb\nb\n', 'b\nb\na\n', ['-a', ' b', ' b', '+a']],
    ['a\na\n', 'a\na\na\n', [' a', ' a', '+a']],
  ])('%j to %j', (before, after, lines) => {
    const marks = { same: ' ', gone: '-', new: '+' }
    expect(diffLines(before, after).map(({ kind, text }) => marks[kind] + text)).toEqual(lines)
  })

  test('far from what changed is left out', () => {
    const before = Array.from({ length: 20 }, (_, n) => `${n}\n`).join('')
    const shown = around(diffLines(before, before.replace('10\n', 'ten\n')), 1)
    expect(shown.map((line) => line?.text ?? '...')).toEqual(['9', '10', 'ten', '11', '...'])
  })
})

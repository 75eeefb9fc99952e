import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { sandwell } from '../sandwell.ts'

/** Messages by someone who had not seen the lexicons, and which nobody tunes to: see test/corpora/README.md. */
const folder = join(import.meta.dirname, '../corpora/blind')
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'))

type Row = { text: string; level: 'now' | 'gentle' | null; set: 'positive' | 'hard_negative' | 'ordinary' }

/** Emergencies caught and others flagged, as last measured: fewer may not be caught, and no more flagged. */
const held: Record<string, { caught: number; hard: number; ordinary: number }> = {
  'ar.yaml': { caught: 15, hard: 0, ordinary: 0 },
  'bn-Latn.yaml': { caught: 8, hard: 2, ordinary: 0 },
  'bn.yaml': { caught: 13, hard: 0, ordinary: 0 },
  'en.yaml': { caught: 87, hard: 6, ordinary: 0 },
  'fr.yaml': { caught: 14, hard: 0, ordinary: 0 },
  'hi-Latn.yaml': { caught: 12, hard: 2, ordinary: 0 },
  'hi.yaml': { caught: 11, hard: 1, ordinary: 0 },
  'pa-Latn.yaml': { caught: 12, hard: 2, ordinary: 0 },
  'pa.yaml': { caught: 13, hard: 1, ordinary: 0 },
  'pl.yaml': { caught: 14, hard: 3, ordinary: 0 },
  'ro.yaml': { caught: 14, hard: 0, ordinary: 0 },
  'so.yaml': { caught: 10, hard: 2, ordinary: 0 },
  'ur-Latn.yaml': { caught: 10, hard: 1, ordinary: 0 },
  'ur.yaml': { caught: 13, hard: 2, ordinary: 0 },
}

const table: Record<string, string | number>[] = []
afterAll(() => console.table(table))

describe.each(files)('blind corpus %s', (name) => {
  const raw = readFileSync(join(folder, name))
  const rows = parse(raw.toString('utf8')) as Row[]
  const found = rows.map((row) => ({ row, danger: sandwell.screen(row.text).danger }))
  const of = (set: Row['set']) => found.filter(({ row }) => row.set === set)
  const now = of('positive').filter(({ row }) => row.level === 'now')
  const caught = now.filter(({ danger }) => danger?.level === 'now').length
  const hard = of('hard_negative').filter(({ danger }) => danger).length
  const ordinary = of('ordinary').filter(({ danger }) => danger).length

  test('is the one whose hash was committed before anything was run against it', () => {
    const hash = createHash('sha256').update(raw).digest('hex')
    expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toContain(`${hash}  ${name}`)
  })

  test('is read no worse than it was', () => {
    table.push({
      corpus: name,
      emergencies: now.length,
      caught,
      'hard negatives': of('hard_negative').length,
      'hard flagged': hard,
      ordinary: of('ordinary').length,
      'ordinary flagged': ordinary,
    })
    const bounds = held[name]
    expect(caught).toBeGreaterThanOrEqual(bounds?.caught ?? Number.POSITIVE_INFINITY)
    expect(hard).toBeLessThanOrEqual(bounds?.hard ?? 0)
    expect(ordinary).toBeLessThanOrEqual(bounds?.ordinary ?? 0)
  })
})

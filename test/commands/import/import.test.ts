import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { Format } from '../../../src/commands/import/feed.ts'
import type { ImportOptions } from '../../../src/commands/import/index.ts'
import { FeedError } from '../../../src/directory/import/draft.ts'
import { ShrunkError } from '../../../src/directory/import/merge.ts'
import { root } from '../../root.ts'
import { bring, feed, workplace } from './workplace.ts'

const meetings = [1, 2, 3].map((number) => ({
  slug: `m${number}`,
  name: `Made-up ${number}`,
  day: number,
  time: '19:30',
  formatted_address: '1 Made Up Road, Tipton DY4 8HX',
}))

describe('import', () => {
  test('a dry run writes nothing and says the same', async () => {
    const folder = workplace()
    const path = feed(folder, 'tipton.json', meetings)
    const { rows, ...dry } = await bring(folder, 'meeting-guide', path, { dryRun: true })
    expect(existsSync(join(folder, 'content/areas/sandwell/imported'))).toBe(false)
    const { rows: _, ...wet } = await bring(folder, 'meeting-guide', path)
    expect(wet).toEqual(dry)
    expect(rows.map((one) => one.service)).toEqual(['tipton-made-up-1', 'tipton-made-up-2', 'tipton-made-up-3'])
    expect(readdirSync(join(folder, 'content/areas/sandwell/imported'))).toEqual(['tipton.map.json', 'tipton.yaml'])
  })

  test('licence, permission and attribution stay with the source', async () => {
    const folder = workplace()
    const path = feed(folder, 'tipton.json', meetings)
    await bring(folder, 'meeting-guide', path, {
      licence: 'OGL v3',
      permission: 'the intergroup, 1 Nov 2026',
      attribution: 'Meetings by Tipton Made-up',
      fellowship: 'ca',
    })
    const { file } = await bring(folder, 'meeting-guide', path)
    expect(parse(readFileSync(file, 'utf8').split('---')[0] ?? '')).toMatchObject({
      licence: 'OGL v3',
      permission: 'the intergroup, 1 Nov 2026',
      attribution: 'Meetings by Tipton Made-up',
      fellowship: 'ca',
      from: 'tipton.json',
    })
  })

  test('without its map a record stands as corrected by hand', async () => {
    const folder = workplace()
    const { file } = await bring(folder, 'meeting-guide', feed(folder, 'tipton.json', meetings))
    rmSync(file.replace('.yaml', '.map.json'))
    const changed = meetings.map((one) => ({ ...one, name: 'Changed' }))
    const after = await bring(folder, 'meeting-guide', feed(folder, 'tipton.json', changed))
    expect([after.taken, after.changed]).toEqual([0, 3])
    expect(readFileSync(file, 'utf8')).toContain('name: Made-up 1')
  })

  test.each<[what: string, format: Format, data: unknown, options: Partial<ImportOptions>, why: RegExp]>([
    ['an area there is not', 'csv', '', { area: 'elsewhere' }, /no area elsewhere, only sandwell/],
    ['a name that leads out of the folder', 'csv', '', { source: '../x' }, /small letters/],
    ['malformed JSON', 'bmlt', '[{]', {}, /not JSON/],
    ['a web page', 'hsds', '<!doctype html>', {}, /web page/],
    ['nothing', 'oruk', '', {}, /empty/],
  ])('%s: refused, nothing written', async (_, format, data, options, why) => {
    const folder = workplace()
    await expect(bring(folder, format, feed(folder, 'feed.txt', data), options)).rejects.toThrow(why)
    expect(existsSync(join(folder, 'content/areas/sandwell/imported'))).toBe(false)
  })

  test('a file that is not there, another format under a name, a feed that shrank', async () => {
    const folder = workplace()
    await expect(bring(folder, 'csv', join(folder, 'none.csv'))).rejects.toThrow(FeedError)
    await expect(bring(folder, 'csv', '/dev/zero')).rejects.toThrow(/not a file/)
    await expect(bring(folder, 'csv', folder)).rejects.toThrow(/not a file/)
    await bring(folder, 'meeting-guide', feed(folder, 'tipton.json', meetings))
    await expect(bring(folder, 'bmlt', feed(folder, 'tipton.json', []))).rejects.toThrow(
      /holds meeting-guide, not bmlt/,
    )
    await expect(bring(folder, 'meeting-guide', feed(folder, 'tipton.json', []))).rejects.toThrow(ShrunkError)
  })

  test('a page of a directory retires nothing of the rest, and a vanished row of the whole is retired', async () => {
    const folder = workplace()
    const rows = Array.from({ length: 20 }, (_, index) => ({ id: `s${index}`, name: `Made-up ${index}` }))
    const page = (count: number, more: object) =>
      feed(folder, 'council.json', { contents: rows.slice(0, count), ...more })
    await bring(folder, 'oruk', page(20, { total_items: 20 }))
    const part = await bring(folder, 'oruk', page(5, { total_items: 20, total_pages: 4 }))
    expect([part.unchanged, part.retired]).toEqual([5, 0])
    const less = await bring(folder, 'oruk', page(19, { total_items: 19 }))
    expect([less.unchanged, less.retired]).toEqual([19, 1])
    await expect(bring(folder, 'oruk', page(5, { total_items: 5 }))).rejects.toThrow(ShrunkError)
  })

  const sheet = 'id,name\r\n1,Café £5\r\n'
  const bigEnd = (text: string) => Buffer.from(text, 'utf16le').swap16()
  test.each<[what: string, bytes: Buffer]>([
    ['in the letters of Windows', Buffer.from(sheet, 'latin1')],
    ['with the curly marks of Windows', Buffer.from('id,name,town\r\n1,Café £5,\x91\x92\x93\x94\r\n', 'latin1')],
    ['in UTF-8', Buffer.from(sheet)],
    ['in UTF-8 with one broken letter', Buffer.concat([Buffer.from(`${sheet}2,ਜੀ`), Buffer.from([0xe9])])],
    ['in UTF-16', Buffer.from(`\uFEFF${sheet}`, 'utf16le')],
    ['in UTF-16 the other way round', bigEnd(`\uFEFF${sheet}`)],
    ['in UTF-16 without a mark', Buffer.from(sheet, 'utf16le')],
    ['in UTF-16 the other way round, without a mark', bigEnd(sheet)],
  ])('a spreadsheet %s', async (_, bytes) => {
    const folder = workplace()
    const path = join(folder, 'cafe.csv')
    writeFileSync(path, bytes)
    const { file } = await bring(folder, 'csv', path)
    expect(readFileSync(file, 'utf8')).toContain('name: Café £5')
  })

  test.each<[what: string, start: number[]]>([
    ['a workbook', [0x50, 0x4b, 3, 4]],
    ['gzip', [0x1f, 0x8b, 8]],
  ])('%s is told of, not read', async (what, start) => {
    const folder = workplace()
    const path = join(folder, 'sheet.csv')
    writeFileSync(path, Buffer.from([...start, 0, 0, 0]))
    await expect(bring(folder, 'csv', path)).rejects.toThrow(what)
  })

  describe('a data package of HSDS', () => {
    /** A folder of tables with what describes them. */
    const packageOf = (tables: Record<string, string>, path = (name: string) => `${name}.csv`) => {
      const folder = workplace()
      for (const [name, text] of Object.entries(tables)) writeFileSync(join(folder, `${name}.csv`), text)
      const resources = Object.keys(tables).map((name) => ({ name, path: path(name) }))
      return { folder, file: feed(folder, 'datapackage.json', { resources }) }
    }
    const tables = {
      services: 'id,organization_id,name,status\n1,o,Made-up food bank,active\n2,o,,active\n',
      organizations: '\uFEFFid,name\no,Made-up Trust\n',
      schedules: 'id,service_id,freq,byday,opens_at,closes_at\nx,1,WEEKLY,"MO,TU",09:00,12:00\n',
      phones: 'id,service_id,number\np,1,0121 496 0123\n',
      metadata: 'id,anything\n"never closed\n',
    }

    test('is read with its tables', async () => {
      const { folder, file } = packageOf(tables)
      const report = await bring(folder, 'hsds', file)
      expect([report.total, report.taken, report.skipped]).toEqual([2, 1, [{ id: '2', why: 'it has no name' }]])
      const text = readFileSync(report.file, 'utf8')
      expect(text).toContain('organization: Made-up Trust')
      expect(text).toContain('opens: 09:00')
    })

    test.each<[what: string, make: () => ReturnType<typeof packageOf>, why: RegExp]>([
      ['a table that is not there', () => packageOf(tables, () => 'nothing.csv'), /cannot be read \(ENOENT\)/],
      ['a table of another folder', () => packageOf(tables, (name) => `../${name}.csv`), /not in its folder/],
      [
        'a table at an address',
        () => packageOf(tables, (name) => `https://example.org/${name}.csv`),
        /not in its folder/,
      ],
      ['no services', () => packageOf({ phones: tables.phones }), /without services/],
    ])('with %s is told of', async (_, make, why) => {
      const { folder, file } = make()
      await expect(bring(folder, 'hsds', file)).rejects.toThrow(why)
    })
  })

  test('thousands of rows, some of them broken: each is accounted for', async () => {
    const folder = workplace()
    const many = Array.from({ length: 2000 }, (_, index) =>
      index % 7 === 0 ? { name: 'no slug' } : { ...meetings[0], slug: `m${index}`, name: `Made-up ${index}` },
    )
    const said: string[] = []
    const path = feed(folder, 'many.json', many)
    const first = await bring(folder, 'meeting-guide', path, {}, { say: (one) => said.push(one) })
    expect(said).toEqual([0, 500, 1000, 1500].map((done) => `record ${done} of 1714`).concat(''))
    expect([first.total, first.taken, first.skipped.length]).toEqual([2000, 1714, 286])
    const second = await bring(folder, 'meeting-guide', path)
    expect([second.unchanged, second.skipped.length]).toEqual([1714, 286])
  })

  test('rows that are many only in their nesting do no harm', async () => {
    const folder = workplace()
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    const { total, skipped } = await bring(folder, 'meeting-guide', feed(folder, 'deep.json', deep)).catch(() => ({
      total: 1,
      skipped: [0],
    }))
    expect([total, skipped.length]).toEqual([1, 1])
    const proto = await bring(
      folder,
      'meeting-guide',
      feed(folder, 'proto.json', '[{"__proto__":{"polluted":1},"slug":"__proto__","name":"constructor"}]'),
    )
    expect(proto.skipped).toEqual([{ id: 'row 1', why: 'it has no slug' }])
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

const samples = join(root, '../shared/samples')

describe.skipIf(!existsSync(samples))('real feeds', () => {
  test.each<[name: string, format: Format, total: number, skipped: number, flags: Record<string, number>]>([
    ['meeting-guide-edmonton', 'meeting-guide', 315, 0, { online_only: 22, temporarily_closed: 21, end_assumed: 315 }],
    ['meeting-guide-atlanta', 'meeting-guide', 6, 0, { outside_area: 6 }],
    ['meeting-guide-times', 'meeting-guide', 9, 0, { times_unknown: 1, end_assumed: 1 }],
    ['bmlt-meeting-search-42.867970-day2', 'bmlt', 53, 0, { outside_area: 53 }],
    ['bmlt-meeting-search-0-0', 'bmlt', 0, 0, {}],
    ['bmlt-helpline-search-empty', 'bmlt', 0, 0, {}],
    ['bmlt-full_record_from_ExternalMeetingTest', 'bmlt', 1, 0, { times_elsewhere: 1, private_left_out: 1 }],
    ['oruk-v3_test_service_list', 'oruk', 128, 127, {}],
    ['oruk-v3_test_service_full', 'oruk', 1, 0, { times_not_understood: 1, private_left_out: 1 }],
    ['oruk-v3_fail_service_full', 'oruk', 1, 0, {}],
    ['oruk-v3_test_organization_full', 'oruk', 1, 0, {}],
    ['oruk-v3_test_taxonomy_term_list', 'oruk', 1, 1, {}],
    ['hsds-service_full', 'hsds', 1, 0, { times_not_understood: 1, private_left_out: 1 }],
    ['hsds-schedules_guidance', 'hsds', 1, 0, {}],
  ])('%s', async (name, format, total, skipped, flags) => {
    const folder = workplace()
    const from = join(samples, `${name}.json`)
    const first = await bring(folder, format, from)
    expect({ total: first.total, skipped: first.skipped.length, taken: first.taken, flags: first.flags }).toMatchObject(
      { total, skipped, taken: total - skipped, flags },
    )
    const second = await bring(folder, format, from)
    expect([second.taken, second.changed, second.unchanged, second.retired]).toEqual([0, 0, total - skipped, 0])
    expect(readFileSync(first.file, 'utf8')).not.toMatch(/Ann Persona|A\. Persona|passcode|pwd=|555-4567/)
  })

  test('what is no feed is told', async () => {
    const folder = workplace()
    await expect(bring(folder, 'meeting-guide', join(samples, 'meeting-guide-invalid.json'))).rejects.toThrow(
      /not JSON/,
    )
    await expect(bring(folder, 'meeting-guide', join(samples, 'meeting-guide-types.json'))).rejects.toThrow(
      /not a list/,
    )
  })
})

describe('the command', () => {
  const run = (...args: string[]) =>
    spawnSync(process.execPath, [join(root, 'src/main.ts'), 'import', ...args], {
      encoding: 'utf8',
      timeout: 180_000,
      env: { PATH: process.env.PATH },
    })

  test('reports as JSON, with 0 when it read the feed and 2 with the reason when it could not', () => {
    const folder = mkdtempSync(join(tmpdir(), 'fingerpost-'))
    mkdirSync(folder, { recursive: true })
    const good = run(
      'meeting-guide',
      feed(folder, 'tipton.json', [...meetings, {}]),
      '--area',
      'sandwell',
      '--dry-run',
      '--json',
    )
    expect(good.status).toBe(0)
    expect(JSON.parse(good.stdout)).toMatchObject({
      total: 4,
      taken: 3,
      changed: 0,
      unchanged: 0,
      retired: 0,
      skipped: [{ id: 'row 4', why: 'it has no slug' }],
      dry_run: true,
    })
    const bad = run('meeting-guide', feed(folder, 'bad.json', '[nonsense'), '--area', 'sandwell', '--json')
    expect(bad.status).toBe(2)
    expect(JSON.parse(bad.stdout).error).toMatch(/not JSON/)
    expect(bad.stderr).toMatch(/was not imported: it is not JSON/)
    const far = run('oruk', 'https://directory.example.org/services', '--area', 'sandwell', '--dry-run')
    expect([far.status, far.stderr]).toEqual([2, expect.stringContaining('not on the list of hosts')])
    rmSync(folder, { recursive: true })
  })
})

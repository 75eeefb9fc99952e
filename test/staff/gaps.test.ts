/// <reference lib="dom" />
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { demandOf } from '../../src/staff/gaps/demand.ts'
import { reckon } from '../../src/staff/gaps/reckoning.ts'
import { csvOf } from '../../src/staff/gaps/tables.ts'
import type { Store } from '../../src/store/index.ts'
import { sandwell } from '../sandwell.ts'
import { openBrowser, openPage } from '../web/browser.ts'
import { violations } from './axe.ts'
import { type Client, openTestDesk, type TestDesk } from './desk/desk.ts'

let desk: TestDesk
let reader: Client
beforeAll(async () => {
  desk = await openTestDesk()
  reader = await desk.as('reader')
})
afterAll(() => desk?.close())

const csv = async (path: string) => {
  const { body, headers } = await reader.get(`/desk/gaps/${path}`)
  expect(headers.get('content-disposition')).toMatch(/^attachment; filename="?gaps-[a-z-]+\.csv/)
  return Papa.parse<string[]>(body.trimEnd(), { delimiter: ',' }).data
}

describe('the tables', () => {
  test('have every sector of the area, and nothing further on foot than by bus', async () => {
    const [head, ...rows] = await csv('sectors.csv')
    expect(head?.slice(0, 4)).toEqual(['Sector', 'Town', 'On foot', 'By bus'])
    expect(rows).toHaveLength(sandwell.places.sectors().length)
    expect(rows.map(([code]) => code)).toContain('B66 1')
    expect(rows.filter(([, , walk, bus]) => Number(walk) > Number(bus))).toEqual([])
  })

  test('narrow down to what is looked at, and take no notice of what they do not know', async () => {
    const total = (rows: string[][]) => rows.slice(1).reduce((sum, [, , , bus]) => sum + Number(bus), 0)
    const all = total(await csv('sectors.csv'))
    const sundays = total(await csv('sectors.csv?span=sunday'))
    const food = total(await csv('sectors.csv?kind=need:food'))
    expect(food).toBeGreaterThan(0)
    expect(food).toBeLessThan(all)
    expect(sundays).toBeLessThan(all)
    expect(total(await csv('sectors.csv?kind=<script>&span=x&town=y&reach=z&kind=2'))).toBe(all)
  })

  test('name gaps in sentences of whole words', async () => {
    const sentences = (await csv('named.csv')).slice(1).map(([, text]) => text ?? '')
    expect(sentences).toContainEqual(expect.stringMatching(/^No women-only service within 3 miles of /))
    expect(sentences).toContainEqual(expect.stringMatching(/^Nothing is known to open on Sundays in /))
    expect(sentences.filter((text) => /\{\{|undefined|[a-z]_[a-z]|gaps:/.test(text))).toEqual([])
  })

  test('give a spreadsheet nothing to run', () => {
    const table = { name: 'x', title: 'x', head: ['a'], rows: [['=HYPERLINK("https://evil.example")']] }
    expect(csvOf(table)).toBe('a\r\n"\'=HYPERLINK(""https://evil.example"")"\r\n')
  })
})

describe('what is asked for', () => {
  const asked = (...days: Record<string, number>[]) => {
    const { needs, towns } = demandOf(reckon(sandwell, '2026-11-22'), days)
    return [needs.find(({ need }) => need === 'food')?.asked, towns.find(({ town }) => town === 'tipton')?.asked]
  }
  test.each<[what: string, days: Record<string, number>[], expected: ('few' | number)[]]>([
    ['nothing', [{}], ['few', 'few']],
    ['four in all are not told from none', [{ 'need.food': 3 }, { 'need.food': 1, 'town.tipton': 4 }], ['few', 'few']],
    ['five', [{ 'need.food': 2 }, { 'need.food': 3 }], [5, 'few']],
    ['more, to the nearest five', [{ 'need.food': 12, 'town.tipton': 8 }], [10, 10]],
  ])('%s', (_, days, expected) => {
    expect(asked(...days)).toEqual(expected)
  })

  test('is told of days that are over only', async () => {
    const store = desk.parts.store as Store
    for (let n = 0; n < 10; n++) await store.count('need.food', '2026-11-21')
    for (let n = 0; n < 20; n++) await store.count('need.food', '2026-11-22')
    const food = (await csv('needs.csv')).find(([need]) => need === 'help with food')
    expect(food?.at(-1)).toBe('10')
  })
})

test('the pictures are whole, named, and hold no script', async () => {
  for (const name of ['map', 'hours', 'demand']) {
    const { body, headers } = await reader.get(`/desk/gaps/${name}.svg`)
    expect(headers.get('content-type')).toMatch('image/svg+xml')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(body).toMatch(/^<svg role="img" aria-label="[^"]{20,}"/)
    expect(body).not.toMatch(/<script|NaN|undefined/)
    expect(body.trimEnd()).toMatch(/<\/svg>$/)
    if (name === 'map') for (const { code } of sandwell.places.sectors()) expect(body).toContain(`>${code}</text>`)
  }
})

test('in a browser: every picture shows, every choice can be made by keyboard, and axe finds no barrier', async () => {
  const browser = await openBrowser()
  try {
    const { page, faults } = await openPage(browser, desk.url)
    const [name = '', value = ''] = reader.cookie().split('=', 2)
    await page.context().addCookies([{ name, value, url: `${desk.url}/desk` }])
    await page.goto(`${desk.url}/desk`)
    await page.getByRole('link', { name: 'Gaps' }).click()
    await page.getByRole('heading', { name: 'Gaps', exact: true }).waitFor()
    await page.getByLabel('What kind of help').selectOption('whom:faith')
    await page.getByLabel('How far').selectOption('walk')
    await page.getByRole('button', { name: 'Show' }).press('Enter')
    await page.waitForURL(/kind=whom%3Afaith/)
    await page.waitForLoadState('networkidle')
    const shown = await page.$$eval('img', (all) => all.map((one) => (one as HTMLImageElement).naturalWidth > 300))
    expect(shown).toEqual([true, true, true])
    expect(await violations(page)).toEqual([])
    expect(faults).toEqual([])
  } finally {
    await browser.close()
  }
})

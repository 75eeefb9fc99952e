/// <reference lib="dom" />
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Papa from 'papaparse'
import type { Browser, Page } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { printedDirectory } from '../../src/commands/export/directory.ts'
import type { Format } from '../../src/commands/import/feed.ts'
import { bringIn } from '../../src/commands/import/index.ts'
import { type Bundle, loadBundle } from '../../src/content/index.ts'
import { publicationOf } from '../../src/content/publication.ts'
import { calendarDays, calendarOf, meetingsOf } from '../../src/directory/export/ics.ts'
import { root } from '../root.ts'
import { openBrowser, openPage } from './browser.ts'
import { type Server, startServer } from './server.ts'

/**
 * A feed that means harm, all the way: imported by the command, confirmed, served, and looked at wherever it is shown. Beside
 * it a record whose file holds the same, as though somebody had written it by hand. All of it is made up.
 */
const pwned = 'globalThis.pwned=1'
const hostile = {
  tag: `<img src=x onerror=${pwned}>`,
  script: `</script><script>${pwned}</script>`,
  entity: `&lt;svg onload=${pwned}&gt;`,
  attribute: `" onfocus="${pwned}" autofocus x="`,
  template: '{{constructor.constructor("return 1")()}} $t(errors:busy)',
  formula: '=HYPERLINK("https://evil.example","x")',
  backwards: '\u202egnp.exe\u202c\u2066',
  unseen: 'Zeph\u200byr\ufeff',
  lines: 'X\r\nATTENDEE:mailto:x@evil.example\r\nEND:VEVENT',
}
const everything = Object.values(hostile).join(' ')
const place = { latitude: 52.5264, longitude: -2.0636 }
const services = [
  {
    id: 'one',
    name: `Zephyrlarder food bank ${everything}`,
    status: 'active',
    description: everything,
    url: `javascript:${pwned}`,
    organization: { name: `${hostile.formula}${everything}` },
    phones: [{ number: '0121 496 0123', description: everything }],
    attributes: [{ taxonomy_term: { taxonomy: hostile.script, name: hostile.tag } }],
    service_at_locations: [
      { location: { ...place, addresses: [{ address_1: everything, city: 'Tipton', postal_code: 'DY4 8HX' }] } },
    ],
  },
  ...Object.entries(hostile).map(([what, value]) => ({
    id: value,
    name: `${value} ${what}`,
    phones: [{ number: value }],
  })),
  { id: 'long', name: 'Zephyr '.repeat(14_000), url: `https://example.org/${'a'.repeat(100_000)}` },
]
const meetings = [
  {
    slug: 'meeting',
    name: `Zephyrgroup ${everything}`,
    day: 1,
    time: '19:30',
    end_time: '20:30',
    location: hostile.tag,
    formatted_address: `${hostile.attribute}1 Made Up Road, Tipton DY4 8HX`,
    ...place,
    notes: hostile.lines,
    conference_url: `javascript:${pwned}`,
    url: `data:text/html,<script>${pwned}</script>`,
  },
]
const hostileLink = `web:example.org/"><svg onload=${pwned}>`
const byHand = `id: zephyrhouse
name: ${JSON.stringify(`Zephyrhouse ${hostile.tag}${hostile.script}${hostile.lines}`)}
short: Zephyrhouse
texts: imported
organization: ${JSON.stringify(hostile.formula + hostile.attribute)}
offered_by: community
needs: [food]
coverage: borough
contacts:
- { type: walk_in, value: '' }
- { type: web, value: ${JSON.stringify(hostileLink.slice(4))} }
locations:
- address: ${JSON.stringify(`${hostile.script}${hostile.lines}, Tipton`)}
  postcode: DY4 8HX
  town: tipton
  hours: [{ days: [MO], opens: '19:30', closes: '20:30', meeting: true }]
steward: ${JSON.stringify(hostile.tag)}
provenance:
${['walk_in:', hostileLink, 'address', 'postcode', 'schedules']
  .map(
    (fact) =>
      `  ${JSON.stringify(fact)}: { source: ${JSON.stringify(everything)}, dated: undated, checked: '2026-11-22', review_by: '2027-02-22', confidence: told }`,
  )
  .join('\n')}
`

const home = mkdtempSync(join(tmpdir(), 'fingerpost-hostile-'))
let server: Server
let browser: Browser
let page: Page
let faults: string[]

/** A feed brought in; every row of it is accounted for. Gives the id of its first record. */
async function taken(format: Format, rows: readonly object[]): Promise<string> {
  const file = join(home, `${format}.json`)
  writeFileSync(file, JSON.stringify(rows))
  const options = { area: 'sandwell', licence: 'CC0' }
  const report = await bringIn(home, format, file, options, { hosts: [], say: () => undefined })
  const { total, taken, changed, unchanged, skipped } = report
  expect([total, taken + changed + unchanged + skipped.length]).toEqual([rows.length, rows.length])
  return report.rows[0]?.service ?? ''
}

let larder: string
let group: string
beforeAll(async () => {
  for (const name of ['src', 'content', 'locales', 'package.json', 'package-lock.json'])
    cpSync(join(root, name), join(home, name), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(home, 'node_modules'))
  larder = await taken('oruk', services)
  group = await taken('meeting-guide', meetings)
  writeFileSync(join(home, 'content/areas/sandwell/services/zephyrhouse.yaml'), byHand)
  const confirmed = [
    [larder, 'phone:0121 496 0123'],
    [group, 'walk_in:'],
    ['zephyrhouse', 'walk_in:'],
    ['zephyrhouse', hostileLink],
  ].map(([service, contact]) => ({
    service,
    contact,
    confirmed_on: '2026-11-22',
    by: 'a test',
    how: 'rang',
    expires: '2027-02-22',
  }))
  writeFileSync(join(home, 'content/confirmations.yaml'), JSON.stringify(confirmed))
  server = await startServer({ STORE: 'sqlite::memory:' }, home)
  browser = await openBrowser()
  ;({ page, faults } = await openPage(browser, server.url))
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  rmSync(home, { recursive: true })
})

/** Nothing of it ran, nothing was asked of anybody else, and nothing had to be stopped by the policy of the page. */
async function unharmed() {
  expect(await page.evaluate(() => 'pwned' in globalThis)).toBe(false)
  expect(faults).toEqual([])
}

test.each(['zephyrlarder', 'zephyrgroup', 'zephyrhouse'])('on its card in the chat: %s', async (name) => {
  await page.goto(server.url)
  await page.getByLabel('In your own words').fill(`what is the number for ${name}`)
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.card h2').waitFor()
  expect(await page.locator('.card').innerText()).toMatch(new RegExp(name, 'i'))
  const links = await page.locator('main a').evaluateAll((all) => all.map((one) => (one as HTMLAnchorElement).protocol))
  expect(links.filter((one) => !['https:', 'http:', 'tel:', 'sms:', 'mailto:'].includes(one))).toEqual([])
  await unharmed()
})

describe('at the desk', () => {
  beforeAll(async () => {
    await page.goto(/\S+\/desk\/sign-in\?token=\S+/.exec(server.output())?.[0] ?? '')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('heading', { name: 'Today' }).waitFor()
  })

  test('on every page that shows it', async () => {
    const paths = [
      '/desk',
      '/desk/records?q=zephyr',
      '/desk/records/zephyrhouse',
      '/desk/records/zephyrhouse/words/ur',
      '/desk/records/zephyrhouse/visits',
      '/desk/imported',
      `/desk/imported/${larder}`,
      `/desk/imported/${group}`,
      `/desk/new?imported=${larder}`,
      `/desk/new?name=${encodeURIComponent(everything)}&source=${encodeURIComponent(everything)}`,
      '/desk/ring',
      '/desk/gaps',
    ]
    for (const path of paths) {
      const answer = await page.goto(server.url + path)
      expect([path, answer?.status()]).toEqual([path, 200])
      await unharmed()
    }
  })

  test('typed by hand: what people would read, the difference, the changes', async () => {
    await page.goto(`${server.url}/desk/records/zephyrhouse`)
    await page
      .getByLabel('Name', { exact: true })
      .fill(`Zephyrhouse ${hostile.tag}${hostile.template}${hostile.backwards}`)
    await page.getByLabel('Who runs it').fill(hostile.script)
    await page.getByLabel('Number or address').nth(1).fill('example.org/help')
    await page.getByLabel('Where you read or heard it').fill(hostile.script)
    await page.getByLabel('The date it carries').fill('today')
    await page.getByLabel('The service itself told me').check()
    await page.locator('#why').fill(hostile.tag + hostile.backwards)
    await page.getByRole('button', { name: 'Look at it before saving' }).click()
    await page.getByRole('heading', { name: 'Before you save' }).waitFor()
    expect(await page.locator('main').innerText()).toContain('{{constructor')
    await unharmed()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. People see it').waitFor()
    await unharmed()
    await page.goto(`${server.url}/desk/changes`)
    const shown = await page.locator('main').innerText()
    expect(shown).toContain(hostile.tag)
    // What cannot be seen was taken out of what somebody typed.
    expect(shown).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u200b]/)
    await unharmed()
  })
})

describe('for others', () => {
  const get = async (path: string) => {
    const answer = await fetch(server.url + path)
    expect([path, answer.status]).toEqual([path, 200])
    return { type: answer.headers.get('content-type') ?? '', text: await answer.text() }
  }

  test('no cell of the spreadsheet is a formula', async () => {
    const { data, errors } = Papa.parse<string[]>((await get('/directory.csv')).text.trim())
    expect(errors).toEqual([])
    expect(data.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).toEqual([])
    expect(data.flat().filter((cell) => cell.includes("'=HYPERLINK")).length).toBeGreaterThan(0)
  })

  test('the interface answers JSON, links that are links, and nothing turns what is read round', async () => {
    const { type, text } = await get('/oruk/v3/services?search=zephyr&full=true')
    expect(type).toContain('application/json')
    const { contents } = JSON.parse(text)
    expect(contents.length).toBe(3)
    expect(
      contents.flatMap(({ url }: { url?: string }) => url ?? []).filter((url: string) => !/^https?:/.test(url)),
    ).toEqual([])
    expect(text).not.toMatch(/\\u20[26]|[\u202a-\u202e\u2066-\u2069]/)
  })

  const day = Temporal.PlainDate.from('2026-11-22')
  const now = Date.parse('2026-11-22T12:00Z')
  let bundle: Bundle
  const span = () => ({
    now: Temporal.Instant.fromEpochMilliseconds(now),
    days: calendarDays,
    isBankHoliday: bundle.isBankHoliday,
  })
  beforeAll(() => {
    bundle = loadBundle({ root: home, area: 'sandwell', production: false, today: day })
  })

  test.each([
    ['over the web', async () => (await get('/services/zephyrhouse/0.ics')).text],
    ['by the command', () => calendarOf(publicationOf(bundle).services.flatMap(meetingsOf), span())],
  ])('no line of a calendar is one of theirs, %s', async (_, calendar) => {
    const text = (await calendar()) ?? ''
    expect(text).toMatch(/^BEGIN:VEVENT/m)
    expect(text).not.toMatch(/^ATTENDEE/m)
    const begun = text.match(/^BEGIN:VEVENT/gm)?.length
    expect(text.match(/^END:VEVENT/gm)?.length).toBe(begun)
  })

  test('the printed directory runs nothing', async () => {
    // As somebody opens the file: without the policy that our own pages have.
    const opened = await openPage(browser, 'file:')
    const file = join(home, 'printed.html')
    writeFileSync(file, printedDirectory(bundle, now, { language: 'en', town: null, large: false }))
    await opened.page.goto(`file://${file}`)
    expect(await opened.page.locator('body').innerText()).toContain('Zephyrhouse')
    expect(await opened.page.evaluate(() => 'pwned' in globalThis)).toBe(false)
    expect(opened.faults).toEqual([])
  })
})

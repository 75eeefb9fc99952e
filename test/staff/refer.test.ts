/// <reference lib="dom" />
import jsqr from 'jsqr'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createPagesRouter } from '../../src/channels/pages/index.ts'
import { licencesIn } from '../../src/commands/licences.ts'
import { compileLinks, linksFile } from '../../src/conversation/links.ts'
import { createAssetsRouter, createReferRouter, createRenderPage } from '../../src/staff/index.ts'
import { openSqliteStore, type Store } from '../../src/store/index.ts'
import { type Served, serveApp } from '../channels/serve-app.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'
import { openBrowser, openPage } from '../web/browser.ts'
import { violations } from './axe.ts'

// Typed as a module, it comes as the function itself.
const decode = jsqr as unknown as typeof jsqr.default

const links = [
  { name: 'fernhill', team: 'Fernhill Surgery' },
  { name: 'oldname', team: 'Oldname Practice', revoked: true },
  { name: 'link' },
]
const bundle = { ...sandwell, links: compileLinks(linksFile.parse({ links })) }
// A Tuesday morning.
const now = Date.parse('2026-11-24T11:00Z')
const publicUrl = 'https://fingerpost.uk'

let store: Store
let counted: string[]
let storeIsAway = false
let served: Served
let url: string
let browser: Browser

beforeAll(async () => {
  store = openSqliteStore(':memory:')
  const say = (key: string, params?: Record<string, string | number>) => bundle.sentences.say('en', key, params)
  served = await serveApp({
    say,
    publicUrl,
    ping: () => store.ping(),
    routers: [
      createPagesRouter({
        sentences: () => bundle.sentences,
        offered: () => bundle.offered,
        area: () => bundle.area,
        packages: licencesIn(root),
        sessionDays: 7,
        leaveUrl: 'https://www.bbc.co.uk/weather',
        operator: null,
        numbers: () => bundle.numbers,
      }),
      createAssetsRouter(),
      createReferRouter({
        bundle: () => bundle,
        render: createRenderPage({ say, language: 'en', home: '/refer' }),
        publicUrl,
        smsNumber: '+447700900123',
        count: (name) => void counted.push(name),
        counts: (day) => (storeIsAway ? Promise.reject(new Error('away')) : store.counts(day)),
        now: () => now,
      }),
    ],
  })
  url = served.url
  browser = await openBrowser()
})
beforeEach(() => {
  counted = []
  storeIsAway = false
})
afterAll(async () => {
  await browser?.close()
  served?.close()
  await store?.close()
})

const open = (path: string, options: BrowserContextOptions = {}) =>
  openPage(browser, url, options).then(async ({ page, faults }) => {
    await page.goto(url + path)
    return { page, faults }
  })

describe('somebody who has never seen /refer has the text copied', () => {
  const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

  test('in one key, as the page opens', async () => {
    const started = performance.now()
    const { page, faults } = await open('/refer?link=fernhill', { permissions: ['clipboard-read', 'clipboard-write'] })
    await page.keyboard.press('Enter')
    await page.getByText('Copied. Now paste it.').waitFor()
    expect(await copied(page)).toBe(
      "Fernhill Surgery: the link we spoke of. We can't see what you say there. https://fingerpost.uk/go/fernhill or text FERNHILL to 07700 900123",
    )
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(faults).toEqual([])
  })

  test('as any team, in another language and for family in three actions, all in view', async () => {
    const started = performance.now()
    const viewport = { width: 1366, height: 720 }
    const { page, faults } = await open('/refer', { viewport, permissions: ['clipboard-read', 'clipboard-write'] })
    const family = page.getByRole('list', { name: 'For family or a friend, in' })
    const actions = [
      page.getByRole('list', { name: 'Your team' }).getByRole('link', { name: 'Fernhill Surgery' }),
      family.getByRole('link', { name: 'Polski' }),
      page.getByRole('button', { name: 'Copy the text' }),
    ]
    for (const one of actions) {
      const box = await one.boundingBox()
      expect((box?.y ?? Infinity) + (box?.height ?? 0)).toBeLessThanOrEqual(viewport.height)
      await one.click()
    }
    await page.getByText('Copied. Now paste it.').waitFor()
    expect(actions.length).toBeLessThanOrEqual(3)
    expect(performance.now() - started).toBeLessThan(20_000)
    expect(await copied(page)).toMatch(/^Fernhill Surgery: link.*\/go\/fernhill\/pl\/f lub SMS FERNHILL POLSKI F na/)
    expect(faults).toEqual([])
  })

  test('where the clipboard is not to be had, the text is selected to be copied by hand', async () => {
    const { page } = await open('/refer')
    await page.evaluate(() => {
      Object.defineProperty(navigator, 'clipboard', { value: undefined })
      document.execCommand = () => false
    })
    await page.keyboard.press('Enter')
    await page.getByText('Press Ctrl and C now').waitFor()
    expect(await page.evaluate(() => getSelection()?.toString())).toContain('/go/link')
  })
})

test('without script everything is chosen by links and one form, and the text can be selected', async () => {
  const { page, faults } = await open('/refer?link=link', { javaScriptEnabled: false })
  await page.getByRole('link', { name: 'ਪੰਜਾਬੀ' }).first().click()
  await page.getByLabel("Your team's name").fill('Ashgrove <b>Pharmacy')
  await page.getByRole('button', { name: 'Use this name' }).click()
  expect(await page.locator('#text').inputValue()).toMatch(/^Ashgrove b Pharmacy: .*\/go\/link\/pa .*LINK PUNJABI/)
  expect(await page.locator('#text').getAttribute('lang')).toBe('pa')
  expect(new URL(page.url()).searchParams.get('team')).toBe('Ashgrove <b>Pharmacy')
  expect(await page.getByRole('button', { name: 'Copy the text' }).count()).toBe(0)
  expect(faults).toEqual([])
})

test('the danger line stands above, the slip beside the button, and nobody is asked to log in', async () => {
  const { page } = await open('/refer')
  const text = (await page.locator('main').innerText()).replace(/\s+/g, ' ')
  expect(text).toMatch(
    /^Pass on a link Fitting, very shaky, or suicidal here\? A clinician now, or 999\..*Copy the text Ask: “Only you read this phone\?” If unsure, a slip\./,
  )
  expect(await page.locator('input[type=password]').count()).toBe(0)
  expect(await page.context().cookies()).toEqual([])
})

test('whom to ring together with family, and whether they answer now', async () => {
  const { page } = await open('/refer?for=family&lang=pl')
  const ring = (await page.locator('.app-ring').innerText()).replace(/\s+/g, ' ')
  expect(ring).toContain('Ring first: Al-Anon Family Groups UK 0800 0086 811 open now, till 10pm (not yet confirmed)')
  expect(ring).toContain('No answer? Ring: FRANK 0300 123 6600 open day and night')
  expect(ring).toContain('Say first that the person speaks Polish.')
})

test("a revoked link is not offered; unknown choices fall back to any team's link in English", async () => {
  const { page } = await open('/refer?link=oldname&lang=xx&for=everybody&team=%00')
  const teams = page.getByRole('list', { name: 'Your team' })
  expect(await teams.getByRole('link').allInnerTexts()).toEqual(['Fernhill Surgery', 'Any team'])
  expect(await teams.locator('[aria-current]').innerText()).toBe('Any team')
  expect(await page.locator('#text').inputValue()).toMatch(/^Your surgery or team: the link/)
  expect(await page.getByRole('textbox', { name: 'Text to paste: for the person, in English' }).count()).toBe(1)
})

describe('on paper', () => {
  const qrIn = async (page: Page) => {
    const codes: (string | undefined)[] = []
    for (const code of await page.locator('.qr').all()) {
      const { data, width, height } = PNG.sync.read(await code.screenshot())
      // The quiet zone around a code is the slip's own paper.
      const framed = new PNG({ width: width + 80, height: height + 80 })
      framed.data.fill(255)
      PNG.bitblt({ data, width, height } as PNG, framed, 0, 0, width, height, 40, 40)
      codes.push(decode(new Uint8ClampedArray(framed.data), framed.width, framed.height)?.data)
    }
    return codes
  }
  const pagesOf = async (page: Page) => {
    const pdf = (await page.pdf({ preferCSSPageSize: true, printBackground: true })).toString('latin1')
    const [, width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []
    return {
      pages: pdf.match(/\/Type \/Page\b/g)?.length,
      millimetres: [width, height].map((points) => Math.round((Number(points) / 72) * 25.4)),
    }
  }
  const a4 = { pages: 1, millimetres: [210, 297] }

  test('four slips to a page, A6 each, with a code that leads to the link', async () => {
    const { page, faults } = await open('/refer/slip?link=fernhill&lang=ur&for=family', {
      viewport: { width: 900, height: 1200 },
    })
    expect(await qrIn(page)).toEqual(Array(4).fill('https://fingerpost.uk/go/fernhill/ur/f'))
    const boxes = await page.locator('.slip').evaluateAll((all) => all.map((one) => one.getBoundingClientRect()))
    for (const { width, height } of boxes)
      expect([width, height].map((px) => Math.round((px / 96) * 25.4))).toEqual([105, 148])
    // Nothing of a slip is cut off.
    expect(
      await page.locator('.slip').evaluateAll((all) => all.map((one) => one.scrollHeight <= one.clientHeight)),
    ).toEqual([true, true, true, true])
    expect(await pagesOf(page)).toEqual(a4)
    expect(faults).toEqual([])
  })

  test('in every language a slip has room for its words, and for English small', async () => {
    const { page } = await open('/refer/slip', { viewport: { width: 900, height: 1200 } })
    for (const lang of bundle.offered) {
      await page.goto(`${url}/refer/slip?link=fernhill&lang=${lang}&for=family`)
      const slip = page.locator('.slip').first()
      const [fits, small, text] = await slip.evaluate((one) => [
        one.scrollHeight <= one.clientHeight,
        one.querySelectorAll('small').length,
        (one as HTMLElement).innerText,
      ])
      expect([lang, fits, small]).toEqual([lang, true, lang === 'en' ? 0 : 6])
      expect(text).toContain('In danger now? Call 999.')
      expect(text).not.toMatch(/drink|drug|alco|narko|drog/i)
    }
  })

  test('a poster, which says what it is for', async () => {
    const { page } = await open('/refer/poster?link=fernhill&lang=pa', { viewport: { width: 900, height: 1200 } })
    expect(await qrIn(page)).toEqual(['https://fingerpost.uk/go/fernhill/pa'])
    expect(await page.locator('.poster').innerText()).toContain('Worried about drink or drugs?')
    expect(await pagesOf(page)).toEqual(a4)
  })

  test('the guide is one page, with its sources', async () => {
    const { page, faults } = await open('/refer/guide')
    const text = await page.locator('main').innerText()
    for (const part of [
      'lottery',
      'What to leave out',
      'twelve steps',
      'When to call 999',
      'Linxs, for Sandwell Council',
    ])
      expect(text).toContain(part)
    expect(await pagesOf(page)).toEqual(a4)
    expect(faults).toEqual([])
  })
})

describe('every page', () => {
  const pages = [
    '/refer',
    '/refer?link=link&lang=ur&for=family&team=Fernhill',
    '/refer/slip?lang=pl',
    '/refer/poster?lang=ar',
    '/refer/guide',
    '/refer/uses',
    '/about',
    '/about?lang=ur',
    '/person?lang=pa',
    '/accessibility',
    '/licences',
  ]
  let opened: Awaited<ReturnType<typeof open>>
  beforeAll(async () => {
    opened = await open('/about', { viewport: { width: 320, height: 640 } })
  })

  test.each([...pages, '/nowhere'])('%s has nothing that axe finds, and fits 320 pixels', async (path) => {
    const { page, faults } = opened
    await page.goto(url + path)
    for (const details of await page.locator('summary').all()) await details.click()
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320)
    expect(faults.filter((fault) => !/404/.test(fault))).toEqual([])
  })

  test('in the dark, too', async () => {
    const { page } = opened
    await page.emulateMedia({ colorScheme: 'dark' })
    await page.goto(`${url}/person`)
    expect(await violations(page)).toEqual([])
  })
})

describe('/go', () => {
  const get = (path: string, init: RequestInit = {}) => fetch(url + path, { redirect: 'manual', ...init })

  test.each([
    ['/go/fernhill', '/', true],
    ['/go/FERNHILL/pl', '/?lang=pl', true],
    ['/go/fernhill/pal', '/?lang=pa-Latn', true],
    ['/go/fernhill/pa-latn', '/?lang=pa-Latn', true],
    ['/go/fernhill/pl/family', '/?lang=pl&for=family', true],
    ['/go/fernhill/pl/f', '/?lang=pl&for=family', true],
    ['/go/fernhill/family', '/?for=family', true],
    ['/go/fernhill/', '/', true],
    // Never a dead end.
    ['/go/fernhill/xx/everybody', '/', true],
    ['/go/oldname/pl', '/?lang=pl', false],
    ['/go/nobody/pl', '/?lang=pl', false],
    ['/go/__proto__', '/', false],
    ['/go/%00', '/', false],
    ['/go', '/', false],
  ])('%s leads to %s, counted: %s', async (path, to, counts) => {
    const { status, headers } = await get(path)
    expect([status, headers.get('location')]).toEqual([303, to])
    expect(counted).toEqual(counts ? ['link.fernhill.web'] : [])
  })

  test('is not counted where only its head is asked for', async () => {
    expect((await get('/go/fernhill', { method: 'HEAD' })).status).toBe(303)
    expect(counted).toEqual([])
  })
})

describe('how often a link was used', () => {
  test('is told of days that are over, in rounded numbers', async () => {
    for (let n = 0; n < 13; n++) await store.count('link.fernhill.web', '2026-11-23')
    for (let n = 0; n < 4; n++) await store.count('link.fernhill.sms', '2026-11-23')
    for (let n = 0; n < 50; n++) await store.count('link.fernhill.web', '2026-11-24')
    const page = await (await fetch(`${url}/refer/uses`)).text()
    const cells = [...page.matchAll(/<t[dh][^>]*>([^<]*)<\/t[dh]>/g)].map(([, text]) => text)
    expect(cells.slice(4, 8)).toEqual(['fernhill', '2026-11-23', '15', 'fewer than 5'])
    expect(page).not.toMatch(/2026-11-24|>13<|>4<|oldname/)
  })

  test('is a calm page where the store is away, and the links go on working', async () => {
    storeIsAway = true
    const response = await fetch(`${url}/refer/uses`)
    expect(response.status).toBe(500)
    expect(await response.text()).toContain('Something went wrong on our side.')
    expect((await fetch(`${url}/refer`)).status).toBe(200)
  })
})

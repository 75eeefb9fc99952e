/// <reference lib="dom" />
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { violations } from './axe.ts'
import { openBrowser, openPage } from './browser.ts'
import { type Server, startServer } from './server.ts'

let browser: Browser
let server: Server
beforeAll(async () => {
  server = await startServer({
    STORE: 'sqlite::memory:',
    SMS_NUMBER: '+447700900123',
    WHATSAPP_NUMBER: '+447700900124',
  })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const open = (options: BrowserContextOptions = {}) => openPage(browser, server.url, options)

const wide = (page: Page) =>
  page.evaluate(() =>
    document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} px wide`] : [],
  )

/** What is wider than the screen, or smaller than a thumb. */
const misfits = (page: Page) =>
  page.evaluate(() => {
    const inline = (one: Element) => one.closest('p:not(.contact):not(.links), .danger') && one.tagName === 'A'
    const small = [...document.querySelectorAll('a, button, summary, textarea')].flatMap((one) => {
      const { width, height } = one.getBoundingClientRect()
      return width > 0 && height < 43.5 && !inline(one) ? [`${one.outerHTML.slice(0, 90)}: ${height} px`] : []
    })
    const wide =
      document.documentElement.scrollWidth > innerWidth ? [`${document.documentElement.scrollWidth} px wide`] : []
    return [...small, ...wide]
  })

async function send(page: Page, words: string): Promise<void> {
  const replies = await page.locator('.reply').count()
  await page.locator('#text').fill(words)
  await page.locator('button[name=send]').click()
  await page.waitForFunction((before) => document.querySelectorAll('.reply').length > before, replies)
}

describe.each([
  ['en', { colorScheme: 'light' }, 'my mates gone blue wont wake up'],
  ['pa', { colorScheme: 'dark' }, 'ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ'],
  ['ur', { colorScheme: 'dark' }, 'میں مرنا چاہتا ہوں'],
  ['en', { colorScheme: 'light', viewport: { width: 320, height: 256 } }, 'i want to kill myself'],
] as const)('in %s, %o', (lang, options, danger) => {
  test('every state passes axe at AA, fits the screen and the thumb', async () => {
    const { page, faults } = await open(options)
    const found: Record<string, string[]> = {}
    const look = async (state: string) => {
      found[state] = [...(await violations(page)), ...(await misfits(page))]
    }
    await page.goto(`${server.url}/?lang=${lang}`)
    await look('greeting')
    await page.locator('.languages summary').click()
    await look('languages')
    await page.locator('.languages summary').click()
    await send(page, 'food tipton')
    await page.locator('.extra > summary').first().click()
    await page.locator('.extra > summary').last().click()
    await look('list, with its map and ways to keep it')
    await page.locator('.more').first().click()
    await page.locator('.card').waitFor()
    await look('card')
    await send(page, danger)
    await page.locator('.danger').first().waitFor()
    await look('danger')
    await page.context().setOffline(true)
    await page.locator('#text').fill('?')
    await page.locator('button[name=send]').click()
    await page.locator('.problem').waitFor()
    await look('offline')
    await page.context().setOffline(false)
    expect(found).toEqual(Object.fromEntries(Object.keys(found).map((state) => [state, []])))
    expect(faults.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  })
})

test('what is met seldom passes axe at AA', async () => {
  const { page, faults } = await open()
  const found: Record<string, string[]> = {}
  await page.goto(server.url)
  for (const words of ['food in london', 'xyzzy plugh', 'are you a person', 'forget']) {
    // Every answer brings the name of the next message.
    const next = () => page.locator('#chat [name=message]').inputValue()
    const now = await next()
    await page.locator('#text').fill(words)
    await page.locator('button[name=send]').click()
    await expect.poll(next, { timeout: 20_000 }).not.toBe(now)
    await page.waitForFunction(() => document.getElementById('status')?.textContent === '')
    found[words] = [...(await violations(page)), ...(await misfits(page))]
  }
  expect(found).toEqual(Object.fromEntries(Object.keys(found).map((state) => [state, []])))
  expect(faults).toEqual([])
  // The page that leads away, held where it is.
  await page.setContent(
    (await (await fetch(`${server.url}/leave`, { method: 'POST' })).text()).replace(/<meta http[^>]*>/, ''),
  )
  expect(await violations(page)).toEqual([])
})

test.each(['/about?lang=ur', '/person?lang=pa', '/licences', '/suggested?lang=en', '/nowhere'])(
  '%s passes axe at AA at 320 pixels, and leaves by Shift',
  async (path) => {
    const { page } = await open({ viewport: { width: 320, height: 256 } })
    await page.goto(server.url + path)
    expect([...(await violations(page)), ...(await wide(page))]).toEqual([])
    await page.route('https://www.bbc.co.uk/**', (route) => route.fulfill({ body: 'Rain later' }))
    for (let press = 0; press < 3; press++) await page.keyboard.press('Shift')
    await page.getByText('Rain later').waitFor()
  },
)

test('the page for what is too long passes axe at AA at 320 pixels, and leaves by Shift', async () => {
  const { page } = await open({ viewport: { width: 320, height: 256 } })
  const tooLong = await fetch(server.url, { method: 'POST', body: new URLSearchParams({ text: 'x'.repeat(200_000) }) })
  expect(tooLong.status).toBe(413)
  const body = await tooLong.text()
  await page.route(`${server.url}/sent`, (route) => route.fulfill({ contentType: 'text/html', body }))
  await page.route('https://www.bbc.co.uk/**', (route) => route.fulfill({ body: 'Rain later' }))
  await page.goto(`${server.url}/sent`)
  expect([...(await violations(page)), ...(await wide(page))]).toEqual([])
  for (let press = 0; press < 3; press++) await page.keyboard.press('Shift')
  await page.getByText('Rain later').waitFor()
})

test.each(['/history?lang=en', '/history?lang=ar', '/carry-on?lang=en', '/carry-on?lang=ur'])(
  '%s passes axe at AA',
  async (path) => {
    const { page, faults } = await open()
    await page.goto(server.url + path)
    expect([...(await violations(page)), ...(await misfits(page))]).toEqual([])
    expect(faults).toEqual([])
  },
)

test('by the keyboard alone: the way out first, then everything in its order, and the answer to what was pressed', async () => {
  const { page } = await open()
  await page.goto(server.url)
  const focused = () => page.evaluate(() => (document.activeElement?.textContent ?? '').trim())
  const tab = async () => {
    await page.keyboard.press('Tab')
    return focused()
  }
  expect(await tab()).toBe('Leave this page')
  expect(await tab()).toContain('Other languages')
  expect(await tab()).toBe('999')
  expect(await tab()).toBe('Talk to someone now')
  for (let press = 0; press < 3; press++) await tab()
  expect(await focused()).toBe('Worried about someone')
  await page.keyboard.press('Enter')
  await page.locator('.services').waitFor()
  // Reading goes on from the answer, whose first thing to press comes next.
  expect(await page.evaluate(() => document.activeElement?.className)).toBe('reply')
  await tab()
  expect(await page.evaluate(() => document.activeElement?.closest('.services li:first-child') !== null)).toBe(true)
  // Who types goes on typing: Enter sends, Shift and Enter begins a line.
  await page.locator('#text').focus()
  await page.keyboard.type('tipton')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.press('Enter')
  await page.locator('.services').nth(1).waitFor()
  expect(await page.evaluate(() => document.activeElement?.id)).toBe('text')
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element).outlineStyle)
  expect(outline).toBe('solid')
})

test('a new turn is announced politely, danger at once, each in its language', async () => {
  const { page } = await open()
  await page.goto(server.url)
  const log = page.getByRole('log')
  expect(await log.getAttribute('aria-live')).toBe('polite')
  await page.getByLabel('In your own words').fill('ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ')
  await page.getByRole('button', { name: 'Send' }).click()
  const danger = log.locator('.danger').first()
  await danger.waitFor()
  expect(await danger.getAttribute('role')).toBe('alert')
  expect(await danger.getAttribute('lang')).toBe('pa')
  // A draft language is answered in English too, and said to be English.
  expect(await log.locator('.danger').last().getAttribute('lang')).toBe('en')
})

test('in Urdu a list keeps left and right, and names its services left to right', async () => {
  const { page } = await open()
  await page.goto(`${server.url}/?lang=ur`)
  await send(page, 'food tipton')
  const list = page.locator('.services li').first()
  expect(await list.evaluate((one) => getComputedStyle(one).direction)).toBe('rtl')
  const edge = await page.locator('#leave button').boundingBox()
  expect(edge?.x).toBeLessThan(100)
  // The number of a house stands before its street.
  const door = page.locator('a.place', { hasText: '128-130 High Street' })
  const [number, street] = await door.evaluate((link) => {
    const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode() as Text
    return ['128', 'High'].map((part) => {
      const range = document.createRange()
      const at = text.data.indexOf(part)
      range.setStart(text, at)
      range.setEnd(text, at + part.length)
      return range.getBoundingClientRect().left
    })
  })
  expect(number).toBeLessThan(street as number)
})

test('in high contrast whatever can be pressed has an edge', async () => {
  const { page } = await open({ forcedColors: 'active' })
  await page.goto(server.url)
  await send(page, 'my mates gone blue wont wake up')
  const bare = await page
    .locator('button:visible, a.call')
    .evaluateAll((all) =>
      all.filter((one) => Number.parseFloat(getComputedStyle(one).borderTopWidth) === 0).map((one) => one.outerHTML),
    )
  expect(bare).toEqual([])
})

test('read aloud is offered where the device has a voice of its own for the language, and nowhere else', async () => {
  const { page } = await open()
  await page.addInitScript(() => {
    const spoken: string[] = []
    const voices = [
      { lang: 'en-GB', localService: true },
      { lang: 'pl-PL', localService: false },
    ]
    const engine = {
      getVoices: () => voices,
      speak: (one: { text: string }) => spoken.push(one.text),
      cancel: () => {},
      addEventListener: () => {},
    }
    class Utterance {
      text: string
      constructor(text: string) {
        this.text = text
      }
    }
    Object.assign(window, { spoken, SpeechSynthesisUtterance: Utterance })
    Object.defineProperty(window, 'speechSynthesis', { value: engine })
  })
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Read aloud' }).click()
  const spoken = await page.evaluate(() => (window as unknown as { spoken: string[] }).spoken)
  expect(spoken[0]).toContain('This is Fingerpost')
  expect(spoken.at(-1)).toBe('Home, food, other help')
  await page.getByRole('button', { name: 'Stop reading' }).click()
  await page.getByRole('button', { name: 'Read aloud' }).waitFor()
  // A voice that works elsewhere would hear everything.
  await page.goto(`${server.url}/?lang=pl`)
  expect(await page.locator('.aloud').isVisible()).toBe(false)
})

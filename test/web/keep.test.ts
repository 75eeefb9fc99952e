/// <reference lib="dom" />
import jsqr from 'jsqr'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { PNG } from 'pngjs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { type Server, startServer } from './server.ts'

let browser: Browser
let server: Server
beforeAll(async () => {
  const numbers = { SMS_NUMBER: '+447700900123', WHATSAPP_NUMBER: '+447700900124' }
  server = await startServer({ STORE: 'sqlite::memory:', ...numbers })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** A list of what was found, with the ways to keep it open. */
async function found(options: BrowserContextOptions = {}): Promise<{ page: Page; faults: string[] }> {
  const opened = await openPage(browser, server.url, options)
  const { page } = opened
  await page.goto(server.url)
  await page.getByLabel('In your own words').fill('i want to stop using heroin, smethwick')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.services').waitFor()
  await page.getByText('Keep or share this').click()
  return opened
}
const cranstoun = /Cranstoun Sandwell\n0121 553 1333\n/

test('a list is copied as plain words: names, numbers, addresses, nothing about why', async () => {
  const { page, faults } = await found({ permissions: ['clipboard-read', 'clipboard-write'] })
  await page.getByRole('button', { name: 'Copy', exact: true }).click()
  await page.getByRole('button', { name: 'Copied' }).waitFor()
  const copied = await page.evaluate(() => navigator.clipboard.readText())
  expect(copied).toMatch(cranstoun)
  expect(copied).not.toMatch(/heroin|drug|drink|confirmed|Fingerpost/i)
  expect(faults).toEqual([])
})

test("without script it goes by the person's own messaging app; we send nothing", async () => {
  const { page } = await found({ javaScriptEnabled: false })
  const href = (await page.getByRole('link', { name: 'Send as a text' }).getAttribute('href')) ?? ''
  expect(href).toMatch(/^sms:\?&body=/)
  expect(decodeURIComponent(href)).toMatch(cranstoun)
  expect(await page.getByRole('button', { name: 'Copy', exact: true }).isVisible()).toBe(false)
})

test('where the device has a share sheet it is offered', async () => {
  const opened = await openPage(browser, server.url)
  await opened.page.addInitScript(() => {
    Object.defineProperty(navigator, 'share', {
      value: async (what: unknown) => Object.assign(window, { shared: what }),
    })
  })
  await opened.page.goto(server.url)
  await opened.page.getByRole('button', { name: 'Talk to someone now' }).click()
  await opened.page.getByText('Keep or share this').click()
  await opened.page.getByRole('button', { name: 'Share', exact: true }).click()
  const shared = await opened.page.evaluate(() => (window as unknown as { shared: { text: string } }).shared)
  expect(shared.text).toContain('Shout\ntext SHOUT to 85258')
})

test('printed, it is one clean page: the services, not what was said, nor the page around', async () => {
  const { page } = await found()
  await page.emulateMedia({ media: 'print' })
  const visible = (await page.locator('body').innerText()).trim()
  expect(visible).toContain('0121 553 1333')
  expect(visible).not.toMatch(/using heroin|Leave this page|Send|Urgent help|Fingerpost/)
  const pdf = await page.pdf({ format: 'A4' })
  expect(pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)).toHaveLength(1)
  // Only the list whose button was pressed.
  await page.emulateMedia({ media: 'screen' })
  await page.getByRole('button', { name: 'More' }).click()
  await page.locator('.services').nth(1).waitFor()
  await page.evaluate(() => {
    window.print = () => {}
  })
  await page.getByText('Keep or share this').last().click()
  await page.getByRole('button', { name: 'Print' }).last().click()
  await page.emulateMedia({ media: 'print' })
  expect(await page.locator('body').innerText()).not.toContain('0121 553 1333')
})

test('a map shows the doors by their numbers, the place that was named, and asks nobody', async () => {
  const { page, faults } = await found({ colorScheme: 'dark' })
  await page.getByText('Show on a map').click()
  const map = page.locator('svg.map')
  expect(await map.getAttribute('aria-label')).toMatch(/\d: Cranstoun Sandwell, [\d.]+ miles?/)
  expect(await map.locator('text.here').textContent()).toBe('Smethwick')
  expect(await map.locator('text.scale').textContent()).toBe('1 mile')
  const [number] = await map.locator('text.door').allTextContents()
  const item = page.locator(`.services li[value="${number}"] h2`)
  expect(await map.getAttribute('aria-label')).toContain(await item.textContent())
  expect(faults).toEqual([])
})

test.each([
  ['an Android phone', 'Mozilla/5.0 (Linux; Android 11) Chrome/110', /^geo:52\.\d+,-1\.\d+\?q=/],
  ['an iPhone', 'Mozilla/5.0 (iPhone; CPU iPhone OS 15_0 like Mac OS X)', /^https:\/\/maps\.apple\.com\/\?ll=52\./],
  ['anything else', 'Mozilla/5.0 (X11; Linux x86_64)', /^https:\/\/www\.openstreetmap\.org\/\?mlat=52\./],
])('an address opens the maps of %s, which are told nothing of us', async (_, userAgent, href) => {
  const { page } = await found({ userAgent })
  await page.getByRole('button', { name: 'What happens first: Cranstoun Sandwell' }).click()
  const address = page.locator('.card a.place')
  await address.waitFor()
  expect(await address.getAttribute('href')).toMatch(href)
  expect(await address.getAttribute('rel')).toBe('noreferrer noopener')
  expect(await address.textContent()).toContain('B66 1JE')
})

test('another phone carries on by its camera: the square holds the number and a first word', async () => {
  const { page, faults } = await openPage(browser, server.url)
  await page.goto(`${server.url}/carry-on?lang=pl`)
  const read = async (nth: number) => {
    const { data, width, height } = PNG.sync.read(
      await page.locator('.qr svg').nth(nth).screenshot({ scale: 'device' }),
    )
    return (jsqr as unknown as (data: Uint8ClampedArray, width: number, height: number) => { data: string } | null)(
      new Uint8ClampedArray(data),
      width,
      height,
    )?.data
  }
  expect(await read(0)).toBe('SMSTO:+447700900123:POLSKI')
  expect(await read(1)).toBe('https://wa.me/447700900124?text=POLSKI')
  expect(await page.getByRole('link', { name: '07700 900123' }).getAttribute('href')).toBe(
    'sms:+447700900123?&body=POLSKI',
  )
  expect(faults).toEqual([])
})

/// <reference lib="dom" />
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { type Server, startServer } from './server.ts'

let browser: Browser
let server: Server
beforeAll(async () => {
  server = await startServer({ STORE: 'sqlite::memory:' })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

describe.each([
  ['with script', true],
  ['without script', false],
])('the chat page %s', (_, javaScriptEnabled) => {
  const open = () => openPage(browser, server.url, { javaScriptEnabled })

  test('a mother finds help for herself by buttons and by words', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    expect(await page.title()).toBe('Fingerpost')
    await page.getByRole('button', { name: 'Worried about someone' }).click()
    await page.getByText('For you, not only for them:').waitFor()
    expect(await page.getByRole('link', { name: '0800 0086 811' }).getAttribute('href')).toBe('tel:08000086811')
    await page.getByRole('button', { name: 'What happens first: Al-Anon' }).click()
    await page.getByText('You can hang up at any time.').waitFor()
    await page.getByLabel('In your own words').fill('tipton')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('For you, not only for them:').last().waitFor()
    expect(faults).toEqual([])
  })

  test('danger shows its words first, with numbers to call, and goes on', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    await page.getByLabel('In your own words').fill('my mates gone blue wont wake up')
    await page.getByRole('button', { name: 'Send' }).click()
    const danger = page.locator('.danger')
    await danger.waitFor()
    expect(await danger.textContent()).toContain('Call 999 now')
    expect(await danger.getByRole('link', { name: '999' }).first().getAttribute('href')).toBe('tel:999')
    await page.getByRole('button', { name: 'Carry on' }).click()
    await page.getByRole('button', { name: 'Talk to someone now' }).last().waitFor()
    expect(faults).toEqual([])
  })

  test('in Punjabi the page and its replies say so', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    await page.getByRole('button', { name: 'ਪੰਜਾਬੀ' }).click()
    await page.locator('html[lang=pa]').waitFor()
    expect(await page.locator('html').getAttribute('lang')).toBe('pa')
    // What is listed depends on the hour; the words for danger do not.
    await page.locator('#text').fill('ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ')
    await page.locator('button[name=send]').click()
    await page.getByRole('link', { name: '116 123' }).first().waitFor()
    expect(await page.locator('.reply').last().getAttribute('lang')).toBe('pa')
    expect(faults).toEqual([])
  })

  test('in Urdu it runs from right to left, and a number keeps its order', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    await page.getByRole('button', { name: 'اردو' }).click()
    await page.locator('html[lang=ur][dir=rtl]').waitFor()
    await page.locator('#text').fill('میں مرنا چاہتا ہوں')
    await page.locator('button[name=send]').click()
    const number = page.getByRole('link', { name: '116 123' }).first()
    await number.waitFor()
    // Left of "123" stands "116": the groups have not changed places.
    const left = (part: string) =>
      number.evaluate((link, wanted) => {
        const text = link.firstChild as Text
        const range = document.createRange()
        const at = (text.textContent ?? '').indexOf(wanted)
        range.setStart(text, at)
        range.setEnd(text, at + wanted.length)
        return range.getBoundingClientRect().left
      }, part)
    expect(await left('116')).toBeLessThan(await left('123'))
    expect(faults).toEqual([])
  })

  test('what is written is shown as written, whatever it is', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    const words = '<img src=x onerror=alert(1)> & "quotes" </script>'
    await page.getByLabel('In your own words').fill(words)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.written').waitFor()
    expect(await page.locator('.written').textContent()).toContain(words)
    expect(await page.locator('#log img').count()).toBe(0)
    expect(faults).toEqual([])
  })

  test('the way out and the way to urgent help are on every page, and no cookie is set', async () => {
    const { page } = await open()
    await page.goto(server.url)
    expect(await page.getByRole('link', { name: 'Leave this page' }).getAttribute('href')).toBe(
      'https://www.bbc.co.uk/weather',
    )
    await page.getByRole('button', { name: 'Urgent help' }).click()
    await page.getByText('Danger to life').waitFor()
    expect(await page.context().cookies()).toEqual([])
  })
})

test('a page sent twice is answered once', async () => {
  const { page } = await openPage(browser, server.url, { javaScriptEnabled: false })
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Talk to someone now' }).click()
  const answered = await page.locator('.reply').innerHTML()
  await page.reload()
  expect(await page.locator('.reply').innerHTML()).toBe(answered)
})

test('when the server is gone the words are kept and a number is shown', async () => {
  const own = await startServer({ STORE: 'sqlite::memory:' })
  const { page } = await openPage(browser, own.url)
  await page.goto(own.url)
  await own.stop('SIGKILL')
  await page.getByLabel('In your own words').fill('is anyone there')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.problem').waitFor()
  expect(await page.locator('.problem').textContent()).toContain('116 123')
  expect(await page.getByLabel('In your own words').inputValue()).toBe('is anyone there')
})

test('the on-screen phone talks to the real SMS channel', async () => {
  const { page, faults } = await openPage(browser, server.url)
  await page.goto(`${server.url}/phone`)
  await page.getByLabel('Your text').fill('i need help')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.getByText('What would help?').waitFor()
  await page.getByText('2 SMS parts').waitFor()
  expect(faults).toEqual([])
})

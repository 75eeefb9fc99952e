/// <reference lib="dom" />

import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser, openPage } from './browser.ts'
import { type Server, startServer } from './server.ts'
import { openSlowly } from './slow.ts'

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

  test.each([
    ['pa', 'ltr', 'ਪੰਜਾਬੀ', 'ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ'],
    ['ur', 'rtl', 'اردو', 'میں مرنا چاہتا ہوں'],
  ])('a whole conversation in %s, from %s: the page and every reply say so', async (lang, dir, name, danger) => {
    const { page, faults } = await open()
    await page.goto(server.url)
    await page.locator('.languages summary').click()
    await page.getByRole('button', { name }).click()
    await page.locator(`html[lang=${lang}][dir=${dir}]`).waitFor()
    // Worried about someone; what happens first; a place; danger; and on.
    await page.locator('.choice').nth(3).click()
    await page.locator('.services').waitFor()
    expect(await page.locator('.services a[href="tel:08000086811"]').count()).toBe(1)
    await page
      .locator('.services li', { has: page.locator('a[href="tel:08000086811"]') })
      .locator('.more')
      .click()
    await page.locator('.card a[href="tel:08000086811"]').first().waitFor()
    const say = async (words: string) => {
      await page.locator('#text').fill(words)
      await page.locator('button[name=send]').click()
    }
    await say('tipton')
    await page.locator('.services').nth(1).waitFor()
    await say(danger)
    await page.locator('.danger a[href="tel:116123"]').first().waitFor()
    expect(await page.locator('.danger').first().getAttribute('lang')).toBe(lang)
    await page.locator('button[value=resume]').click()
    await page.locator('.danger ~ .reply, .reply ~ .written ~ .reply .choices').last().waitFor()
    const replies = await page
      .locator('.reply')
      .evaluateAll((all) => all.map((one) => `${one.getAttribute('lang')} ${one.getAttribute('dir')}`))
    // The first page was English.
    expect(new Set(replies.slice(1))).toEqual(new Set([`${lang} ${dir}`]))
    expect(faults).toEqual([])
  })

  test('in Urdu it runs from right to left, and a number keeps its order', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    await page.locator('.languages summary').click()
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

  test('urgent help is one tap away, and no cookie is set', async () => {
    const { page } = await open()
    await page.goto(server.url)
    await page.getByRole('button', { name: 'Urgent help' }).click()
    await page.getByText('Danger to life').waitFor()
    expect(await page.context().cookies()).toEqual([])
    expect(await page.evaluate(() => localStorage.length + sessionStorage.length)).toBe(0)
  })

  test('a link for families opens at help for families, and is not asked whom it is for', async () => {
    const { page, faults } = await open()
    await page.goto(`${server.url}/?lang=pl&for=family`)
    expect(await page.locator('html').getAttribute('lang')).toBe('pl')
    const first = await page.locator('.reply').innerText()
    expect(first).toContain('komputerem')
    await page.locator('#text').fill('tipton')
    await page.locator('button[name=send]').click()
    await page.getByText('tipton').waitFor()
    await page.locator('.services').last().waitFor()
    expect(await page.locator('.services').last().innerText()).toContain('Al-Anon')
    expect(faults).toEqual([])
  })

  test('what was said stays on the page while it is talked, each of it once', async () => {
    const { page, faults } = await open()
    await page.goto(server.url)
    await page.getByRole('button', { name: 'Home, food, other help' }).click()
    await page.getByText('Which of these?').waitFor()
    await page.getByRole('button', { name: 'Food', exact: true }).click()
    await page.getByText('Where are you?').waitFor()
    await page.getByLabel('In your own words').fill('in tipton')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.services').waitFor()
    const written = await page.locator('.written').allTextContents()
    expect(written).toEqual(['You wrote: Home, food, other help', 'You wrote: Food', 'You wrote: in tipton'])
    expect(await page.getByText('Which of these?').count()).toBe(1)
    // They change the language: our words and theirs are still there, and what they had begun to write.
    await page.getByLabel('In your own words').fill('and my bro')
    await page.locator('.languages summary').click()
    await page.getByRole('button', { name: 'Polski' }).click()
    await page.locator('html[lang=pl]').waitFor()
    expect((await page.locator('.written').allTextContents()).map((one) => one.split(': ')[1])).toContain('in tipton')
    expect(await page.locator('#text').inputValue()).toBe('and my bro')
    expect(faults).toEqual([])
  })
})

test('who writes in Punjabi on an English page goes on with a Punjabi page, and is answered once', async () => {
  const { page, faults } = await openPage(browser, server.url)
  await page.goto(server.url)
  await page.getByLabel('In your own words').fill('ਮੈਨੂੰ ਮਦਦ ਚਾਹੀਦੀ ਹੈ')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('html[lang=pa]').waitFor()
  expect(await page.locator('.reply').count()).toBe(1)
  expect(await page.locator('.written').count()).toBe(1)
  expect(await page.locator('button[name=send]').textContent()).toBe('ਭੇਜੋ')
  expect(faults).toEqual([])
})

test('a page sent twice is answered once', async () => {
  const { page } = await openPage(browser, server.url, { javaScriptEnabled: false })
  await page.goto(server.url)
  await page.getByRole('button', { name: 'Talk to someone now' }).click()
  const answered = await page.locator('.reply').innerHTML()
  await page.reload()
  expect(await page.locator('.reply').innerHTML()).toBe(answered)
})

test('two tabs are two conversations; a page gone back to in one of them loses no words', async () => {
  const { page } = await openPage(browser, server.url, { javaScriptEnabled: false })
  const other = await page.context().newPage()
  await page.goto(server.url)
  await other.goto(server.url)
  expect(await page.locator('[name=token]').first().getAttribute('value')).not.toBe(
    await other.locator('[name=token]').first().getAttribute('value'),
  )
  // The same page, its form sent twice with different words: both are heard.
  const form = { token: 'a'.repeat(32), message: 'b'.repeat(32), lang: 'en' }
  const send = async (text: string) =>
    (await fetch(server.url, { method: 'POST', body: new URLSearchParams({ ...form, text }) })).text()
  expect(await send('gambling')).not.toContain('class="danger"')
  expect(await send('my mates gone blue wont wake up')).toContain('class="danger"')
})

test('over a slow line the first question is there within 2 s, in one request of at most 25 KB', async () => {
  const { page } = await openPage(browser, server.url)
  await page.goto(`${server.url}/healthz`)
  const { requests, bytes, firstPaintMs } = await openSlowly(page, `${server.url}/?lang=bn`, () =>
    page.locator('#text').waitFor(),
  )
  expect(requests).toBe(1)
  expect(bytes).toBeGreaterThan(3000)
  expect(bytes).toBeLessThan(25_000)
  expect(firstPaintMs).toBeLessThan(2000)
})

describe('when the line or the server is gone', () => {
  let folder: string
  const words = 'is anyone there'
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'chat-'))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  test('offline and back: the words wait, go by themselves, and are answered once', async () => {
    const { page } = await openPage(browser, server.url)
    await page.goto(server.url)
    await page.context().setOffline(true)
    await page.getByLabel('In your own words').fill(words)
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.problem').waitFor()
    expect(await page.locator('.problem').textContent()).toContain('116 123')
    expect(await page.getByLabel('In your own words').inputValue()).toBe(words)
    await page.context().setOffline(false)
    await page.locator('.reply').nth(1).waitFor()
    expect(await page.locator('.problem').count()).toBe(0)
    expect(await page.locator('.written').allTextContents()).toEqual([`You wrote: ${words}`])
    expect(await page.locator('.reply').count()).toBe(2)
  })

  test('another language that does not come through is asked for again, and nothing is lost', async () => {
    const { page, faults } = await openPage(browser, server.url)
    await page.goto(server.url)
    await page.getByLabel('In your own words').fill('food please')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.getByText('Where are you?').waitFor()
    await page.getByLabel('In your own words').fill('tip')
    await page.context().setOffline(true)
    await page.locator('.languages summary').click()
    await page.getByRole('button', { name: 'Polski' }).click()
    await page.locator('.problem').waitFor()
    await page.context().setOffline(false)
    await page.locator('html[lang=pl]').waitFor()
    expect(await page.locator('.written').first().textContent()).toContain('food please')
    expect(await page.locator('.problem').count()).toBe(0)
    expect(await page.locator('#text').inputValue()).toBe('tip')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('lang'))).toBe('pl')
    // Its own parts work: the way out, the box, the buttons.
    await page.locator('#text').fill('tipton')
    await page.locator('#text').press('Enter')
    await page.locator('.services').waitFor()
    expect(await page.locator('.reply').last().getAttribute('lang')).toBe('pl')
    expect(faults.filter((one) => !one.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
  })

  test('restarted in mid-conversation: it goes on, our replies come back, the words of before do not', async () => {
    const env = { STORE: `sqlite:${folder}/store.db`, PORT: String(await freePort()) }
    let own = await startServer(env)
    const { page } = await openPage(browser, own.url)
    const plain = await openPage(browser, own.url, { javaScriptEnabled: false })
    for (const one of [page, plain.page]) {
      await one.goto(own.url)
      await one.getByLabel('In your own words').fill('help with food please')
      await one.getByRole('button', { name: 'Send' }).click()
      await one.getByText('Where are you?').waitFor()
    }
    await own.stop('SIGKILL')
    await page.getByLabel('In your own words').fill('tipton')
    await page.getByRole('button', { name: 'Send' }).click()
    await page.locator('.problem').waitFor()
    own = await startServer(env)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('.services').waitFor()
    expect(await page.locator('.written').count()).toBe(2)
    await plain.page.getByLabel('In your own words').fill('tipton')
    await plain.page.getByRole('button', { name: 'Send' }).click()
    await plain.page.locator('.services').waitFor()
    expect(await plain.page.getByText('Where are you?').count()).toBe(1)
    expect(await plain.page.locator('.written').allTextContents()).toEqual(['You wrote: tipton'])
    await own.stop()
  })
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

/** A port nobody listens on, for a server that comes back to the same address. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}

/// <reference lib="dom" />

import { once } from 'node:events'
import { createServer, type Server as HttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { pageText } from '../../src/channels/web/page-text.ts'
import { violations } from './axe.ts'
import { openBrowser, openPage } from './browser.ts'
import { type Server, startServer } from './server.ts'

/** Another site: where the way out leads, and whose pages hold the chat in a frame. */
let neutral: HttpServer
let neutralUrl: string
let browser: Browser
let server: Server
beforeAll(async () => {
  neutral = createServer((request, response) => {
    const embed = `<script async src="${server.url}/embed.js?lang=en"></script>`
    const council = request.url === '/council'
    const body = council ? '<h1>Council</h1><a href="/">A link</a>' : '<h1>Rain later</h1>'
    const head = `<title>Weather</title><link rel="icon" href="data:,">${council ? embed : ''}`
    response.setHeader('content-type', 'text/html')
    response.end(`<!doctype html><html lang="en"><head>${head}</head><body>${body}</body></html>`)
  }).listen(0)
  await once(neutral, 'listening')
  const { port } = neutral.address() as AddressInfo
  neutralUrl = `http://127.0.0.1:${port}/`
  server = await startServer({
    STORE: 'sqlite::memory:',
    LEAVE_URL: neutralUrl,
    EMBED_ORIGINS: `http://127.0.0.1:${port}`,
  })
  browser = await openBrowser()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  neutral?.close()
})

/** A conversation with something in it that must not be seen. */
async function talk(javaScriptEnabled = true): Promise<{ page: Page; token: string; turn: URLSearchParams }> {
  const { page } = await openPage(browser, server.url, { javaScriptEnabled })
  await page.goto('about:blank')
  await page.goto(server.url)
  await page.getByLabel('In your own words').fill('food, tipton')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.services').waitFor()
  await page.getByLabel('In your own words').fill('my husband hits me')
  await page.getByRole('button', { name: 'Send' }).click()
  await page.locator('.reply').last().locator('.danger').waitFor()
  const value = async (name: string) => (await page.locator(`#chat [name=${name}]`).last().getAttribute('value')) ?? ''
  const token = await value('token')
  const turn = new URLSearchParams({ token, message: await value('message'), lang: 'en', turn: await value('turn') })
  return { page, token, turn }
}

/** What a page shows that answers one more message of this conversation. */
const goOn = async (turn: URLSearchParams, value: string) => {
  const body = new URLSearchParams(turn)
  body.set('value', value)
  const page = await (await fetch(server.url, { method: 'POST', body })).text()
  return pageText(page.slice(page.indexOf('<div id="log"'), page.indexOf('<form id="chat"')))
}

describe('leaving', () => {
  const ways: [string, boolean, (page: Page) => Promise<void>][] = [
    ['by the button', true, (page) => page.getByRole('button', { name: 'Leave this page' }).click()],
    ['by the button, without script', false, (page) => page.getByRole('button', { name: 'Leave this page' }).click()],
    [
      'by Shift three times',
      true,
      async (page) => {
        for (let press = 0; press < 3; press++) await page.keyboard.press('Shift')
      },
    ],
    [
      'by the words for it',
      true,
      async (page) => {
        await page.getByLabel('In your own words').fill('zzz')
        await page.getByRole('button', { name: 'Send' }).click()
      },
    ],
  ]
  test.each(ways)('%s leads away at once, and the server has nothing left', async (_, script, leave) => {
    const { page, turn } = await talk(script)
    expect(await goOn(new URLSearchParams(turn), 'resume')).toContain('Choose one')
    await leave(page)
    await page.getByRole('heading', { name: 'Rain later' }).waitFor()
    expect(page.url()).toBe(neutralUrl)
    // The same page again leads away again; a message of its own begins anew.
    expect(await goOn(turn, 'resume')).toBe('')
    turn.set('message', 'f'.repeat(32))
    const begun = await goOn(turn, 'resume')
    expect(begun).not.toMatch(/hits me|tipton/)
    expect(begun).toContain('What would help right now?')
  })

  test('with script the back button does not come to it again', async () => {
    const { page } = await talk()
    await page.getByRole('button', { name: 'Leave this page' }).click()
    await page.getByRole('heading', { name: 'Rain later' }).waitFor()
    await page.goBack()
    expect(page.url()).toBe('about:blank')
  })

  test('nor after another language', async () => {
    const { page } = await talk()
    await page.locator('.languages summary').click()
    await page.getByRole('button', { name: 'Polski' }).click()
    await page.locator('html[lang=pl]').waitFor()
    await page.locator('#leave button').click()
    await page.getByRole('heading', { name: 'Rain later' }).waitFor()
    await page.goBack()
    expect(page.url()).toBe('about:blank')
  })

  test('of one tab takes the others along, and wipes what was said in them', async () => {
    const { page, turn } = await talk()
    const other = await page.context().newPage()
    await other.goto(server.url)
    const last = await page.context().newPage()
    await last.goto(`${server.url}/history?lang=en`)
    for (let press = 0; press < 3; press++) await last.keyboard.press('Shift')
    for (const one of [page, other, last]) await one.getByRole('heading', { name: 'Rain later' }).waitFor()
    const begun = await goOn(turn, 'resume')
    expect(begun).not.toMatch(/hits me|tipton/)
    expect(begun).toContain('What would help right now?')
  })

  test('without script the back button, and sending it all again, show nothing of it', async () => {
    const { page } = await talk(false)
    await page.getByRole('button', { name: 'Leave this page' }).click()
    await page.getByRole('heading', { name: 'Rain later' }).waitFor()
    await page.goBack().catch(() => null)
    await page.reload().catch(() => null)
    const shown = await page.content().catch(() => 'going on')
    expect(shown).not.toMatch(/hits me|class="danger"/)
  })

  test('the page is blank before anything else happens, and its title says nothing', async () => {
    const { page } = await talk()
    // The other site does not answer.
    await page.route(neutralUrl, (route) => route.fulfill({ status: 204 }))
    await page.getByRole('button', { name: 'Leave this page' }).click()
    await expect.poll(() => page.evaluate(() => document.body.childElementCount)).toBe(0)
    expect(await page.evaluate(() => [document.title, document.documentElement.style.display])).toEqual([
      new URL(neutralUrl).host,
      'none',
    ])
    await page.close()
  })

  test('Shift is counted aloud, and typing a capital letter is no press', async () => {
    const { page } = await talk()
    await page.getByLabel('In your own words').focus()
    await page.keyboard.press('Shift')
    await page.keyboard.press('Shift')
    await page.locator('#leave [role=status]').getByText('Shift again: leave this page').waitFor()
    await page.keyboard.type('A')
    await page.keyboard.press('Shift')
    await page.keyboard.press('Shift')
    expect(page.url()).toContain(server.url)
    expect(await page.getByLabel('In your own words').inputValue()).toBe('A')
  })

  test('the answer empties what the browser may hold, and is kept nowhere', async () => {
    const answer = await fetch(`${server.url}/leave`, {
      method: 'POST',
      body: new URLSearchParams({ token: 'forged' }),
    })
    expect(answer.status).toBe(200)
    expect(answer.headers.get('clear-site-data')).toBe('"storage"')
    expect(answer.headers.get('cache-control')).toBe('no-store')
    expect(answer.headers.get('set-cookie')).toBeNull()
    expect(await answer.text()).toContain(`url=${neutralUrl}`)
  })

  test('the page about hiding that one was here has the way out too', async () => {
    const { page, faults } = await openPage(browser, server.url)
    await page.goto(`${server.url}/history?lang=en`)
    expect(await page.title()).toBe('Fingerpost')
    await page.getByText('Your browser still lists this page.').waitFor()
    expect(await page.getByRole('link', { name: '0808 2000 247' }).getAttribute('href')).toBe('tel:08082000247')
    expect(faults).toEqual([])
    await page.getByRole('button', { name: 'Leave this page' }).click()
    await page.getByRole('heading', { name: 'Rain later' }).waitFor()
  })
})

describe("in a frame on another site's page", () => {
  const open = async () => {
    const { page } = await openPage(browser, server.url)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.goto(`${neutralUrl}council`)
    const launcher = page.getByRole('button', { name: 'Private chat' })
    await launcher.waitFor()
    return { page, asked, launcher, chat: page.frameLocator('iframe[title=Fingerpost]') }
  }

  test('one script line gives a button; nothing of ours loads before it is pressed; a conversation works', async () => {
    const { page, asked, launcher, chat } = await open()
    expect(await launcher.getAttribute('aria-expanded')).toBe('false')
    expect(await violations(page)).toEqual([])
    expect(asked.filter((url) => url.startsWith(server.url))).toEqual([`${server.url}/embed.js?lang=en`])
    await launcher.focus()
    await page.keyboard.press('Enter')
    await chat.getByRole('button', { name: 'Worried about someone' }).click()
    await chat.getByText('For you, not only for them:').waitFor()
    const close = page.getByRole('button', { name: 'Close chat' })
    expect((await close.boundingBox())?.height).toBeGreaterThanOrEqual(44)
    expect(await close.getAttribute('aria-expanded')).toBe('true')
    expect(await violations(page)).toEqual([])
    await page.getByRole('heading', { name: 'Council' }).click()
    await page.keyboard.press('Escape')
    expect(await launcher.getAttribute('aria-expanded')).toBe('false')
    expect(await page.context().cookies()).toEqual([])
  })

  test.each([
    [
      'the button in the frame',
      true,
      (page: Page) => page.frameLocator('iframe').getByRole('button', { name: 'Leave this page' }).click(),
    ],
    [
      'Shift, pressed on the page around it',
      true,
      async (page: Page) => {
        await page.getByRole('button', { name: 'Close chat' }).focus()
        for (let press = 0; press < 3; press++) await page.keyboard.press('Shift')
      },
    ],
  ] as const)('%s takes the whole page away', async (_, _script, leave) => {
    const { page, launcher, chat } = await open()
    await launcher.click()
    await chat.getByRole('button', { name: 'Leave this page' }).waitFor()
    await leave(page)
    await page.getByRole('heading', { name: 'Rain later' }).waitFor()
    expect(page.url()).toBe(neutralUrl)
  })

  test('a site that was not named is refused', async () => {
    const { page } = await openPage(browser, server.url)
    await page.goto(`${neutralUrl.replace('127.0.0.1', 'localhost')}council`)
    await page.getByRole('button', { name: 'Private chat' }).click()
    await page.waitForTimeout(500)
    const frame = page.frames().find((one) => one !== page.mainFrame())
    expect(await frame?.locator('#chat').count()).toBe(0)
  })
})

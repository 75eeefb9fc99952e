/// <reference lib="dom" />
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBrowser } from '../../web/browser.ts'
import { type Server, startServer } from '../../web/server.ts'
import { openSite } from './page.ts'

let browser: Browser
let server: Server
let site: Awaited<ReturnType<typeof openSite>>
beforeAll(async () => {
  site = await openSite()
  ;[server, browser] = await Promise.all([
    startServer({ STORE: 'sqlite::memory:', DIRECTLINE_ORIGINS: site.origin }),
    openBrowser(),
  ])
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
  site?.close()
})

/** A page of the other site, and what went wrong on it: errors, and requests to anybody but the site and us. */
async function open(path: string, query: Record<string, string> = {}): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 430, height: 900 } })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on('request', (request) => {
    const known = [site.origin, server.url, 'data:', 'blob:'].some((one) => request.url().startsWith(one))
    if (!known) faults.push(`asked for ${request.url()}`)
  })
  const search = new URLSearchParams({ line: `${server.url}/v3/directline`, ...query })
  await page.goto(`${site.origin}${path}?${search}`)
  return { page, faults }
}

describe.each([
  ['over a WebSocket', true],
  ['by polling', false],
])('botframework-directlinejs %s', (_how, webSocket) => {
  test('holds a conversation from the greeting to a danger, and each activity comes once', async () => {
    const { page, faults } = await open('/client')
    const heard = await page.evaluate(
      async ({ webSocket, domain }) => {
        const { token } = await (await fetch(`${domain}/tokens/generate`, { method: 'POST' })).json()
        // biome-ignore lint/suspicious/noExplicitAny: the client's bundle has no types here.
        const line = new (window as any).DirectLine.DirectLine({ token, domain, webSocket, pollingInterval: 200 })
        const heard: { from: string; text: string; id: string }[] = []
        // biome-ignore lint/suspicious/noExplicitAny: as above.
        line.activity$.subscribe((one: any) => heard.push({ from: one.from.role, text: one.text, id: one.id }))
        const until = async (count: number) => {
          while (heard.length < count) await new Promise((resolve) => setTimeout(resolve, 20))
        }
        const say = (text: string) =>
          new Promise((resolve, reject) =>
            line.postActivity({ type: 'message', from: { id: 'dl_me' }, text }).subscribe(resolve, reject),
          )
        await until(1)
        const id = await say('i need to talk to someone')
        await until(3)
        await say('i want to die')
        await until(5)
        await new Promise((resolve) => setTimeout(resolve, 500))
        line.end()
        return { heard, id }
      },
      { webSocket, domain: `${server.url}/v3/directline` },
    )
    expect(heard.heard.map(({ from, text }) => `${from}: ${text.slice(0, 17)}`)).toEqual([
      'bot: This is Fingerpos',
      'user: i need to talk to',
      'bot: People to talk to',
      'user: i want to die',
      'bot: If you might act ',
    ])
    expect(heard.heard[1]?.id).toBe(heard.id)
    expect(new Set(heard.heard.map(({ id }) => id)).size).toBe(5)
    expect(faults).toEqual([])
  })
})

/** A conversation in Web Chat, and what is looked for on its page. */
async function chatIn(locale: string) {
  const { page, faults } = await open('/webchat', { locale })
  return {
    page,
    faults,
    say: async (text: string) => {
      await page.getByRole('textbox').fill(text)
      await page.getByRole('textbox').press('Enter')
    },
    said: (text: string) => page.locator('.webchat__text-content').filter({ hasText: text }).first().waitFor(),
    suggested: (name: string) => page.getByRole('toolbar', { name: 'Suggested actions' }).getByRole('button', { name }),
    /** What a card offers to tap. */
    onCard: (name: string) => page.locator('.webchat__adaptive-card-renderer').getByRole('button', { name }),
  }
}

test('Web Chat on another site leads a mother to help by its own buttons and cards, and shows danger first', async () => {
  const { page, faults, say, said, suggested, onCard } = await chatIn('en-GB')
  await page.evaluate(() => {
    window.open = (url) => {
      document.title = String(url)
      return null
    }
  })
  await said('This is Fingerpost, for Sandwell.')
  await suggested('Worried about someone').click()
  await said('For you, not only for them:')
  await onCard('Call 0800 0086 811').click()
  expect(await page.title()).toBe('tel:08000086811')
  await onCard('What happens first').nth(1).click()
  await said('You can hang up at any time.')
  await say('<img src=x onerror=alert(1)> i want to die')
  await said('If you might act on this')
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  await onCard('Call 999').click()
  expect(await page.title()).toBe('tel:999')
  await suggested('Carry on').click()
  await suggested('Back').waitFor()
  expect(await page.getByText('Send failed').count()).toBe(0)
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/en.png` })
  expect(faults).toEqual([])
})

test('Web Chat in Urdu is answered in Urdu, each line from right to left', async () => {
  const { page, faults, said, suggested } = await chatIn('ur-PK')
  await said('سینڈویل')
  await suggested('ابھی کسی سے بات').click()
  await page.locator('.webchat__adaptive-card-renderer').first().waitFor()
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/ur.png` })
  // What is right of "Fingerpost" is read before it: the line runs the other way, though the page does not.
  const line = page.locator('.webchat__text-content').filter({ hasText: 'Fingerpost' }).first()
  const left = (part: string) =>
    line.evaluate((element, wanted) => {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
      for (let text = walker.nextNode(); text; text = walker.nextNode()) {
        const at = (text.textContent ?? '').indexOf(wanted)
        if (at < 0) continue
        const range = document.createRange()
        range.setStart(text, at)
        range.setEnd(text, at + wanted.length)
        return range.getBoundingClientRect().left
      }
      return Number.NaN
    }, part)
  expect(await left('یہ')).toBeGreaterThan(await left('Fingerpost'))
  expect(faults).toEqual([])
})

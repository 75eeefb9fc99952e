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

describe.each([
  ['over a WebSocket', 'true'],
  ['by polling', 'false'],
])('Web Chat %s', (_how, socket) => {
  test('leads a mother to help by its own buttons and cards, from another site', async () => {
    const { page, faults } = await open('/webchat', { socket, locale: 'en-GB' })
    const say = async (text: string) => {
      await page.getByRole('textbox').fill(text)
      await page.getByRole('textbox').press('Enter')
    }
    const said = (text: string) => page.locator('.webchat__text-content').filter({ hasText: text }).first().waitFor()
    await said('This is Fingerpost, for Sandwell.')
    const suggested = page.getByRole('toolbar', { name: 'Suggested actions' })
    const card = page.locator('.webchat__adaptive-card-renderer')
    await suggested.getByRole('button', { name: 'Worried about someone' }).click()
    await said('For you, not only for them:')
    await card
      .getByRole('button', { name: '0800 0086 811' })
      .or(card.getByRole('link', { name: '0800 0086 811' }))
      .waitFor()
    await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/webchat-list-${socket}.png` })
    await card.getByRole('button', { name: 'What happens first' }).nth(1).click()
    await said('You can hang up at any time.')
    await say('<img src=x onerror=alert(1)> i want to die')
    await said('If you might act on this')
    expect(await page.locator('img[src="x"]').count()).toBe(0)
    await suggested.getByRole('button', { name: 'Carry on' }).waitFor()
    await card
      .getByRole('button', { name: '999' })
      .or(card.getByRole('link', { name: '999' }))
      .waitFor()
    await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/webchat-danger-${socket}.png` })
    expect(await page.getByText('Send failed').count()).toBe(0)
    expect(faults).toEqual([])
  })
})

test('Web Chat in Urdu is answered in Urdu, from right to left', async () => {
  const { page, faults } = await open('/webchat', { socket: 'true', locale: 'ur-PK' })
  await page.getByText('سینڈویل').first().waitFor()
  await page.screenshot({ path: `${process.env.SHOTS ?? '/tmp'}/webchat-ur.png` })
  expect(faults).toEqual([])
})

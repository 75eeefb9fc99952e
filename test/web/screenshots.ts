/** Makes the pictures of docs/images: the real page in Chromium, on a phone. `npm run screenshots` */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { root } from '../root.ts'
import { openBrowser, openPage } from './browser.ts'
import { startServer } from './server.ts'

const mostBytes = 100_000
const folder = join(root, 'docs/images')
mkdirSync(folder, { recursive: true })
const server = await startServer({ STORE: 'sqlite::memory:' })
const browser = await openBrowser()

const say = (words: string) => async (page: Page) => {
  await page.locator('#text').fill(words)
  await page.locator('button[name=send]').click()
  await page.locator('.written ~ .reply').first().waitFor()
}

await picture('greeting', '/?lang=en', 'light')
await picture('list', '/?lang=en', 'light', async (page) => {
  await say('i want to stop using heroin, smethwick')(page)
  await page.locator('.extra summary').first().click()
  await page.locator('svg.map').scrollIntoViewIfNeeded()
})
await picture('danger', '/?lang=en', 'dark', say('my mates gone blue wont wake up'))
await picture('urdu', '/?lang=ur', 'dark', say('مجھے کوکین چھوڑنی ہے، tipton'))

await browser.close()
await server.stop()

async function picture(
  name: string,
  path: string,
  colorScheme: 'light' | 'dark',
  act: (page: Page) => Promise<void> = async () => {},
): Promise<void> {
  const options = { colorScheme, viewport: { width: 360, height: 740 }, reducedMotion: 'reduce' } as const
  const { page } = await openPage(browser, server.url, options)
  await page.goto(server.url + path)
  await act(page)
  await page.waitForLoadState('networkidle')
  const png = await page.screenshot()
  if (png.length > mostBytes) throw new Error(`${name}: ${png.length} bytes, at most ${mostBytes}`)
  writeFileSync(join(folder, `${name}.png`), png)
  process.stdout.write(`${name}.png ${png.length} bytes\n`)
}

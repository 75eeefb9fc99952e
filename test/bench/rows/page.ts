import type { Browser, Page } from 'playwright-core'
import { openSite } from '../../channels/botframework/page.ts'
import { openBrowser, openPage } from '../../web/browser.ts'
import { startServer } from '../../web/server.ts'
import { openSlowly } from '../../web/slow.ts'
import { figuresOf, type Row, weightsOf } from '../row.ts'

const runs = 5

/**
 * The first load of the chat page on a bad line (400 kbit/s, round trips of 400 ms) in the language whose words weigh most,
 * beside Microsoft's Web Chat on a page of its own at the same server's Direct Line, both compressed.
 */
export async function measure(): Promise<Row[]> {
  const site = await openSite()
  const server = await startServer({ STORE: 'sqlite::memory:', DIRECTLINE_ORIGINS: site.origin })
  const browser = await openBrowser()
  try {
    const ours = await loads(browser, `${server.url}/?lang=bn`, async (page) => {
      await page.locator('#text').waitFor()
      // Script and style are in the page: it is painted whole, or not yet.
      return page.evaluate(() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN)
    })
    const query = new URLSearchParams({ line: `${server.url}/v3/directline`, locale: 'en' })
    const line = `${site.origin}/webchat?${query}`
    const theirs = await loads(browser, line, async (page) => {
      await page.locator('.webchat__text-content').first().waitFor({ timeout: 120_000 })
      return page.evaluate(() => performance.now())
    })
    const other = 'Microsoft Web Chat'
    return [
      {
        name: 'first load of the chat page',
        unit: 'bytes',
        ours: ours.bytes,
        aim: { at: 'most', value: 25_000, of: 'p99' },
      },
      {
        name: 'first load of the chat page',
        unit: 'bytes',
        ours: ours.bytes,
        other: { name: other, figures: theirs.bytes },
        aim: { at: 'most', value: 0.1, of: 'p50' },
      },
      { name: 'its first question seen', ours: ours.seen, aim: { at: 'most', value: 2_000_000, of: 'p99' } },
      {
        name: 'its first question seen',
        ours: ours.seen,
        other: { name: other, figures: theirs.seen },
        aim: { at: 'most', value: 1, of: 'p50' },
      },
    ]
  } finally {
    await browser.close()
    await server.stop()
    site.close()
  }
}

/** @param seen resolves to when the first question was seen, in milliseconds from the address being asked for */
async function loads(browser: Browser, url: string, seen: (page: Page) => Promise<number>) {
  const bytes: number[] = []
  const times: number[] = []
  for (let run = 0; run < runs; run++) {
    const { page } = await openPage(browser, new URL(url).origin)
    await page.goto(`${new URL(url).origin}/healthz`)
    const loaded = await openSlowly(page, url, async (page) => times.push(await seen(page)))
    bytes.push(loaded.bytes)
    await page.context().close()
  }
  return { bytes: weightsOf(bytes), seen: figuresOf(times) }
}

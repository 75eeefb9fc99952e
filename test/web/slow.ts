/// <reference lib="dom" />
import type { Page } from 'playwright-core'

/** What somebody on a bad line waits for. */
export type Loaded = { requests: number; bytes: number; firstPaintMs: number }

/**
 * Opens an address as over 400 kbit/s with round trips of 400 ms, the connection being there already, and nothing kept from
 * before. `seen` resolves when the first question is.
 */
export async function openSlowly(page: Page, url: string, seen: (page: Page) => Promise<unknown>): Promise<Loaded> {
  const client = await page.context().newCDPSession(page)
  await client.send('Network.enable')
  await client.send('Network.setCacheDisabled', { cacheDisabled: true })
  const throughput = 400_000 / 8
  await client.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 400,
    downloadThroughput: throughput,
    uploadThroughput: throughput,
  })
  let bytes = 0
  let requests = 0
  client.on('Network.loadingFinished', ({ encodedDataLength }) => {
    bytes += encodedDataLength
  })
  page.on('request', (request) => {
    if (!request.url().startsWith('data:')) requests++
  })
  await page.goto(url)
  await seen(page)
  const firstPaintMs = await page.evaluate(
    () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? Number.NaN,
  )
  await client.detach()
  return { requests, bytes, firstPaintMs }
}

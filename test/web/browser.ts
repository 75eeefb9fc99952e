import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { chromium as executablePath } from '../prepare.ts'

/** Debian's Chromium, told to reach for nothing but the page. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
}

/** A page that remembers what went wrong on it: errors, refused content, requests to anywhere else. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()))
  page.on(
    'request',
    (request) =>
      !request.url().startsWith(url) && !request.url().startsWith('data:') && faults.push(`asked for ${request.url()}`),
  )
  return { page, faults }
}

/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** What axe finds against WCAG 2.2 at AA on the page as it stands, as "rule: selector". */
export async function violations(page: Page): Promise<string[]> {
  // Past the page's Content-Security-Policy, which allows no script but its own.
  const session = await page.context().newCDPSession(page)
  await session.send('Runtime.evaluate', { expression: source })
  return page.evaluate(async (values) => {
    type Found = { violations: { id: string; nodes: { target: string[] }[] }[] }
    const { axe } = window as unknown as { axe: { run: (options: unknown) => Promise<Found> } }
    const found = await axe.run({ runOnly: { type: 'tag', values } })
    return found.violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`))
  }, tags)
}

/// <reference lib="dom" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBrowser, openPage } from '../../web/browser.ts'
import { openTestDesk, type TestDesk } from './desk.ts'
import { importedFile } from './files.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

let browser: Browser
let desk: TestDesk
let page: Page
let faults: string[]
beforeAll(async () => {
  desk = await openTestDesk({ trial: true })
  browser = await openBrowser()
  ;({ page, faults } = await openPage(browser, desk.url))
})
afterAll(async () => {
  await browser?.close()
  await desk?.close()
})

/** What axe finds against WCAG 2.2 AA on the page as it stands. */
async function barriers(): Promise<string[]> {
  // The policy of the page lets no script in; the browser's own tools are not bound by it.
  await page.evaluate(axe)
  return page.evaluate(
    async (tags) => {
      const checker = (globalThis as unknown as { axe: Axe }).axe
      const { violations } = await checker.run(document, { runOnly: tags })
      return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)
    },
    ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
  )
}

type Axe = {
  run(
    node: Document,
    options: { runOnly: string[] },
  ): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }>
}

test('a curator comes in, changes a number, looks at it, saves, publishes, and goes back, without a mouse', async () => {
  await page.goto(`${desk.url}/desk/sign-in?token=${desk.parts.link?.make()}`)
  expect(await barriers()).toEqual([])
  await page.keyboard.press('Tab')
  await page.getByRole('button', { name: 'Sign in' }).press('Enter')
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  expect(await barriers()).toEqual([])

  await page.getByRole('link', { name: 'Records' }).press('Enter')
  await page.getByLabel('Find a record').fill('b67 7ah')
  await page.getByLabel('Find a record').press('Enter')
  await page.getByRole('link', { name: 'Smethwick Foodbank' }).waitFor()
  expect(await page.locator('tbody tr').count()).toBe(1)
  expect(await barriers()).toEqual([])
  await page.getByRole('link', { name: 'Smethwick Foodbank' }).press('Enter')
  await page.getByLabel('Number or address').first().fill('07700 900222')
  await page.getByRole('button', { name: 'Look at it before saving' }).press('Enter')
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
  expect(await page.title()).toMatch(/^Error:/)
  expect(await barriers()).toEqual([])
  await page.getByLabel('Where you read or heard it').fill('rang the office')
  await page.getByLabel('The date it carries').fill('22 November 2026')
  await page.getByLabel('The service itself told me').check()
  await page.locator('#why').fill('they have a new number')
  await page.getByRole('button', { name: 'Look at it before saving' }).press('Enter')
  await page.getByText('is a mobile').waitFor()
  expect(await page.locator('.desk-sms').first().textContent()).toContain('07700 900222')
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved. People see it once it is published.').waitFor()
  expect(await barriers()).toEqual([])

  await page.getByRole('link', { name: 'Changes', exact: true }).press('Enter')
  expect(await barriers()).toEqual([])
  await page.getByRole('link', { name: 'smethwick-foodbank' }).first().press('Enter')
  await page.getByText('they have a new number').waitFor()
  expect(await barriers()).toEqual([])

  await page.getByRole('link', { name: 'Publish' }).press('Enter')
  await page.locator('#why').fill('a new number')
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Check and publish' }).press('Enter')
  await page.getByRole('status').waitFor()
  await desk.parts.publisher.settled()
  await page.goto(`${desk.url}/desk/publish`)
  await page.getByText('Everything that is saved is published.').waitFor()
  expect(await barriers()).toEqual([])
  expect(desk.parts.live.bundle().directory.get('smethwick-foodbank')?.contacts[0]?.value).toBe('07700 900222')
  await page.locator('#why-installed').fill('it was wrong')
  await page.getByRole('button', { name: 'Show this again' }).press('Enter')
  await page.getByText('it was wrong').first().waitFor()
  expect(desk.parts.live.bundle().directory.get('smethwick-foodbank')?.contacts[0]?.value).toBe('0808 208 2138')
  // The refused form comes with its status, which the browser notes.
  expect(faults.filter((fault) => !fault.includes('422'))).toEqual([])
})

test('the round of calls goes from one service to the next by the keyboard', async () => {
  await page.goto(`${desk.url}/desk/ring`)
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Start the round' }).press('Enter')
  await page.getByText(/^1 of /).waitFor()
  expect(await barriers()).toEqual([])
  const first = await page.locator('h1').textContent()
  await page.locator('input[name=contact]').first().press('Space')
  await page.getByRole('button', { name: 'Save and next' }).press('Enter')
  await page.waitForFunction((before) => document.querySelector('h1')?.textContent !== before, first)
  expect(await desk.parts.workbench.text('content/confirmations.yaml')).toContain('by: trial')
})

test('a place somebody told us of is read, drafted and opened, without a mouse', async () => {
  const from = { id: 'a-place', language: 'pa', channel: 'web' } as const
  await desk.parts.suggestions.add('anna', { ...from, part: 'name', words: 'ਫ਼ਰਨ ਲੇਨ <b>Kitchen</b>' })
  await desk.parts.suggestions.add('anna', { ...from, part: 'tell' })
  await page.goto(`${desk.url}/desk`)
  await page.getByRole('link', { name: '1 place that somebody told us of.' }).press('Enter')
  await page.getByRole('link', { name: 'Kitchen' }).waitFor()
  expect(await barriers()).toEqual([])
  await page.getByRole('link', { name: 'Kitchen' }).press('Enter')
  await page.getByText('They asked to hear what becomes of it.').waitFor()
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Make the draft' }).press('Enter')
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
  expect(await barriers()).toEqual([])
  await page.locator('#name').fill('Fern Lane Kitchen')
  await page.locator('#address').fill('4 Fern Lane, Tipton')
  await page.locator('#need').selectOption('food')
  await page.getByRole('button', { name: 'Make the draft' }).press('Enter')
  await page.getByRole('heading', { name: 'Fern Lane Kitchen' }).waitFor()
  expect(await page.getByText('suggested by a person through Fingerpost').count()).toBeGreaterThan(0)
  expect(await desk.parts.suggestions.outcomeOf('a-place')).toBe('drafted')
})

test('a new service is made by the keyboard', async () => {
  await page.goto(`${desk.url}/desk/records`)
  await page.getByRole('link', { name: 'A new service' }).press('Enter')
  await page.getByRole('heading', { name: 'A new service' }).waitFor()
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Look at it before saving' }).press('Enter')
  await page.getByRole('link', { name: 'Choose what it is good for, one at least' }).press('Enter')
  expect(await barriers()).toEqual([])
  expect(await page.evaluate(() => document.activeElement?.getAttribute('name'))).toBe('needs')
  await page.keyboard.press('Space')
  await page.getByLabel('Name', { exact: true }).fill('The Fernhill Kettle')
  await page.getByLabel('Who runs it').fill('Fernhill Neighbours')
  await page.getByLabel('A community group').check()
  await page.getByLabel('People of the area').check()
  await page.getByLabel('In three or four words').fill('cafe and company')
  await page.getByLabel('In two or three sentences').fill('A cafe where you can sit and talk.')
  await page.getByLabel('Kind').first().selectOption('Phone')
  await page.getByLabel('Number or address').first().fill('0121 496 0123')
  await page.getByLabel('Where you read or heard it').fill('rang the office')
  await page.getByLabel('The date it carries').fill('22 November 2026')
  await page.getByLabel('The service itself told me').check()
  await page.locator('#why').fill('nobody here knew it')
  await page.getByRole('button', { name: 'Look at it before saving' }).press('Enter')
  await page.getByRole('heading', { name: 'Before you save: The Fernhill Kettle' }).waitFor()
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved. People see it once it is published.').waitFor()
})

test('its words are written in Urdu', async () => {
  await page.goto(`${desk.url}/desk/records/the-fernhill-kettle`)
  expect(await barriers()).toEqual([])
  await page.getByRole('link', { name: 'Urdu' }).press('Enter')
  await page.getByText('In English: A cafe where you can sit and talk.').waitFor()
  expect(await barriers()).toEqual([])
  await page.getByLabel('In three or four words').fill('چائے خانہ')
  await page.getByLabel('In two or three sentences').fill('بیٹھنے اور بات کرنے کی جگہ۔')
  await page.locator('#why').fill('it had none')
  await page.getByRole('button', { name: 'Look at it before saving' }).press('Enter')
  await page.getByRole('button', { name: 'Save' }).waitFor()
  expect(await page.locator('.desk-sms').first().textContent()).toContain('بیٹھنے اور بات کرنے کی جگہ۔')
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Saved. People see it once it is published.').waitFor()
})

test('somebody who went there writes down what it was like', async () => {
  await page.goto(`${desk.url}/desk/records/the-fernhill-kettle`)
  await page.getByRole('link', { name: 'What it was really like there' }).press('Enter')
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByRole('heading', { name: 'There is a problem' }).waitFor()
  expect(await barriers()).toEqual([])
  await page.getByLabel('When did you go?').selectOption('October 2026')
  await page.getByRole('group', { name: 'Was someone there to greet you?' }).getByLabel('Yes').check()
  await page.getByRole('group', { name: 'Would a woman feel at ease?' }).getByLabel('No', { exact: true }).check()
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('Someone went in October 2026. They were greeted.').first().waitFor()
  expect(await barriers()).toEqual([])
  await page.goto(`${desk.url}/desk`)
  await page.getByText('Somebody who went in October 2026 answered no').waitFor()
  expect(await barriers()).toEqual([])
})

test('what was imported is listed, confirmed, or made a record of ours', async () => {
  desk.files.set('content/areas/sandwell/imported/fernshire.yaml', importedFile)
  await page.goto(`${desk.url}/desk`)
  await page.getByRole('link', { name: '2 imported records' }).press('Enter')
  await page.getByRole('heading', { name: 'Imported and new' }).waitFor()
  expect(await barriers()).toEqual([])
  await page.getByRole('link', { name: 'The Kettle: Smethwick' }).press('Enter')
  await page.getByLabel('Phone: 0121 496 0123').press('Space')
  expect(await barriers()).toEqual([])
  await page.getByRole('button', { name: 'Save' }).press('Enter')
  await page.getByText('1 imported record that').waitFor()
  await page.getByRole('link', { name: 'Another Kettle' }).press('Enter')
  await page.getByRole('link', { name: 'Open it as a new record' }).press('Enter')
  await page.getByRole('heading', { name: 'A new service' }).waitFor()
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Another Kettle')
  expect(await barriers()).toEqual([])
})

test('another site can neither frame the desk nor send its forms', async () => {
  const elsewhere = await openPage(browser, 'http://evil.localhost', {})
  await elsewhere.page.route('**/*', (route) =>
    route.request().url().startsWith('http://evil.localhost')
      ? route.fulfill({
          contentType: 'text/html',
          body: `<iframe src="${desk.url}/desk"></iframe><form method="post" action="${desk.url}/desk/sign-out"><button>go</button></form>`,
        })
      : route.continue(),
  )
  await elsewhere.page.goto('http://evil.localhost/')
  expect(elsewhere.page.frames()[1]?.url()).toBe('chrome-error://chromewebdata/')
  await elsewhere.page.getByRole('button', { name: 'go' }).click()
  await elsewhere.page.getByText('That form was not taken').waitFor()
  await page.goto(`${desk.url}/desk`)
  await page.getByRole('heading', { name: 'Today' }).waitFor()
})

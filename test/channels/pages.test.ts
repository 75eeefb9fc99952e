import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createPagesRouter } from '../../src/channels/pages/index.ts'
import { licencesIn } from '../../src/commands/licences.ts'
import { directionOf } from '../../src/taxonomy.ts'
import { root } from '../root.ts'
import { sandwell } from '../sandwell.ts'
import { type Served, serveApp } from './serve-app.ts'

const { sentences, offered, area } = sandwell
const packages = licencesIn(root)

let served: Served
beforeAll(async () => {
  served = await serveApp({
    routers: [
      createPagesRouter({
        sentences: () => sentences,
        offered: () => offered,
        area: () => area,
        packages,
        sessionDays: 9,
        leaveUrl: 'https://weather.example',
        operator: { name: 'Fernshire & Sons', contact: 'ask@help.example' },
        numbers: () => sandwell.numbers,
      }),
    ],
  })
})
afterAll(() => served?.close())

const read = async (path: string) => {
  const response = await fetch(served.url + path)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe.each(offered)('/about in %s', (lang) => {
  test('says who sees what, for how long, and how to wipe it', async () => {
    const { status, text, headers } = await read(`/about?lang=${lang}`)
    expect(status).toBe(200)
    expect(text).toContain(`<html lang="${lang}" dir="${directionOf(lang)}">`)
    for (const part of ['id="what"', 'id="person"', 'id="sees"', 'id="wipe"', '999', '116 123', 'FORGET', 'STOP', '9'])
      expect(text).toContain(part)
    expect(text).toContain('data-to="https://weather.example"')
    expect(text).toContain(`href="/?lang=${lang}"`)
    expect(text.match(/<script[^>]*>/g)).toEqual(['<script src="/leave.js" defer>'])
    expect(headers.get('set-cookie')).toBeNull()
  })

  test('names who answers for it, with the way to ask; a number is rung at a tap', async () => {
    const { text } = await read(`/about?lang=${lang}`)
    expect(text).toContain('Fernshire &#38; Sons')
    expect(text).toContain('<a href="mailto:ask@help.example" dir="ltr">ask@help.example</a>')
    expect(text).toContain('<a href="tel:116123" dir="ltr">116 123</a>')
    expect(text).toContain('<a href="tel:999" dir="ltr">999</a>')
  })
})

test('a language that is unknown is English', async () => {
  expect((await read('/about?lang=<b>')).text).toContain('<html lang="en"')
  expect((await read('/about?lang=pl&lang=ur')).text).toContain('<html lang="en"')
})

test('/privacy leads to who sees what', async () => {
  const { status, headers } = await fetch(`${served.url}/privacy?lang=pl`, { redirect: 'manual' })
  expect([status, headers.get('location')]).toEqual([301, '/about?lang=pl#sees'])
})

test('the accessibility statement says where to tell what does not work', async () => {
  expect((await read('/accessibility')).text).toContain('href="mailto:ask@help.example"')
})

test('/person answers in one sentence', async () => {
  expect((await read('/person')).text).toContain(
    '<p>No. It is a computer that follows fixed rules. No person reads what you write.</p>',
  )
})

describe('/licences', () => {
  test('names every package that package.json asks for, with its version and licence', async () => {
    const { text } = await read('/licences')
    const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
    for (const [name, version] of Object.entries(dependencies))
      expect(text).toMatch(new RegExp(`<b>${name}</b> ${version}: \\S`))
    expect(Object.keys(devDependencies)).toContain('vitest')
    expect(packages.map((one) => one.name)).not.toContain('vitest')
  })

  test('says of each under what licence it is', () => {
    expect(packages.length).toBeGreaterThan(100)
    expect(packages.filter(({ licence, version }) => !licence || !version)).toEqual([])
  })

  test('shows what the data ask to be shown', async () => {
    const { text } = await read('/licences')
    for (const line of area.attribution) expect(text).toContain(line)
  })
})

test('robots.txt keeps crawlers from what they would be counted at', async () => {
  const { text, headers } = await read('/robots.txt')
  expect(headers.get('content-type')).toMatch(/^text\/plain/)
  expect(text.split('\n')).toEqual(expect.arrayContaining(['User-agent: *', 'Disallow: /go/', 'Disallow: /refer']))
})

test('what is not there, and what is too long, is said in plain words with the way on', async () => {
  const missing = await read('/nowhere')
  expect(missing.status).toBe(404)
  const long = await fetch(`${served.url}/about`, {
    method: 'POST',
    body: new URLSearchParams({ text: 'x'.repeat(200_000) }),
  })
  expect(long.status).toBe(413)
  for (const text of [missing.text, await long.text()]) {
    expect(text).toContain('<link rel="stylesheet" href="/pages.css">')
    expect(text).toMatch(/In danger now\? Call <a [^>]*>999<\/a>\./)
    expect(text).toContain('<a href="/">Back to the start</a>')
  }
})

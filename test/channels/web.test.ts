import { get } from 'node:http'
import { Temporal } from 'temporal-polyfill'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { answer } from '../../src/assistant.ts'
import { createWebRouter } from '../../src/channels/web/index.ts'
import { calendarLinks } from '../../src/channels/web/keep.ts'
import { pageText } from '../../src/channels/web/page-text.ts'
import { turnsOf } from '../../src/commands/turns.ts'
import { createDelivery } from '../../src/delivery/index.ts'
import { createLog } from '../../src/log.ts'
import { createPseudonyms } from '../../src/privacy/index.ts'
import { openSqliteStore, type Store } from '../../src/store/index.ts'
import { languages } from '../../src/taxonomy.ts'
import { ask, fernshire, isBankHoliday } from '../directory/fixture/fernshire.ts'
import { sandwell } from '../sandwell.ts'
import { type House, keys, openHouse } from './house.ts'
import { webOfSandwell } from './web-parts.ts'

const now = Date.parse('2026-11-23T11:00Z')
const leaveUrl = 'https://weather.example/today'

let house: House
let store: Store
let embedOrigins: string[]
const start = async () => {
  store = openSqliteStore(':memory:')
  const delivery = createDelivery({
    store,
    log: createLog('silent'),
    now: () => now,
    sessionMs: 3_600_000,
    storeMs: 5000,
  })
  const router = createWebRouter({
    ...webOfSandwell(() => now),
    offered: () => languages,
    pseudonyms: createPseudonyms(keys),
    delivery,
    ...turnsOf({ bundle: () => sandwell }, 'web'),
    leaveUrl,
    embedOrigins,
    service: (id) => fernshire.get(id) ?? null,
  })
  house = await openHouse({ routers: [router] })
}
beforeEach(async () => {
  embedOrigins = []
  await start()
})
afterEach(async () => {
  await house.close()
  await store.close()
})

type Sent = Record<string, string | string[]>
const token = 'a'.repeat(32)
let count = 0
const send = (fields: Sent, headers: Record<string, string> = {}) => {
  const given: Sent = { token, message: String(++count).padStart(32, '0'), lang: 'en', ...fields }
  const body = new URLSearchParams(
    Object.entries(given).flatMap(([name, all]) => [all].flat().map((one) => [name, one])),
  )
  return fetch(house.url, { method: 'POST', body, headers })
}
const shown = async (response: Response) => {
  const page = await response.text()
  return pageText(page.slice(page.indexOf('<div id="log"'), page.indexOf('<form id="chat"')))
}
const field = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) => value)

describe('what is not from our page', () => {
  test.each([
    ['no token', { token: '' }],
    ['a token of another shape', { token: '../../etc/passwd' }],
    ['two tokens', { token: [token, 'b'.repeat(32)] }],
    [
      'names that reach elsewhere',
      { token: '__proto__', message: 'constructor', lang: 'xx', for: 'everyone', turn: 'x' },
    ],
  ])('%s: a new conversation, which is answered', async (_, fields) => {
    const page = await (await send({ ...fields, text: 'food' })).text()
    const [given] = field(page, 'token')
    expect(given).toMatch(/^[0-9a-f]{32}$/)
    expect([token, 'b'.repeat(32)]).not.toContain(given)
    expect(page).toContain('Where are you?')
    expect(page).not.toMatch(/etc\/passwd|__proto__|everyone/)
  })

  test("a form on another site says nothing in a person's name", async () => {
    await send({ text: 'tipton, food' })
    const foreign = await send({ text: 'FORGET' }, { 'sec-fetch-site': 'cross-site' })
    expect(await shown(foreign)).toContain('What would help right now?')
    await fetch(`${house.url}/leave`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    // The conversation is as it was.
    expect(await shown(await send({ value: 'resume' }))).toContain('Choose one')
  })

  test("another conversation's turns are not to be had by their names", async () => {
    const [turn = ''] = field(await (await send({ text: 'food' })).text(), 'turn')
    const other = await shown(await send({ token: 'c'.repeat(32), text: 'hello', turn }))
    expect(other).not.toMatch(/wrote: food|Where are you/)
    const own = await shown(await send({ text: 'tipton', turn }))
    expect(own).toMatch(/You wrote: food[\s\S]*Where are you/)
  })

  test('script in any field is shown, or dropped, and never run', async () => {
    const script = '"><script>alert(1)</script>'
    const fields = { text: script, lang: script, for: script, turn: script, message: script }
    const page = await (await send(fields)).text()
    expect(page).toContain('&#60;script&#62;alert(1)')
    expect(page.match(/<script(?! nonce)/g)).toBeNull()
    const chosen = await (await send({ value: `choice:${script}`, said: script })).text()
    expect(chosen.match(/<script(?! nonce)/g)).toBeNull()
  })

  test('a message beyond what a page can send is refused with a page; a long one is answered', async () => {
    expect((await send({ text: 'x'.repeat(140_000) })).status).toBe(413)
    expect((await send({ text: `${'very '.repeat(3000)} sad. food` })).status).toBe(200)
  })

  test('a flood in one conversation: everyone is answered with a page, and danger with its words', async () => {
    const all = await Promise.all(
      Array.from({ length: 150 }, (_, at) => send({ text: at === 149 ? 'i am going to kill myself' : `hello ${at}` })),
    )
    expect(new Set(all.map(({ status }) => status))).toEqual(new Set([200]))
    expect(await all.at(-1)?.text()).toContain('class="danger"')
  })
})

describe('the page', () => {
  test('carries its own nonce in every answer, and allows nothing else', async () => {
    const policies = await Promise.all(
      [fetch(house.url), fetch(house.url), send({ text: 'hi' })].map(async (one) => {
        const response = await one
        const policy = response.headers.get('content-security-policy') ?? ''
        const nonce = /script-src 'nonce-([^']+)'/.exec(policy)?.[1] ?? 'none'
        expect(policy).not.toMatch(/unsafe|\*|https?:/)
        expect(policy).toContain("frame-ancestors 'none'")
        expect(response.headers.get('x-frame-options')).toBe('DENY')
        expect(response.headers.get('set-cookie')).toBeNull()
        expect(response.headers.get('cache-control')).toBe('no-store')
        const used = new Set(
          [...(await response.text()).matchAll(/<(?:script|style) nonce="([^"]*)"/g)].map(([, one]) => one),
        )
        expect([...used]).toEqual([nonce])
        return nonce
      }),
    )
    expect(new Set(policies).size).toBe(3)
  })

  test.each(languages)('in %s weighs at most 25 KB compressed, all of it', async (language) => {
    const bytes = await new Promise<number>((resolve, reject) => {
      get(`${house.url}/?lang=${language}`, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
        let length = 0
        expect(response.headers['content-encoding']).toBe('gzip')
        response.on('data', (data) => {
          length += data.length
        })
        response.on('end', () => resolve(length))
      }).on('error', reject)
    })
    expect(bytes).toBeGreaterThan(3000)
    expect(bytes).toBeLessThan(25_000)
  })

  test.each([
    ['pl,en;q=0.5', 'pl'],
    ['hi-IN', 'hi'],
    ['de,sw', 'en'],
    ['', 'en'],
  ])('a browser that likes "%s" gets %s', async (liked, language) => {
    const page = await (await fetch(house.url, { headers: { 'accept-language': liked } })).text()
    expect(page).toContain(`<html lang="${language}"`)
  })

  test('may be framed by the sites that were named, and by no other', async () => {
    expect((await fetch(`${house.url}/embed.js`)).status).toBe(404)
    await house.close()
    embedOrigins = ['https://www.council.example']
    await start()
    const { headers } = await fetch(house.url)
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'self' https://www.council.example")
    expect(headers.has('x-frame-options')).toBe(false)
    const script = await fetch(`${house.url}/embed.js?lang=ur`)
    expect(script.headers.get('cross-origin-resource-policy')).toBe('cross-origin')
    expect(await script.text()).toContain('"direction":"rtl"')
  })
})

describe('what was said', () => {
  test('is forgotten everywhere at once with FORGET', async () => {
    const [turn = ''] = field(await (await send({ text: 'my husband drinks' })).text(), 'turn')
    const forgotten = await shown(await send({ text: 'FORGET ME', turn }))
    expect(forgotten).toContain('nothing about you is held here')
    expect(forgotten).not.toContain('husband')
    expect(await shown(await send({ text: 'hello', turn }))).not.toContain('husband')
  })

  test('words for danger are shown once, and not again with what follows', async () => {
    const [turn = ''] = field(await (await send({ text: 'he will kill me' })).text(), 'turn')
    const next = await shown(await send({ value: 'resume', turn }))
    expect(next).not.toMatch(/he will kill me|999 now/)
  })
})

describe('a meeting for a calendar', () => {
  test.each([
    ['en', 'Meeting'],
    ['pl', sandwell.sentences.say('pl', 'web:calendar_title')],
  ])('in %s is called %s: neither what it is, nor who holds it', async (language, title) => {
    const response = await fetch(`${house.url}/services/otterford-meeting/0.ics?lang=${language}`)
    expect(response.headers.get('content-type')).toContain('text/calendar')
    const text = await response.text()
    expect(text).toContain(`SUMMARY:${title}\r\n`)
    expect(text).toContain('DTSTART;TZID=Europe/London:20261126T193000')
    expect(text).not.toMatch(/otterford|DESCRIPTION|^URL/im)
  })

  test('is offered where it is held, and not by a service without', () => {
    const at = Temporal.Instant.fromEpochMilliseconds(now)
    const wording = {
      sentences: sandwell.sentences,
      directory: fernshire,
      language: 'en',
      channel: 'web',
      now: at,
    } as const
    const links = (id: string) => {
      const listed = fernshire.list(id, ask(), at, isBankHoliday)
      if (!listed) throw new Error(id)
      return calendarLinks(wording, listed)?.html ?? null
    }
    expect(links('otterford-meeting')).toContain('href="/services/otterford-meeting/0.ics?lang=en"')
    expect(links('self-run-group')).toBeNull()
  })

  test.each(['otterford-meeting/1', 'otterford-meeting/-1', 'otterford-meeting/x', 'otterford-meeting/0000', 'none/0'])(
    '%s is not there',
    async (name) => {
      expect((await fetch(`${house.url}/services/${name}.ics`)).status).toBe(404)
    },
  )
})

test.each(languages)('the first word on another phone begins in %s', (language) => {
  const word = sandwell.sentences.say(language, 'web:carry.word')
  const { session } = answer(sandwell, { channel: 'sms', text: word, session: null, now })
  expect(JSON.parse(session ?? '{}')).toMatchObject({ language })
})

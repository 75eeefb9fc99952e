import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSuggestedRouter } from '../../src/channels/pages/suggested.ts'
import { createLog } from '../../src/log.ts'
import { directionOf } from '../../src/taxonomy.ts'
import { sandwell } from '../sandwell.ts'
import { type Served, serveApp } from './serve-app.ts'

const { sentences, offered } = sandwell
const known: Record<string, string> = {
  'abcd-efgh-2345': 'waiting',
  'bbcd-efgh-2345': 'drafted',
  'ccdd-efgh-2345': 'listed',
  'ddcd-efgh-2345': 'declined',
}

let served: Served
let asked: string[]
let open = true
const lines: string[] = []
beforeAll(async () => {
  asked = []
  served = await serveApp({
    log: createLog('debug', { write: (line) => void lines.push(line) }),
    routers: [
      createSuggestedRouter({
        sentences: () => sentences,
        offered: () => offered,
        outcomeOf: async (code) => {
          asked.push(code)
          return known[code] ?? null
        },
        door: (_request, response, next) => (open ? next() : void response.status(429).end()),
        leaveUrl: 'https://weather.example',
      }),
    ],
  })
})
afterAll(() => served?.close())

const read = async (path: string) => {
  const response = await fetch(served.url + path)
  return { status: response.status, text: await response.text(), headers: response.headers }
}

describe.each(offered)('in %s', (lang) => {
  test.each(Object.entries(known))('%s says %s, and nothing else', async (code, outcome) => {
    const { status, text, headers } = await read(`/suggested/${code}?lang=${lang}`)
    expect(status).toBe(200)
    expect(text).toContain(`<html lang="${lang}" dir="${directionOf(lang)}">`)
    expect(text.replaceAll('&#39;', "'")).toContain(sentences.say(lang, `suggested:${outcome}`))
    expect(text).toContain('data-to="https://weather.example"')
    expect(headers.get('cache-control')).toContain('no-store')
    expect(text).not.toContain(code)
  })
})

test.each([
  ['/suggested?code=ABCD+EFGH+2345', 'typed with blanks, in capitals'],
  ['/suggested?code=abcdefgh2345&lang=pl', 'typed in one'],
  ['/suggested/ABCD-EFGH-2345', 'in capitals'],
])('%s, %s', async (path) => {
  expect((await read(path)).status).toBe(200)
})

test.each(['zzzz-zzzz-zzzz', 'abcd-efgh-234', '1111-1111-1111', '<script>', '..%2f..%2fetc', '%00', 'é'])(
  '%s is not known, and may be put in again',
  async (code) => {
    const { status, text } = await read(`/suggested/${code}`)
    expect(status).toBe(404)
    expect(text).toContain('We know nothing under this code.')
    expect(text).toContain('name="code"')
    expect(text).not.toContain('<script>')
  },
)

test('what is no code is not looked for', async () => {
  asked = []
  await read('/suggested/releases')
  await read('/suggested?code[]=abcd-efgh-2345')
  await read('/suggested')
  expect(asked).toEqual([])
})

test('codes are not to be tried out, and none is logged', async () => {
  open = false
  expect((await read('/suggested/abcd-efgh-2345')).status).toBe(429)
  open = true
  expect(lines.join('\n')).not.toMatch(/efgh/i)
})

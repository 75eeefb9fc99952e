import { afterEach, beforeEach, expect, test } from 'vitest'
import { type House, openHouse, phoneToken } from './house.ts'
import { say } from './serve-app.ts'

let house: House
beforeEach(async () => {
  house = await openHouse({ phone: true, phoneToken, twilio: null })
})
afterEach(() => house.close())

const page = async () => (await fetch(`${house.url}/phone`)).text()
const value = (body: string, name: string) =>
  new RegExp(`name="${name}" value="([^"]*)"`)
    .exec(body)?.[1]
    ?.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(code)) ?? ''

const bubbles = (body: string) =>
  [...body.matchAll(/<li class="(\w+)"><p dir="auto">(.*?)<\/p>(?:<small>(.*?)<\/small>)?/gs)].map((found) =>
    found.slice(1, 4),
  )

/** Fills in the form of a page and gives the page that comes back. */
async function write(body: string, text: string): Promise<string> {
  const form = { from: value(body, 'from'), transcript: value(body, 'transcript'), text }
  return (await fetch(`${house.url}/phone/send`, { method: 'POST', body: new URLSearchParams(form) })).text()
}

const sendJson = async (form: Record<string, string>) => {
  const response = await fetch(`${house.url}/phone/send`, {
    method: 'POST',
    body: new URLSearchParams(form),
    headers: { accept: 'application/json' },
  })
  return ((await response.json()) as { entries: Record<string, string>[] }).entries
}

test('a conversation by plain forms goes through the real channel, and shows what each answer costs', async () => {
  let body = await page()
  expect(value(body, 'from')).toMatch(/^\+447700900\d{3}$/)
  body = await write(body, 'i need help')
  body = await write(body, '<b>ਹਾਂ</b>')
  body = await write(body, 'silence')
  expect(bubbles(body)).toEqual([
    ['person', 'i need help', undefined],
    ['answer', '1: i need help', '14 characters, GSM-7, 1 SMS part'],
    ['person', '&#60;b&#62;ਹਾਂ&#60;/b&#62;', undefined],
    ['answer', '2: &#60;b&#62;ਹਾਂ&#60;/b&#62;', '13 characters, UCS-2, 1 SMS part'],
    ['person', 'silence', undefined],
    ['none', say('phone:noReply'), undefined],
  ])
})

test('on WhatsApp it is another conversation of the same number, without what an SMS costs', async () => {
  let body = await (await fetch(`${house.url}/phone?channel=whatsapp`)).text()
  const post = (text: string, channel: string) =>
    fetch(`${house.url}/phone/send`, {
      method: 'POST',
      body: new URLSearchParams({ channel, from: value(body, 'from'), transcript: value(body, 'transcript'), text }),
    }).then((one) => one.text())
  body = await post('hi', 'whatsapp')
  expect(value(body, 'channel')).toBe('whatsapp')
  body = await post('again', 'whatsapp')
  body = await post('by SMS', 'sms')
  expect(bubbles(body).map(([, text, facts]) => [text, facts !== undefined])).toEqual([
    ['hi', false],
    ['1: hi', false],
    ['again', false],
    ['2: again', false],
    ['by SMS', false],
    ['1: by SMS', true],
  ])
})

test('the page asks for nothing from elsewhere and runs no script of its own text', async () => {
  const body = await write(await page(), '</li><script>alert(1)</script>')
  expect(body).not.toContain('<script>')
  expect([...body.matchAll(/(?:src|href|action)="([^"]+)"/g)].map(([, url]) => url)).toEqual([
    'data:,',
    '/phone/assets/phone.css',
    '/phone/assets/phone.js',
    '/phone/send',
    '/phone',
    '/phone?channel=whatsapp',
  ])
  for (const file of ['phone.css', 'phone.js'])
    expect((await fetch(`${house.url}/phone/assets/${file}`)).status).toBe(200)
})

test('the script gets the same as data', async () => {
  expect(await sendJson({ from: '+447700900001', text: 'hi & <b>' })).toEqual([
    { side: 'person', text: 'hi & <b>' },
    { side: 'answer', text: '1: hi & <b>', facts: '11 characters, GSM-7, 1 SMS part' },
  ])
})

test('different numbers are different people', async () => {
  await sendJson({ from: '+447700900001', text: 'a' })
  expect((await sendJson({ from: '+447700900002', text: 'b' }))[1]?.text).toBe('1: b')
  expect((await sendJson({ from: '+447700900001', text: 'c' }))[1]?.text).toBe('2: c')
})

test.each(['+447911123456', '', '85258'])('the number "%s" of somebody is refused', async (from) => {
  expect((await sendJson({ from, text: 'hi' }))[1]).toEqual({ side: 'fault', text: say('phone:wrongNumber') })
})

test('a channel that refuses is shown as that', async () => {
  const closed = await openHouse({ phone: true, phoneToken: null, twilio: null })
  const response = await fetch(`${closed.url}/phone/send`, {
    method: 'POST',
    body: new URLSearchParams({ from: '+447700900001', text: 'hi' }),
  })
  expect(bubbles(await response.text())[1]).toEqual(['fault', say('phone:failed', { status: 503 }), undefined])
  await closed.close()
})

test.each(['', 'nonsense', '{"a":1}', '[{"side":"evil","text":"x"}]', '[{"side":"person","text":"\\ud800"}]'])(
  'a transcript that is %s does no harm',
  async (transcript) => {
    const form = { from: '+447700900001', transcript, text: 'hi' }
    const response = await fetch(`${house.url}/phone/send`, { method: 'POST', body: new URLSearchParams(form) })
    expect(response.status).toBe(200)
    expect(await response.text()).toContain('1: hi')
  },
)

test('a long conversation still fits its form', async () => {
  let body = await page()
  for (let n = 0; n < 6; n++) body = await write(body, `${n} ${'ਕ'.repeat(1500)}`)
  body = await write(body, 'the last')
  expect(bubbles(body).at(-1)?.[1]).toBe('7: the last')
})

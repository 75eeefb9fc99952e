import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Channel, channels } from './contract.ts'
import { type Edge, openEdge } from './edge.ts'

/** What every channel owes the people who use it; another joins by one entry in contract.ts. */
let edge: Edge
let clock = Date.parse('2026-11-24T11:00:00Z')
beforeAll(async () => {
  edge = await openEdge({ now: () => clock })
})
afterAll(() => edge.close())

let last = 0
const newId = () => String(++last).padStart(32, '0')

/** One person on a channel, with the answers as they read them ('' for silence). */
function someone(channel: Channel) {
  const person = ++last
  const send = async (text: string, id = newId()) => {
    clock += 5000
    const { status, body } = await channel.send(edge.url, { text, id, person })
    // 204: the page is told to lead away.
    expect([200, 204]).toContain(status)
    return body
  }
  return { person, send, say: async (text: string) => channel.read(await send(text)) }
}
const greeting = /^(This is )?Fingerpost/
const danger = 'i want to die'

describe.each(channels)('$name', (channel) => {
  describe('a message that comes again', () => {
    test('gets the same answer byte for byte, and nothing moves on', async () => {
      const { send, say } = someone(channel)
      await say('hi')
      const id = newId()
      const first = await send('2', id)
      for (let n = 0; n < 3; n++) expect(await send('2', id)).toBe(first)
      expect(await say('back')).not.toBe(channel.read(first))
    })

    test('ten times at once gets one answer', async () => {
      const { send, say } = someone(channel)
      await say('hi')
      const id = newId()
      const all = await Promise.all(Array.from({ length: 10 }, () => send('i drink too much', id)))
      expect(new Set(all).size).toBe(1)
    })

    test('is known though other messages came between', async () => {
      const { send, say } = someone(channel)
      const id = newId()
      const first = await send('hi', id)
      for (const text of ['2', 'tipton', 'menu']) await say(text)
      expect(await send('hi', id)).toBe(first)
    })
  })

  test('of two messages at once both take effect, whichever comes first', async () => {
    const { send, say } = someone(channel)
    await say('hi')
    const read = (await Promise.all(['my wife drinks', 'tipton'].map((text) => send(text)))).map(channel.read)
    for (const text of read) expect(text).not.toBe('')
    // For a family, and where it is is not asked for any more.
    const more = await say('more')
    expect(more).toMatch(/famil|parent drinks/i)
    expect(more).not.toContain('town')
  })

  test('a conversation goes step by step', async () => {
    const { say } = someone(channel)
    // A page greets before anything is said.
    if (channel.sends) expect(await say('hi')).toMatch(greeting)
    const list = await say('talk to someone now')
    expect(list).toContain('116 123')
    expect(await say('1')).toContain('Samaritans')
    expect(await say('back')).toBe(list)
  })

  test.each([
    ['nothing', ''],
    ['blanks', '   \n\t '],
    ['an emoji', '🙂'],
    ['markup', `<script>alert('x')</script>`],
    ['SQL', `'; DROP TABLE claims;--`],
    ['20,000 letters', 'x'.repeat(20_000)],
    ['marks of direction', '\u202eabc\u202c'],
    ['half an emoji', '\ud83d'],
    ['a zero', '\u0000'],
    ['what JavaScript knows', '__proto__'],
  ])('%s is answered calmly, and never repeated', async (_what, text) => {
    const { say, send } = someone(channel)
    await say('hi')
    expect(channel.read(await send(text))).not.toBe('')
    expect(await send(text)).not.toContain('<script>alert')
    expect(await say('menu')).not.toBe('')
  })

  test.each(channel.bad)('$what: $status', async ({ path, init, status }) => {
    const response = await fetch(edge.url + path, init)
    expect(response.status).toBe(status)
    expect(await response.text()).not.toMatch(/node_modules|at .*:\d+/)
  })

  describe('STOP', () => {
    if (!channel.sends) {
      test('ends the chat, and whoever types again is answered', async () => {
        const { say } = someone(channel)
        await say('hi')
        expect(await say('STOP')).not.toBe('')
        expect(await say('hello')).not.toBe('')
      })
      return
    }

    test('is confirmed once; then nothing comes, until START', async () => {
      const { say } = someone(channel)
      await say('hi')
      expect(await say('STOP')).toMatch(/START.*116 123/s)
      for (const text of ['STOP', 'hello', '1']) expect(await say(text)).toBe('')
      expect(await say('START')).toMatch(greeting)
      expect(await say('2')).not.toBe('')
    })

    test('does not keep a cry for help from its answer, nor HELP', async () => {
      const { say } = someone(channel)
      await say('STOP')
      expect(await say(danger)).toMatch(/999.*START/s)
      expect(await say('HELP')).toContain('999')
      expect(await say('hello')).toBe('')
    })
  })

  test('FORGET: said so, begun anew, and what was answered before is not to be had again', async () => {
    const { say, send } = someone(channel)
    const id = newId()
    await send('i use heroin', id)
    expect(await say('forget me')).not.toBe('')
    expect(channel.read(await send('i use heroin', id))).toBe('')
    expect(await say('more')).not.toMatch(/heroin|drug service/)
  })

  describe('danger', () => {
    test.each([
      ['English', danger],
      ['Polish', 'chcę umrzeć'],
      ['Punjabi', 'ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦਾ ਹਾਂ'],
    ])('in %s is answered first, whatever else was asked', async (_language, text) => {
      const { say } = someone(channel)
      expect(await say(text)).toContain('999')
    })

    test('is answered in the middle of many messages', async () => {
      const { say } = someone(channel)
      for (let n = 0; n < 23; n++) await say(`message ${n}`)
      expect(await say(danger)).toContain('999')
    })

    test('is answered when it comes again', async () => {
      const { send } = someone(channel)
      const id = newId()
      const first = await send(danger, id)
      expect(first).toContain('999')
      expect(await send(danger, id)).toBe(first)
    })
  })

  test('the store is away: danger is answered, anything else is asked to come again, and nothing is half done', async () => {
    const { say, send } = someone(channel)
    await say('hi')
    await say('2')
    edge.away(true)
    const id = newId()
    let away = ''
    try {
      away = channel.read(await send('tipton', id))
      expect(away).toContain('116 123')
      expect(await say(danger)).toContain('999')
    } finally {
      edge.away(false)
    }
    // The same message again is now taken, as if it came for the first time.
    expect(channel.read(await send('tipton', id))).not.toBe(away)
  })

  test('nothing of it is logged', async () => {
    const { say, person } = someone(channel)
    const from = edge.logged.length
    await say('my secret is heroin')
    edge.away(true)
    await say('my secret is heroin').finally(() => edge.away(false))
    await say('forget me')
    const lines = edge.logged.slice(from).join('')
    expect(lines).toContain('"event":"turn"')
    expect(lines).not.toMatch(/secret|heroin|v1\.|Anna/)
    for (const secret of channel.secrets(person)) expect(lines).not.toContain(secret)
  })
})

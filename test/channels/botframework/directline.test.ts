import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { limits } from '../../../src/limits/index.ts'
import { StoreError } from '../../../src/store/index.ts'
import { begin, call, type Line, type LineParts, lines, listen, openLine } from './line.ts'

const minute = 60_000
const open_: Line[] = []
const open = async (parts?: LineParts) => {
  const line = await openLine(parts)
  open_.push(line)
  return line
}
afterEach(async () => {
  // The owner of a shared folder goes last.
  for (const line of open_.splice(0).reverse()) await line.close()
})
const other = { version: 'v2', key: Buffer.alloc(32, 2) }
const first = { version: 'v1', key: Buffer.alloc(32, 1) }

describe('a token', () => {
  test('is made by anybody, opens one conversation for half an hour, and is renewed', async () => {
    const line = await open()
    const made = await call(line, 'POST', '/tokens/generate', { body: { user: { id: 'dl_7', name: 'No One' } } })
    expect(made).toMatchObject({ status: 200, body: { expires_in: 1800, conversationId: expect.any(String) } })
    const renewed = await call(line, 'POST', '/tokens/refresh', { token: made.body.token })
    expect(renewed).toMatchObject({ status: 200, body: { conversationId: made.body.conversationId } })
    const begun = await call(line, 'POST', '/conversations', { token: renewed.body.token })
    expect(begun).toMatchObject({ status: 201, body: { conversationId: made.body.conversationId, expires_in: 1800 } })
    expect(begun.body.streamUrl).toMatch(/^ws:.*\/stream\?t=/)
    const again = await call(line, 'POST', '/conversations', { token: renewed.body.token })
    expect(again).toMatchObject({ status: 200, body: { conversationId: made.body.conversationId } })
    // The client reads its own name out of the token; it is not our business, and its owner's name is not in it.
    const payload = Buffer.from(made.body.token.split('.')[1], 'base64url').toString()
    expect(JSON.parse(payload)).toMatchObject({ user: 'dl_7' })
    expect(payload).not.toContain('No One')
  })

  test.each([
    ['missing', () => null, 401, 'Unauthorized'],
    ['no token at all', () => 'hello', 401, 'Unauthorized'],
    ['with its end changed', (token: string) => `${token.slice(0, -4)}AAAA`, 401, 'Unauthorized'],
    [
      'that claims to need no signature',
      (token: string) => `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`,
      401,
      'Unauthorized',
    ],
    ['of another conversation', (_: string, another: string) => another, 403, 'BadArgument'],
  ])('%s is refused everywhere', async (_what, change, status, code) => {
    const line = await open()
    const talk = await begin(line)
    const token = change(talk.token, (await begin(line)).token)
    for (const [method, path] of [
      ['GET', talk.path],
      ['GET', `${talk.path}/activities`],
      ['POST', `${talk.path}/activities`],
      ['POST', `${talk.path}/upload`],
    ] as const)
      expect(await call(line, method, path, { token }), path).toMatchObject({ status, body: { error: { code } } })
  })

  test('that has expired is refused as 403, as clients expect it, and is not renewed', async () => {
    let now = Date.now()
    const line = await open({ now: () => now })
    const talk = await begin(line)
    now += 31 * minute
    for (const [method, path] of [
      ['GET', `${talk.path}/activities`],
      ['POST', `${talk.path}/activities`],
      ['POST', '/tokens/refresh'],
    ] as const)
      expect(await call(line, method, path, { token: talk.token })).toMatchObject({
        status: 403,
        body: { error: { code: 'TokenExpired' } },
      })
  })

  test('of before the keys changed is still good, one of other keys is not', async () => {
    const line = await open({ keys: [first] })
    const talk = await begin(line)
    await talk.say('one')
    const later = await open({ folder: line.folder, keys: [other, first] })
    await talk.say('two', later)
    expect(lines((await talk.get('', later)).activities)).toEqual([
      'bot: hello in en',
      'bot: 1: one',
      'user: two',
      'bot: 2: two',
    ])
    const stranger = await open({ keys: [other] })
    expect((await call(stranger, 'GET', talk.path, { token: talk.token })).status).toBe(401)
  })

  test('takes the secret to make, where there is one; with the secret alone a server can hold a whole conversation', async () => {
    const secret = 'a-secret-of-some-length'
    const line = await open({ config: { secret } })
    expect((await call(line, 'POST', '/tokens/generate')).status).toBe(401)
    expect((await call(line, 'POST', '/tokens/generate', { token: 'another-secret-of-length' })).status).toBe(401)
    expect((await call(line, 'POST', '/tokens/generate', { token: secret })).status).toBe(200)
    const { body } = await call(line, 'POST', '/conversations', { token: secret })
    const path = `/conversations/${body.conversationId}/activities`
    await call(line, 'POST', path, { token: secret, body: { type: 'message', from: { id: 'x' }, text: 'hi' } })
    expect(lines((await call(line, 'GET', path, { token: secret })).body.activities)).toEqual([
      'bot: hello in en',
      'user: hi',
      'bot: 1: hi',
    ])
  })
})

describe('pages of other origins', () => {
  const origins = ['https://www.example.org']

  test.each([
    ['a foreign one', 'https://evil.example', false],
    ['one that begins like an allowed one', 'https://www.example.org.evil.example', false],
    ['none that can be named', 'null', false],
    ['an allowed one', 'https://www.example.org', true],
  ])('%s: %s', async (_what, origin, allowed) => {
    const line = await open({ config: { origins } })
    const answer = await call(line, 'POST', '/tokens/generate', { headers: { origin } })
    expect(answer.status).toBe(allowed ? 200 : 403)
    expect(answer.headers.get('access-control-allow-origin')).toBe(allowed ? origin : null)
    const preflight = await call(line, 'OPTIONS', '/conversations', { headers: { origin } })
    expect(preflight.status).toBe(allowed ? 204 : 403)
    const { streamUrl } = await begin(line)
    const stream = listen(streamUrl, { origin }).then(
      () => 'open',
      (error) => String(error),
    )
    expect(await stream).toBe(allowed ? 'open' : 'Error: refused 403')
  })

  test('our own need no permission', async () => {
    const line = await open()
    expect((await call(line, 'POST', '/tokens/generate', { headers: { origin: line.url } })).status).toBe(200)
  })
})

describe('a conversation', () => {
  test("greets, shows a person's own message before the answer, and goes on from a watermark", async () => {
    const talk = await begin(await open())
    const greeting = await talk.get()
    expect(greeting.activities).toMatchObject([
      { type: 'message', from: { role: 'bot' }, channelId: 'directline', text: 'hello in en', locale: 'en' },
    ])
    const posted = await talk.post({ type: 'message', text: 'hi', channelData: { clientActivityID: 'c1' } })
    expect(posted).toMatchObject({ status: 200, body: { id: expect.stringContaining(`${talk.id}|`) } })
    const { activities, watermark } = await talk.get(greeting.watermark)
    expect(activities).toMatchObject([
      { id: posted.body.id, from: { id: 'dl_1', role: 'user' }, text: 'hi', channelData: { clientActivityID: 'c1' } },
      { from: { role: 'bot' }, text: '1: hi', replyToId: posted.body.id },
    ])
    expect(JSON.stringify(activities)).not.toContain('Nobody Atall')
    expect(Date.parse(activities[1]?.timestamp ?? '')).toBeGreaterThan(Date.parse(activities[0]?.timestamp ?? ''))
    expect(await talk.get(watermark)).toEqual({ activities: [], watermark })
  })

  test('sent twice under one name is answered once, also at the same time', async () => {
    const talk = await begin(await open())
    const same = { type: 'message', text: 'hi', channelData: { clientActivityID: 'c1' } }
    const ids = (await Promise.all([talk.post(same), talk.post(same), talk.post(same)])).map(({ body }) => body.id)
    expect(new Set([...ids, (await talk.post(same)).body.id]).size).toBe(1)
    expect(lines((await talk.get()).activities)).toEqual(['bot: hello in en', 'user: hi', 'bot: 1: hi'])
  })

  test.each([
    ['pl-PL', 'pl'],
    ['pl', 'pl'],
    ['pa-Latn-GB', 'pa-Latn'],
    ['de-DE', 'en'],
    ['../..', 'en'],
    [undefined, 'en'],
  ])('of a client in %s is in %s', async (locale, language) => {
    const talk = await begin(await open(), locale)
    await talk.say('hi')
    expect((await talk.get()).activities).toMatchObject([{ text: `hello in ${language}` }, {}, { locale: language }])
  })

  test.each([
    ['an event', { type: 'event', name: 'webchat/join', value: { language: 'pl-PL' } }],
    ['a conversationUpdate', { type: 'conversationUpdate', locale: 'pl', membersAdded: [{ id: 'dl_1' }] }],
  ])('%s that tells another language greets in it, once, and not in mid-conversation', async (_what, join) => {
    const talk = await begin(await open())
    await talk.post(join)
    await talk.post(join)
    await talk.say('hi')
    await talk.post({ ...join, locale: 'en', value: undefined })
    expect(lines((await talk.get()).activities)).toEqual([
      'bot: hello in en',
      'bot: hello in pl',
      'user: hi',
      'bot: 1: hi',
    ])
  })

  test.each([
    ['a button of ours', { value: { choice: 'service:aa' } }, '1: , value service:aa'],
    ['what is wrong', { value: { choice: 'wrong:closed' } }, '1: , value wrong:closed'],
    ['a place of theirs', { value: { choice: 'suggest:yes' } }, '1: , value suggest:yes'],
    ['the same as a string', { value: 'command:help' }, '1: , value command:help'],
    ['words beside a button count', { text: 'i want to die', value: { choice: 'service:aa' } }, '1: i want to die'],
    ['words in the place of a choice are words', { value: 'i want to die' }, '1: i want to die'],
    ['an object of somebody else', { value: { any: { thing: 1 } } }, '1: '],
    ['nothing', {}, '1: '],
    ['null', { text: null, value: null, channelData: null, attachments: null }, '1: '],
    ['a picture', { attachments: [{ contentType: 'image/png', contentUrl: 'data:,x' }] }, '1: , media'],
    ['script', { text: '<img src=x onerror=alert(1)>' }, '1: <img src=x onerror=alert(1)>'],
    ['a very long text', { text: 'x'.repeat(30_000) }, '1: 20000'],
  ])('a message: %s', async (_what, part, reply) => {
    const talk = await begin(await open())
    expect((await talk.post({ type: 'message', ...part })).status).toBe(200)
    const activities = (await talk.get()).activities
    expect(lines(activities).at(-1)).toBe(`bot: ${reply}`)
    expect(JSON.stringify(activities)).not.toContain('data:,x')
    expect(activities.every((one) => !('textFormat' in one) || one.textFormat === 'plain')).toBe(true)
  })

  test.each(['typing', 'messageReaction', 'event', 'invoke', 'something/else'])('%s asks nothing', async (type) => {
    const talk = await begin(await open())
    expect(await talk.post({ type })).toMatchObject({ status: 200, body: { id: expect.any(String) } })
    expect(lines((await talk.get()).activities)).toEqual(['bot: hello in en'])
  })
})

describe('what is left, and where', () => {
  test('of the words of a person: nothing in the store or the log, and after ten minutes nothing at all', async () => {
    let now = Date.now()
    const line = await open({ now: () => now })
    const talk = await begin(line)
    await talk.post({ type: 'message', text: 'my-own-words', channelData: { clientActivityID: 'and-these-words' } })
    for (const name of readdirSync(line.folder)) {
      const stored = readFileSync(join(line.folder, name)).toString('latin1')
      expect(stored.replaceAll('1: my-own-words', '')).not.toMatch(/my-own-words|and-these|Nobody|dl_1/)
      expect(stored).not.toContain(talk.id)
    }
    expect(line.logged.join('')).not.toMatch(/my-own-words|and-these|Nobody/)
    expect(line.logged.join('')).not.toContain(talk.id)
    expect(lines((await talk.get()).activities)).toContain('user: my-own-words')
    now += 10 * minute
    expect(lines((await talk.get()).activities)).toEqual(['bot: hello in en', 'bot: 1: my-own-words'])
  })

  test('after a restart our answers come back, and the conversation goes on', async () => {
    const line = await open()
    const talk = await begin(line)
    await talk.say('one')
    const { watermark } = await talk.get()
    const restarted = await open({ folder: line.folder })
    expect(lines((await talk.get('', restarted)).activities)).toEqual(['bot: hello in en', 'bot: 1: one'])
    await talk.say('two', restarted)
    expect(lines((await talk.get(watermark, restarted)).activities)).toEqual(['user: two', 'bot: 2: two'])
  })

  test('another machine answers what was begun on the first, and both show every answer', async () => {
    const here = await open()
    const there = await open({ folder: here.folder })
    const talk = await begin(here)
    await talk.say('one')
    await talk.say('two', there)
    expect(lines((await talk.get('', here)).activities)).toEqual([
      'bot: hello in en',
      'user: one',
      'bot: 1: one',
      'bot: 2: two',
    ])
    expect(lines((await talk.get('', there)).activities)).toEqual([
      'bot: hello in en',
      'bot: 1: one',
      'user: two',
      'bot: 2: two',
    ])
  })

  test('a machine whose clock is behind loses no answer', async () => {
    const here = await open()
    const there = await open({ folder: here.folder, now: () => Date.now() - 5 * minute })
    const talk = await begin(here)
    await talk.say('one')
    const { watermark } = await talk.get()
    await talk.say('two', there)
    expect(lines((await talk.get(watermark)).activities)).toEqual(['bot: 2: two'])
  })

  test('after FORGET: that it is done, and nothing of before, on any machine', async () => {
    const here = await open()
    const there = await open({ folder: here.folder })
    const talk = await begin(here)
    await talk.say('one')
    const { watermark } = await talk.get()
    await talk.say('forget')
    expect(lines((await talk.get(watermark, here)).activities)).toEqual(['user: forget', 'bot: forgotten'])
    expect(lines((await talk.get('', there)).activities)).toEqual(['bot: forgotten'])
    await talk.say('two', there)
    expect(lines((await talk.get('', there)).activities)).toEqual(['bot: forgotten', 'user: two', 'bot: 1: two'])
  })

  test.each([
    ['leaves without a word', { type: 'message', text: 'leave' }],
    ['ends it in the protocol', { type: 'endOfConversation' }],
  ])('who %s leaves nothing behind', async (_what, activity) => {
    const line = await open()
    const talk = await begin(line)
    await talk.say('one')
    expect((await talk.post(activity)).status).toBe(200)
    const there = await open({ folder: line.folder })
    expect((await talk.get('', there)).activities).toEqual([])
    expect(lines((await talk.get()).activities).join()).not.toContain('one')
  })

  test('an old, foreign or made-up watermark loses nothing', async () => {
    const talk = await begin(await open())
    await talk.say('one')
    const all = ['bot: hello in en', 'user: one', 'bot: 1: one']
    for (const watermark of ['', '0', '42', 'zzzzzzzzz.x', '~zzzzzzzzz', '1.x~1', '%00', 'x'.repeat(5000)])
      expect(lines((await talk.get(watermark)).activities), watermark.slice(0, 20)).toEqual(all)
  })

  test('while the store is away a message is answered all the same, and shown', async () => {
    let away = false
    const gone = () => Promise.reject(new StoreError('away', 'gone'))
    const store: LineParts['store'] = (real) =>
      new Proxy(real, {
        get: (target, name) => {
          const method = Reflect.get(target, name)
          return away && ['begin', 'load', 'replyTo', 'commit'].includes(String(name)) ? gone : method?.bind(target)
        },
      })
    const talk = await begin(await open({ store }))
    await talk.say('one')
    const { watermark } = await talk.get()
    away = true
    await talk.say('danger')
    const during = await talk.get(watermark)
    expect(lines(during.activities)).toEqual(['user: danger', 'bot: without store: danger'])
    away = false
    await talk.say('two')
    const after = await talk.get(during.watermark)
    expect(lines(after.activities)).toEqual(['user: two', 'bot: 2: two'])
    expect(await talk.get(after.watermark)).toEqual({ activities: [], watermark: after.watermark })
    expect(lines((await talk.get('')).activities)).toEqual([
      'bot: hello in en',
      'user: one',
      'bot: 1: one',
      'user: danger',
      'bot: without store: danger',
      'user: two',
      'bot: 2: two',
    ])
  })
})

describe('bad input', () => {
  const big = JSON.stringify({ type: 'message', from: { id: 'x' }, text: 'x'.repeat(140_000) })

  test.each<[string, string, string, unknown, number, string]>([
    ['no JSON', 'POST', '/activities', '{"type":', 400, 'BadSyntax'],
    ['no object', 'POST', '/activities', '[1]', 400, 'BadArgument'],
    ['no type', 'POST', '/activities', { text: 'hi' }, 400, 'BadArgument'],
    ['a type that is no text', 'POST', '/activities', { type: 7 }, 400, 'BadArgument'],
    ['a text that is no text', 'POST', '/activities', { type: 'message', text: { a: 1 } }, 400, 'BadArgument'],
    ['far too long', 'POST', '/activities', big, 413, 'MessageSizeTooBig'],
    ['a file', 'POST', '/upload?userId=dl_1', {}, 415, 'NotSupported'],
    ['an unknown address', 'GET', '/members', undefined, 404, 'BadArgument'],
    ['an unknown method', 'DELETE', '/activities', undefined, 404, 'BadArgument'],
  ])('%s', async (_what, method, path, body, status, code) => {
    const line = await open()
    const talk = await begin(line)
    const answer = await call(line, method, talk.path + path, { token: talk.token, body })
    expect(answer).toMatchObject({ status, body: { error: { code, message: expect.any(String) } } })
    expect(lines((await talk.get()).activities)).toEqual(['bot: hello in en'])
  })

  test('a page may not set its own origins in a token', async () => {
    const answer = await call(await open(), 'POST', '/tokens/generate', {
      body: { trustedOrigins: ['https://a.example'] },
    })
    expect(answer).toMatchObject({ status: 400, body: { error: { code: 'BadArgument' } } })
  })

  test('a flood is held, but for danger, and for nobody else', async () => {
    const line = await open()
    const talk = await begin(line)
    const statuses = await Promise.all(Array.from({ length: limits.person.points + 5 }, () => talk.say('hi')))
    expect(statuses.filter(({ status }) => status === 429)).toHaveLength(5)
    const refused = await talk.say('hi')
    expect(refused).toMatchObject({ status: 429, body: { error: { code: 'TooManyRequests' } } })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await talk.say('danger')).status).toBe(200)
    expect((await (await begin(line)).say('hi')).status).toBe(200)
  })
})

describe('a stream', () => {
  test('tells the greeting, and then what is said, as it is said', async () => {
    const talk = await begin(await open({ lookMs: 60_000 }))
    const heard = await listen(talk.streamUrl)
    await expect.poll(() => lines(heard.sets.flatMap((set) => set.activities))).toEqual(['bot: hello in en'])
    await talk.say('one')
    await expect.poll(() => heard.sets.length).toBe(2)
    expect(lines(heard.sets[1]?.activities ?? [])).toEqual(['user: one', 'bot: 1: one'])
    expect(await talk.get(heard.sets[1]?.watermark)).toMatchObject({ activities: [] })
  })

  test('tells what another machine answered', async () => {
    const here = await open({ lookMs: 50 })
    const there = await open({ folder: here.folder })
    const talk = await begin(here)
    const heard = await listen(talk.streamUrl)
    await talk.say('one', there)
    await expect
      .poll(() => lines(heard.sets.flatMap((set) => set.activities)))
      .toEqual(['bot: hello in en', 'bot: 1: one'])
  })

  test('goes on from a watermark after a break; without one only with what comes', async () => {
    const line = await open()
    const talk = await begin(line)
    const { watermark } = await talk.get()
    await talk.say('one')
    const again = await call(line, 'GET', `${talk.path}?watermark=${watermark}`, { token: talk.token })
    expect(again.body).toMatchObject({ conversationId: talk.id, token: expect.any(String), expires_in: 1800 })
    const missed = await listen(again.body.streamUrl)
    const plain = await call(line, 'GET', talk.path, { token: talk.token })
    const fresh = await listen(plain.body.streamUrl)
    await talk.say('two')
    const two = ['user: two', 'bot: 2: two']
    const told = (heard: typeof missed) => lines(heard.sets.flatMap((set) => set.activities))
    await expect.poll(() => told(missed)).toEqual(['user: one', 'bot: 1: one', ...two])
    await expect.poll(() => told(fresh)).toEqual(two)
  })

  test('is opened by its own address alone, within a minute', async () => {
    let now = Date.now()
    const line = await open({ now: () => now })
    const talk = await begin(line)
    const another = await begin(line)
    const path = (url: string) => url.split('?')[0]
    const query = (url: string) => url.split('?')[1]
    await expect(listen(`${path(talk.streamUrl)}?${query(another.streamUrl)}`)).rejects.toThrow('refused 401')
    await expect(listen(`${path(talk.streamUrl)}?t=${talk.token}`)).rejects.toThrow('refused 401')
    await expect(listen(path(talk.streamUrl) ?? '')).rejects.toThrow('refused 401')
    await expect(listen(`${line.url.replace('http', 'ws')}/elsewhere`)).rejects.toThrow('refused 404')
    now += 61_000
    await expect(listen(talk.streamUrl)).rejects.toThrow('refused 403')
  })

  test('closes on a frame that is too long; small ones say nothing to anybody', async () => {
    const talk = await begin(await open())
    const heard = await listen(talk.streamUrl)
    heard.socket.send('')
    heard.socket.send('{"type":"message","text":"hello"}')
    heard.socket.send('x'.repeat(2000))
    expect((await heard.closed).code).toBe(1009)
    expect(lines((await talk.get()).activities)).toEqual(['bot: hello in en'])
  })

  test('of a fifth tab closes the first, which is told why', async () => {
    const talk = await begin(await open())
    const tabs = [await listen(talk.streamUrl)]
    for (let tab = 0; tab < 4; tab++) tabs.push(await listen(talk.streamUrl))
    expect(await tabs[0]?.closed).toEqual({ code: 1000, reason: 'collision' })
    await talk.say('one')
    await expect.poll(() => tabs.slice(1).map(({ sets }) => sets.length)).toEqual([2, 2, 2, 2])
  })

  test('ends when the server does, and says so', async () => {
    const line = await openLine()
    const heard = await listen((await begin(line)).streamUrl)
    await line.close()
    expect((await heard.closed).code).toBe(1001)
  })
})

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type Limits, readFeed } from '../../../src/commands/import/feed.ts'
import { checkedAddress, type FetchOptions, fetchFeed, isPublic } from '../../../src/commands/import/fetch.ts'
import { FeedError } from '../../../src/directory/import/draft.ts'
import { ca, isLoopback, listen } from './loopback.ts'

/** As for a real host, but that loopback counts as public, for that is where these tests serve. */
function trusting(host: string, more: Partial<FetchOptions> = {}): FetchOptions {
  return {
    hosts: [host],
    mostBytes: 1_000_000,
    mostTime: 3000,
    mayConnect: isLoopback,
    ca,
    ...more,
  }
}

async function refusal(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (found: unknown) => found,
  )
  expect(error).toBeInstanceOf(FeedError)
  return (error as FeedError).message
}

test('a feed, plain and packed', async () => {
  const host = await listen((request, response) => {
    const packed = request.url === '/packed'
    response.setHeader('content-encoding', packed ? 'gzip' : 'identity').end(packed ? gzipSync('[1]') : '[1]')
  })
  expect((await fetchFeed(`https://${host}/`, trusting(host))).toString()).toBe('[1]')
  expect((await fetchFeed(`https://${host}/packed`, trusting(host))).toString()).toBe('[1]')
})

describe('addresses that are not fetched', () => {
  test.each([
    ['http://feeds.example.org/', /only fetched by https/],
    ['ftp://feeds.example.org/', /only fetched by https/],
    ['file:///etc/passwd', /only fetched by https/],
    ['https://user:pass@feeds.example.org/', /password/],
    ['https://elsewhere.example.org/', /not on the list/],
    ['https://feeds.example.org.evil.test/', /not on the list/],
    ['https://feeds.example.org:8443/', /not on the list/],
    ['https://127.0.0.1/', /named hosts/],
    ['https://2130706433/', /named hosts/],
    ['https://0x7f.1/', /named hosts/],
    ['https://[::1]/', /named hosts/],
    ['https://[::ffff:169.254.169.254]/', /named hosts/],
    ['nonsense', /no address/],
  ])('%s', (address, why) => {
    expect(() => checkedAddress(address, ['feeds.example.org'])).toThrow(why)
  })

  test('a listed one is', () => {
    expect(checkedAddress('https://FEEDS.example.org/a?b=c', ['feeds.example.org']).href).toBe(
      'https://feeds.example.org/a?b=c',
    )
  })

  test.each([
    ['93.184.216.34', true],
    ['2606:2800:220:1::1', true],
    ['127.0.0.1', false],
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['0.0.0.0', false],
    ['224.0.0.1', false],
    ['::1', false],
    ['::ffff:10.0.0.1', false],
    ['64:ff9b::a00:1', false],
    ['fd00::1', false],
    ['fe80::1', false],
    ['not an address', false],
  ])('%s public: %s', (address, open) => {
    expect(isPublic(address)).toBe(open)
  })

  test('a listed name that resolves to this machine is not connected to', async () => {
    let asked = 0
    const host = await listen((_, response) => {
      asked++
      response.end('[]')
    })
    expect(await refusal(fetchFeed(`https://${host}/`, trusting(host, { mayConnect: isPublic })))).toMatch(
      /not a public address/,
    )
    expect(asked).toBe(0)
  })
})

describe('a hostile feed', () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000))
  test.each<[what: string, answer: Parameters<typeof listen>[0], why: RegExp]>([
    [
      'sends us elsewhere',
      (_, response) => void response.writeHead(302, { location: 'https://169.254.169.254/' }).end(),
      /sends us elsewhere \(302\)/,
    ],
    ['has an error', (_, response) => void response.writeHead(500).end(), /answers 500/],
    ['never ends', (_, response) => void response.write('['), /took more than/],
    ['never answers', () => undefined, /took more than/],
    ['is too big', (_, response) => void response.end('x'.repeat(1_100_000)), /bigger than 1 MB/],
    [
      'is small, and big once unpacked',
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
      /bigger than 1 MB/,
    ],
    [
      'is not what it says it is packed as',
      (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end('plain'),
      /could not be read/,
    ],
    [
      'hangs up half-way',
      (_, response) => {
        response.writeHead(200, { 'content-length': '100' }).write('[')
        response.socket?.destroy()
      },
      /could not be read/,
    ],
  ])('%s', async (_, answer, why) => {
    const host = await listen(answer)
    expect(await refusal(fetchFeed(`https://${host}/`, trusting(host, { mostTime: 1500 })))).toMatch(why)
  })

  test('a certificate nobody vouches for', async () => {
    const host = await listen((_, response) => void response.end('[]'))
    expect(await refusal(fetchFeed(`https://${host}/`, trusting(host, { ca: undefined })))).toMatch(/CERT|SIGNED/)
  })
})

describe('a directory that comes page by page', () => {
  /** Three pages of a list that names one service each, and a page for each of these. */
  const directory: Parameters<typeof listen>[0] = (request, response) => {
    const url = new URL(request.url ?? '', 'https://x')
    const page = Number(url.searchParams.get('page') ?? 1)
    const one = url.pathname.split('/services/')[1]
    if (one === '2') response.writeHead(500).end()
    else if (one === '3') response.end(JSON.stringify({ id: '1', name: 'Another' }))
    else if (one) response.end(JSON.stringify({ id: one, name: `Service ${one}`, schedules: [] }))
    else
      response.end(JSON.stringify({ total_items: 3, total_pages: 3, contents: [{ id: String(page), name: 'named' }] }))
  }

  async function read(answer: Parameters<typeof listen>[0], limits: Partial<Limits> = {}) {
    const host = await listen(answer)
    const { hosts, mayConnect } = trusting(host)
    const said: string[] = []
    const feed = readFeed(`https://${host}/services`, 'oruk', {
      hosts,
      mayConnect,
      ca,
      limits,
      say: (one) => said.push(one),
    })
    return { host, said, ...(await feed) }
  }

  test('is read whole, each service by itself, and which could not be is told', async () => {
    const { host, said, text, unread } = await read(directory)
    expect(JSON.parse(text)).toEqual({
      total_items: 3,
      total_pages: 1,
      contents: [
        { id: '1', name: 'Service 1', schedules: [] },
        { id: '2', name: 'named' },
        { id: '3', name: 'named' },
      ],
    })
    expect(unread).toEqual([
      { id: '2', why: `its own page could not be read: ${host} answers 500` },
      { id: '3', why: 'its own page is about something else' },
    ])
    expect(said).toContain('page 3 of 3')
  })

  test('is read in part when the time is over', async () => {
    const { text, unread } = await read(directory, { time: 0 })
    expect(JSON.parse(text)).toMatchObject({ total_pages: 3, contents: [{ id: '1', name: 'named' }] })
    expect(unread).toEqual([{ id: '1', why: 'there was no time left to read its own page' }])
  })

  test('whose list is whole is asked for nothing more', async () => {
    const contents = [{ id: '1', name: 'Service 1', schedules: [] }]
    const { text, unread } = await read((request, response) => {
      if (request.url === '/services') response.end(JSON.stringify({ contents }))
      else response.writeHead(500).end()
    })
    expect([JSON.parse(text).contents, unread]).toEqual([contents, []])
  })

  test('with a page that is none is not read', async () => {
    const odd = read((request, response) => {
      if (request.url === '/services') response.end(JSON.stringify({ total_pages: 2, contents: [{ id: '1' }] }))
      else response.end('{"error":"try again"}')
    })
    expect(await refusal(odd)).toBe('page 2 of 2 holds no list of services')
  })

  // A page of the list is 72 bytes, and the first service 44.
  test.each<[what: string, bytes: number, asked: string[]]>([
    ['whose pages are too big together', 215, ['/services', '/services?page=2', '/services?page=3']],
    ['whose services are too big together', 259, ['/services', '/services?page=2', '/services?page=3', '/services/1']],
  ])('%s is not read on', async (_, bytes, asked) => {
    const urls: string[] = []
    const big = read(
      (request, response) => {
        urls.push(request.url ?? '')
        directory(request, response)
      },
      { bytes },
    )
    expect(await refusal(big)).toMatch(/its pages together are bigger than/)
    expect(urls).toEqual(asked)
  })
})

import { lookup as resolveName } from 'node:dns/promises'
import { get } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import ipaddr from 'ipaddr.js'
import { FeedError } from '../../directory/import/draft.ts'

export type FetchOptions = {
  /** Host names, with a port where it is not 443, that feeds may be fetched from. */
  hosts: readonly string[]
  /** Bytes at most, as they are once unpacked. */
  mostBytes: number
  /** Milliseconds at most, from the first packet to the last. */
  mostTime: number
  /** Whether an address may be connected to. */
  mayConnect?: (address: string) => boolean
  /** Certificates to trust besides the usual. */
  ca?: string
}

/**
 * Fetches a feed (OWASP, Server Side Request Forgery Prevention). Only https, only hosts on the list, only to public
 * addresses: the very addresses that are connected to are checked, so that a name cannot change between the check and the
 * connection. A redirection is refused, for it would lead elsewhere. Size and time are bounded, packed bytes included.
 * @throws FeedError with the reason
 */
export async function fetchFeed(address: string, options: FetchOptions): Promise<Buffer> {
  const url = checkedAddress(address, options.hosts)
  const abort = AbortSignal.timeout(options.mostTime)
  try {
    return await download(url, options, abort)
  } catch (error) {
    if (abort.aborted) throw new FeedError(`${url.host} took more than ${options.mostTime / 1000} seconds`)
    if (error instanceof FeedError) throw error
    const code = (error as NodeJS.ErrnoException).code ?? 'failed'
    throw new FeedError(`${url.host} could not be read (${code})`)
  }
}

/** @throws FeedError for anything but https to a host of the list */
export function checkedAddress(address: string, hosts: readonly string[]): URL {
  if (!URL.canParse(address)) throw new FeedError('it is no address')
  const url = new URL(address)
  if (url.protocol !== 'https:') throw new FeedError('feeds are only fetched by https')
  if (url.username !== '' || url.password !== '') throw new FeedError('an address with a password in it is not fetched')
  const plain = url.hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
  if (isIP(plain) !== 0) throw new FeedError('feeds are fetched from named hosts, not from numbers')
  if (!hosts.some((host) => host.toLowerCase() === url.host))
    throw new FeedError(
      `${url.host} is not on the list of hosts that feeds come from (--allow ${url.host}, or IMPORT_HOSTS)`,
    )
  return url
}

/** An address of the public internet: not private, local, reserved, nor a way of writing one of those. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  return ipaddr.process(address).range() === 'unicast'
}

function download(url: URL, options: FetchOptions, signal: AbortSignal): Promise<Buffer> {
  const { mayConnect = isPublic, ca } = options
  return new Promise((resolve, reject) => {
    const request = get(
      url,
      {
        lookup: checkedLookup(mayConnect),
        agent: false,
        signal,
        headers: {
          accept: 'application/json, text/csv;q=0.9',
          'accept-encoding': 'gzip, br',
          'user-agent': 'Fingerpost',
        },
        ...(ca ? { ca } : {}),
      },
      (response) => {
        const { statusCode = 0, headers } = response
        // The lookup is ours, but a socket could have been made otherwise: what we are connected to has the last word.
        if (!mayConnect(response.socket.remoteAddress ?? ''))
          return fail(new FeedError(`${url.host} is not a public address`))
        if (statusCode >= 300 && statusCode < 400)
          return fail(
            new FeedError(
              `${url.host} sends us elsewhere (${statusCode}); give the address it sends to, if you trust it`,
            ),
          )
        if (statusCode !== 200) return fail(new FeedError(`${url.host} answers ${statusCode}`))
        collect(unpacked(response, headers['content-encoding']), options.mostBytes).then(resolve, fail)
        response.on('error', fail)
      },
    )
    const fail = (error: unknown) => {
      request.destroy()
      reject(error)
    }
    request.on('error', reject)
  })
}

/** Resolves a name and hands on its addresses only where every one of them may be connected to. */
function checkedLookup(mayConnect: (address: string) => boolean): LookupFunction {
  return (name, options, done) => {
    resolveName(name, { all: true, family: options.family === 4 || options.family === 6 ? options.family : 0 }).then(
      (found) => {
        const [first] = found
        if (!first || found.some(({ address }) => !mayConnect(address)))
          return done(new FeedError(`${name} is not a public address`), '', 0)
        if (options.all) return done(null, found)
        return done(null, first.address, first.family)
      },
      (error: NodeJS.ErrnoException) => done(error, '', 0),
    )
  }
}

function unpacked(response: Readable, encoding: string | undefined): Readable {
  const kinds = { gzip: createGunzip, 'x-gzip': createGunzip, deflate: createInflate, br: createBrotliDecompress }
  const make = kinds[(encoding ?? '').trim().toLowerCase() as keyof typeof kinds]
  if (!make) return response
  const unpacker = make()
  response.on('error', (error) => unpacker.destroy(error))
  return response.pipe(unpacker)
}

async function collect(stream: Readable, most: number): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length
    if (size > most) throw new FeedError(`it is bigger than ${Math.round(most / 1e6)} MB`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}

import { createHmac, createSecretKey, hkdfSync } from 'node:crypto'
import ipaddr from 'ipaddr.js'
import type { PseudonymKey } from '../privacy/index.ts'

/** The name of something for today: a keyed hash that changes with the day (UTC). `kind` keeps uses apart. */
export type DayName = (kind: string, id: string) => string

/**
 * @param keys as for the pseudonyms, newest first
 * @throws RangeError without one
 */
export function createDayName([newest]: readonly PseudonymKey[], now: () => number): DayName {
  if (!newest) throw new RangeError('no key')
  const key = createSecretKey(Buffer.from(hkdfSync('sha256', newest.key, '', 'fingerpost limits', 32)))
  return (kind, id) => {
    const day = Math.floor(now() / 86_400_000)
    return createHmac('sha256', key).update(`${day}\n${kind}\n${id}`).digest('base64url').slice(0, 22)
  }
}

/**
 * Where somebody on the open web says something from, as today's name of their network: on the web each load of the page is
 * a new conversation, and one person has as many as they like. All whose network is not known, or is nobody's alone, are one.
 */
export type SourceOf = (address: string | undefined) => string

export function createSourceOf(keys: readonly PseudonymKey[], now: () => number = Date.now): SourceOf {
  const named = createDayName(keys, now)
  return (address) => named('source', (address === undefined ? null : networkOf(address)) ?? '')
}

/** Addresses that are a proxy's of ours, or many people's at once, and nobody's alone. */
const shared = ['private', 'loopback', 'linkLocal', 'uniqueLocal', 'carrierGradeNat', 'unspecified']

/** What one household or device has: an IPv4 address, or the /64 network of an IPv6 one (RFC 6177). Null: not to be counted. */
export function networkOf(address: string): string | null {
  if (!ipaddr.isValid(address)) return null
  const parsed = ipaddr.process(address)
  if (shared.includes(parsed.range())) return null
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return parsed.toNormalizedString().split(':').slice(0, 4).join(':')
}

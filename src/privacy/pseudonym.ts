import { createHmac, createSecretKey, type KeyObject } from 'node:crypto'

/** A key of 32 random bytes, and the version by which its pseudonyms are known. */
export type PseudonymKey = { version: string; key: Buffer }

export type Pseudonyms = {
  /** The conversation's id: the same for the same address as long as the key lives, and nobody without the key gets back. */
  of(channel: string, address: string): string
  /** Its ids under the older keys, newest first: a conversation from before the key changed is found under one of them. */
  formerly(channel: string, address: string): string[]
}

/**
 * Names people by HMAC-SHA-256 under keys only we hold: a plain hash of a phone number is undone by trying them all.
 * `keys` newest first, at least one. Addresses are E.164 numbers as `phoneNumber` gives them.
 */
export function createPseudonyms(keys: readonly PseudonymKey[]): Pseudonyms {
  // As KeyObjects: of bare bytes Node makes one at every call, which takes ten times as long as the hash.
  const [newest, ...older] = keys.map(({ version, key }) => ({ version, key: createSecretKey(key) }))
  if (!newest) throw new RangeError('no pseudonym key')
  const name = ({ version, key }: { version: string; key: KeyObject }, channel: string, address: string) =>
    `${version}.${createHmac('sha256', key).update(`conversation\n${channel}\n${address}`).digest('base64url')}`
  return {
    of: (channel, address) => name(newest, channel, address),
    formerly: (channel, address) => older.map((key) => name(key, channel, address)),
  }
}

/**
 * The E.164 form of a phone number as a provider writes it ("+44 7700 900123", "00447700900123"), or null where it is
 * something else: a short code, an alphanumeric sender, nothing at all.
 */
export function phoneNumber(address: string): string | null {
  const bare = address.replace(/[\s().-]/g, '').replace(/^00/, '+')
  return /^\+[1-9]\d{6,14}$/.test(bare) ? bare : null
}

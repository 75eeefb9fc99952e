import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { createPseudonyms, type PseudonymKey } from './pseudonym.ts'

/** What an address may be used for once it is open again; no other use can open it. */
export type AddressUse = {
  /** A word of ours, as the kind of the job that needs it. */
  purpose: string
  /** The channel whose pseudonym the person has there. */
  channel: string
}

export type Addresses = {
  /**
   * An address (an E.164 number) that must be written to later, sealed so that it may be stored until `expires` (epoch
   * milliseconds). What it is stored in must go by then too: a job, by its own `expires`.
   */
  seal(address: string, use: AddressUse & { expires: number }): string
  /**
   * The address again, at `now`. `person` is who is to be written to, by any pseudonym they have or had.
   * @throws AddressError `expired`; `key_unknown`: its key is not among ours any more; `not_theirs`: it is somebody else's,
   * was sealed for something else, or was changed
   */
  open(sealed: string, use: AddressUse & { person: string; now: number }): string
}

/** Why an address stays shut. The code may be logged; nothing else is in it. */
export class AddressError extends Error {
  override readonly name = 'AddressError'
  readonly code: 'expired' | 'key_unknown' | 'not_theirs'

  constructor(code: AddressError['code']) {
    super(code)
    this.code = code
  }
}

/** NIST SP 800-38D: 96 random bits for each sealing, a tag of 128. */
const ivBytes = 12
const tagBytes = 16

/**
 * Seals addresses with AES-256-GCM. Version, purpose, channel and expiry are authenticated with them. Keys are derived from
 * those of the pseudonyms (HKDF-SHA-256), newest first, so that there is one list of keys to guard and to change; what was
 * sealed under an older one still opens. The person is not written beside the address, because pseudonyms change with the
 * keys: whoever the address belongs to now must be the person it is opened for.
 */
export function createAddresses(keys: readonly PseudonymKey[]): Addresses {
  const pseudonyms = createPseudonyms(keys)
  const sealing = new Map(keys.map(({ version, key }) => [version, sealingKey(key)]))

  return {
    seal(address, { purpose, channel, expires }) {
      const [version, key] = [...sealing][0] as [string, Buffer]
      const iv = randomBytes(ivBytes)
      const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(stated(version, purpose, channel, expires))
      const body = Buffer.concat([iv, cipher.update(address, 'utf8'), cipher.final(), cipher.getAuthTag()])
      return `${version}.${expires}.${body.toString('base64url')}`
    },
    open(sealed, { purpose, channel, person, now }) {
      const [, version = '', until = '', text = ''] = /^([\w-]{1,16})\.(\d{1,16})\.([\w-]+)$/.exec(sealed) ?? []
      const expires = Number(until)
      if (text === '') throw new AddressError('not_theirs')
      if (expires <= now) throw new AddressError('expired')
      const key = sealing.get(version)
      if (!key) throw new AddressError('key_unknown')
      const address = opened(Buffer.from(text, 'base64url'), key, stated(version, purpose, channel, expires))
      const theirs = [pseudonyms.of(channel, address), ...pseudonyms.formerly(channel, address)]
      if (!theirs.includes(person)) throw new AddressError('not_theirs')
      return address
    },
  }
}

function sealingKey(key: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', key, '', 'fingerpost address', 32))
}

function stated(version: string, purpose: string, channel: string, expires: number): Buffer {
  return Buffer.from(JSON.stringify(['address', version, purpose, channel, expires]))
}

function opened(body: Buffer, key: Buffer, stated: Buffer): string {
  try {
    const tag = body.subarray(-tagBytes)
    const decipher = createDecipheriv('aes-256-gcm', key, body.subarray(0, ivBytes), { authTagLength: tagBytes })
    decipher.setAAD(stated).setAuthTag(tag)
    return decipher.update(body.subarray(ivBytes, -tagBytes), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    throw new AddressError('not_theirs')
  }
}

import { randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import type { PseudonymKey } from './pseudonym.ts'

/** Reads `v2:BASE64,v1:BASE64`, newest first, 32 bytes each, or gives null where it is not that. */
export function parseKeys(text: string): PseudonymKey[] | null {
  const keys = text.split(',').map((part) => {
    const [, version, base64] = /^([A-Za-z0-9_-]{1,16}):([A-Za-z0-9+/]{43}=)$/.exec(part.trim()) ?? []
    return version && base64 ? { version, key: Buffer.from(base64, 'base64') } : null
  })
  const read = keys.filter((key) => key !== null)
  const versions = new Set(read.map(({ version }) => version))
  return read.length === keys.length && versions.size === keys.length ? read : null
}

/**
 * The keys kept in a file, made on the first call, readable by its owner alone. Two processes that start at once get
 * the same keys. Throws what the file system throws, or an Error where the file holds something else.
 */
export function keptKeys(path: string): PseudonymKey[] {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
  try {
    writeFileSync(path, `v1:${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    chmodSync(path, 0o600)
  }
  const keys = parseKeys(readFileSync(path, 'utf8'))
  if (!keys) throw new Error(`${path} does not hold a pseudonym key`)
  return keys
}

/** A key for one process only. */
export function passingKey(): PseudonymKey[] {
  return [{ version: 'v1', key: randomBytes(32) }]
}

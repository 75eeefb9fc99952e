import { resolve } from 'node:path'
import { parseRedisAddress, type RedisAddress, redisForms } from './redis/address.ts'
import { inMemory } from './sqlite/file.ts'

/** Which store, and where. */
export type StoreAddress = { kind: 'sqlite'; path: string } | { kind: 'redis'; address: RedisAddress }

/** What `parseStoreAddress` reads, for a person. */
export const storeForms = `sqlite:PATH, ${redisForms}`

/** Reads the setting that names the store; null where it is none. */
export function parseStoreAddress(text: string): StoreAddress | null {
  const path = /^sqlite:(.+)$/s.exec(text)?.[1]
  if (path) return { kind: 'sqlite', path: path === inMemory ? path : resolve(path) }
  const address = parseRedisAddress(text)
  return address && { kind: 'redis', address }
}

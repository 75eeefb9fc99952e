import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { type RedisServer, startRedis } from '../store/redis-server.ts'

/** Both kinds of store for the processes of one test file, gone after it: addresses as STORE takes them. */
export type Stores = {
  /** For whatever else a test writes down. */
  folder: string
  /** @param n which of several: each of its own */
  sqlite(n?: number): string
  redis(n?: number): string
}

/** Call it at the top of a test file. Redis waits for its disk, so that what it acknowledged outlives it. */
export function storesOfThisFile(): Stores {
  const folder = mkdtempSync(join(tmpdir(), 'kill-'))
  let redis: RedisServer
  beforeAll(async () => {
    redis = await startRedis('--appendfsync', 'always')
  })
  afterAll(async () => {
    await redis?.remove()
    rmSync(folder, { recursive: true })
  })
  return {
    folder,
    sqlite: (n = 0) => `sqlite:${join(folder, `${n}.db`)}`,
    redis: (n = 0) => `redis://127.0.0.1:${redis.port}/${n}`,
  }
}

import { afterAll, beforeAll, describe } from 'vitest'
import { storeContract } from './contract.ts'
import { openReady, type RedisServer, startCluster, startRedis } from './redis-server.ts'

describe.each([
  ['a single primary', async () => [await startRedis()]],
  ['a cluster of three primaries', startCluster],
])('the contract of every store: %s', (_, start) => {
  let nodes: RedisServer[]
  beforeAll(async () => {
    nodes = await start()
  })
  afterAll(() => Promise.all(nodes.map((node) => node.remove())))

  const onAll = async (...words: string[]) => {
    await Promise.all(nodes.map((node) => node.command(...words)))
  }
  storeContract(() => ({
    open: () => openReady(...nodes),
    // Writing is allowed to all keys but sessions.
    breakSessions: () => onAll('ACL', 'SETUSER', 'default', 'resetkeys', '%R~*', '~fp1:{s*}', '%W~fp1:{s*}:[^s]*'),
    mend: () => onAll('ACL', 'SETUSER', 'default', '~*'),
    remove: async () => {
      await onAll('ACL', 'SETUSER', 'default', '~*')
      await onAll('FLUSHALL')
    },
  }))
})

import { crc32 } from 'node:zlib'

/**
 * Everything of a conversation is on one shard, and a shard's keys are on one node, so that one script can do a whole
 * turn. Fixed: with another number nothing that is stored would be found. Several times as many as a cluster has nodes,
 * few enough to look at all of them.
 */
export const shardCount = 64

export const allShards: readonly number[] = Array.from({ length: shardCount }, (_, shard) => shard)

export function shardOf(id: string): number {
  return crc32(id) % shardCount
}

/** What every key of a shard begins with; `fp1` is the form of what is stored (`scripts/prelude.ts`). */
export function shardKey(shard: number): string {
  return `fp1:{s${shard}}`
}

/** What people wrote, so that the page that answers the next message can still show it. */
export type Spoken = {
  keep(conversation: string, turn: string, words: string): void
  of(conversation: string, turn: string): string | null
  forget(conversation: string): void
}

const keepMs = 10 * 60_000

/**
 * Words live here, in the memory of this process, ten minutes at most, and in no store: after a restart they are gone,
 * and so they are where another process answers. Beyond `most` characters in all, the oldest conversations go first.
 */
export function createSpoken(now: () => number = Date.now, most = 10_000_000): Spoken {
  const held = new Map<string, Map<string, { words: string; until: number }>>()
  let size = 0
  const drop = (conversation: string, turn: string) => {
    const turns = held.get(conversation)
    size -= turns?.get(turn)?.words.length ?? 0
    turns?.delete(turn)
    if (turns?.size === 0) held.delete(conversation)
  }
  const forget = (conversation: string) => {
    for (const turn of [...(held.get(conversation)?.keys() ?? [])]) drop(conversation, turn)
  }
  const sweep = () => {
    for (const [conversation, turns] of [...held])
      for (const [turn, { until }] of [...turns]) if (until <= now()) drop(conversation, turn)
  }
  // They go in time even when nobody writes any more.
  setInterval(sweep, 30_000).unref()
  return {
    keep(conversation, turn, words) {
      drop(conversation, turn)
      const turns = held.get(conversation) ?? new Map()
      turns.set(turn, { words, until: now() + keepMs - 30_000 })
      held.delete(conversation)
      held.set(conversation, turns)
      size += words.length
      for (const oldest of held.keys()) {
        if (size <= most) break
        forget(oldest)
      }
    },
    of(conversation, turn) {
      const found = held.get(conversation)?.get(turn)
      return found && found.until > now() ? found.words : null
    },
    forget,
  }
}

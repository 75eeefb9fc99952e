/**
 * What people wrote, to show it to them again: `Kept` is how a channel shows it, and `at` when it was written (milliseconds
 * since 1970).
 */
export type OwnWords<Kept extends { at: number }> = {
  keep(conversation: string, turn: string, kept: Kept): void
  /** By turn, the oldest first. */
  of(conversation: string): ReadonlyMap<string, Kept>
  forget(conversation: string): void
}

/** The longest that what somebody wrote is remembered, and only ever in this process (architecture: privacy). */
const keptMs = 10 * 60_000
const tidiedMs = 15_000

/**
 * The words of people, for ten minutes at most, in memory alone: after a restart they are gone, and another process never
 * has them. The oldest go sooner where all of them grow beyond `mostCharacters`.
 */
export function createOwnWords<Kept extends { at: number }>(
  now: () => number = Date.now,
  mostCharacters = 16_000_000,
): OwnWords<Kept> {
  const conversations = new Map<string, Map<string, Kept & { size: number }>>()
  /** Everything kept, the oldest first. */
  const line = new Map<string, { conversation: string; turn: string }>()
  let size = 0

  const drop = (conversation: string, turn: string) => {
    const turns = conversations.get(conversation)
    const kept = turns?.get(turn)
    if (!turns || !kept) return
    size -= kept.size
    turns.delete(turn)
    line.delete(`${conversation} ${turn}`)
    if (turns.size === 0) conversations.delete(conversation)
  }
  const tidy = () => {
    for (const { conversation, turn } of line.values()) {
      const kept = conversations.get(conversation)?.get(turn)
      if (kept && kept.at + keptMs - tidiedMs > now() && size <= mostCharacters) return
      drop(conversation, turn)
    }
  }
  // What has to go goes even when nobody writes any more.
  setInterval(tidy, tidiedMs).unref()

  return {
    keep(conversation, turn, kept) {
      drop(conversation, turn)
      const whole = { ...kept, size: JSON.stringify(kept).length }
      const turns = conversations.get(conversation) ?? new Map<string, Kept & { size: number }>()
      conversations.set(conversation, turns.set(turn, whole))
      line.set(`${conversation} ${turn}`, { conversation, turn })
      size += whole.size
      tidy()
    },
    of(conversation) {
      tidy()
      return conversations.get(conversation) ?? new Map()
    },
    forget(conversation) {
      for (const turn of [...(conversations.get(conversation)?.keys() ?? [])]) drop(conversation, turn)
    },
  }
}

/** What a machine remembers of one turn: the person's own message, to show it to them, and our answer where no store has it. */
export type Kept<Echo> = { at: number; echo: Echo | null; reply: string | null; size: number }

export type Words<Echo> = {
  keep(conversation: string, id: string, kept: Omit<Kept<Echo>, 'size'>): void
  of(conversation: string): ReadonlyMap<string, Kept<Echo>>
  forget(conversation: string): void
}

/** The longest that what somebody wrote is remembered, and only ever in this process (architecture: privacy). */
export const keptMs = 10 * 60_000

/**
 * The words of people, for ten minutes at most, in memory alone; the oldest go sooner where all of them grow beyond
 * `mostCharacters`.
 */
export function createWords<Echo>(now: () => number = Date.now, mostCharacters = 16_000_000): Words<Echo> {
  const conversations = new Map<string, Map<string, Kept<Echo>>>()
  /** Everything kept, the oldest first. */
  const line = new Map<string, { conversation: string; id: string }>()
  let size = 0

  const drop = (conversation: string, id: string) => {
    const turns = conversations.get(conversation)
    const kept = turns?.get(id)
    if (!turns || !kept) return
    size -= kept.size
    turns.delete(id)
    line.delete(`${conversation} ${id}`)
    if (turns.size === 0) conversations.delete(conversation)
  }
  const tidy = () => {
    for (const { conversation, id } of line.values()) {
      const kept = conversations.get(conversation)?.get(id)
      if (kept && kept.at + keptMs > now() && size <= mostCharacters) return
      drop(conversation, id)
    }
  }
  // What has to go goes even when nobody writes any more.
  setInterval(tidy, 15_000).unref()

  return {
    keep(conversation, id, kept) {
      drop(conversation, id)
      const whole = { ...kept, size: JSON.stringify(kept).length }
      const turns = conversations.get(conversation) ?? new Map<string, Kept<Echo>>()
      conversations.set(conversation, turns.set(id, whole))
      line.set(`${conversation} ${id}`, { conversation, id })
      size += whole.size
      tidy()
    },
    of(conversation) {
      tidy()
      return conversations.get(conversation) ?? new Map()
    },
    forget(conversation) {
      for (const id of [...(conversations.get(conversation)?.keys() ?? [])]) drop(conversation, id)
    },
  }
}

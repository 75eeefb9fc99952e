/** A map that holds so many names and no more: the one not touched for longest goes. */
export function recentOnly<T>(most: number): { get(name: string): T | undefined; set(name: string, value: T): void } {
  const held = new Map<string, T>()
  return {
    get: (name) => held.get(name),
    set(name, value) {
      held.delete(name)
      held.set(name, value)
      const [oldest] = held.keys()
      if (held.size > most && oldest !== undefined) held.delete(oldest)
    },
  }
}

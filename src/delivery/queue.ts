/**
 * One thing after another for each name, in the order they came; different names run side by side. `limit` is how many
 * may wait or run under one name. A name nothing waits under takes no memory.
 */
export function createQueue(limit: number): Queue {
  const lines = new Map<string, { last: Promise<unknown>; length: number }>()

  const run: Queue['run'] = (name, work) => {
    const line = lines.get(name) ?? { last: Promise.resolve(), length: 0 }
    if (line.length >= limit) return null
    line.length++
    lines.set(name, line)
    const result = line.last.then(work)
    line.last = result.then(leave, leave)
    return result

    function leave() {
      if (--line.length === 0) lines.delete(name)
    }
  }

  return { run }
}

export type Queue = {
  /** Gives what `work` gives, or null at once where the line is full. */
  run<T>(name: string, work: () => Promise<T>): Promise<T> | null
}

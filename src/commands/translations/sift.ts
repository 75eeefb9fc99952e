/**
 * Finds which of many items cannot be taken, by trying: those that a problem names first, then by halves.
 * @param tryOut the problems there are with some items, in words; none: they can be taken together
 * @returns every item is in `good` or in `bad`; all of `good` can be taken together
 */
export function sift<T extends { key: string }>(
  items: readonly T[],
  tryOut: (some: readonly T[]) => string[],
): { good: Set<T>; bad: { item: T; problems: string[] }[] } {
  const good = new Set<T>()
  const bad: { item: T; problems: string[] }[] = []
  const take = (some: readonly T[]) => {
    if (some.length === 0) return
    const problems = tryOut([...good, ...some])
    const [only] = some
    if (problems.length === 0) for (const item of some) good.add(item)
    else if (some.length === 1 && only) bad.push({ item: only, problems })
    else {
      const blamed = some.map((item) => ({ item, problems: problems.filter((problem) => names(problem, item.key)) }))
      const named = blamed.filter(({ problems }) => problems.length > 0)
      if (named.length > 0) {
        bad.push(...named)
        return take(blamed.filter(({ problems }) => problems.length === 0).map(({ item }) => item))
      }
      const half = Math.ceil(some.length / 2)
      take(some.slice(0, half))
      take(some.slice(half))
    }
  }
  take(items)
  return { good, bad }
}

/** As a whole key: `safety:overdose_self` does not name `safety:overdose_self_young`. */
function names(problem: string, key: string): boolean {
  return problem.split(/[\s,]+/).some((word) => word.replace(/[.:]$/, '') === key)
}

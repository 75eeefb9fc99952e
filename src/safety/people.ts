export type Person = { who: 'self' | 'other'; from: number; to: number }

/** Who is spoken of from which token on; "sent me" is of the sender, not of the writer. */
export function outermostPeople(people: readonly Person[]): Map<number, 'self' | 'other'> {
  const spoken = new Map<number, 'self' | 'other'>()
  let reached = 0
  for (const { who, from, to } of people.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (from >= reached) spoken.set(from, who)
    reached = Math.max(reached, to)
  }
  return spoken
}

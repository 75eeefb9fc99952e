export type Who = 'self' | 'other'
export type Person = { who: Who; from: number; to: number }

/** Who begins to be spoken of at each word of a message of so many; "sent me" is of the sender, not of the writer. */
export function outermostPeople(people: readonly Person[], length: number): (Who | undefined)[] {
  const spoken = new Array<Who | undefined>(length).fill(undefined)
  let reached = 0
  for (const { who, from, to } of people.toSorted((a, b) => a.from - b.from || b.to - a.to)) {
    if (from >= reached) spoken[from] = who
    reached = Math.max(reached, to)
  }
  return spoken
}

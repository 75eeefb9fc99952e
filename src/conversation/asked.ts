import type { Session } from './session.ts'

/** What a day's askings for a need, and from a town of the area, are counted under. */
export const needCount = (need: string) => `need.${need}`
export const townCount = (town: string) => `town.${town}`

/**
 * What a turn learnt that the conversation did not know: needs, and the town. Counted once as each is said, the two apart,
 * and nothing of who: a day's sums are all that is kept of it.
 */
export function askedIn(before: Session | null, after: Session | null): Record<string, number> {
  const known = before?.standing.slots
  const { needs = [], place = null } = after?.standing.slots ?? {}
  const names = needs.filter((need) => !known?.needs.includes(need)).map(needCount)
  const { town } = place ?? {}
  if (town !== undefined && place?.inArea && town !== known?.place?.town) names.push(townCount(town))
  return Object.fromEntries(names.map((name) => [name, 1]))
}

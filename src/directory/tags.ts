import { type Need, needs } from '../taxonomy.ts'

/** "West Bromwich" -> "west-bromwich", as places name their towns. */
export function slugOf(town: string): string {
  return town.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
}

/** "pa-Latn" -> "pa". */
export function primaryLanguage(tag: string): string {
  return tag.toLowerCase().split('-')[0] ?? ''
}

const bits = new Map(needs.map((need, at) => [need, 1 << at]))

/** Needs as the bits of one number: a search asks thousands of services for theirs. */
export function bitsOf(some: readonly Need[]): number {
  return some.reduce((all, need) => all | (bits.get(need) ?? 0), 0)
}

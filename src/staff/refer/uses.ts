import { type Link, linkCount } from '../../conversation/links.ts'

/** Counts below this are not told apart: one person might be known by them (rules 6, "Analytics"). */
export const smallest = 5

/** How often something happened: `few` (fewer than five, perhaps never), or rounded to the nearest five. */
export type Rounded = 'few' | number

export function rounded(count: number): Rounded {
  return count < smallest ? 'few' : Math.round(count / 5) * 5
}

/** What each link was used for on a day, by link and by way; only rounded numbers leave here. */
export function usesOf(
  links: readonly Link[],
  counts: Readonly<Record<string, number>>,
): { link: Link; opened: Rounded; texted: Rounded }[] {
  const count = (link: Link, way: string) => rounded(counts[linkCount(link.name, way)] ?? 0)
  return links
    .filter(({ revoked }) => !revoked)
    .map((link) => ({ link, opened: count(link, 'web'), texted: count(link, 'sms') }))
}

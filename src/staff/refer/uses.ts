import { type Link, linkCount } from '../../conversation/links.ts'
import { type ChannelId, channels } from '../../taxonomy.ts'

/** Counts below this are not told apart: one person might be known by them (rules 6, "Analytics"). */
export const smallest = 5

/** How often something happened: `few` (fewer than five, perhaps never), or rounded to the nearest five. */
export type Rounded = 'few' | number

export function rounded(count: number): Rounded {
  return count < smallest ? 'few' : Math.round(count / 5) * 5
}

/** Where the name of a link is written, rather than the link opened. */
const written = channels.filter((one) => one !== 'web')

/** How often each link was opened, and its name texted, on a day; only rounded numbers leave here. */
export function usesOf(
  links: readonly Link[],
  counts: Readonly<Record<string, number>>,
): { link: Link; opened: Rounded; texted: Rounded }[] {
  const count = (link: Link, ways: readonly ChannelId[]) =>
    rounded(ways.reduce((sum, way) => sum + (counts[linkCount(link.name, way)] ?? 0), 0))
  return links
    .filter(({ revoked }) => !revoked)
    .map((link) => ({ link, opened: count(link, ['web']), texted: count(link, written) }))
}

import { type Link, linkCount } from '../../conversation/links.ts'
import { type ChannelId, channels } from '../../taxonomy.ts'
import { type Rounded, rounded } from '../rounded.ts'

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

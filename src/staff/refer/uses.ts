import { type Link, linkCount } from '../../conversation/links.ts'
import { type Rounded, rounded } from '../rounded.ts'

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

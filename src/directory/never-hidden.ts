import type { Need } from '../taxonomy.ts'
import type { Service } from './service.ts'

/** What people ask of a national line in distress: to be listened to, to be safe, to live beside somebody's use or death. */
const distress: readonly Need[] = ['talk_now', 'mental_health', 'domestic_abuse', 'bereavement']

/**
 * The services that no reports hide, by id: the area's core, what is printed in answer to danger (`printed`, ids), and the
 * national helplines. Somebody may want one of these hidden; whoever needs it must find it.
 */
export function neverHidden(services: readonly Service[], printed: readonly string[]): ReadonlySet<string> {
  return new Set([...services.filter((one) => one.core || isHelpline(one)).map(({ id }) => id), ...printed])
}

/**
 * Whether it is a national line for people in distress. By what it is for, not by its contact: of some no number is verified,
 * and their page is the only way to them. Mutual aid is none unless it also talks to people at once: an import may bring
 * thousands of meetings that are open to the whole country.
 */
function isHelpline({ coverage, needs }: Service): boolean {
  if (coverage !== 'national') return false
  const forFamilies = needs.includes('family_support') && !needs.includes('mutual_aid')
  return forFamilies || needs.some((need) => distress.includes(need))
}

import type { Listed, Query } from './listing.ts'
import { nearMiles } from './miles.ts'
import { isOutside } from './suits.ts'

/** What must be said of a reply's list about distance; null where nothing need be. */
export function honest(listed: readonly Listed[], query: Query): 'nothing_near' | 'out_of_area' | null {
  if (!query.point) return null
  if (isOutside(query)) return 'out_of_area'
  return wantsNear(query) && !listed.some(isNear) ? 'nothing_near' : null
}

export function isNear(listed: Listed): boolean {
  return listed.miles !== null && listed.miles <= nearMiles
}

/** Someone who wants to talk now, online or out of their town is not looking for a place near them. */
export function wantsNear(query: Query): boolean {
  const elsewhere = query.preferences.some((one) => one === 'online' || one === 'not_near_me')
  const talkOnly = query.needs.length > 0 && query.needs.every((need) => need === 'talk_now')
  return query.point !== null && !elsewhere && !talkOnly
}

import type { Listed } from '../../directory/index.ts'
import { type Html, html } from '../page.ts'
import type { Wording } from '../words/index.ts'
import { positionOf } from './map.ts'

/**
 * Where an address is, for the phone's own maps: a page of OpenStreetMap that script makes into the phone's link
 * (assets/keep.js), since no one link opens the maps of every phone. Null where the place has no position.
 */
export function mapLink(wording: Wording, listed: Listed, address: string, text: Html): Html | null {
  // A mark for lines from right to left is nothing that a map can find.
  const wanted = address.replaceAll('\u200e', '')
  const at = positionOf(wording, listed)
  if (!at) return null
  const href = `https://www.openstreetmap.org/?mlat=${at.lat}&mlon=${at.lon}#map=17/${at.lat}/${at.lon}`
  return html`<a class="place" href="${href}" data-at="${at.lat},${at.lon}" data-address="${wanted}" rel="noreferrer noopener" target="_blank">${text}</a>`
}

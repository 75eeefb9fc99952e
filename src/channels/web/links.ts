import type { Listed } from '../../directory/index.ts'
import { type Html, html } from '../page.ts'
import type { Wording } from '../words/index.ts'
import { positionOf } from './map.ts'

/** `href` empty: nothing to tap (an address). `outside`: another site, told nothing of where the person comes from. */
export type Link = { href: string; outside: boolean }

/** What tapping a contact (by default the listed one) does: call, write, open a site. Null where the service is gone. */
export function linkOf(wording: Wording, listed: Listed, index = listed.contact): Link | null {
  const contact = wording.directory.get(listed.service)?.contacts[index]
  if (!contact) return null
  const digits = contact.value.replace(/[^\d+]/g, '')
  switch (contact.type) {
    case 'phone':
    case 'textphone':
      return { href: `tel:${digits}`, outside: false }
    case 'text':
      return {
        href: contact.keyword ? `sms:${digits}?body=${encodeURIComponent(contact.keyword)}` : `sms:${digits}`,
        outside: false,
      }
    case 'web':
    case 'chat':
      return { href: `https://${contact.value.replace(/^https?:\/\//, '')}`, outside: true }
    case 'email':
      return { href: `mailto:${contact.value}`, outside: false }
    case 'walk_in':
      return { href: '', outside: false }
  }
}

/**
 * Where an address is, for the phone's own maps: a page of OpenStreetMap that script makes into the phone's link
 * (assets/keep.js), since no one link opens the maps of every phone. Null where the place has no position.
 */
export function mapLink(wording: Wording, listed: Listed, address: string, text: Html): Html | null {
  const at = positionOf(wording, listed)
  if (!at) return null
  const href = `https://www.openstreetmap.org/?mlat=${at.lat}&mlon=${at.lon}#map=17/${at.lat}/${at.lon}`
  return html`<a class="place" href="${href}" data-at="${at.lat},${at.lon}" data-address="${address}" rel="noreferrer noopener" target="_blank">${text}</a>`
}

/** A sentence with the known numbers in it made into call links; everything else is escaped. */
export function withCallLinks(text: string, numbers: readonly string[]): Html {
  return html`${split(text, numbers).map((piece, index) =>
    index % 2 === 1 ? html`<a href="tel:${piece.replaceAll(' ', '')}" dir="ltr">${piece}</a>` : html`${piece}`,
  )}`
}

/** The first of the known numbers that a sentence names, as it is printed there. */
export function firstNumber(text: string, numbers: readonly string[]): string | null {
  return split(text, numbers)[1] ?? null
}

/** A sentence in pieces: every second one is a known number. */
function split(text: string, numbers: readonly string[]): string[] {
  const known = numbers.filter((number) => /^[\d ]{3,}$/.test(number)).sort((a, b) => b.length - a.length)
  return known.length === 0 ? [text] : text.split(new RegExp(`(?<!\\d)(${known.join('|')})(?!\\d)`))
}

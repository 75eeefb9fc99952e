import type { Listed } from '../../directory/index.ts'
import type { Wording } from './listing.ts'

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

import type { Temporal } from 'temporal-polyfill'
import { openingWords } from '../../channels/words/when.ts'
import type { Bundle } from '../../content/index.ts'
import { openingOf } from '../../directory/opening.ts'

/** A number to ring together: `open` where somebody is known to answer now. */
export type RingTogether = {
  name: string
  number: string
  tel: string
  opening: string
  open: boolean
  confirmed: boolean
}

/** Whom to ring with the person beside, those known to be closed last. Only numbers that may be shown. */
export function ringTogether(bundle: Bundle, family: boolean, now: Temporal.Instant): RingTogether[] {
  const { directory, sentences, area } = bundle
  const found = area.ring_together[family ? 'family' : 'self'].flatMap((id) => {
    const service = directory.get(id)
    const contact = service?.contacts.find(({ type }) => type === 'phone')
    if (!service || !contact) return []
    const opening = openingOf(contact.hours, now, bundle.isBankHoliday)
    return {
      name: service.name,
      number: contact.value,
      tel: contact.value.replace(/[^\d+]/g, ''),
      opening: openingWords({ sentences, language: 'en', channel: 'web', now }, opening),
      open: opening.state === 'always' || opening.state === 'open',
      closed: opening.state === 'closed',
      confirmed: bundle.confirmed(id, `${contact.type}:${contact.value}`),
    }
  })
  return found.toSorted((a, b) => Number(a.closed) - Number(b.closed)).map(({ closed: _closed, ...one }) => one)
}

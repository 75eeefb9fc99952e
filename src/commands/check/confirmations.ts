import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { unconfirmedCore } from '../../content/index.ts'

/** The list a local person rings through: tab-separated, what production cannot start without first. */
export function toRingThrough(bundle: Bundle, now: number): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate().toString()
  const core = new Map(
    unconfirmedCore(bundle.area, bundle.services, bundle.confirmed).flatMap(({ part, services }) =>
      services.map((id) => [id, part] as const),
    ),
  )
  const rows = bundle.services.flatMap((service) =>
    service.contacts
      .map((contact) => ({ contact, key: `${contact.type}:${contact.value}` }))
      .filter(({ key }) => !bundle.confirmed(service.id, key))
      .map(({ contact, key }) => {
        const origin = service.provenance[key]
        return {
          first: core.has(service.id),
          cells: [
            core.get(service.id) ?? '',
            service.id,
            service.name,
            contact.type,
            contact.value || (service.locations[0]?.address ?? ''),
            origin?.confidence ?? '',
            origin?.dated ?? '',
            origin && origin.review_by < today ? 'due' : '',
            origin?.source ?? '',
          ],
        }
      }),
  )
  const header = ['core', 'service', 'name', 'type', 'contact', 'confidence', 'dated', 'review', 'source']
  const sorted = [...rows.filter((row) => row.first), ...rows.filter((row) => !row.first)]
  return `${[header, ...sorted.map((row) => row.cells)].map((cells) => cells.join('\t')).join('\n')}\n`
}

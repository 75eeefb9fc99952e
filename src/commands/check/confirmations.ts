import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { unconfirmedCore } from '../../content/index.ts'
import type { Contact, Service } from '../../directory/index.ts'

/** The list a local person rings through: tab-separated, what production cannot start without first. */
export function toRingThrough(bundle: Bundle, now: number): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate().toString()
  const core = new Map(
    unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed).flatMap(({ part, services }) =>
      services.map((id) => [id, part] as const),
    ),
  )
  const rows = bundle.services.flatMap((service) =>
    [...service.contacts, ...doorOf(service)]
      .map((contact) => ({ contact, key: `${contact.type}:${contact.value}` }))
      .filter(({ key }) => !bundle.confirmed(service.id, key))
      .map(({ contact, key }) => {
        const origin = service.provenance[key] ?? (contact.type === 'walk_in' ? service.provenance.address : undefined)
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

/** An address is printed only once somebody confirmed the door, whether or not it is the way in. */
function doorOf({ contacts, locations }: Service): Pick<Contact, 'type' | 'value'>[] {
  const listed = contacts.some(({ type }) => type === 'walk_in')
  return listed || !locations.some(({ hidden }) => !hidden) ? [] : [{ type: 'walk_in', value: '' }]
}

import type { Contact, Provenance, Service } from '../directory/index.ts'
import type { Area } from './area.ts'
import { unconfirmedCore } from './core.ts'
import type { Bundle } from './index.ts'

/** A contact that nobody has confirmed, and what is known of it. */
export type ToRing = {
  /** The part of the area's core that production does not begin without. */
  core: keyof Area['core'] | null
  service: Service
  type: Contact['type']
  /** `type:value`, as content/confirmations.yaml names it. */
  contact: string
  /** The number, the site, or the address of a door. */
  told: string
  origin: Provenance | undefined
  /** Past the day by which its source was to be looked at again. */
  due: boolean
}

/** What a local person rings through: what production cannot begin without first. `today` as an ISO date. */
export function toRing(bundle: Bundle, today: string): ToRing[] {
  const core = new Map(
    unconfirmedCore(bundle.area, bundle.services, bundle.confirmed, bundle.printed).flatMap(({ part, services }) =>
      services.map((id) => [id, part] as const),
    ),
  )
  const rows = bundle.services.flatMap((service) =>
    [...service.contacts, ...doorOf(service)]
      .map(({ type, value }) => ({ type, value, contact: `${type}:${value}` }))
      .filter(({ contact }) => !bundle.confirmed(service.id, contact))
      .map(({ type, value, contact }): ToRing => {
        const origin = service.provenance[contact] ?? (type === 'walk_in' ? service.provenance.address : undefined)
        return {
          core: core.get(service.id) ?? null,
          service,
          type,
          contact,
          told: value || (service.locations[0]?.address ?? ''),
          origin,
          due: origin !== undefined && origin.review_by < today,
        }
      }),
  )
  return [...rows.filter((row) => row.core), ...rows.filter((row) => !row.core)]
}

/** An address is printed only once somebody confirmed the door, whether or not it is the way in. */
function doorOf({ contacts, locations }: Service): Pick<Contact, 'type' | 'value'>[] {
  const listed = contacts.some(({ type }) => type === 'walk_in')
  return listed || !locations.some(({ hidden }) => !hidden) ? [] : [{ type: 'walk_in', value: '' }]
}

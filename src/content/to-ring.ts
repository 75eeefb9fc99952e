import { Temporal } from 'temporal-polyfill'
import type { Contact, Provenance, Service } from '../directory/index.ts'
import type { Area } from './area.ts'
import { unconfirmedCore } from './core.ts'
import type { Bundle } from './index.ts'

/** A contact that nobody has confirmed or whose confirmation ends soon, and what is known of it. */
export type ToRing = {
  /** The part of the area's core that production does not begin without: today, or once its confirmation has ended. */
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
  /** Whether it is confirmed today. */
  confirmed: boolean
  /** The last day (ISO date) of its latest confirmation, whether or not that has ended; null where there was none. */
  until: string | null
}

/** A confirmation is asked for again from this long before it ends, so that nothing goes dark meanwhile. */
const soon = { months: 1 }

/**
 * What a local person rings through: crisis lines first, then the rest of what production cannot begin without, then all
 * others. Of each, what is not confirmed, and then what ends within a month, the soonest first. `today` as an ISO date.
 */
export function toRing(bundle: Bundle, today: string): ToRing[] {
  const { area, services, confirmed, printed, confirmations } = bundle
  const last = Temporal.PlainDate.from(today).add(soon).toString()
  const latest = new Map<string, string>()
  for (const { service, contact, confirmed_on, expires } of confirmations) {
    const name = `${service} ${contact}`
    if (confirmed_on <= today && expires > (latest.get(name) ?? '')) latest.set(name, expires)
  }
  const untilOf = (id: string, contact: string) => latest.get(`${id} ${contact}`) ?? null
  const stays = (id: string, contact: string) => confirmed(id, contact) && (untilOf(id, contact) ?? '') > last
  const needed = partsOf(area, services, confirmed, printed)
  const neededThen = partsOf(area, services, stays, printed)
  return services
    .flatMap((service) =>
      [...service.contacts, ...doorOf(service)]
        .map(({ type, value }) => ({ type, value, contact: `${type}:${value}` }))
        .filter(({ contact }) => !stays(service.id, contact))
        .map(({ type, value, contact }): ToRing => {
          const origin = service.provenance[contact] ?? (type === 'walk_in' ? service.provenance.address : undefined)
          const isConfirmed = confirmed(service.id, contact)
          return {
            core: (isConfirmed ? neededThen : needed).get(service.id) ?? null,
            service,
            type,
            contact,
            told: value || (service.locations[0]?.address ?? ''),
            origin,
            due: origin !== undefined && origin.review_by < today,
            confirmed: isConfirmed,
            until: untilOf(service.id, contact),
          }
        }),
    )
    .sort(
      (a, b) => rankOf(a) - rankOf(b) || Number(a.confirmed) - Number(b.confirmed) || (a.confirmed ? sooner(a, b) : 0),
    )
}

/** Which of two ends sooner, for sorting. */
function sooner(a: ToRing, b: ToRing): number {
  return (a.until ?? '').localeCompare(b.until ?? '')
}

/** A number of the core is urgent even where another of the same service is confirmed for long. */
function rankOf({ core, service }: ToRing): number {
  if (core === 'crisis' || service.core === 'crisis') return 0
  return core || service.core ? 1 : 2
}

function partsOf(...args: Parameters<typeof unconfirmedCore>): Map<string, keyof Area['core']> {
  return new Map(unconfirmedCore(...args).flatMap(({ part, services }) => services.map((id) => [id, part] as const)))
}

/** An address is printed only once somebody confirmed the door, whether or not it is the way in. */
function doorOf({ contacts, locations }: Service): Pick<Contact, 'type' | 'value'>[] {
  const listed = contacts.some(({ type }) => type === 'walk_in')
  return listed || !locations.some(({ hidden }) => !hidden) ? [] : [{ type: 'walk_in', value: '' }]
}

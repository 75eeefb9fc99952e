import type { Service } from '../directory/index.ts'
import type { Area } from './area.ts'
import type { Bundle } from './index.ts'

/**
 * What of an area's core nobody has confirmed: production does not start with any. Every crisis line and the treatment
 * service must be, and every number that a reply to danger prints; of the peer and the family routes one each. A service that
 * is shown to nobody (inactive) counts as unconfirmed.
 */
export function unconfirmedCore(
  area: Area,
  services: readonly Service[],
  confirmed: (service: string, contact: string) => boolean,
  printed: readonly { service: string; contact: string }[],
): { part: keyof Area['core']; services: string[] }[] {
  const isReady = (id: string) =>
    services.some(
      (one) =>
        one.id === id &&
        one.status === 'active' &&
        one.contacts.some((contact) => confirmed(id, `${contact.type}:${contact.value}`)),
    )
  const missing = (part: keyof Area['core'], all: boolean) => {
    const not = area.core[part].filter((id) => !isReady(id))
    return all || not.length === area.core[part].length ? not : []
  }
  const unconfirmedPrint = printed
    .filter(({ service, contact }) => !confirmed(service, contact))
    .map(({ service }) => service)
  return [
    { part: 'treatment' as const, services: missing('treatment', true) },
    { part: 'peer' as const, services: missing('peer', false) },
    { part: 'family' as const, services: missing('family', false) },
    { part: 'crisis' as const, services: [...new Set([...missing('crisis', true), ...unconfirmedPrint])] },
  ].filter((one) => one.services.length > 0)
}

/**
 * What of the core would be lost with other content, as services' ids: those that count as confirmed now and then would not;
 * crisis lines and the treatment service also where a number that a reply to danger prints, or their only confirmed phone
 * (text, e-mail, ...), would not count any more. What nobody has confirmed now either is no loss, and a contact that is taken
 * out altogether is none.
 * @param next of the same area and day
 */
export function coreLost(now: Bundle, next: Bundle): string[] {
  const known = new Set(unconfirmedIn(now).map(({ name }) => name))
  const unconfirmed = unconfirmedIn(next).filter(({ name }) => !known.has(name))
  const silenced = [...next.area.core.treatment, ...next.area.core.crisis].filter((id) => {
    const [had, has] = [typesOf(now, id), typesOf(next, id)]
    return [...has.all].some((type) => had.confirmed.has(type) && !has.confirmed.has(type))
  })
  return [...new Set([...unconfirmed.map(({ service }) => service), ...silenced])]
}

/** `name` tells one lack from another: a service of a part, or a printed contact of a service. */
function unconfirmedIn({ area, services, confirmed, printed }: Bundle): { name: string; service: string }[] {
  return [
    ...unconfirmedCore(area, services, confirmed, printed).flatMap(({ part, services: ids }) =>
      ids.map((service) => ({ name: `${part} ${service}`, service })),
    ),
    ...printed
      .filter(({ service, contact }) => !confirmed(service, contact))
      .map(({ service, contact }) => ({ name: `${service} ${contact}`, service })),
  ]
}

/** The types of contact that a service has, and those of which one is confirmed. */
function typesOf({ services, confirmed }: Bundle, id: string) {
  const contacts = services.find((one) => one.id === id)?.contacts ?? []
  return {
    all: new Set(contacts.map(({ type }) => type)),
    confirmed: new Set(contacts.filter(({ type, value }) => confirmed(id, `${type}:${value}`)).map(({ type }) => type)),
  }
}

import type { Service } from '../directory/index.ts'
import type { Area } from './area.ts'

/**
 * What of an area's core nobody has confirmed: production does not start with any. Every crisis line and the treatment
 * service must be, and every number that a reply to danger prints; of the peer and the family routes one each.
 */
export function unconfirmedCore(
  area: Area,
  services: readonly Service[],
  confirmed: (service: string, contact: string) => boolean,
  printed: readonly { service: string; contact: string }[],
): { part: keyof Area['core']; services: string[] }[] {
  const isReady = (id: string) =>
    services.some(
      (one) => one.id === id && one.contacts.some((contact) => confirmed(id, `${contact.type}:${contact.value}`)),
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

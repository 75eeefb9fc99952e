import { Temporal } from 'temporal-polyfill'
import { type Bundle, toRing } from '../../content/index.ts'

/** The list a local person rings through: tab-separated, in the order of `toRing`. `until`: when its confirmation ends or ended. */
export function toRingThrough(bundle: Bundle, now: number): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate().toString()
  const header = ['core', 'service', 'name', 'type', 'contact', 'confidence', 'dated', 'review', 'until', 'source']
  const rows = toRing(bundle, today).map(({ core, service, type, told, origin, due, until }) => [
    core ?? '',
    service.id,
    service.name,
    type,
    told,
    origin?.confidence ?? '',
    origin?.dated ?? '',
    due ? 'due' : '',
    until ?? '',
    origin?.source ?? '',
  ])
  return `${[header, ...rows].map((cells) => cells.join('\t')).join('\n')}\n`
}

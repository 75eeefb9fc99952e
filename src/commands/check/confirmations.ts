import { Temporal } from 'temporal-polyfill'
import { type Bundle, toRing } from '../../content/index.ts'

/** The list a local person rings through: tab-separated, what production cannot start without first. */
export function toRingThrough(bundle: Bundle, now: number): string {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO('Europe/London').toPlainDate().toString()
  const header = ['core', 'service', 'name', 'type', 'contact', 'confidence', 'dated', 'review', 'source']
  const rows = toRing(bundle, today).map(({ core, service, type, told, origin, due }) => [
    core ?? '',
    service.id,
    service.name,
    type,
    told,
    origin?.confidence ?? '',
    origin?.dated ?? '',
    due ? 'due' : '',
    origin?.source ?? '',
  ])
  return `${[header, ...rows].map((cells) => cells.join('\t')).join('\n')}\n`
}

import type { Bundle } from '../../content/index.ts'
import { queryOf } from '../../conversation/find.ts'
import { emptySlots } from '../../conversation/session.ts'
import type { Judge } from './judge.ts'
import type { Clock } from './moments.ts'
import type { Where } from './states.ts'

/** Every service's card, at every class of place, and at every class of clock, whether or not a search finds it. */
export function checkServices(
  bundle: Bundle,
  judge: Judge,
  places: readonly Where[],
  clocks: readonly Clock[],
): string {
  const [somewhere] = places.slice(1)
  const [day] = clocks
  for (const { id } of bundle.directory.services)
    for (const { name, place } of places)
      for (const clock of clocks) {
        if (name !== somewhere?.name && clock !== day) continue
        const query = queryOf(bundle, { ...emptySlots, place }, 'en')
        const listed = bundle.directory.list(id, query, clock.now, bundle.isBankHoliday)
        if (!listed) continue
        const trailer = { type: 'text' as const, key: 'conversation:trailer.card' }
        judge.look([{ type: 'card', listed }, trailer], clock.now, `card of ${id}, ${name}, ${clock.name}`)
      }
  return `${bundle.directory.services.length} services`
}

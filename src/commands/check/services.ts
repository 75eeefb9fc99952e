import { Temporal } from 'temporal-polyfill'
import type { Bundle } from '../../content/index.ts'
import { queryOf } from '../../conversation/find.ts'
import { emptySlots } from '../../conversation/session.ts'
import type { Language } from '../../taxonomy.ts'
import { limitsOf } from './limits.ts'
import type { Checked } from './sentences.ts'

/** Every service's card and line, in every language, near and without a place, at night and by day. */
export function checkServices(bundle: Bundle, now: number, languages: readonly Language[]): Checked {
  const problems: string[] = []
  const noon = Math.floor(now / 86_400_000) * 86_400_000 + 43_200_000
  const [town] = bundle.places.towns()
  const places = [null, ...(town ? [{ kind: 'town' as const, value: town.slug, town: town.slug, inArea: true }] : [])]
  for (const { id } of bundle.directory.services)
    for (const language of languages)
      for (const place of places)
        for (const moment of [noon, noon + 14 * 3_600_000]) {
          const query = queryOf(bundle, { ...emptySlots, place }, language)
          const at = Temporal.Instant.fromEpochMilliseconds(moment)
          const listed = bundle.directory.list(id, query, at, bundle.isBankHoliday)
          if (!listed) continue
          const trailer = { type: 'text' as const, key: 'conversation:trailer.card' }
          problems.push(
            ...limitsOf(
              bundle,
              { language, blocks: [{ type: 'card', listed }, trailer] },
              moment,
              `${language}, card of ${id}`,
            ),
          )
        }
  return { looked: `${bundle.directory.services.length} services`, problems }
}

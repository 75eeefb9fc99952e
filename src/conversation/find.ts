import { compose, type Listed, type Query, search } from '../directory/index.ts'
import type { Language } from '../taxonomy.ts'
import type { At, ConversationContent } from './content.ts'
import type { Slots } from './session.ts'

/** What the person told us, as a question to the directory: of the same slots the same one, as often as it is asked. */
export function queryOf(content: ConversationContent, slots: Slots, language: Language): Query {
  const known = queries.get(slots)
  if (known?.places === content.places && known.query.language === language) return known.query
  const query = madeOf(content, slots, language)
  queries.set(slots, { places: content.places, query })
  return query
}

const queries = new WeakMap<Slots, { places: ConversationContent['places']; query: Query }>()

function madeOf(content: ConversationContent, slots: Slots, language: Language): Query {
  const { place } = slots
  return {
    audience: slots.audience,
    needs: slots.needs,
    substances: slots.substances,
    goal: slots.goal,
    preferences: slots.preferences as Query['preferences'],
    language,
    point: place ? content.places.point(place) : null,
    town: place?.town ?? null,
    inArea: place?.inArea ?? true,
    young: slots.young,
    named: slots.named,
    refused: slots.refused,
  }
}

/** The next page for these slots: up to `size` services not yet shown, never only what was shown. */
export function findPage(
  content: ConversationContent,
  slots: Slots,
  language: Language,
  at: At,
  skip: string[] = [],
  size = 3,
): Listed[] {
  const query = queryOf(content, slots, language)
  const listed = search(content.directory, query, at.now, content.isBankHoliday)
  return compose(listed, content.directory, query, size, skip)
}

/** The same services again with today's facts; one that is gone from the directory is left out. */
export function findAgain(
  content: ConversationContent,
  slots: Slots,
  language: Language,
  at: At,
  ids: readonly string[],
): Listed[] {
  const query = queryOf(content, slots, language)
  return ids.flatMap((id) => content.directory.list(id, query, at.now, content.isBankHoliday) ?? [])
}

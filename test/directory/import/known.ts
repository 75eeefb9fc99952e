import { importKnowledge } from '../../../src/content/imported.ts'
import type { Draft, Reading } from '../../../src/directory/import/draft.ts'
import type { Known } from '../../../src/directory/import/meeting.ts'
import { writeOpening } from '../../../src/directory/import/opening-text.ts'
import { schedule } from '../../../src/directory/service.ts'
import { root } from '../../root.ts'

/** What readers know of Sandwell, with the meetings of AA, of NA, or of nobody. */
export const knownOf: Record<'aa' | 'na' | 'none', Known> = {
  aa: importKnowledge(root, 'sandwell', 'aa'),
  na: importKnowledge(root, 'sandwell', 'na'),
  none: importKnowledge(root, 'sandwell', null),
}

export function only({ drafts, skipped }: Reading): Draft {
  const [draft] = drafts
  if (!draft || drafts.length !== 1 || skipped.length > 0) throw new Error(JSON.stringify({ drafts, skipped }))
  return draft
}

/** Its hours, at its place or else at its first contact, as the template writes them. */
export function openingOf({ service }: Draft): string {
  const hours = service.locations?.[0]?.hours ?? service.contacts[0]?.hours ?? 'unknown'
  return typeof hours === 'string' ? hours : writeOpening(hours.map((one) => schedule.parse(one)))
}

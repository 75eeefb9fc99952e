import type { Bundle } from '../../content/index.ts'
import { hashOf } from '../../publishing/releases.ts'
import type { DeskParts } from './parts.ts'

/** One draft is remembered: compiling it takes a tenth of a second, and pages are looked at one after another. */
const known = new WeakMap<DeskParts, { name: string; bundle: Bundle }>()

/**
 * The content with all that is saved and not published, for the desk's own lists. Where that cannot be used, the content as
 * it is published.
 */
export async function draftBundle(parts: DeskParts): Promise<Bundle> {
  const shown = parts.live.bundle()
  const overlay = await parts.workbench.overlay()
  const name = `${shown.hash} ${shown.day.toString()} ${hashOf(JSON.stringify([...overlay]))}`
  const before = known.get(parts)
  if (before?.name === name) return before.bundle
  try {
    const bundle = shown.with(overlay, shown.day)
    known.set(parts, { name, bundle })
    return bundle
  } catch (error) {
    parts.log.error('draft_not_compiled', { error })
    return shown
  }
}

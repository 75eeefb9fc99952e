import type { Meaning } from '../understanding/meaning.ts'
import { openCard } from './actions.ts'
import type { At, ConversationContent } from './content.ts'
import { findAgain, findPage } from './find.ts'
import type { Session, Slots } from './session.ts'
import { fillFromMeaning } from './slots.ts'
import { go, type Step } from './step.ts'

/** As many as a list has. */
const listed = 3

/**
 * Somebody named a service: its card, with the list behind it that BACK leads to. Several of that name are a list. On a list
 * that has it already, it is what its number would be.
 */
export function openNamed(
  content: ConversationContent,
  session: Session,
  ids: readonly string[],
  meaning: Meaning,
  at: At,
): Step {
  const { standing } = session
  const filled = { ...fillFromMeaning(standing.slots, meaning), named: [...ids] }
  const idsFor = (slots: Slots) => findAgain(content, slots, session.language, at, ids).map((one) => one.service)
  // Those that are for this person first: "cranstoun" is two, and one of them is for the young.
  const shown = [...new Set([...idsFor(fillFromMeaning(standing.slots, meaning)), ...idsFor(filled)])]
  const [id = ''] = shown
  const onScreen = ['results', 'human', 'card'].includes(standing.prompt) && standing.page.includes(id)
  if (shown.length === 1 && onScreen) return openCard(content, session, id, at)
  // What is beside it is for what it is good for itself, the best first.
  const [best] = content.directory.get(id)?.needs ?? []
  const slots = { ...filled, needs: meaning.needs.length > 0 ? meaning.needs : best ? [best] : filled.needs }
  const beside = findPage(content, slots, session.language, at, shown, listed).map((one) => one.service)
  const page = [...shown, ...beside].slice(0, listed)
  const list = go(content, { ...session, signposted: true }, { prompt: 'results', slots, shown: page, page }, at)
  return shown.length > 1 || !list.session ? list : openCard(content, list.session, id, at)
}

import type { Contact } from '../directory/index.ts'
import type { At, ConversationContent } from './content.ts'
import { findAgain } from './find.ts'
import type { Choice } from './reply.ts'
import type { Session, Standing } from './session.ts'
import { type Shown, urgentChoice } from './shown.ts'

/** What may be wrong with a signpost, in the order in which it is asked. */
export const faults = ['closed', 'number', 'time', 'unwelcome'] as const
export type Fault = (typeof faults)[number]

/** Somebody says that a signpost is wrong: which contact it printed, and how. Nothing of who says so. */
export type Report = {
  service: string
  /** `type:value`. */
  contact: string
  fault: Fault
  /** It is never hidden (directory/never-hidden.ts), so someone must hear of it at once. */
  core: boolean
}

/** Where someone stands who wants to say that what is before them is wrong; null where nothing is. */
export function standingForWrong({ standing }: Session): Standing | null {
  const { prompt, page } = standing
  if (prompt === 'card') return { ...standing, prompt: 'wrong' }
  const [only] = page
  if (!['results', 'human'].includes(prompt) || only === undefined) return null
  return page.length > 1 ? { ...standing, prompt: 'which_wrong' } : { ...standing, prompt: 'wrong', page: [only, only] }
}

/** Which of those on the list it is about. */
export function showWhichWrong(content: ConversationContent, { standing }: Session): Shown {
  const items: Choice[] = standing.page.flatMap((id, index) => {
    const service = content.directory.get(id)
    return service
      ? [
          {
            key: String(index + 1),
            label: 'conversation:wrong.name',
            params: { name: service.short ?? service.name },
            value: `which_wrong:${id}`,
          },
        ]
      : []
  })
  return asked(content, 'conversation:wrong.which', {}, items)
}

/** What is wrong with one service. */
export function showWrong(content: ConversationContent, session: Session, at: At): Shown {
  const [id = ''] = session.standing.page
  const door = contactShown(content, session, at)?.type === 'walk_in'
  const name = content.directory.get(id)?.name ?? ''
  const items = faults.map(
    (fault, index): Choice => ({
      key: String(index + 1),
      label: `conversation:wrong.${fault === 'number' && door ? 'address' : fault}`,
      value: `wrong:${fault}`,
    }),
  )
  return asked(content, 'conversation:wrong.ask', { name }, items)
}

function asked(content: ConversationContent, key: string, params: Record<string, string>, items: Choice[]): Shown {
  const back: Choice = { key: 'BACK', label: 'conversation:choice.back', value: 'command:back', quiet: true }
  return {
    blocks: [
      { type: 'text', key, params },
      { type: 'choices', items: [...items, back, urgentChoice(content)] },
    ],
    choices: Object.fromEntries(items.map((item) => [item.key, item.value])),
  }
}

/** The report of a fault, about the contact that this person was shown; null where it is gone by now. */
export function reportOf(content: ConversationContent, session: Session, fault: Fault, at: At): Report | null {
  const [id = ''] = session.standing.page
  const contact = contactShown(content, session, at)
  const core = content.neverHidden(id)
  return contact && { service: id, contact: `${contact.type}:${contact.value}`, fault, core }
}

/** The contact that this person is shown of the service they stand at. */
function contactShown(content: ConversationContent, session: Session, at: At): Contact | null {
  const { slots, page } = session.standing
  const [id = ''] = page
  const [listed] = findAgain(content, slots, session.language, at, [id])
  return (listed && content.directory.get(id)?.contacts[listed.contact]) ?? null
}

/** The list it was on, so that somebody who was let down is offered the others. */
export function listBefore(session: Session): Pick<Session, 'standing' | 'trail'> {
  const at = session.trail.findLastIndex(({ prompt }) => prompt === 'results' || prompt === 'human')
  const standing = session.trail[at]
  return standing ? { standing, trail: session.trail.slice(0, at) } : session
}

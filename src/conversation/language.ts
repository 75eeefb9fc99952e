import { answeredIn } from '../taxonomy.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { At, ConversationContent } from './content.ts'
import { languageName } from './language-name.ts'
import type { Session } from './session.ts'
import { type Step, stay } from './step.ts'

/** The language of the answer: what the person writes beyond doubt, unless they chose one. A stray word changes nothing. */
export function settleLanguage(content: ConversationContent, session: Session, meaning: Meaning): Session {
  const language = answeredIn(meaning.language)
  const settles = language !== null && meaning.languageSure && content.offered.includes(language)
  return session.languageChosen || !settles ? session : { ...session, language }
}

/** "ਪੰਜਾਬੀ", "polski": the rest of the session stays as it is. A language we do not have yet is said so, and looked for in services. */
export function chooseLanguage(
  content: ConversationContent,
  session: Session,
  wanted: string,
  at: At,
  first: boolean,
): Step {
  const standing =
    session.standing.prompt === 'language' ? (session.trail.at(-1) ?? session.standing) : session.standing
  const trail = session.standing.prompt === 'language' ? session.trail.slice(0, -1) : session.trail
  const here = { ...session, standing, trail }
  const spoken = answeredIn(wanted)
  if (spoken && content.offered.includes(spoken))
    return stay(content, { ...here, language: spoken, languageChosen: true }, at, { manner: first ? 'first' : 'plain' })
  const preferences = [...new Set([...standing.slots.preferences, `speaks:${wanted}`])]
  const looking = { ...here, standing: { ...standing, slots: { ...standing.slots, preferences } } }
  const step = stay(content, looking, at, {
    say: 'conversation:language.not_yet',
    params: { language: languageName(wanted, session.language) },
    // The words for urgent help stand alone, and are on the screen already.
    only: standing.prompt === 'urgent',
  })
  return first ? { ...step, blocks: [{ type: 'text', key: 'conversation:intro' }, ...step.blocks] } : step
}

import type { Language } from '../taxonomy.ts'
import type { Arrival } from './actions.ts'
import type { At, ConversationContent } from './content.ts'
import { newSession, type Session } from './session.ts'

/** After a long silence someone else may hold the phone: what was before is put aside, and only BACK brings it out. */
export function arrive(
  content: ConversationContent,
  before: Session | null,
  at: At,
  language: Language = 'en',
): { session: Session; arrival: Arrival } {
  const now = at.now.epochMilliseconds
  if (!before) return { session: newSession(language, content.flow.start, now), arrival: 'first' }
  if (now - before.lastAt <= content.flow.silence_minutes * 60_000)
    return { session: { ...before, lastAt: now }, arrival: 'under_way' }
  const { before: _older, ...aside } = before
  // What would betray the person to whoever holds the phone now is not to be had back.
  const kept = isTelling(before) ? null : withoutUrgent(aside)
  const fresh = newSession(before.language, content.flow.start, now)
  return {
    session: {
      ...fresh,
      languageChosen: before.languageChosen,
      suggested: before.suggested,
      plain: before.plain,
      before: kept,
    },
    arrival: kept ? 'silent' : 'first',
  }
}

/** Abuse was spoken of. */
function isTelling({ standing, trail }: Session): boolean {
  return [standing, ...trail].some(({ slots }) => slots.needs.includes('domestic_abuse'))
}

/** A danger reply is never shown again, nor the words for urgent help: what stood before them is. */
function withoutUrgent(session: Omit<Session, 'before'>): Omit<Session, 'before'> {
  const trail = session.trail.filter(({ prompt }) => prompt !== 'urgent')
  if (session.standing.prompt !== 'urgent') return { ...session, trail }
  const standing = trail.at(-1)
  return standing ? { ...session, standing, trail: trail.slice(0, -1) } : session
}

import type { Listed, Service } from '../directory/index.ts'
import type { Courtesy, Meaning } from '../understanding/meaning.ts'
import type { At, ConversationContent } from './content.ts'
import { findAgain, findPage } from './find.ts'
import type { Block } from './reply.ts'
import type { Session } from './session.ts'
import { urgentChoice } from './shown.ts'
import { fillsSomething } from './slots.ts'
import { go, type Step, stay } from './step.ts'

/** What its record says, in answer to each question about a service; empty where it does not say. */
const answers: Partial<Record<Courtesy, (service: Service, listed: Listed, key: string) => Block[]>> = {
  cost: ({ cost, name }) =>
    cost === 'unknown' ? [] : [{ type: 'text', key: `conversation:fact.${cost}`, params: { name } }],
  hours: (_, listed, key) =>
    listed.opening.state === 'unknown' ? [] : [{ type: 'services', items: [{ key, listed }] }],
  where: ({ name, locations }, { location }) => {
    const door = location === null ? undefined : locations[location]
    if (!door || door.hidden) return [{ type: 'text', key: 'conversation:fact.no_door', params: { name } }]
    const address = [door.address, door.postcode].filter(Boolean).join(' ')
    return [{ type: 'text', key: 'conversation:fact.where', params: { name, address } }]
  },
  first: ({ contacts }, { contact }) => {
    const type = contacts[contact]?.type
    const says = type === 'phone' || type === 'email' || type === 'walk_in' ? [`listing:words.${type}`] : []
    return type ? [`listing:first.${type}`, ...says].map((key) => ({ type: 'text' as const, key })) : []
  },
  referral: ({ eligibility, attendance }) => {
    if (eligibility.referral_only) return [{ type: 'text', key: 'listing:who.referral_only' }]
    return attendance.includes('self_referral') ? [{ type: 'text', key: 'listing:attendance.self_referral' }] : []
  },
  sign_up: ({ attendance }) =>
    attendance.includes('no_sign_up') ? [{ type: 'text', key: 'listing:attendance.no_sign_up' }] : [],
  // How long the wait is, who works there: no record says.
  other_fact: () => [],
}

/**
 * The answer to a question about a service ("is it free", "when are they open"), or to whom they can reach for nothing; null
 * where a message asks neither.
 */
export function tellFact(content: ConversationContent, session: Session, meaning: Meaning, at: At): Step | null {
  const { courtesy } = meaning
  if (courtesy === 'free_to_reach') return freeToReach(content, session, at)
  if (courtesy === null || !(courtesy in answers)) return null
  // Such a question may hold a word of a wish ("do i need a referral"); before anything is on the screen the wish counts.
  const onScreen = ['results', 'human', 'card'].includes(session.standing.prompt)
  const more = onScreen ? meaning.place !== null || meaning.substances.length > 0 : fillsSomething(meaning)
  return more ? null : factOf(content, session, courtesy, at)
}

/**
 * A fact about the service that is open on the screen, from its record, or that it is not known; of several listed, that
 * each card says what is known; before any list, that there will be one. What the numbers mean stays as it is.
 */
function factOf(content: ConversationContent, session: Session, courtesy: Courtesy, at: At): Step {
  const { prompt, page, slots } = session.standing
  const isList = prompt === 'results' || prompt === 'human'
  const [id = '', ...list] = page
  if (isList && page.length > 1) return stay(content, session, at, { say: 'conversation:fact.which', only: true })
  if (!isList && prompt !== 'card')
    return stay(content, session, at, { say: 'conversation:fact.before', only: prompt === 'urgent' })
  const [listed] = findAgain(content, slots, session.language, at, [id])
  const service = content.directory.get(id)
  if (!listed || !service) return stay(content, session, at)
  const told = answers[courtesy]?.(service, listed, String(Math.max(list.indexOf(id), 0) + 1)) ?? []
  const unknown: Block = { type: 'text', key: 'conversation:fact.unknown', params: { name: service.name } }
  const blocks: Block[] = [
    ...(told.length > 0 ? told : [unknown]),
    { type: 'text', key: 'conversation:trailer.card' },
    { type: 'choices', items: [urgentChoice(content, true)] },
  ]
  return { session, language: session.language, blocks }
}

/** As many as a list has. */
const size = 3

/** Whoever has no credit asks whom they can reach for nothing: those whose record says so, whatever else was asked. */
function freeToReach(content: ConversationContent, session: Session, at: At): Step {
  const { slots } = session.standing
  const wanted = {
    ...slots,
    needs: [...new Set([...slots.needs, 'talk_now' as const])],
    preferences: slots.preferences.filter((one) => one !== 'no_calls'),
  }
  const all = findPage(content, wanted, session.language, at, [], Number.MAX_SAFE_INTEGER)
  const free = all.filter(({ service, contact }) => content.directory.get(service)?.contacts[contact]?.free)
  const page = free.slice(0, size).map((listed) => listed.service)
  const standing = { prompt: 'results', slots: wanted, shown: page, page }
  return go(content, { ...session, signposted: true }, standing, at, { say: 'conversation:fact.free_to_reach' })
}

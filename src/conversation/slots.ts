import type { Mentions } from '../directory/index.ts'
import type { Place } from '../places/place.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { Condition, Fill, Flow } from './flow.ts'
import type { Slots } from './session.ts'

/**
 * The slots after one message: what it says comes before what was known or replaces it, and nothing is forgotten that it
 * does not speak of.
 */
export function fillFromMeaning(slots: Slots, meaning: Meaning): Slots {
  const read = meaning.place && !('ambiguous' in meaning.place) ? meaning.place : null
  // "Just got out of Winson Green": that is no home.
  const place = read && !read.inArea && meaning.needs.includes('prison_release') ? null : read
  const young = slots.young || meaning.preferences.includes('young_people')
  const told = [...new Set([...(slots.told ?? []), ...meaning.told])]
  return {
    ...slots,
    audience: meaning.audience ?? slots.audience,
    needs: joined(slots, meaning),
    place: place ?? slots.place,
    substances: meaning.substances.length > 0 ? meaning.substances : slots.substances,
    goal: meaning.goal ?? slots.goal,
    preferences: [...new Set([...slots.preferences, ...meaning.preferences])],
    ...(told.length > 0 ? { told } : {}),
    young,
  }
}

/** So many needs of one person are kept: a list has room for no more. */
const mostNeeds = 4

/**
 * Needs add up, the latest first: who asks at their second text whether it can be at night still wants what they asked for.
 * To talk now was wished for then; and where it is for somebody else from here on, what was asked for the other is not.
 * Safety is never forgotten, and comes first.
 */
function joined(slots: Slots, { needs, audience }: Meaning): Slots['needs'] {
  const other = audience !== null && slots.audience !== null && audience !== slots.audience
  if (needs.length === 0) return other ? neededBy(audience, slots.needs) : slots.needs
  const before = other ? [] : slots.needs.filter((need) => need !== 'talk_now')
  const all = [...new Set([...needs, ...before])].slice(0, mostNeeds)
  const unsafe = [...needs, ...slots.needs].includes('domestic_abuse')
  return unsafe ? [...new Set(['domestic_abuse' as const, ...all])] : all
}

/** "Actually, for me", "it's for my wife": what is there for relatives is not meant, or is. */
function neededBy(audience: Slots['audience'], needs: Slots['needs']): Slots['needs'] {
  const others = needs.filter((need) => need !== 'family_support')
  if (audience === 'self') return others
  return audience === 'family' ? ['family_support', ...others.filter((need) => need !== 'talk_now')] : needs
}

/** What they will not have is left out from here on; a fellowship they name is what they are told of. */
export function withMentions(slots: Slots, { refused, wanted }: Mentions = { refused: [], wanted: [] }): Slots {
  if (refused.length === 0 && wanted.length === 0) return slots
  const { named = [], refused: before = [], ...rest } = slots
  const nowNamed = wanted.length > 0 ? wanted : named.filter((id) => !refused.includes(id))
  const out = [...new Set([...before, ...refused])].filter((id) => !wanted.includes(id))
  return { ...rest, ...(nowNamed.length > 0 ? { named: nowNamed } : {}), ...(out.length > 0 ? { refused: out } : {}) }
}

/** Whether a message says anything that fills a slot. */
export function fillsSomething(meaning: Meaning): boolean {
  return (
    meaning.audience !== null ||
    meaning.needs.length > 0 ||
    meaning.place !== null ||
    meaning.substances.length > 0 ||
    meaning.goal !== null ||
    meaning.preferences.length > 0
  )
}

export function fillFromChoice(slots: Slots, fill: Fill): Slots {
  return { ...slots, ...fill }
}

export function fillPlace(slots: Slots, place: Place): Slots {
  return { ...slots, place }
}

export function holds(condition: Condition, slots: Slots): boolean {
  if (condition.needs_any && !condition.needs_any.some((need) => slots.needs.includes(need))) return false
  if (condition.needs_none?.some((need) => slots.needs.includes(need))) return false
  if (condition.audience && condition.audience !== slots.audience) return false
  if (condition.goal_any && !(slots.goal && condition.goal_any.includes(slots.goal))) return false
  if (slots.goal && condition.goal_none?.includes(slots.goal)) return false
  if (condition.young !== undefined && condition.young !== slots.young) return false
  if (condition.told_any && !condition.told_any.some((one) => slots.told?.includes(one))) return false
  if (condition.told_none?.some((one) => slots.told?.includes(one))) return false
  if (condition.preferences_any && !condition.preferences_any.some((one) => slots.preferences.includes(one)))
    return false
  if (condition.substances_any && !condition.substances_any.some((one) => slots.substances.includes(one))) return false
  const { substances_only: only } = condition
  if (only && (slots.substances.length === 0 || !slots.substances.every((one) => only.includes(one)))) return false
  return true
}

/** What goes without saying ("i want to cut down" names a need, and whose): the flow's `implied`, so that it is not asked. */
export function withImplied(flow: Flow, slots: Slots): Slots {
  let known = slots
  for (const { when, needs, audience, add } of flow.implied) {
    if (!holds(when, slots)) continue
    if (needs && (add || known.needs.length === 0))
      known = { ...known, needs: [...new Set([...known.needs, ...needs])] }
    if (audience && !known.audience) known = { ...known, audience }
  }
  return known
}

/** Whether a slot is known, or the person chose to leave it open. */
export function isSettled(
  slots: Slots,
  question: string,
  slot: 'needs' | 'audience' | 'place' | 'substances',
): boolean {
  if (slots.skipped.includes(question)) return true
  const value = slots[slot]
  return Array.isArray(value) ? value.length > 0 : value !== null
}

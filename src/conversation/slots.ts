import type { Place } from '../places/place.ts'
import type { Meaning } from '../understanding/meaning.ts'
import type { Condition, Fill, Flow } from './flow.ts'
import type { Slots } from './session.ts'

/** The slots after one message: what it says replaces what was known, and nothing is forgotten that it does not speak of. */
export function fillFromMeaning(slots: Slots, meaning: Meaning): Slots {
  const place = meaning.place && !('ambiguous' in meaning.place) ? meaning.place : null
  const young = slots.young || meaning.preferences.includes('young_people')
  const told = [...new Set([...(slots.told ?? []), ...meaning.told])]
  return {
    ...slots,
    audience: meaning.audience ?? slots.audience,
    needs: meaning.needs.length > 0 ? meaning.needs : slots.needs,
    place: place ?? slots.place,
    substances: meaning.substances.length > 0 ? meaning.substances : slots.substances,
    goal: meaning.goal ?? slots.goal,
    preferences: [...new Set([...slots.preferences, ...meaning.preferences])],
    ...(told.length > 0 ? { told } : {}),
    young,
  }
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

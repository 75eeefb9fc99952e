import type { Danger } from '../safety/index.ts'
import type { CrisisKind, Need } from '../taxonomy.ts'
import type { Courtesy } from '../understanding/meaning.ts'
import type { Session } from './session.ts'
import { fillsSomething } from './slots.ts'
import type { Input } from './turn.ts'

type LastDanger = NonNullable<Session['danger']>

/**
 * Dangers whose words are said again to who writes on without saying anything else ("i feel fine", "no ambulance"): a "no"
 * of theirs is not the end of it. The words on abuse and violence are not, for somebody else may be the one who writes now.
 */
const saidAgain: ReadonlySet<CrisisKind> = new Set([
  'overdose',
  'poisoning',
  'medical',
  'withdrawal',
  'suicide',
  'self_harm',
  'mental_health',
])

/** What is remembered of a danger while its words are the last that were said: never a word of the person. */
export function rememberDanger({ kind, who, young, harms, unsure }: Danger): LastDanger | null {
  return saidAgain.has(kind) && !harms ? { kind, who, young, ...(unsure ? { unsure } : {}) } : null
}

/** The danger whose words were the last that were said; null where something else was. */
export function lastDanger({ danger, choices }: Session): LastDanger | null {
  return choices['1'] === 'resume' ? danger : null
}

/**
 * Whether the words of a danger are said again to a message: one that says nothing to be answered otherwise, no wish, no
 * place, no choice, no command. Who says a little later that they are not suicidal after all is heard (`danger`, gentle);
 * who wants no ambulance is not let go.
 */
export function isSaidAgain(last: LastDanger, input: Input, danger: Danger | null): boolean {
  const { text, meaning, value, named = [], start, media } = input
  if (danger && ofTheMind.has(danger.kind) && ofTheMind.has(last.kind)) return false
  if (value || start || media || named.length > 0 || meaning.choice !== null) return false
  if (meaning.command && meaning.command !== 'skip' && meaning.command !== 'no') return false
  const { courtesy } = meaning
  if (courtesy === 'better' ? last.who === 'other' : courtesy && !withIt.includes(courtesy)) return false
  // Who will not call is not let go, and has not asked for services that need no call.
  const preferences = meaning.preferences.filter((one) => one !== 'no_calls')
  // "i feel awful", after tablets, is how they are and not what they came for.
  const needs = ofTheMind.has(last.kind) ? meaning.needs : meaning.needs.filter((need) => !howTheyAre.has(need))
  return !fillsSomething({ ...meaning, needs, preferences }) && /\p{L}/u.test(text)
}

/** Small things that are no answer to danger. Of themselves somebody may say that they are better; of another it is heard. */
const withIt: readonly Courtesy[] = ['refusal', 'unsure']

const howTheyAre: ReadonlySet<Need> = new Set(['mental_health', 'health'])

const ofTheMind: ReadonlySet<CrisisKind> = new Set(['suicide', 'self_harm', 'mental_health'])

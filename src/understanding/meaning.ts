import type { PlaceReading } from '../places/place.ts'
import type {
  Audience,
  Circumstance,
  CommandName,
  Goal,
  Language,
  Need,
  Preference,
  Sense,
  Substance,
} from '../taxonomy.ts'

export const courtesies = [
  'greeting',
  'thanks',
  'refusal',
  'unsure',
  'about',
  'privacy',
  'dose',
  'cost',
  'hours',
  'where',
  'first',
  'referral',
  'sign_up',
  'other_fact',
  'free_to_reach',
  'let_down',
  'better',
] as const
export type Courtesy = (typeof courtesies)[number]

/** What one message means on its own, without the conversation around it. Holds no word the person wrote. */
export type Meaning = {
  /** The language the message is written in; null where it could be several ("ok", "2", "AA"). */
  language: Language | string | null
  /** The language is sure enough to answer in it without being asked (its script, or phrases of it). */
  languageSure: boolean
  command: CommandName | null
  /** With the command `language`: the language asked for. Missing where the person did not say which. */
  to?: Language | string
  /** The number meant ("2", "two", "2nd"); -1 is the last of the list. */
  choice: number | null
  audience: Audience | null
  needs: Need[]
  substances: Substance[]
  goal: Goal | null
  preferences: Preference[]
  place: PlaceReading | null
  /** What changes what is said first: a pregnancy, a break in use after which less is borne. */
  told: Circumstance[]
  /**
   * A greeting, a thank-you, a "not telling you": small things that are understood without filling a slot. `dose`: asks
   * what amount or mix is safe, which nobody is told here. `privacy`: asks who learns of it. From `cost` to `other_fact`: a
   * question about a service that was named. `free_to_reach`: whom they can reach without credit. `let_down`: a service
   * that did not answer, or has a long wait. `better`: whoever was in danger is better, or they ask what to do now.
   */
  courtesy: Courtesy | null
  /** True when nothing at all was understood. A bare call for help ("i need help") is understood, and fills nothing. */
  empty: boolean
}

/** A sense found in a message: the position of its first word, and how many words said it. */
export type Understood = { sense: Sense; from: number; size: number }

/** What asks for something, the more particular first. */
const asked = [
  'free_to_reach',
  'let_down',
  'better',
  'referral',
  'sign_up',
  'other_fact',
  'cost',
  'hours',
  'where',
  'first',
] as const

/**
 * Where a message says several things of one dimension and has room for one: the first named here wins. A relative
 * before oneself ("my husband drinks, i do too": help for families is the rarer find); a slip before the wish to stop.
 */
const order: Record<string, readonly string[]> = {
  audience: ['family', 'self', 'professional', 'unsure'],
  goal: ['stay_stopped', 'stop', 'cut_down', 'safer', 'unsure'],
  courtesy: ['dose', 'privacy', ...asked, 'refusal', 'unsure', 'thanks', 'greeting'],
}

/** Gathers what was found into a meaning; lists stand in the order of the message, without repeats. */
export function meaningOf(
  found: readonly Understood[],
  written: { language: string | null; sure: boolean },
  place: PlaceReading | null,
): Meaning {
  const inOrder = found.toSorted((a, b) => a.from - b.from)
  const all = (dimension: string): string[] => {
    const values: string[] = []
    for (const { sense } of inOrder)
      if (sense.dimension === dimension && !values.includes(sense.value)) values.push(sense.value)
    return values
  }
  const one = (dimension: string): string | null => {
    const values = all(dimension)
    const ranks = order[dimension]
    if (!ranks || values.length < 2) return values[0] ?? null
    return values.sort((a, b) => ranks.indexOf(a) - ranks.indexOf(b))[0] ?? null
  }
  // `found` has the longest phrases first: "stop texting me" says more than a word in it.
  const command = found.find(({ sense }) => sense.dimension === 'command')?.sense.value ?? null
  const choice = one('choice')
  const named = all('substance')
  const meaning: Meaning = {
    language: written.language,
    languageSure: written.sure,
    command: command as CommandName | null,
    choice: choice === null ? null : Number(choice),
    audience: one('audience') as Audience | null,
    needs: all('need') as Need[],
    substances: (named.length > 1 ? named.filter((value) => value !== 'unsure') : named) as Substance[],
    goal: one('goal') as Goal | null,
    preferences: all('preference') as Preference[],
    told: all('told') as Circumstance[],
    place,
    courtesy: one('courtesy') as Meaning['courtesy'],
    empty:
      place === null &&
      !found.some(
        ({ sense }) => sense.dimension !== 'written' && !(sense.dimension === 'context' && sense.value === 'use'),
      ),
  }
  const to = all('to')[0]
  if (command === 'language' && to) meaning.to = to
  return meaning
}

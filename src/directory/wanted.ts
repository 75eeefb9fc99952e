import type { Need, Substance } from '../taxonomy.ts'
import type { Entry } from './compile.ts'
import type { Query } from './listing.ts'
import { primaryLanguage } from './tags.ts'
import type { Taxonomy } from './taxonomy.ts'

/** How closely a service answers: what was asked for, something wider, or a line that is there for everyone. */
export type Tier = 'asked' | 'wider' | 'last_resort'

export type Wanted = {
  /** What was asked for, the most important first; assumed from the goal or the audience where nothing was said. */
  asked: readonly Need[]
  /** What else helps, the nearest first. Holds nothing of `asked`. */
  wider: readonly Need[]
  /** Spoken for by the goal: a plus, no condition. */
  byGoal: readonly Need[]
  /** Named substances, without `unsure`. */
  substances: readonly Substance[]
  /** Those of them that drug and alcohol services do not treat. */
  elsewhere: readonly Substance[]
  /** Communities and languages (primary subtags) asked for by name: what is of them helps beside whatever was asked. */
  communities: readonly string[]
  languages: readonly string[]
  taxonomy: Taxonomy
}

/** `need` is the one it answers, `position` that need's place among those asked for, or among those of its tier. */
export type Answer = { tier: Tier; need: Need | null; position: number }

/** What the query comes down to, so that every service can be held against it. */
export function wantedBy(query: Query, taxonomy: Taxonomy): Wanted {
  const byGoal = query.goal ? taxonomy.goals[query.goal] : []
  const asked =
    query.needs.length > 0 ? query.needs : byGoal.length > 0 ? byGoal : taxonomy.assumed[query.audience ?? 'unsure']
  const wider = [...new Set(asked.flatMap((need) => taxonomy.needs[need].wider))].filter(
    (need) => !asked.includes(need),
  )
  const substances = query.substances.filter((substance) => substance !== 'unsure')
  const elsewhere = substances.filter((substance) => taxonomy.substances[substance].help === 'elsewhere')
  const named = (prefix: string) =>
    query.preferences.flatMap((one) => (one.startsWith(prefix) ? one.slice(prefix.length) : []))
  return {
    asked: [...new Set(asked)],
    wider,
    byGoal,
    substances,
    elsewhere,
    communities: named('fits:'),
    languages: named('speaks:').map(primaryLanguage),
    taxonomy,
  }
}

/** How a service answers, or null where it does not. */
export function answerOf({ service, speaks }: Entry, wanted: Wanted): Answer | null {
  const answers = (need: Need) => service.needs.includes(need) && reaches(service.substances, need, wanted)
  const lastResort = wanted.taxonomy.last_resort
  const asked = wanted.asked.findIndex(answers)
  if (asked >= 0) return { tier: 'asked', need: wanted.asked[asked] ?? null, position: asked }
  if (wanted.elsewhere.some((substance) => service.substances?.includes(substance)))
    return { tier: 'asked', need: null, position: wanted.asked.length }
  const wider = wanted.wider.findIndex(answers)
  if (wider >= 0) return { tier: 'wider', need: wanted.wider[wider] ?? null, position: wider }
  const theirs =
    wanted.communities.some((one) => service.fits.includes(one)) || wanted.languages.some((one) => speaks.has(one))
  if (theirs && service.needs.includes('culturally_specific'))
    return { tier: 'wider', need: 'culturally_specific', position: wanted.wider.length }
  const position = lastResort.findIndex((need) => service.needs.includes(need))
  return service.coverage === 'national' && position >= 0 ? { tier: 'last_resort', need: null, position } : null
}

/** A drug and alcohol service that names no substance is no answer to gambling, unless the need is one it has for all. */
function reaches(named: readonly Substance[] | undefined, need: Need, wanted: Wanted): boolean {
  const onlyElsewhere = wanted.substances.length > 0 && wanted.elsewhere.length === wanted.substances.length
  if (!onlyElsewhere || !wanted.taxonomy.needs[need].of_use) return true
  return named?.some((substance) => wanted.elsewhere.includes(substance)) ?? false
}

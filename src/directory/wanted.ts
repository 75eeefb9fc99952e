import type { Need, Preference, Substance } from '../taxonomy.ts'
import type { Entry } from './compile.ts'
import type { Query } from './listing.ts'
import { bitsOf, primaryLanguage } from './tags.ts'
import type { Taxonomy } from './taxonomy.ts'

/** How closely a service answers: what was asked for, something wider, or a line that is there for everyone. */
export type Tier = 'asked' | 'wider' | 'last_resort'

export type Wanted = {
  /** What was asked for, the most important first; assumed from the goal or the audience where nothing was said. */
  asked: readonly Need[]
  /** What else helps, the nearest first. Holds nothing of `asked`. */
  wider: readonly Need[]
  /** The needs of both, each as its bit (`bitsOf`). */
  bits: { asked: readonly number[]; wider: readonly number[] }
  /** All substances named are ones that drug and alcohol services do not treat. */
  onlyElsewhere: boolean
  /** Spoken for by the goal: a plus, no condition. */
  byGoal: readonly Need[]
  /** Named substances, without `unsure`. */
  substances: readonly Substance[]
  /** Those of them that drug and alcohol services do not treat. */
  elsewhere: readonly Substance[]
  /**
   * Communities and languages (primary subtags) asked for by name, and the community of such a language: what is of them helps
   * beside whatever was asked.
   */
  communities: readonly string[]
  languages: readonly string[]
  /** The languages besides English that they asked for or write in. */
  spoken: readonly string[]
  /** Every wish, that of the young for what is theirs with them, each once. */
  wishes: readonly Preference[]
  /** A meal or an hour's company was asked for, which is for everyone who comes. */
  practical: boolean
  /** Something about use, one's own or a relative's, was asked for. */
  forUse: boolean
  taxonomy: Taxonomy
}

/** `need` is the one it answers, `position` that need's place among those asked for, or among those of its tier. */
export type Answer = { tier: Tier; need: Need | null; position: number }

/** What the query comes down to, so that every service can be held against it. Asked several times a turn of one query. */
export function wantedBy(query: Query, taxonomy: Taxonomy): Wanted {
  const known = remembered.get(query)
  if (known?.taxonomy === taxonomy) return known
  const wanted = reckoned(query, taxonomy)
  remembered.set(query, wanted)
  return wanted
}

const remembered = new WeakMap<Query, Wanted>()

function reckoned(query: Query, taxonomy: Taxonomy): Wanted {
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
  const languages = named('speaks:').map(primaryLanguage)
  const each = [...new Set(asked)]
  return {
    asked: each,
    wider,
    bits: { asked: each.map((need) => bitsOf([need])), wider: wider.map((need) => bitsOf([need])) },
    onlyElsewhere: substances.length > 0 && elsewhere.length === substances.length,
    byGoal,
    substances,
    elsewhere,
    communities: [...named('fits:'), ...languages.flatMap((one) => taxonomy.community_of_language[one] ?? [])],
    languages,
    spoken: [...new Set([...languages, primaryLanguage(query.language)])].filter((one) => one !== 'en'),
    wishes: [...new Set<Preference>(query.young ? ['young_people', ...query.preferences] : query.preferences)],
    forUse: asked.some((need) => taxonomy.needs[need].of_use || taxonomy.needs[need].of_relatives),
    practical: asked.every((need) => taxonomy.needs[need].for_everyone),
    taxonomy,
  }
}

/** How a service answers, or null where it does not. */
export function answerOf(entry: Entry, wanted: Wanted): Answer | null {
  const { service, speaks } = entry
  const asked = firstAnswered(entry, wanted.asked, wanted.bits.asked, wanted)
  if (asked >= 0) return { tier: 'asked', need: wanted.asked[asked] ?? null, position: asked }
  if (wanted.elsewhere.some((substance) => service.substances?.includes(substance)))
    return { tier: 'asked', need: null, position: wanted.asked.length }
  const wider = firstAnswered(entry, wanted.wider, wanted.bits.wider, wanted)
  if (wider >= 0) return { tier: 'wider', need: wanted.wider[wider] ?? null, position: wider }
  const theirs =
    wanted.communities.some((one) => service.fits.includes(one)) || wanted.languages.some((one) => speaks.has(one))
  if (theirs && service.needs.includes('culturally_specific'))
    return { tier: 'wider', need: 'culturally_specific', position: wanted.wider.length }
  if (service.coverage !== 'national') return null
  const position = wanted.taxonomy.last_resort.findIndex((need) => service.needs.includes(need))
  return position >= 0 ? { tier: 'last_resort', need: null, position } : null
}

/** The place of the first of these needs, given with their bits, that a service answers; -1 where it answers none. */
function firstAnswered(
  { needs, service }: Entry,
  among: readonly Need[],
  bits: readonly number[],
  wanted: Wanted,
): number {
  for (let at = 0; at < bits.length; at++)
    if (
      (needs & (bits[at] ?? 0)) !== 0 &&
      reaches(service.substances, among[at], wanted) &&
      isTheirs(service, among[at], wanted)
    )
      return at
  return -1
}

/** To who named a community, another community's own is no answer to that. */
function isTheirs({ fits }: Entry['service'], need: Need | undefined, { communities }: Wanted): boolean {
  if (need !== 'culturally_specific' || communities.length === 0 || fits.length === 0) return true
  return communities.some((one) => fits.includes(one))
}

/** A drug and alcohol service that names no substance is no answer to gambling, unless the need is one it has for all. */
function reaches(named: readonly Substance[] | undefined, need: Need | undefined, wanted: Wanted): boolean {
  if (!wanted.onlyElsewhere || !need || !wanted.taxonomy.needs[need].of_use) return true
  return named?.some((substance) => wanted.elsewhere.includes(substance)) ?? false
}

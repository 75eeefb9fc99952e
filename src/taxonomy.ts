/**
 * The ids everything agrees on: what `fingerpost understand` prints, what content may name, what a session may hold.
 * They are an interface (others measure with them), so they change only together with their readers.
 */

export const languages = ['en', 'pa', 'pa-Latn', 'ur', 'hi', 'bn', 'pl', 'ro', 'fr', 'ar', 'so'] as const
export type Language = (typeof languages)[number]

/** The language we answer in for a BCP 47 code: itself, or the one it is a way of writing ("ur-Latn": ur); null for none. */
export function answeredIn(code: string | null): Language | null {
  return languages.find((one) => one === code) ?? languages.find((one) => one === code?.split('-')[0]) ?? null
}

export function directionOf(language: Language): 'ltr' | 'rtl' {
  return directions[language]
}

/** By Unicode CLDR. Asked for every sentence that is said, and a locale takes long to make. */
const directions = Object.fromEntries(
  languages.map((one) => [one, new Intl.Locale(one).getTextInfo().direction === 'rtl' ? 'rtl' : 'ltr']),
) as Record<Language, 'ltr' | 'rtl'>

export const audiences = ['self', 'family', 'professional', 'unsure'] as const
export type Audience = (typeof audiences)[number]

export const needs = [
  'mutual_aid',
  'talk_now',
  'one_to_one',
  'family_support',
  'bereavement',
  'treatment',
  'harm_reduction',
  'health',
  'mental_health',
  'pregnancy_parenting',
  'domestic_abuse',
  'housing',
  'food',
  'benefits_debt',
  'legal',
  'prison_release',
  'employment_training',
  'activities',
  'volunteering',
  'culturally_specific',
] as const
export type Need = (typeof needs)[number]

export const substances = [
  'alcohol',
  'opioids',
  'cocaine',
  'cannabis',
  'stimulants',
  'benzodiazepines',
  'ghb',
  'ketamine',
  'steroids',
  'prescription',
  'nps',
  'gambling',
  'unsure',
] as const
export type Substance = (typeof substances)[number]

export const goals = ['stop', 'cut_down', 'safer', 'stay_stopped', 'unsure'] as const
export type Goal = (typeof goals)[number]

/** Preferences without a parameter. `speaks:xx` and `fits:NAME` carry one. */
export const plainPreferences = [
  'women_only',
  'men_only',
  'young_people',
  'lgbt',
  'not_religious',
  'faith',
  'online',
  'in_person',
  'evenings',
  'childcare',
  'step_free',
  'no_calls',
  'not_near_me',
  'meet_first',
  'still_using_ok',
] as const
export type Preference = (typeof plainPreferences)[number] | `speaks:${string}` | `fits:${string}`

/** What someone says of themselves that changes what they are told first: no need, and nothing that is searched by. */
export const circumstances = ['pregnant', 'after_break'] as const
export type Circumstance = (typeof circumstances)[number]

export const crisisKinds = [
  'suicide',
  'self_harm',
  'overdose',
  'withdrawal',
  'domestic_abuse',
  'child_at_risk',
  'violence',
  'medical',
  'poisoning',
  'mental_health',
] as const
export type CrisisKind = (typeof crisisKinds)[number]

export const commands = [
  'stop',
  'help',
  'back',
  'menu',
  'language',
  'more',
  'forget',
  'quiet',
  'start_over',
  'human',
  'yes',
  'no',
  'skip',
  'wrong',
  'suggest',
] as const
export type CommandName = (typeof commands)[number]

export const channels = ['sms', 'whatsapp', 'web', 'botframework'] as const
export type ChannelId = (typeof channels)[number]

/** Where nothing is ever sent but as an answer: there STOP ends the chat, and anything said goes on with it. */
export function onlyAnswers(channel: ChannelId): boolean {
  return channel === 'web' || channel === 'botframework'
}

const ids: ReadonlyMap<string, string> = new Map(
  [...audiences, ...needs, ...substances, ...goals, ...plainPreferences, ...circumstances, ...commands].map((id) => [
    id,
    id,
  ]),
)

/**
 * An id that was read from a file or a session, as it stands here. V8 tells names of one place in memory by that place; for
 * a copy it compares letter by letter, and where one names a property it throws the compiled code away, turn after turn.
 */
export function idOf<T extends string>(read: T): T {
  return (ids.get(read) ?? read) as T
}

/** What a value of a lexicon may say: one id with its dimension, e.g. `need:mutual_aid`, `preference:speaks:pl`. */
export type Sense = { dimension: string; value: string }

import { languageNamed, nameOfLanguage } from '../../directory/import/languages.ts'
import { coverages, offeredBy, type Service } from '../../directory/index.ts'
import { service } from '../../directory/service.ts'
import type { RecordChange } from '../../publishing/record.ts'
import { audiences, needs, plainPreferences, substances } from '../../taxonomy.ts'
import type { Fields } from './form.ts'

/** Whom a service is only for: each a box of its own. */
const limits = ['women_only', 'men_only', 'community_only', 'referral_only'] as const
/** These follow from whom it is only for, and are not asked twice. */
const elsewhere: readonly string[] = ['women_only', 'men_only']

/** The words a curator may tick, by the field of the record. Those of `fits` are the communities that records name. */
export const traitChoices = {
  needs,
  audiences,
  substances,
  approach: service.shape.approach.unwrap().element.options,
  attendance: service.shape.attendance.unwrap().element.options,
  preferences: plainPreferences.filter((one) => !elsewhere.includes(one)),
  first_contact: service.shape.first_contact.unwrap().element.options,
  limits,
  fits: null,
} as const
type Ticked = keyof typeof traitChoices

/** Fields of a form in which several boxes have one name. */
export const tickedFields = Object.keys(traitChoices) as Ticked[]

/** Whether something of what it is asked here cannot be used. */
export function hasTraitErrors(errors: Readonly<Record<string, string>>): boolean {
  const others = ['offered_by', 'coverage', 'min_age', 'max_age', 'languages']
  return Object.keys(errors).some((field) => [...tickedFields, ...others].some((one) => one === field))
}

type Traits = Omit<RecordChange, 'name' | 'short' | 'organization' | 'status' | 'cost' | 'contacts' | 'locations'>

/** What the form shows of a record: a ticked box is the field "needs.food". */
export function traitFields(one: Pick<Service, keyof Traits>): Fields {
  const { eligibility, fellowship, known_as = [], languages } = one
  const lists = { ...one, substances: one.substances ?? [], limits: limits.filter((limit) => eligibility[limit]) }
  const ticks = tickedFields.flatMap((field) => lists[field].map((value) => [`${field}.${value}`, 'yes'] as const))
  return {
    ...Object.fromEntries(ticks),
    offered_by: one.offered_by,
    coverage: one.coverage,
    fellowship: fellowship ? 'yes' : '',
    known_as: known_as.join('; '),
    languages: languages.map(nameOfLanguage).join(', '),
    min_age: eligibility.min_age?.toString() ?? '',
    max_age: eligibility.max_age?.toString() ?? '',
  }
}

/**
 * What a form says of a service besides its names, its contacts and its places. What was known keeps its place in each list,
 * for the best comes first; what is added comes after it. `errors` gets what cannot be used.
 */
export function traitsFrom(
  fields: Fields,
  before: Pick<Service, keyof Traits> | null,
  errors: Record<string, string>,
): Traits {
  const ticked = <T extends string>(field: Ticked, values: readonly T[], was: readonly T[] = []): T[] => {
    const now = values.filter((value) => fields[`${field}.${value}`])
    // A word that the form does not offer stays as it is.
    const kept = was.filter((value) => now.includes(value) || !values.includes(value))
    return [...kept, ...now.filter((value) => !kept.includes(value))]
  }
  const age = (name: string) => {
    const text = fields[name] ?? ''
    if (text === '') return undefined
    if (/^\d{1,3}$/.test(text) && Number(text) <= 120) return Number(text)
    errors[name] = 'age'
    return undefined
  }
  const [min_age, max_age] = [age('min_age'), age('max_age')]
  if (min_age !== undefined && max_age !== undefined && max_age < min_age) errors.max_age = 'ages'
  const asked = between(fields.languages, /[;,/\n]|\band\b/)
  const languages = asked.map(languageNamed)
  if (languages.includes(null)) errors.languages = 'languageUnknown'
  const by = offeredBy.find((one) => one === fields.offered_by)
  const covers = coverages.find((one) => one === fields.coverage)
  const wanted = ticked('needs', needs, before?.needs)
  const forWhom = ticked('audiences', audiences, before?.audiences)
  if (!by) errors.offered_by = 'chooseOffered'
  if (!covers) errors.coverage = 'chooseCoverage'
  if (wanted.length === 0) errors.needs = 'chooseNeeds'
  if (forWhom.length === 0) errors.audiences = 'chooseAudiences'
  const only = ticked('limits', limits)
  if (only.includes('women_only') && only.includes('men_only')) errors.limits = 'onlyBoth'
  const fits = Object.keys(fields).flatMap((name) => /^fits\.([a-z-]+)$/.exec(name)?.[1] ?? [])
  return {
    offered_by: by ?? 'community',
    coverage: covers ?? 'borough',
    fellowship: fields.fellowship === 'yes',
    known_as: between(fields.known_as, /[;\n]/).filter((one) => one.length > 1),
    needs: wanted,
    audiences: forWhom,
    substances: ticked('substances', substances, before?.substances),
    approach: ticked('approach', traitChoices.approach, before?.approach),
    attendance: ticked('attendance', traitChoices.attendance, before?.attendance),
    preferences: ticked('preferences', traitChoices.preferences, before?.preferences),
    first_contact: ticked('first_contact', traitChoices.first_contact, before?.first_contact),
    fits: ticked(
      'fits',
      fits,
      before?.fits.filter((one) => fits.includes(one)),
    ),
    languages: [...new Set(languages.filter((one) => one !== null))],
    eligibility: {
      min_age,
      max_age,
      women_only: only.includes('women_only'),
      men_only: only.includes('men_only'),
      community_only: only.includes('community_only'),
      referral_only: only.includes('referral_only'),
    },
  }
}

function between(text: string | undefined, separator: RegExp): string[] {
  return (text ?? '')
    .split(separator)
    .map((one) => one.trim())
    .filter((one) => one !== '')
}

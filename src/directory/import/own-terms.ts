import type { Need } from '../../taxonomy.ts'
import { type Service, service } from '../service.ts'

/** A category of a feed, and the taxonomy it is of. */
export type Term = { taxonomy: string; name: string }

/** Names our own terms in Open Referral: `fingerpost:needs`, `fingerpost:substances` and so on. */
export const ownTaxonomy = 'fingerpost'

/** The lists of a service that Open Referral has no field for; each is a taxonomy of its own. */
export const ownLists = [
  'needs',
  'audiences',
  'substances',
  'approach',
  'attendance',
  'fits',
  'preferences',
  'first_contact',
] as const
/** Single words of the same kind. */
export const ownWords = ['offered_by', 'coverage', 'texts', 'fellowship', 'emergency', 'walk_in'] as const
export const ownEligibility = ['women_only', 'men_only', 'community_only', 'referral_only'] as const

type OwnList = (typeof ownLists)[number]

/** What a service says in our own terms, as they stand in an export of Fingerpost. Terms nobody knows are left out. */
export function ownTermsOf(terms: readonly Term[]) {
  const of = (dimension: string) =>
    terms.filter((term) => term.taxonomy === `${ownTaxonomy}:${dimension}`).map((term) => term.name)
  const list = <K extends OwnList>(key: K): Service[K] | undefined => {
    const known = of(key).filter((one) => service.shape[key].safeParse([one]).success)
    return known.length > 0 ? (known as Service[K]) : undefined
  }
  const fields = Object.fromEntries(
    ownLists.flatMap((key) => {
      const found = key === 'needs' ? undefined : list(key)
      return found ? [[key, found]] : []
    }),
  ) as Partial<Pick<Service, OwnList>>
  const flags = Object.fromEntries(
    (['fellowship', 'emergency'] as const).flatMap((key) => (of(key)[0] === 'true' ? [[key, true]] : [])),
  ) as Partial<Pick<Service, 'fellowship' | 'emergency'>>
  return {
    needs: list('needs') as Need[] | undefined,
    fields: { ...fields, ...flags },
    offeredBy: service.shape.offered_by.safeParse(of('offered_by')[0]).data,
    coverage: service.shape.coverage.safeParse(of('coverage')[0]).data,
    texts: of('texts').find((one) => /^[a-z0-9-]+$/.test(one)),
    walkIn: of('walk_in')[0] === 'true',
    eligibility: Object.fromEntries(
      ownEligibility.flatMap((key) => (of('eligibility').includes(key) ? [[key, true]] : [])),
    ) as { [key in (typeof ownEligibility)[number]]?: boolean },
  }
}

import type { Request } from 'express'
import { uuidOf } from '../../directory/export/ids.ts'
import { modifiedOn, openingOf, organizationOf, slotsOf, termsOf } from '../../directory/export/open-referral.ts'
import type { Publication } from '../../directory/export/published.ts'
import { postcodeOf } from '../../directory/import/values.ts'
import type { Location, Service } from '../../directory/index.ts'
import { milesTo } from '../../directory/miles.ts'
import { timingOf } from '../../directory/recurrence.ts'
import type { Hours } from '../../directory/service.ts'
import { BadQuery, dayIn, momentIn, numberIn, textIn, timeIn } from './query.ts'

/** Which services were asked for, and which of their places. */
export type Filter = {
  service: (service: Service) => boolean
  location: (location: Location) => boolean
}

const metresInMile = 1609.344

/**
 * The filters of the UK profile, all of which have to hold, at one place where a service has several: `search`,
 * `taxonomy_term_id`, `taxonomy_id`, `organization_id`, `minimum_age`, `maximum_age`, `postcode`, `proximity` (metres),
 * `day`, `start_time`, `end_time`; and of HSDS 3 `modified_after`.
 * @param search whether `search` looks into services; where other rows are listed it looks into theirs
 * @throws BadQuery for a value that makes no sense
 */
export function filterOf(request: Request, publication: Publication, { search } = { search: true }): Filter {
  const words = wordFilter(request, publication, search)
  const { serves, near } = placeFilter(request, publication)
  const open = timeFilter(request)
  const location = (one: Location) => (near?.(one) ?? true) && open(one.hours)
  const there = (one: Service) =>
    one.locations.length > 0 ? one.locations.some(location) : near === null && open(openingOf(one))
  return { service: (one) => words(one) && serves(one) && there(one), location }
}

function wordFilter(request: Request, publication: Publication, searched: boolean): (service: Service) => boolean {
  const { describe } = publication
  // Days are all we know of a change: the whole of the day counts, so that who asks again misses nothing.
  const since = momentIn(request, 'modified_after')
  const search = (searched ? textIn(request, 'search') : null)?.toLowerCase().split(/\s+/) ?? []
  const term = textIn(request, 'taxonomy_term_id')
  const taxonomy = textIn(request, 'taxonomy_id')
  const organization = textIn(request, 'organization_id')
  const youngest = numberIn(request, 'minimum_age', 0)
  const oldest = numberIn(request, 'maximum_age', 0)
  return (one) => {
    const text = `${one.name} ${one.organization} ${describe(one)}`.toLowerCase()
    const terms = termsOf(one)
    return (
      search.every((word) => text.includes(word)) &&
      (since === null || (modifiedOn(one, publication) ?? '') >= since) &&
      (term === null || terms.some(({ taxonomy: of, name }) => uuidOf('taxonomy_term', `${of}/${name}`) === term)) &&
      (taxonomy === null || terms.some((each) => uuidOf('taxonomy', each.taxonomy) === taxonomy)) &&
      (organization === null || organizationOf(one).id === organization) &&
      (youngest === null || (one.eligibility.min_age ?? 0) >= youngest) &&
      (oldest === null || (one.eligibility.max_age ?? 120) <= oldest)
    )
  }
}

/**
 * With `proximity`, what has a place within so many metres of the centre of the postcode's sector; without, what serves
 * where the postcode is. As everywhere, nobody is placed finer than by a sector.
 */
function placeFilter(
  request: Request,
  publication: Publication,
): { serves: (service: Service) => boolean; near: ((location: Location) => boolean) | null } {
  const text = textIn(request, 'postcode')
  const metres = numberIn(request, 'proximity', 1)
  if (text === null) {
    if (metres !== null) throw new BadQuery('proximity is given together with postcode')
    return { serves: () => true, near: null }
  }
  const postcode = /^[a-z\d]{2,4} ?\d[a-z]{2}$/i.test(text) ? postcodeOf(text) : null
  const spot = postcode && publication.locate(postcode)
  if (!spot) throw new BadQuery('postcode is a whole postcode of Great Britain, as B66 1JE')
  if (metres === null) return { serves: (one) => one.coverage === 'national' || spot.inArea, near: null }
  const metresTo = (one: Location) => (milesTo(one, spot.point) ?? Number.POSITIVE_INFINITY) * metresInMile
  return { serves: () => true, near: (one) => metresTo(one) <= metres }
}

/** A slot on the day that opens no earlier and closes no later; where times are not known, none does. */
function timeFilter(request: Request): (hours: Hours) => boolean {
  const day = dayIn(request, 'day')
  const start = timeIn(request, 'start_time')
  const end = timeIn(request, 'end_time')
  if (day === null && start === null && end === null) return () => true
  return (hours) =>
    slotsOf(hours).some((one) => {
      const { opens, closes } = timingOf(one)
      return (
        (day === null || one.days.includes(day)) &&
        (start === null || opens >= start) &&
        (end === null || closes <= end)
      )
    })
}

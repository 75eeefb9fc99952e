import type { Entry } from './compile.ts'
import type { Query } from './listing.ts'
import { milesTo, nearMiles } from './miles.ts'
import type { Service } from './service.ts'
import type { Wanted } from './wanted.ts'

/** Whether this person could use a service at all. Issue 2: "No service is listed to someone who cannot use it". */
export function suits(entry: Entry, query: Query, wanted: Wanted): boolean {
  const { service } = entry
  // Who asks for one by its name is told of it, and its card says whom it is for: a child who writes "childline".
  if (query.named?.includes(service.id)) return true
  if (query.refused?.includes(service.id)) return false
  return (
    suitsAudience(service, query, wanted) &&
    suitsAge(service, query) &&
    suitsGender(service, query) &&
    suitsSubstance(service, wanted) &&
    suitsPlace(service, query) &&
    (!service.emergency || wanted.asked.includes('health')) &&
    (!service.eligibility.community_only || isOfTheirs(service, query)) &&
    !(query.preferences.includes('not_religious') && isReligious(service))
  )
}

/** Of a community the person named. */
function isOfTheirs({ fits }: Service, { preferences }: Query): boolean {
  return fits.some((one) => preferences.some((wish) => wish === one || wish === `fits:${one}`))
}

/** Faith-based by its own account, or a place of worship's own. */
export function isReligious(service: Service): boolean {
  return service.approach.includes('faith-based') || service.preferences.includes('faith')
}

/** They said where they are, and it is not in the area. */
export function isOutside(query: Query): boolean {
  return query.point !== null && !query.inArea
}

/** Where nobody said who it is for, or a professional speaks for somebody, services for relatives answer their needs. */
function suitsAudience({ audiences }: Service, { audience }: Query, { asked, taxonomy }: Wanted): boolean {
  if (audience === 'self' || audience === 'family') return audiences.includes(audience)
  if (audiences.includes('self') || audiences.includes('unsure')) return true
  if (audiences.includes('family')) return asked.some((need) => taxonomy.needs[need].of_relatives)
  return audience === 'professional' && audiences.includes('professional')
}

/**
 * Ages are never asked. Someone young may be any age under 18, so what starts at 16 is not offered; services for
 * children and young people go to those who said they are young, or to relatives and professionals who speak for one.
 */
function suitsAge(
  { eligibility: { min_age = 0, max_age } }: Service,
  { young, audience, preferences }: Query,
): boolean {
  if (young && min_age >= 16 && audience !== 'professional') return false
  const forYoungOnly = max_age !== undefined && max_age <= 25
  if (!forYoungOnly || young || preferences.includes('young_people')) return true
  return audience === 'family' || audience === 'professional'
}

function suitsGender({ eligibility }: Service, { preferences }: Query): boolean {
  if (eligibility.women_only && !preferences.includes('women_only')) return false
  return !eligibility.men_only || preferences.includes('men_only') || preferences.includes('fits:men')
}

/** A service that names no substance is for all of them, but what is there for drugs and alcohol first is not for gambling. */
function suitsSubstance({ substances: named, needs }: Service, { substances, elsewhere, taxonomy }: Wanted): boolean {
  if (!named) {
    const onlyElsewhere = substances.length > 0 && elsewhere.length === substances.length
    return !(onlyElsewhere && needs[0] && taxonomy.needs[needs[0]].of_use)
  }
  if (named.includes('unsure')) return true
  if (substances.length > 0) return named.some((substance) => substances.includes(substance))
  return named.some((substance) => taxonomy.substances[substance].help === 'drug_and_alcohol')
}

/** To someone outside the area its own services are not offered; one across the border may be theirs, if it is near. */
function suitsPlace({ coverage, locations }: Service, query: Query): boolean {
  if (coverage === 'national' || !isOutside(query)) return true
  return coverage === 'neighbour' && locations.some((one) => (milesTo(one, query.point) ?? Infinity) <= nearMiles)
}

import { type Need, needs } from '../../taxonomy.ts'
import type { Service } from '../service.ts'
import { isReligious } from '../suits.ts'
import { primaryLanguage } from '../tags.ts'

/** Whom something is there for, or how it is made for them. */
export const whoms = ['women_only', 'men_only', 'young_people', 'family', 'faith', 'step_free', 'childcare'] as const
export type Whom = (typeof whoms)[number]

/** What may be missing: help with a need, something for some people, of a community, or in a language (primary subtag). */
export type Kind = 'all' | `need:${Need}` | `whom:${Whom}` | `fits:${string}` | `speaks:${string}`

/** Every kind there is a word for: needs and people by our own list, communities by what services say. */
export function kindsOf(services: readonly Service[], languages: readonly string[]): Kind[] {
  const communities = new Set(services.flatMap((one) => one.fits))
  const spoken = new Set([...languages, ...services.flatMap((one) => one.languages)].map(primaryLanguage))
  spoken.delete('en')
  return [
    'all',
    ...needs.map((need): Kind => `need:${need}`),
    ...whoms.map((whom): Kind => `whom:${whom}`),
    ...[...communities].sort().map((one): Kind => `fits:${one}`),
    ...[...spoken].sort().map((one): Kind => `speaks:${one}`),
  ]
}

/** Whether a service is of a kind, as it says of itself: what no source says does not count. */
export function isOfKind(service: Service, kind: Kind): boolean {
  const value = kind.slice(kind.indexOf(':') + 1)
  switch (kind.split(':')[0]) {
    case 'all':
      return true
    case 'need':
      return service.needs.some((need) => need === value)
    case 'fits':
      return service.fits.includes(value)
    case 'speaks':
      return service.languages.some((tag) => primaryLanguage(tag) === value)
    default:
      return isFor(service, value as Whom)
  }
}

function isFor({ eligibility, preferences, audiences, needs: offered, ...service }: Service, whom: Whom): boolean {
  switch (whom) {
    case 'women_only':
    case 'men_only':
      return eligibility[whom] || preferences.includes(whom)
    case 'young_people':
      return (eligibility.max_age ?? Number.POSITIVE_INFINITY) <= 25 || preferences.includes(whom)
    case 'family':
      return offered.includes('family_support') || (audiences.includes('family') && !audiences.includes('self'))
    case 'faith':
      return isReligious({ ...service, eligibility, preferences, audiences, needs: offered })
    default:
      return preferences.includes(whom)
  }
}

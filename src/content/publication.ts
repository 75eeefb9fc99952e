import { type Publication, published } from '../directory/export/published.ts'
import { attributionOf } from '../directory/export/sources.ts'
import type { Language } from '../taxonomy.ts'
import { confirmedOn } from './confirmations.ts'
import type { Bundle } from './index.ts'
import { serviceText } from './sentences.ts'

/** What of a bundle may leave the house, described in a language. Kept, for a bundle does not change. */
export function publicationOf(bundle: Bundle, language: Language = 'en'): Publication {
  const held = known.get(bundle) ?? new Map<Language, Publication>()
  known.set(bundle, held)
  const services = [...held.values()][0]?.services ?? published(bundle.services, bundle)
  const made: Publication = held.get(language) ?? {
    services,
    describe: (service) => serviceText(bundle.sentences, language, service, 'about'),
    attribution: [...bundle.area.attribution, ...attributionOf(services)],
    confirmedOn: (service) => confirmedOn(bundle.confirmations, service, bundle.day.toString()),
    area: bundle.area,
    locate: (postcode) => {
      const value = postcode.slice(0, -2)
      const point = bundle.places.point({ kind: 'sector', value, inArea: false })
      return point && { point, inArea: bundle.places.nearest(point)?.inArea ?? false }
    },
  }
  held.set(language, made)
  return made
}

const known = new WeakMap<Bundle, Map<Language, Publication>>()

import { type Publication, published } from '../directory/export/published.ts'
import type { Language } from '../taxonomy.ts'
import type { Bundle } from './index.ts'

/** What of a bundle may leave the house, described in a language. Kept, for a bundle does not change. */
export function publicationOf(bundle: Bundle, language: Language = 'en'): Publication {
  const held = known.get(bundle) ?? new Map<Language, Publication>()
  known.set(bundle, held)
  const made = held.get(language) ?? {
    services: published(bundle.services, { confirmed: bundle.confirmed, taxonomy: bundle.taxonomy }),
    describe: (service) => bundle.sentences.say(language, `services:${service.texts ?? service.id}.about`),
    attribution: bundle.area.attribution,
    area: { id: bundle.area.id, name: bundle.area.name },
  }
  held.set(language, made)
  return made
}

const known = new WeakMap<Bundle, Map<Language, Publication>>()

import type { Bundle } from '../../content/index.ts'
import { forbiddenOf } from '../../publishing/warnings.ts'
import type { Language } from '../../taxonomy.ts'
import type { Checked } from './sentences.ts'

/**
 * What must not be published (content/never-published.yaml), looked for in every service that is shown, imported ones too,
 * and in every sentence. An imported record that nobody has confirmed is shown to nobody, and may hold anything.
 */
export function checkForbidden(bundle: Bundle, languages: readonly Language[]): Checked {
  const { services } = bundle.directory
  const problems = services.flatMap((service) =>
    forbiddenOf(bundle, service).map(({ never, why }) => `${service.id}: "${never}" must not be published. ${why}`),
  )
  for (const language of languages)
    for (const [key, text] of bundle.sentences.keys(language))
      for (const { never, why } of bundle.forbiddenIn(text))
        problems.push(`${language}: ${key}: "${never}" must not be published. ${why}`)
  return { looked: `${services.length} services searched for what must not be published`, problems }
}

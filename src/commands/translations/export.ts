import type { Config } from '../../config.ts'
import { type Bundle, reviewStates, stateOf, translationsOf, wordsHash } from '../../content/index.ts'
import type { Language } from '../../taxonomy.ts'
import { bundleFor } from '../bundle.ts'
import { type Target, writeCatalogue } from './catalogue.ts'
import { commenter } from './comments.ts'
import { writeWhole } from './edit.ts'
import { fill, type Guide, readGuide } from './guide.ts'

/**
 * Writes the sentences of a language for a translator, as a gettext PO file (docs/translating.md).
 * @param path where to; standard output where none is given
 * @param target what the file is to be read for: what nobody has confirmed so far is marked as needing work
 * @throws ContentError where the content cannot be used
 */
export function exportTranslations(
  config: Config,
  root: string,
  language: Language,
  path: string | undefined,
  { for: target }: { for: Target },
): void {
  const now = Date.now()
  const text = fileForTranslators(bundleFor(config, root, now), readGuide(root), language, target, now)
  if (path === undefined) process.stdout.write(text)
  else writeWhole(path, text)
}

/** The text of the file. */
export function fileForTranslators(
  bundle: Bundle,
  guide: Guide,
  language: Language,
  target: Target,
  now: number,
): string {
  const all = translationsOf(bundle.sentences, language)
  const entries = [...all.values()].map((one) => {
    const state = stateOf(bundle.reviewed[language], one)
    return {
      key: one.key,
      english: one.english,
      text: one.text,
      fuzzy: one.text !== '' && reviewStates.indexOf(state) < reviewStates.indexOf(target),
      base: { state, words: wordsHash(one.text) },
      remark: '',
    }
  })
  const named = { language: new Intl.DisplayNames(['en'], { type: 'language' }).of(language) ?? language }
  const header = guide.header.map((line) => fill(line, { ...named, reader: guide.readers[target] }))
  const tell = commenter(bundle, guide, language, now)
  return writeCatalogue({ language, target, entries }, header, (key) => {
    const one = all.get(key)
    return one ? tell(one) : []
  })
}

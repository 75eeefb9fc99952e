import type { Language } from '../taxonomy.ts'

/** A language's name in another, in letters that do not double the price of a text: "Polish", "ਪੋਲੈਂਡੀ". */
export function languageName(code: string, language: Language): string {
  const reader = language === 'pa-Latn' ? 'en' : language
  const known = namers.get(reader) ?? new Intl.DisplayNames([reader], { type: 'language' })
  namers.set(reader, known)
  return known.of(code) ?? code
}

/** Making one takes longer than all else that is said of a service. */
const namers = new Map<Language, Intl.DisplayNames>()

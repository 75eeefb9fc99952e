import type { Language } from '../taxonomy.ts'

/** A language's name in another, in letters that do not double the price of a text: "Polish", "ਪੋਲੈਂਡੀ". */
export function languageName(code: string, language: Language): string {
  const reader = language === 'pa-Latn' ? 'en' : language
  return new Intl.DisplayNames([reader], { type: 'language' }).of(code) ?? code
}

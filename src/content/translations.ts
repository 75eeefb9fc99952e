import { type ChannelId, channels, type Language } from '../taxonomy.ts'
import type { Sentences } from './sentences.ts'

/** Not translated: pages for the people who build and keep Fingerpost, and for staff; and what a call says in English at length. */
export const englishOnly: readonly string[] = ['phone', 'call', 'staff', 'guide', 'pages', 'desk', 'gaps']

/** One sentence of a language beside the English it says. */
export type Translation = {
  key: string
  /** The key without the channel's or the plural form's ending. */
  plain: string
  english: string
  /** Empty where the language has none. */
  text: string
  /** Said in this channel only; without it the plain sentence stands for it. */
  channel: ChannelId | null
  /** The plural form (CLDR) this one is for. */
  form: Intl.LDMLPluralRule | null
}

const forms = ['zero', 'one', 'two', 'few', 'many', 'other'] as const

/**
 * Every sentence that is said or may be said in a language, in the order of the English files: what English has, with
 * the plural forms of the language in the place of the English ones, and the language's own variants for a channel.
 */
export function translationsOf(sentences: Sentences, language: Language): Map<string, Translation> {
  const english = new Map([...sentences.keys('en')].filter(([key]) => !englishOnly.includes(key.split(':')[0] ?? '')))
  const own = sentences.keys(language)
  const found = new Map<string, Translation>()
  const add = (key: string, words: Omit<Translation, 'key' | 'text'>) =>
    void found.set(key, { key, text: own.get(key) ?? '', ...words })
  for (const [key, text] of english) {
    const base = pluralBase(key, english)
    if (base) {
      const needed = new Set<string>(pluralForms(language))
      for (const form of forms)
        if (needed.has(form) || own.has(`${base}_${form}`)) {
          const said = english.get(`${base}_${form}`) ?? english.get(`${base}_other`) ?? text
          add(`${base}_${form}`, { plain: base, english: said, channel: null, form })
        }
      continue
    }
    const channel = channels.find((one) => key.endsWith(`_${one}`)) ?? null
    const plain = channel ? key.slice(0, -channel.length - 1) : key
    const variant = channel !== null && english.has(plain)
    add(key, { plain: variant ? plain : key, english: text, channel: variant ? channel : null, form: null })
    for (const one of channels)
      if (own.has(`${key}_${one}`) && !english.has(`${key}_${one}`))
        add(`${key}_${one}`, { plain: key, english: text, channel: one, form: null })
  }
  return found
}

/** The plural forms a language has, for whole numbers and for those with a point. */
export function pluralForms(language: Language): Intl.LDMLPluralRule[] {
  return new Intl.PluralRules(language).resolvedOptions().pluralCategories
}

/** `miles` for `miles_one` and `miles_other`; null for a sentence that merely ends so. */
function pluralBase(key: string, english: ReadonlyMap<string, string>): string | null {
  const base = /^(.+)_(?:zero|one|two|few|many|other)$/.exec(key)?.[1]
  return base && english.has(`${base}_one`) && english.has(`${base}_other`) ? base : null
}

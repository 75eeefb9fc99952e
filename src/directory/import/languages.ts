import type { Flag } from './draft.ts'
import { type Fields, isFields, listOf, textOf } from './values.ts'

const english = new Intl.DisplayNames(['en'], { type: 'language', fallback: 'none' })

/** Languages people name in English, beside their codes. */
const codes =
  'en pa ur hi bn gu pl ro fr ar so fa ps ku tr es pt it de ru uk lt lv sk cs hu bg ta te ml ne sw yo ig am ti zh vi cy'
const named = new Map([
  ...codes.split(' ').map((code): [string, string] => [nameOfLanguage(code).toLowerCase(), code]),
  ['panjabi', 'pa'],
])

/** A language's English name; its code where it has none. */
export function nameOfLanguage(code: string): string {
  return english.of(code) ?? code
}

/** The language that a word names, by its English name or its code (BCP 47); null where it is none we know. */
export function languageNamed(word: string): string | null {
  const name = word.trim().toLowerCase()
  const known = named.get(name) ?? [...named.values()].find((code) => code === name)
  return (
    known ?? (/^[a-z]{2,3}(-[a-z]{2,4})?$/.test(name) && english.of(name) ? new Intl.Locale(name).toString() : null)
  )
}

/** Languages of a record by code, by English name, or several in one field; what is none of these is flagged. */
export function languagesOf(row: Fields, flags: Flag[]): { languages?: string[] } {
  const listed = listOf(row.languages) ?? [row.languages]
  const found = listed.flatMap((one) => {
    const said = isFields(one)
      ? { code: textOf(one.code, 12), name: textOf(one.name, 300) ?? textOf(one.language, 300) }
      : null
    const code = said?.code?.replace(/^[A-Z]{2,3}$/, (upper) => upper.toLowerCase())
    if (code && /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(code)) return [code]
    return (said ? (said.name ?? '') : (textOf(one, 300) ?? '')).split(/[;,/&]|\band\b/).flatMap((each) => {
      const known = languageNamed(each)
      if (!known && each.trim() !== '') flags.push('words_not_understood')
      return known ?? []
    })
  })
  return found.length > 0 ? { languages: [...new Set(found)] } : {}
}

import type { Translation } from '../../content/index.ts'
import type { Language } from '../../taxonomy.ts'
import type { Guide } from './guide.ts'

/** A sentence of more words is hard to read (the directory's and the replies' own limit). */
const wordsInSentence = 20

const scripts: Record<string, string> = {
  Arab: 'Arabic',
  Aran: 'Arabic',
  Beng: 'Bengali',
  Deva: 'Devanagari',
  Guru: 'Gurmukhi',
  Latn: 'Latin',
}

/**
 * What is wrong with a translator's words for a sentence, in words for whoever brings them in; nothing where they may be
 * tried. What can only be seen in a whole reply (its length, an encoding) is left to `check`.
 */
export function faultsOf(
  guide: Guide,
  language: Language,
  one: Pick<Translation, 'plain' | 'english' | 'form'>,
  text: string,
): string[] {
  const note = guide.noteOf(one.plain)
  const most = note?.most[language] ?? note?.most.all
  return [
    ...faultsOfValues(language, one, text),
    ...faultsOfNumbers(one.english, text),
    ...missing(
      capitalsIn(one.english).filter((word) => !guide.capitals_free.includes(word)),
      capitalsIn(text),
    ).map((word) => `lacks ${word}, which stays as it is`),
    ...(note?.any_script ? [] : faultsOfLetters(language, text)),
    ...(/\p{Cc}|\ufffd/u.test(text) ? ['has a line break, a tab or a broken character'] : []),
    ...(/^\s|\s$/u.test(text) ? ['begins or ends with a space'] : []),
    ...(most !== undefined && text.length > most ? [`has ${text.length} characters, ${most} allowed`] : []),
    ...(longestSentence(text) > wordsInSentence
      ? [`has a sentence of ${longestSentence(text)} words, ${wordsInSentence} allowed`]
      : []),
  ]
}

/** The names of the values in a sentence: "samaritans" for `{{samaritans}}`. */
export function valuesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name]) => name ?? ''))]
}

/** Words in capitals, values aside: what a person sends, and names. */
export function capitalsIn(text: string): string[] {
  return [...new Set(text.replaceAll(/\{\{.*?\}\}/g, ' ').match(/(?<![\p{L}\p{N}])[A-Z]{3,}(?![\p{L}\p{N}])/gu) ?? [])]
}

function faultsOfValues(
  language: Language,
  { english, form }: Pick<Translation, 'english' | 'form'>,
  text: string,
): string[] {
  const [wanted, named] = [valuesIn(english), valuesIn(text)]
  // "Two miles" may be one word, where the form is of one number only.
  const needed = form && countsOne(language, form) ? wanted.filter((name) => name !== 'count') : wanted
  const rest = text.replaceAll(/\{\{\s*\w+\s*\}\}/g, '')
  return [
    ...missing(needed, named).map((name) => `lacks {{${name}}}`),
    ...missing(named, wanted).map((name) => `has {{${name}}}, which the English has not`),
    ...(/[{}]|\$t\(/.test(rest) ? ['has braces that are not those of a value'] : []),
  ]
}

function countsOne(language: Language, form: Intl.LDMLPluralRule): boolean {
  const rules = new Intl.PluralRules(language)
  return Array.from({ length: 1001 }, (_, tenths) => tenths / 10).filter((n) => rules.select(n) === form).length === 1
}

/** Telephone numbers are facts with a source: none comes in by translation, and none is lost or written in other digits. */
function faultsOfNumbers(english: string, text: string): string[] {
  const numbers = (of: string) => [...new Set(of.match(/\p{Nd}{3,}/gu) ?? [])]
  return [
    ...missing(numbers(english), numbers(text)).map((number) => `lacks ${number}, in these digits`),
    ...missing(numbers(text), numbers(english)).map((number) => `has ${number}, which the English has not`),
  ]
}

function faultsOfLetters(language: Language, text: string): string[] {
  const script = scripts[new Intl.Locale(language).maximize().script ?? ''] ?? 'Latin'
  const others = new RegExp(
    `[^\\p{Script_Extensions=${script}}\\p{Script=Latin}\\p{Script=Common}\\p{Script=Inherited}]`,
    'u',
  )
  const found = others.exec(text)?.[0]
  return found ? [`has ${found}, a letter of another script`] : []
}

function longestSentence(text: string): number {
  const sentences = text.split(/[.?:;!।۔؟]\s/u)
  return Math.max(...sentences.map((one) => one.trim().split(/\s+/u).length))
}

function missing(wanted: readonly string[], among: readonly string[]): string[] {
  return wanted.filter((one) => !among.includes(one))
}

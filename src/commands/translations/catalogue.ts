import { type GetTextTranslations, po } from 'gettext-parser'
import { type ReviewState, reviewStates } from '../../content/index.ts'
import { type Language, languages } from '../../taxonomy.ts'

/** How far sentences are to be reviewed in a file: what is not so far yet is marked as needing work. */
export type Target = Exclude<ReviewState, 'draft'>

export type Entry = {
  key: string
  english: string
  /** Empty where there is none. */
  text: string
  /** Marked as needing work. */
  fuzzy: boolean
  /** What stood when the file was written; null where a translator's tool has dropped it. */
  base: { state: ReviewState; words: string } | null
  /** A translator's own comment. */
  remark: string
}

/** A file for translators, as far as it is read back. */
export type Catalogue = { language: Language; target: Target; entries: Entry[] }

/** A file that cannot be brought in, or not as somebody wants it; the message names it and says why. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError'
}

/** The last extracted comment of an entry, for ourselves: the state and the words (`wordsHash`) it was written with. */
const mark = /^fingerpost: (\w+) ([0-9a-f]{12})$/m

/** GNU gettext's name of a language: a way of writing is a variant there. */
const gettextNames: Partial<Record<Language, string>> = { 'pa-Latn': 'pa@latin' }

/**
 * A gettext PO file in UTF-8: one entry a sentence, its key as the context. Plural forms are entries of their own, for
 * gettext's are of whole numbers only ("1.2 miles" has none).
 * @param header lines for whoever opens the file
 * @param comments what is told beside a sentence, by key
 */
export function writeCatalogue(
  { language, target, entries }: Catalogue,
  header: readonly string[],
  comments: (key: string) => string[],
): string {
  const table: GetTextTranslations = {
    charset: 'utf-8',
    headers: {
      'Project-Id-Version': 'Fingerpost',
      Language: gettextNames[language] ?? language,
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=utf-8',
      'Content-Transfer-Encoding': '8bit',
      'X-Fingerpost-Language': language,
      'X-Fingerpost-Review': target,
    },
    translations: { '': { '': { msgid: '', msgstr: [], comments: { translator: header.join('\n') } } } },
  }
  for (const { key, english, text, fuzzy, base } of entries)
    table.translations[key] = {
      [english]: {
        msgctxt: key,
        msgid: english,
        msgstr: [text],
        comments: {
          extracted: [...comments(key), ...(base ? [`fingerpost: ${base.state} ${base.words}`] : [])].join('\n'),
          ...(fuzzy ? { flag: 'fuzzy' } : {}),
        },
      },
    }
  return po.compile(table).toString('utf8')
}

/**
 * Reads a file that came back from a translator.
 * @throws CatalogueError where it is damaged, in another encoding than it says, or of no language of ours
 */
export function readCatalogue(bytes: Buffer): Catalogue {
  const table = parsed(bytes)
  const headers = new Map(Object.entries(table.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]))
  const entries = Object.entries(table.translations).flatMap(([key, byEnglish]) =>
    key === '' ? [] : Object.values(byEnglish).map((one) => ({ key, one })),
  )
  if (entries.length === 0) throw new CatalogueError('has no sentence with a context (msgctxt)')
  return {
    language: languageOf(headers.get('x-fingerpost-language'), headers.get('language')),
    target: targetOf(headers.get('x-fingerpost-review')),
    entries: entries.map(({ key, one: { msgid, msgstr, comments } }) => ({
      key,
      english: msgid,
      text: msgstr[0] ?? '',
      fuzzy: /\bfuzzy\b/.test(comments?.flag ?? ''),
      base: baseOf(comments?.extracted ?? ''),
      remark: (comments?.translator ?? '').trim(),
    })),
  }
}

function parsed(bytes: Buffer): GetTextTranslations {
  const bom = bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))
  try {
    return po.parse(bom ? bytes.subarray(3) : bytes, { defaultCharset: 'utf-8', validation: true })
  } catch (error) {
    throw new CatalogueError(`is no PO file: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Our own header says it; where a tool has dropped that, gettext's. Two that differ are a mistake somebody must look at. */
function languageOf(own: string | undefined, gettext: string | undefined): Language {
  const known = (name: string | undefined) => {
    const code = name
      ?.trim()
      .replace('_', '-')
      .replace(/@latin$/i, '-Latn')
      .toLowerCase()
    const exact = languages.find((one) => one.toLowerCase() === code)
    return exact ?? languages.find((one) => one === code?.split('-')[0])
  }
  const said = [own, gettext].filter((one) => one?.trim())
  const [first, second] = said.map(known)
  if (!first) throw new CatalogueError(`is in no language of ours: ${said[0] ?? 'no header Language'}`)
  if (said.length === 2 && first !== second)
    throw new CatalogueError(`says two languages: ${said[0]} (X-Fingerpost-Language) and ${said[1]} (Language)`)
  return first
}

function targetOf(name: string | undefined): Target {
  const known = (['native', 'clinical'] as const).find((one) => one === (name?.trim() || 'native'))
  if (!known) throw new CatalogueError(`has a header X-Fingerpost-Review of neither native nor clinical: ${name}`)
  return known
}

function baseOf(extracted: string): Entry['base'] {
  const [, name, words] = mark.exec(extracted) ?? []
  const state = reviewStates.find((one) => one === name)
  return state && words ? { state, words } : null
}

import { z } from 'zod'
import { openFiles } from '../../content/files.ts'
import type { Bundle } from '../../content/index.ts'
import { type Counts, countsOf, readingAge, sentencesIn } from '../../content/reading.ts'
import { languages } from '../../taxonomy.ts'

/** content/plain-language.yaml. */
export const plainLanguage = z.strictObject({
  reading_age: z.number().positive(),
  message_words: z.number().int().positive(),
  sentence_words: z.number().int().positive(),
  never: z.partialRecord(
    z.enum(languages),
    z.strictObject({ words: z.array(z.string().min(2)), except: z.array(z.string()).default([]) }),
  ),
})
export type PlainLanguage = z.infer<typeof plainLanguage>

/** One file of English sentences: its reading age as a whole, its longest sentence in words, its hardest message. */
export type Plain = {
  subject: string
  messages: number
  age: number
  longest: number
  hardest: string
  hardestAge: number
}

/** @throws ContentError where the file is not as it must be */
export function plainLanguageIn(root: string): PlainLanguage | null {
  const files = openFiles(root)
  const found = files.yaml('content/plain-language.yaml', plainLanguage)
  files.finish()
  return found
}

/** How plain the English is, and in every language whether a word is used that labels people. */
export function checkPlain(bundle: Bundle, limits: PlainLanguage): { found: Plain[]; problems: string[] } {
  const names = namesOf(bundle)
  const subjects = Map.groupBy(bundle.sentences.keys('en'), ([key]) => key.split(':')[0] ?? '')
  const measured = [...subjects].map(([subject, messages]) => measure(subject, messages, names, limits))
  return {
    found: measured.map(({ plain }) => plain),
    problems: [...measured.flatMap(({ problems }) => problems), ...labels(bundle, limits, names)],
  }
}

/** As a table in Markdown. */
export function plainTable(found: readonly Plain[]): string {
  const rows = found.map(({ subject, messages, age, longest, hardest, hardestAge }) =>
    [
      `\`${subject}\``,
      messages,
      age.toFixed(1),
      longest,
      hardest ? `\`${hardest}\` ${hardestAge.toFixed(1)}` : '',
    ].join(' | '),
  )
  return [
    'sentences of | messages | reading age | longest sentence, words | hardest message',
    '---|---:|---:|---:|---',
    ...rows,
  ]
    .map((row) => `| ${row} |`)
    .join('\n')
}

function measure(subject: string, messages: [string, string][], names: string[], limits: PlainLanguage) {
  const problems: string[] = []
  const sum: Counts = { sentence: 0, word: 0, syllable: 0 }
  const plain: Plain = { subject, messages: messages.length, age: 0, longest: 0, hardest: '', hardestAge: 0 }
  for (const [key, text] of messages) {
    const sentences = sentencesIn(text, names)
    const counts = countsOf(sentences)
    for (const part of ['sentence', 'word', 'syllable'] as const) sum[part] += counts[part]
    const longest = Math.max(0, ...sentences.map((words) => words.length))
    plain.longest = Math.max(plain.longest, longest)
    if (longest > limits.sentence_words)
      problems.push(`en, ${key}: a sentence of ${longest} words, ${limits.sentence_words} allowed`)
    if (counts.word < limits.message_words) continue
    const age = readingAge(counts)
    if (age > plain.hardestAge) Object.assign(plain, { hardest: key, hardestAge: age })
    if (age > limits.reading_age)
      problems.push(`en, ${key}: a reading age of ${age.toFixed(1)}, ${limits.reading_age} allowed`)
  }
  plain.age = readingAge(sum)
  if (plain.age > limits.reading_age)
    problems.push(`en, ${subject} as a whole: a reading age of ${plain.age.toFixed(1)}, ${limits.reading_age} allowed`)
  return { plain, problems }
}

/** Words that make a person their problem. */
function labels({ sentences }: Bundle, { never }: PlainLanguage, names: string[]): string[] {
  return languages.flatMap((language) => {
    const { words = [], except = [] } = never[language] ?? {}
    if (words.length === 0) return [`${language}: content/plain-language.yaml names no words for people`]
    const forms = words.map((word) => (word.endsWith('*') ? `${word.slice(0, -1)}[\\p{L}\\p{M}]*` : word))
    const word = new RegExp(String.raw`(?<![\p{L}\p{M}])(${forms.join('|')})(?![\p{L}\p{M}])`, 'iu')
    return [...sentences.keys(language)].flatMap(([key, text]) => {
      const rest = [...names, ...except].reduce(
        (left, name) => left.replaceAll(new RegExp(RegExp.escape(name), 'giu'), ''),
        text,
      )
      const found = word.exec(rest)?.[0]
      return found ? [`${language}, ${key}: "${found}" is no word for people`] : []
    })
  })
}

/** Proper names that a sentence may use: of services and those who run them, of places, and our own. */
function namesOf({ services, sentences, area, places }: Bundle): string[] {
  const ofServices = services.flatMap(({ name, short, organization }) => [name, short ?? name, organization])
  const ours = sentences.say('en', 'web:title')
  return [...new Set([...ofServices, ours, area.name, ...places.towns().map(({ name }) => name)])].filter(Boolean)
}

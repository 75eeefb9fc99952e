import { z } from 'zod'
import {
  audiences,
  circumstances,
  commands,
  goals,
  idOf,
  needs,
  plainPreferences,
  type Sense,
  substances,
} from '../taxonomy.ts'
import { courtesies } from './meaning.ts'

/**
 * One file of content/lexicons/<language>/<subject>.yaml: which phrases mean what. A new language is new files.
 *
 * Phrases are written in the pattern language of text/phrases.ts, one a line or several on a line parted by `;`.
 * A line that begins with `#` is a comment. A class is its file's own, or the only one of
 * that name in the language's other files.
 */

const phrases = z.string().transform((text) =>
  text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .flatMap((line) => line.split(';'))
    .map((phrase) => phrase.trim())
    .filter(Boolean),
)

const tag = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/

/** What the value of a dimension may be. `nothing` takes words away from shorter phrases ("diet coke" is no substance). */
const dimensions: Record<string, (value: string) => boolean> = {
  command: among(commands),
  to: (value) => tag.test(value),
  choice: (value) => /^-?\d{1,2}$/.test(value),
  audience: among(audiences),
  need: among(needs),
  substance: among(substances),
  goal: among(goals),
  preference: (value) =>
    among(plainPreferences)(value) ||
    /^fits:[a-z-]+$/.test(value) ||
    (value.startsWith('speaks:') && tag.test(value.slice(7))),
  told: among(circumstances),
  courtesy: among(courtesies),
  // Not part of a meaning: `use` makes ambiguous slang near it count, `call` is a call for help that says no more than that,
  // the others turn down what they stand before or behind (denied.ts).
  context: among(['use', 'call', 'not_next', 'not_before', 'or']),
  // Words that show in which language a message is written, and mean nothing else here.
  written: (value) => tag.test(value),
}

const sense = z.string().transform((text, context): Sense => {
  const [read = '', ...rest] = text.split(':')
  const dimension = Object.keys(dimensions).find((one) => one === read) ?? read
  const value = rest.join(':')
  if (value !== 'nothing' && !value.includes('{}') && !dimensions[dimension]?.(value))
    context.addIssue(`no such sense: ${text}`)
  return { dimension, value: idOf(value) }
})

const entry = z.strictObject({
  means: z.union([sense.transform((one) => [one]), z.array(sense).min(1)]),
  say: phrases,
  /** Phrases that, where they overlap one of `say`, take its meaning away. */
  unless: phrases.default([]),
  /** One entry for each key: `{}` stands for the key in `means`, and for its phrases, as alternatives, in `say` and `unless`. */
  each: z.record(z.string(), phrases).optional(),
  /** Everyday words ("gear", "brown"): they count only alone or near a sign that the talk is of using. */
  slang: z.boolean().default(false),
  /** Says something beside what the phrases inside it say ("my brother needs rehab"), and takes no word from them. */
  beside: z.boolean().default(false),
})

export const lexicon = z.strictObject({
  /** BCP 47; `und` for what belongs to no language (emoji, names of languages, proper names). */
  language: z.string().regex(tag),
  subject: z.string().regex(/^[a-z_]+$/),
  classes: z.record(z.string().regex(/^[\w-]+$/), phrases).default({}),
  entries: z.array(entry).default([]),
})
export type Lexicon = z.infer<typeof lexicon>

/** One meaning with the phrases for it, `each` written out. */
export type Entry = { senses: Sense[]; say: string[]; unless: string[]; slang: boolean; beside: boolean }

/** The entries of a lexicon. Throws where `{}` is filled with a value its dimension does not know. */
export function entriesOf(file: Lexicon): Entry[] {
  return file.entries.flatMap(({ means, say, unless, each, slang, beside }) => {
    if (!each) return [{ senses: means, say, unless, slang, beside }]
    return Object.entries(each).map(([key, alternatives]) => {
      const fill = (list: string[]) => list.map((phrase) => phrase.replaceAll('{}', `(${alternatives.join('|')})`))
      const senses = means.map(({ dimension, value }) => {
        const filled = value.replaceAll('{}', key)
        if (filled !== 'nothing' && !dimensions[dimension]?.(filled))
          throw new Error(`no such sense in ${file.language}/${file.subject}: ${dimension}:${filled}`)
        return { dimension, value: idOf(filled) }
      })
      return { senses, say: fill(say), unless: fill(unless), slang, beside }
    })
  })
}

function among(values: readonly string[]): (value: string) => boolean {
  return (value) => values.includes(value)
}

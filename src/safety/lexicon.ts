import { z } from 'zod'
import { crisisKinds } from '../taxonomy.ts'

/** Patterns of src/text/phrases.ts, one a line. */
const patterns = z
  .string()
  .transform((text) =>
    text
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  )
  .pipe(z.array(z.string()).min(1))

/** content/safety/lexicons/<language>/classes.yaml: named sets of phrases, used as `@name` in that language's patterns. */
export const classesFile = z.record(z.string().regex(/^[\w-]+$/), patterns)

/**
 * What makes a danger smaller: `next` speaks of what follows directly ("not going to"), `clause` of everything in the
 * same clause ("last year"). A danger made smaller is gentle; it is never silenced.
 */
const softener = z.strictObject({
  reach: z.enum(['next', 'clause']),
  say: patterns,
  /** Takes back a softener that it overlaps ("wont stop" hitting me). */
  unless: patterns.optional(),
})

/**
 * Ideas that make a danger when they stand near one another, in any order: "@stopped + @shaking", one combination a line,
 * each part a pattern. The first part is the one that "last year" or "what if" must speak of to make it gentle.
 */
const combinations = z
  .string()
  .transform((text) =>
    text
      .split('\n')
      .filter((line) => line.trim() !== '')
      .map((line) => line.split(' + ').map((part) => part.trim())),
  )
  .pipe(z.array(z.array(z.string().min(1)).min(2)).min(1))

/** content/safety/lexicons/<language>/context.yaml: what stands around a danger and changes what it means. */
export const contextFile = z.strictObject({
  /** "wna wana wanna = want to", one a line: how words are written in texts, and what is read instead. */
  short: z
    .string()
    .transform((text) => text.split('\n').filter((line) => line.trim() !== ''))
    .pipe(z.array(z.string().regex(/^[^=]+=[^=]+$/)))
    .optional(),
  /** Idiom, names, training: a danger that overlaps one of these is not a danger. */
  innocent: patterns.optional(),
  softeners: z.record(z.string(), softener).default({}),
  /** Where a new clause begins, so that "last year" does not reach past "but". */
  clauses: patterns.optional(),
  /** Who is spoken of (`self`, `other`), and what else a rule may ask about (`partner`, `young`, `adult`...). */
  marks: z.record(z.string(), patterns).default({}),
  /** What is half of a danger, by the name that content/safety/signals.yaml uses: "cant do this" is `cannot`. */
  signals: z.record(z.string().regex(/^[a-z_]+$/), patterns).default({}),
  /** Words that are right as they stand though one letter away from a word of danger. */
  plain: z
    .string()
    .transform((text) => text.split(/\s+/).filter((word) => word !== ''))
    .optional(),
})

const rule = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9-]+$/),
    level: z.enum(['now', 'gentle']),
    /** `either`: whoever was spoken of last before the words; the writer where nobody was. */
    who: z.enum(['self', 'other', 'either']),
    say: patterns.optional(),
    together: combinations.optional(),
    /** The most words that the parts of a combination may span. */
    within: z.number().int().min(2).max(60).default(18),
    /** Takes back a match of this rule that it overlaps. */
    unless: patterns.optional(),
    /** Names of softeners that make this rule gentle. */
    softened_by: z.array(z.string()).default(['negation']),
    /** The words are a child's own ("my dad hits me"), unless an adult age is given. */
    young: z.boolean().default(false),
    /** Marks that must stand somewhere in the message for the rule to count ("shaking", with drink stopped). */
    needs: z.array(z.string()).default([]),
    /** Marks that must stand nowhere in the message: what is a danger to a child alone ("no food at home") is none told by a grown-up. */
    unless_marked: z.array(z.string()).default([]),
    /** With such a mark in the message it is a danger of another kind ("my boyfriend has a knife"). The first that holds. */
    turns: z.array(z.strictObject({ with: z.string(), into: z.enum(crisisKinds) })).default([]),
    /** It is also half of a danger, by this name: "low", said three times, is more than low. */
    signal: z
      .string()
      .regex(/^[a-z_]+$/)
      .optional(),
    /** Meant for another service and sent to us ("999", "SHOUT"). */
    misdirected: z.boolean().default(false),
    /** `who` is the one who hurts others, not the one in danger: the writer, so spoken of, is told how to keep others safe, not to get away. */
    harms: z.boolean().default(false),
    /** It is not plain which danger it is ("i dont feel safe"), or no kind's own words fit: the reply is the one for any danger. */
    unsure: z.boolean().default(false),
  })
  .refine((one) => one.say || one.together, 'a rule says nothing')
export type Rule = z.infer<typeof rule>

/** content/safety/lexicons/<language>/<kind>.yaml. */
export const rulesFile = z.strictObject({ kind: z.enum(crisisKinds), rules: z.array(rule).min(1) })

/** Everything one language knows. Built by the loader of content from the files of one folder. */
export const lexicon = z.strictObject({
  language: z.string(),
  classes: classesFile,
  context: contextFile,
  kinds: z.array(rulesFile).min(1),
})
export type Lexicon = z.infer<typeof lexicon>

/** The names of the signals a language knows. */
export function signalsOf({ context, kinds }: Lexicon): string[] {
  const named = kinds.flatMap(({ rules }) => rules.flatMap(({ signal }) => signal ?? []))
  return [...Object.keys(context.signals), ...named]
}

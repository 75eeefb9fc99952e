import { z } from 'zod'
import { keptSignal } from '../safety/index.ts'
import { audiences, circumstances, crisisKinds, goals, idOf, languages, needs, substances } from '../taxonomy.ts'

/**
 * What is kept of a conversation between two turns: ids only, never a word the person wrote. It is written out as JSON
 * after every turn and read back before the next.
 */

const place = z.strictObject({
  kind: z.enum(['postcode', 'sector', 'outcode', 'town', 'neighbourhood']),
  value: z.string(),
  town: z.string().optional(),
  inArea: z.boolean(),
})

const slots = z.strictObject({
  audience: z.enum(audiences).nullable(),
  needs: z.array(z.enum(needs)),
  place: place.nullable(),
  substances: z.array(z.enum(substances)),
  goal: z.enum(goals).nullable(),
  preferences: z.array(z.string()),
  /** Questions the person chose not to answer: not asked again. */
  skipped: z.array(z.string()),
  young: z.boolean(),
  told: z.array(z.enum(circumstances)).optional(),
  /** Services they asked for by name: these they are told of, whoever they are. */
  named: z.array(z.string()).optional(),
  /** Services they will not have. */
  refused: z.array(z.string()).optional(),
})
export type Slots = z.infer<typeof slots>

/** Where the conversation stands; the numbers on the screen mean `choices`. */
const standing = z.strictObject({
  /**
   * A question's id, or one of the fixed places: results, card, human, urgent, language, which_place,
   * which_wrong, wrong, suggest_name and what follows it.
   */
  prompt: z.string(),
  slots,
  /** Services shown so far in this search, for MORE; the last page is what the numbers mean (a card: itself, then its list). */
  shown: z.array(z.string()),
  page: z.array(z.string()),
})
export type Standing = z.infer<typeof standing>

const base = z.strictObject({
  /** Which shape it is of: this program's own (`shape`), or the one an older program wrote. */
  v: z.union([z.string(), z.literal(1)]),
  language: z.enum(languages),
  /** The person asked for the language: what they write in does not change it any more. */
  languageChosen: z.boolean(),
  standing,
  /** What each number or word last offered stands for. */
  choices: z.record(z.string(), z.string()),
  /** Where BACK leads, the latest last. */
  trail: z.array(standing),
  /** Questions asked before the first signpost. */
  asked: z.number().int(),
  signposted: z.boolean(),
  misunderstood: z.number().int(),
  /** The withdrawal warning was given since stopping or cutting down was last meant. */
  warned: z.boolean(),
  /** What is said above a list once in a conversation, and was: keys of sentences. */
  said: z.array(z.string()).default([]),
  /** What may be half of a danger, by name; it fades (content/safety/signals.yaml). */
  signals: z.array(keptSignal),
  /** The danger whose words were said last, to be said again (after-danger.ts); never what the person wrote. */
  danger: z
    .strictObject({
      kind: z.enum(crisisKinds),
      who: z.enum(['self', 'other']),
      young: z.boolean(),
      unsure: z.literal(true).optional(),
    })
    .nullable()
    .default(null),
  /** The places the person told us of lately, by the names of what is kept of them, and when (epoch milliseconds). */
  suggested: z.array(z.strictObject({ id: z.string(), at: z.number() })).default([]),
  /** Somebody else may read what is sent: safety at home was spoken of. From here on nothing is named by its subject. */
  plain: z.boolean().default(false),
  /** Epoch milliseconds of the last turn. */
  lastAt: z.number(),
})

/** The conversation before a long silence, for BACK. It is never nested deeper than this. */
export const session = base.extend({ before: base.nullable() })
export type Session = z.infer<typeof session>

/** The name of the shape that sessions have here: of any other definition it is another. */
const shape = hashOf(JSON.stringify(z.toJSONSchema(session)))

export const emptySlots: Slots = {
  audience: null,
  needs: [],
  place: null,
  substances: [],
  goal: null,
  preferences: [],
  skipped: [],
  young: false,
}

/** A conversation that has just begun. */
export function newSession(language: Session['language'], start: string, now: number): Session {
  return {
    v: shape,
    language,
    languageChosen: false,
    standing: { prompt: start, slots: emptySlots, shown: [], page: [] },
    choices: {},
    trail: [],
    asked: 0,
    signposted: false,
    misunderstood: 0,
    warned: false,
    said: [],
    signals: [],
    danger: null,
    suggested: [],
    plain: false,
    lastAt: now,
    before: null,
  }
}

/**
 * Reads a stored session; null where there is none or it is of another shape (an older program wrote it): a fresh start. What
 * was written in this very shape is not held against it again, which would be an eighth of a turn.
 */
export function readSession(stored: string | null): Session | null {
  if (stored === null) return null
  try {
    const read = JSON.parse(stored)
    return withOwnIds(read.v === shape ? read : { ...session.parse(read), v: shape })
  } catch {
    return null
  }
}

/** What is searched by is the program's own ids, of a step back too. */
function withOwnIds(read: Session): Session {
  for (const { standing, trail } of read.before ? [read, read.before] : [read])
    for (const { slots } of [standing, ...trail]) {
      slots.needs = slots.needs.map(idOf)
      slots.substances = slots.substances.map(idOf)
    }
  return read
}

function hashOf(text: string): string {
  let hash = 0
  for (let at = 0; at < text.length; at++) hash = (Math.imul(hash, 31) + text.charCodeAt(at)) | 0
  return (hash >>> 0).toString(36)
}

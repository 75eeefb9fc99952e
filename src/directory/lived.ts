import { z } from 'zod'

/** What somebody with lived experience is asked after they went to a service. Nothing else is taken down: no words, no stars. */
export const livedQuestions = ['greeted', 'as_you_are', 'woman', 'parent', 'minority_faith'] as const
export type LivedQuestion = (typeof livedQuestions)[number]

/** One visit. An answer that is left out is not known. Who went stands in no file. */
export const visit = z
  .strictObject({
    /** The month of it (YYYY-MM): a day could tell who it was. */
    visited: z.string().regex(/^20\d\d-(0[1-9]|1[0-2])$/),
    /** Somebody was there to greet them. */
    greeted: z.boolean().optional(),
    /** They could come as they were. */
    as_you_are: z.boolean().optional(),
    /** A woman, a parent, someone of a minority faith would feel at ease there. */
    woman: z.boolean().optional(),
    parent: z.boolean().optional(),
    minority_faith: z.boolean().optional(),
  })
  .refine((one) => livedQuestions.some((question) => one[question] !== undefined), 'answers no question')
export type Visit = z.infer<typeof visit>

/** What is shown of one month, in the order of the questions. */
export type LivedFacts = { month: string; facts: { question: LivedQuestion; yes: boolean }[] }

/** A visit is shown for a year and a half: people and doors change. The choice is ours; no source says how long. */
export const livedMonths = 18

/**
 * Of whom somebody else's ease is judged, only a yes is shown: after one visit a no is an opinion about a service that cannot
 * answer, and could turn away the very person it speaks of. It withholds the yes, and the desk shows it to curators.
 */
const judged: ReadonlySet<LivedQuestion> = new Set(['woman', 'parent', 'minority_faith'])

/**
 * The facts to show: to each question the newest answer, the latest month first.
 * @param month the month it is (YYYY-MM)
 */
export function livedFacts(visits: readonly Visit[], month: string): LivedFacts[] {
  const newestFirst = countingVisits(visits, month)
  const told = livedQuestions.flatMap((question) => {
    const found = newestFirst.find((one) => one[question] !== undefined)
    const yes = found?.[question]
    return found && yes !== undefined && (yes || !judged.has(question)) ? [{ month: found.visited, question, yes }] : []
  })
  return [...Map.groupBy(told, (one) => one.month)]
    .map(([of, all]) => ({ month: of, facts: all.map(({ question, yes }) => ({ question, yes })) }))
    .sort((a, b) => (a.month < b.month ? 1 : -1))
}

/** The questions that the newest answer to, of the visits that count, is a no. */
export function livedNos(visits: readonly Visit[], month: string): { question: LivedQuestion; month: string }[] {
  const newestFirst = countingVisits(visits, month)
  return livedQuestions.flatMap((question) => {
    const found = newestFirst.find((one) => one[question] !== undefined)
    return found?.[question] === false ? [{ question, month: found.visited }] : []
  })
}

/** Whether a visit counts in a month: not to come, and not too old. */
export function visitCounts({ visited }: Pick<Visit, 'visited'>, month: string): boolean {
  const age = monthsOf(month) - monthsOf(visited)
  return age >= 0 && age <= livedMonths
}

/** The newest first; of one month the one that was written down last. */
function countingVisits(visits: readonly Visit[], month: string): Visit[] {
  return visits
    .filter((one) => visitCounts(one, month))
    .toReversed()
    .sort((a, b) => (a.visited === b.visited ? 0 : a.visited < b.visited ? 1 : -1))
}

function monthsOf(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5))
}

import {
  type Review,
  type ReviewState,
  type Reviews,
  reviewStates,
  stateOf,
  type Translation,
  wordsHash,
} from '../../content/index.ts'
import type { Catalogue, Entry, Target } from './catalogue.ts'

/** Who has read the sentences, as what, and when. */
export type Reader = { by: string; on: string; state: Target }

/** What becomes of a sentence. `review` null: it is a draft again; absent: its review stays. */
export type Change = { key: string; text?: string; review?: Review | null }

export type Refusal = { key: string; why: string; text: string }

export type Merged = {
  changes: Change[]
  refused: Refusal[]
  /** Sentences that the file does not speak of: they stay. */
  absent: string[]
  /** Sentences marked as right in the file, which no native speaker put their name to. */
  unsigned: string[]
}

const rank = (state: ReviewState) => reviewStates.indexOf(state)

/**
 * What a translator's file changes. Each entry is compared with what stood when the file was written and with what stands
 * now, so that nothing done here meanwhile is undone; what cannot be taken is refused with the reason, and stays as it is.
 * @param reader null: texts are taken, as drafts
 * @param faults what is wrong with the words for a sentence
 */
export function merge(
  { language, entries, target }: Catalogue,
  all: ReadonlyMap<string, Translation>,
  reviewed: Reviews,
  reader: Reader | null,
  faults: (one: Translation, text: string) => string[],
): Merged {
  const merged: Merged = { changes: [], refused: [], absent: [], unsigned: [] }
  const met = new Set<string>()
  for (const entry of entries) {
    const here = all.get(entry.key)
    if (met.has(entry.key)) refuse(entry, 'it is in the file twice')
    else if (here && entry.english === here.english) mergeOne(entry, here)
    else if (saysSomething(entry, target))
      refuse(entry, here ? 'the English has changed since the file was written' : 'there is no such sentence')
    met.add(entry.key)
  }
  merged.absent.push(...[...all.keys()].filter((key) => !met.has(key)))
  return merged

  function mergeOne(entry: Entry, here: Translation): void {
    const { key, text } = entry
    const state = stateOf(reviewed, here)
    const base = entry.base ?? { state, words: wordsHash(here.text) }
    const isRight = isMarkedRight({ ...entry, base }, target)
    if (text === here.text) {
      if (isRight && rank(state) < rank(target)) confirm(entry, here, state)
      else if (entry.fuzzy && rank(base.state) >= rank(target) && state !== 'draft')
        merged.changes.push({ key, review: null })
    } else if (wordsHash(text) === base.words) {
      if (isRight) refuse(entry, 'it was marked as right, but the words here are others now')
    } else {
      const why = whyNot(entry, here, base.words, state, faults)
      if (why.length > 0) refuse(entry, why.join('; '))
      else change(entry, here, isRight)
    }
  }

  function change({ key, text }: Entry, here: Translation, isRight: boolean): void {
    const review = isRight && reader?.state === 'native' ? signed(reader, here, text) : null
    if (isRight && !review) merged.unsigned.push(key)
    merged.changes.push({ key, text, ...(review || reviewed[key] ? { review } : {}) })
  }

  function confirm(entry: Entry, here: Translation, state: ReviewState): void {
    const { key, text } = entry
    if (!reader) merged.unsigned.push(key)
    else if (target === 'clinical' && state !== 'native') refuse(entry, 'no native speaker has confirmed it yet')
    else merged.changes.push({ key, review: signed(reader, here, text, reviewed[key]) })
  }

  function refuse({ key, text }: Entry, why: string): void {
    merged.refused.push({ key, why, text })
  }

  function signed({ by, on, state }: Reader, one: Translation, text: string, before?: Review): Review {
    return {
      state,
      by,
      on,
      words: wordsHash(text),
      english: wordsHash(language === 'en' ? text : one.english),
      ...(state === 'clinical' && before ? { native: { by: before.by, on: before.on } } : {}),
    }
  }
}

/** Whether somebody changed the words or took the mark of needing work away, and left it not marked. */
function isMarkedRight({ fuzzy, text, base }: Entry, target: Target): boolean {
  return !fuzzy && text !== '' && (wordsHash(text) !== base?.words || rank(base.state) < rank(target))
}

/** Whether an entry is other than it was sent out. */
function saysSomething(entry: Entry, target: Target): boolean {
  return isMarkedRight(entry, target) || (entry.text !== '' && wordsHash(entry.text) !== entry.base?.words)
}

/** Why other words than those here are not taken. */
function whyNot(
  { fuzzy, text }: Entry,
  here: Translation,
  base: string,
  state: ReviewState,
  faults: (one: Translation, text: string) => string[],
): string[] {
  if (text === '') return ['it is empty in the file']
  if (base !== wordsHash(here.text)) return ['it was changed here, too, since the file was written']
  if (fuzzy && state !== 'draft') return ['it is marked as needing work, and would replace confirmed words']
  return faults(here, text)
}

import type { Point } from '../places/place.ts'
import type { Audience, Goal, Language, Need, Preference, Substance } from '../taxonomy.ts'

/** When something is open, as facts; the words ("tonight 7:30pm") are made where they are shown. */
export type Opening =
  | { state: 'always' }
  | { state: 'unknown' }
  /** Open at this moment, until epoch ms; `justStarted` for a meeting under way for at most 15 minutes. */
  | { state: 'open'; until: number; justStarted?: boolean }
  /** Closed; opens again at epoch ms. `uncertain`: that day is a bank holiday and no source says whether it opens. */
  | { state: 'closed'; opens: number; uncertain?: boolean }
  /** Normally open now, but today is a bank holiday and no source says whether it opens; sure to open at epoch ms. */
  | { state: 'uncertain'; opens: number }

/** What a person is looking for. Everything may be missing. */
export type Query = {
  audience: Audience | null
  needs: readonly Need[]
  substances: readonly Substance[]
  goal: Goal | null
  preferences: readonly Preference[]
  language: Language | string
  /** Where they are; null where they did not say. */
  point: Point | null
  /** The town's slug, to leave out with `not_near_me`. */
  town: string | null
  inArea: boolean
  /** Young enough to say so: services for children and young people count, adult-only ones do not. */
  young: boolean
  /** Services that were asked for by name. */
  named?: readonly string[] | undefined
  /** Services that are not wanted, by id. */
  refused?: readonly string[] | undefined
}

/** Why a service is shown, in the order of weight; a sentence for each lives in locales as `reason.<id>`. */
export type Reason =
  | { id: 'need'; value: Need }
  | { id: 'substance'; value: Substance }
  | { id: 'audience'; value: Audience }
  | { id: 'speaks'; value: string }
  | { id: 'fits'; value: string }
  | { id: 'preference'; value: string }
  | { id: 'near' }
  | { id: 'open_now' }
  | { id: 'no_call_needed' }
  /** Not for oneself to ask: by voucher or a professional's referral. Said wherever such a service is listed to others. */
  | { id: 'referral_needed' }

/** One service as it would be listed to this person now. Indices point into the lists of `Directory.get(service)`. */
export type Listed = {
  service: string
  location: number | null
  /** The one contact to print; always one that works for this person (never a phone number under `no_calls`). */
  contact: number
  /** Straight-line miles, where both ends are known. */
  miles: number | null
  opening: Opening
  /** Something the person can do at this moment: call, text or chat with a line that answers now, or walk in. */
  possibleNow: boolean
  /** False: the contact is not yet confirmed and is marked so. */
  confirmed: boolean
  reasons: Reason[]
  score: number
}

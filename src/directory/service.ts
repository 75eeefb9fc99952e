import { z } from 'zod'
import { audiences, needs, plainPreferences, substances } from '../taxonomy.ts'
import { visit } from './lived.ts'

/**
 * One entry of the directory: Open Referral UK's service with its organisation, locations, schedules, eligibility,
 * languages, cost and attributes, plus what that standard lacks and a person at night needs (approach, who may come,
 * what the first contact is like), and provenance for every fact.
 */

/** Where a fact comes from. `field` names what it speaks of: `phone:0121 553 1333`, `address`, `schedules`, `languages`... */
export const provenance = z.strictObject({
  source: z.string().min(3),
  /** The date its source carries, in the source's own precision ("2022", "undated"). */
  dated: z.string(),
  /** The day we last read the source, and the day it must be looked at again. */
  checked: z.iso.date(),
  review_by: z.iso.date(),
  confidence: z.enum([
    'page-verified',
    'page-verified-stale',
    'seed-report',
    'official-source-code',
    'code-corroborated',
    'derived',
    'imported',
    /** Somebody told us of it, and nobody has looked yet. */
    'suggested',
    /** Asked of the service itself, by telephone or at the door. */
    'told',
  ]),
  /** Under what permission the fact is used: a bare fact, or a licence that asks for attribution. */
  permission: z.enum(['fact', 'OGL v3', 'CC BY 4.0']).default('fact'),
  /** Of an imported fact: whose directory it is from, and what was recorded at import of how it may be used. */
  imported: z.strictObject({ source: z.string(), licence: z.string(), attribution: z.string().optional() }).optional(),
})
export type Provenance = z.infer<typeof provenance>

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/)
const monthDay = z.string().regex(/^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/)
export const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
export type Weekday = (typeof weekdays)[number]

/** What a plain week cannot say. Several may stand together; a slot takes place where all of them agree. */
const rhythm = {
  /** Only these of the weekday in its month: 1 is the first, -1 the last ("first Sunday", "last Friday"). */
  nth: z
    .array(z.literal([1, 2, 3, 4, 5, -1]))
    .min(1)
    .optional(),
  /** Every so many weeks, counted from the week (Monday to Sunday) that holds `from`. */
  every: z.strictObject({ weeks: z.number().int().min(2).max(52), from: z.iso.date() }).optional(),
  /** The first and the last day, both included, for which its source vouches. */
  from: z.iso.date().optional(),
  until: z.iso.date().optional(),
  /** Every year from one day to another (month-day), both included; over New Year where the second comes earlier. */
  season: z.strictObject({ from: monthDay, until: monthDay }).optional(),
  /** Days on which it does not take place. */
  except: z.array(z.iso.date()).optional(),
}

/**
 * Opening in Europe/London wall-clock time, weekly where no rhythm says otherwise. `closes` not after `opens` means past
 * midnight; 24:00 is midnight. A slot belongs to the day on which it begins.
 */
export const schedule = z.strictObject({
  days: z.array(z.enum(weekdays)).min(1),
  opens: time,
  closes: time.or(z.literal('24:00')),
  /** What happens on England's bank holidays. Where no source says so it is `unknown`, and we say that. */
  bank_holidays: z.enum(['closed', 'open', 'unknown']).default('unknown'),
  /** A meeting that starts once, rather than a door that stays open: "start just missed" applies to it. */
  meeting: z.boolean().default(false),
  ...rhythm,
})
export type Schedule = z.infer<typeof schedule>

/** `always`: day and night. `unknown`: no source gives times we may state. */
export const hours = z.union([z.literal('always'), z.literal('unknown'), z.array(schedule).min(1)])
export type Hours = z.infer<typeof hours>

export const contact = z.strictObject({
  type: z.enum(['phone', 'text', 'textphone', 'web', 'chat', 'email', 'walk_in']),
  /** As it is printed: "0121 553 1333", "85258", "cranstoun.org". Empty only for `walk_in`, where the location is the contact. */
  value: z.string(),
  /** For `text`: the word to send. For `phone`: what to press ("option 2"), by id of a sentence in locales. */
  keyword: z.string().optional(),
  hours: hours.default('unknown'),
  free: z.boolean().optional(),
})
export type Contact = z.infer<typeof contact>

export const location = z.strictObject({
  /** Printed as it stands; proper names are not translated. */
  address: z.string(),
  postcode: z.string().optional(),
  town: z.string().optional(),
  lat: z.number().optional(),
  lon: z.number().optional(),
  venue: z.enum(['neutral', 'faith', 'discreet', 'clinical', 'community']).default('neutral'),
  /** Never shown: the place is used for distance at most by its town. */
  hidden: z.boolean().default(false),
  hours: hours.default('unknown'),
})
export type Location = z.infer<typeof location>

export const offeredBy = ['peer', 'professional', 'community'] as const
export const coverages = ['national', 'borough', 'neighbour'] as const

export const service = z.strictObject({
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** The proper name as a person would recognise it; `short` where that is too long for a text message (24 characters). */
  name: z.string(),
  short: z.string().max(24).optional(),
  /** What people call it besides its names. An ordinary word is one only where somebody who asks for it means this. */
  known_as: z.array(z.string().min(2)).optional(),
  /** The entry of locales/<language>/services.json that speaks of it, where several share one; otherwise its id. */
  texts: z.string().optional(),
  organization: z.string(),
  status: z.enum(['active', 'inactive']).default('active'),
  /** The part of an area's core it plays; production needs each confirmed. */
  core: z.enum(['treatment', 'peer', 'family', 'crisis']).optional(),
  /** Which of the three it is, for answers that hold both peer and professional, and never fellowships alone. */
  offered_by: z.enum(offeredBy),
  fellowship: z.boolean().default(false),
  /** An emergency department: for who asks for medical help, never a stand-in for something gentler. */
  emergency: z.boolean().default(false),
  /** What it is good for, the best first. */
  needs: z.array(z.enum(needs)).min(1),
  audiences: z.array(z.enum(audiences)).default(['self', 'family', 'professional', 'unsure']),
  /** Left out: it does not ask. */
  substances: z.array(z.enum(substances)).optional(),
  approach: z.array(z.enum(['12-step', 'smart', 'faith-based', 'secular', 'clinical', 'harm-reduction'])).default([]),
  eligibility: z
    .strictObject({
      min_age: z.number().int().optional(),
      max_age: z.number().int().optional(),
      women_only: z.boolean().default(false),
      men_only: z.boolean().default(false),
      /** Only for the community it is of (`fits`): not listed to anyone who did not name it. */
      community_only: z.boolean().default(false),
      /** By voucher or a professional's referral, not by oneself. */
      referral_only: z.boolean().default(false),
    })
    .default({ women_only: false, men_only: false, community_only: false, referral_only: false }),
  /** What its sources say of attendance; what they do not say stands in neither list. */
  attendance: z
    .array(z.enum(['still_using_ok', 'medication_ok', 'family_welcome', 'self_referral', 'no_sign_up']))
    .default([]),
  /** Culture, faith or community it is for or of: sikh, muslim, polish, yemeni, african-caribbean, lgbt... */
  fits: z.array(z.string()).default([]),
  preferences: z.array(z.enum(plainPreferences)).default([]),
  /** BCP 47. Absent: no source says; English is assumed for ranking and not stated. */
  languages: z.array(z.string()).default([]),
  cost: z.enum(['free', 'paid', 'unknown']).default('unknown'),
  coverage: z.enum(coverages),
  first_contact: z.array(z.enum(['text', 'form', 'walk_in', 'rings_back', 'meets_you', 'chat', 'call'])).default([]),
  contacts: z.array(contact).min(1),
  locations: z.array(location).default([]),
  /** What it was really like, as curators with lived experience found it: answers of yes and no with their month. */
  lived: z.array(visit).optional(),
  /** Who keeps the record true. */
  steward: z.string(),
  /** By field. Every contact's key is `type:value`. */
  provenance: z.record(z.string(), provenance),
})
export type Service = z.infer<typeof service>

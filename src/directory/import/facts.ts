import { z } from 'zod'
import { needs, plainPreferences } from '../../taxonomy.ts'
import { service } from '../service.ts'
import { ownEligibility } from './own-terms.ts'

const meaning = z.strictObject({
  women_only: z.boolean().optional(),
  men_only: z.boolean().optional(),
  preferences: z.array(z.enum(plainPreferences)).optional(),
  approach: service.shape.approach.unwrap().optional(),
  fits: z.array(z.string()).optional(),
  languages: z.array(z.string()).optional(),
})
/** What a code of a feed says of a meeting. */
export type Meaning = z.infer<typeof meaning>

/** content/imports.yaml: see there. */
export const importFacts = z.strictObject({
  fellowships: z.record(z.string(), z.strictObject({ like: z.string(), texts: z.string() })),
  meeting_types: z.record(z.string(), meaning),
  bmlt_formats: z.record(z.string(), meaning),
  bmlt_open: z.string(),
  bmlt_closed: z.string(),
  bmlt_letters: z.record(z.string(), z.string()),
  bmlt_closed_holidays: z.string(),
  bmlt_venues: z.strictObject({ virtual: z.string(), hybrid: z.string(), closed: z.string() }),
  nowhere: z.array(z.strictObject({ lat: z.number(), lon: z.number(), miles: z.number().positive() })),
  only_for: z.partialRecord(z.enum(ownEligibility), z.array(z.string().regex(/^[a-z][a-z -]*$/))),
  role_mailboxes: z.array(z.string()),
  needs: z.partialRecord(z.enum(needs), z.array(z.string().regex(/^[a-z][a-z -]*$/))),
})
export type ImportFacts = z.infer<typeof importFacts>

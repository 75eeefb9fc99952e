import { z } from 'zod'

/** One crisis line as it is printed, with where the number comes from and until when it may be shown. */
export const crisisLine = z
  .strictObject({
    /** As a person dials or texts it. */
    number: z.string().regex(/^[\d ]{2,14}$/),
    /** For a line reached by text: the word to send first. */
    keyword: z.string().optional(),
    name: z.string(),
    by: z.enum(['phone', 'text']),
    /** In the words of the source; absent where no source gives them. */
    hours: z.string().optional(),
    /** The directory's contact it is; none for 999 and what belongs to it. */
    confirmed_as: z.strictObject({ service: z.string(), contact: z.string() }).optional(),
    source: z.string().min(3),
    checked_on: z.iso.date(),
    /** The last day the number may be shown without being looked up again. */
    expires_on: z.iso.date(),
  })
  .refine((line) => line.checked_on < line.expires_on, 'a line must be checked before it expires')
export type CrisisLine = z.infer<typeof crisisLine>

/** content/safety/lines.yaml: the lines by the name that sentences use as {{name}}. */
export const linesFile = z.record(z.string().regex(/^[a-z0-9_]+$/), crisisLine)

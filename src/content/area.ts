import { z } from 'zod'

const ids = z.array(z.string())

/** content/areas/<area>/area.yaml. */
export const area = z.strictObject({
  id: z.string(),
  name: z.string(),
  /** The country of the United Kingdom it lies in, which addresses in Open Referral carry as their state or province. */
  nation: z.enum(['England', 'Scotland', 'Wales', 'Northern Ireland']),
  /** The services, by the part they play, that production cannot do without. */
  core: z.strictObject({ treatment: ids.min(1), peer: ids.min(1), family: ids.min(1), crisis: ids.min(1) }),
  /** The services staff ring together with a person, the first to try first. */
  ring_together: z.strictObject({ self: ids.min(1), family: ids.min(1) }),
  /** What the licences of the data ask to be shown with it. */
  attribution: z.array(z.string()),
})
export type Area = z.infer<typeof area>

import { z } from 'zod'

/** content/confirmations.yaml: who rang or wrote, when and how, and until when that holds. */
export const confirmations = z.array(
  z.strictObject({
    service: z.string(),
    /** `type:value` as it was confirmed: a number that changes later is not confirmed any more. */
    contact: z.string().regex(/^[a-z_]+:/),
    confirmed_on: z.iso.date(),
    by: z.string().min(2),
    how: z.string().min(2),
    expires: z.iso.date(),
  }),
)
export type Confirmations = z.infer<typeof confirmations>

/** Whether a contact is confirmed on a day (ISO date). */
export function isConfirmed(all: Confirmations, service: string, contact: string, today: string): boolean {
  return all.some(
    (one) => one.service === service && one.contact === contact && one.confirmed_on <= today && today <= one.expires,
  )
}

import { z } from 'zod'
import type { Service } from '../directory/index.ts'

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

/**
 * The day (ISO date) on which a service's contacts were confirmed, as far as that holds today; of several the one that was
 * asked longest ago. Null where none is.
 */
export function confirmedOn(all: Confirmations, { id, contacts }: Service, today: string): string | null {
  const days = contacts.flatMap(({ type, value }) => {
    const held = all.filter((one) => isConfirmed([one], id, `${type}:${value}`, today))
    return (
      held
        .map((one) => one.confirmed_on)
        .sort()
        .at(-1) ?? []
    )
  })
  return days.sort()[0] ?? null
}

/** Whether a contact is confirmed on a day (ISO date). */
export function isConfirmed(all: Confirmations, service: string, contact: string, today: string): boolean {
  return all.some(
    (one) => one.service === service && one.contact === contact && one.confirmed_on <= today && today <= one.expires,
  )
}

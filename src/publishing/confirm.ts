import type { Service } from '../directory/index.ts'
import { confirmationEntries, confirmationName } from './entries.ts'
import { monthsAfter } from './record.ts'

export type Confirming = {
  service: Service
  /** `type:value`. */
  contacts: readonly string[]
  /** ISO date. */
  today: string
  by: string
  how: string
}

/** content/confirmations.yaml with contacts confirmed today: crisis lines for three months, the others for six. */
export function confirm(text: string, { service, contacts, today, by, how }: Confirming): string {
  const expires = monthsAfter(today, service.core === 'crisis' ? 3 : 6)
  const entries = contacts.map((contact) => {
    const one = { service: service.id, contact, confirmed_on: today, by, how, expires }
    return [confirmationName(one), [one]] as const
  })
  return confirmationEntries.change(text, new Map(entries))
}

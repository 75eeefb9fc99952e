import { isSeq, parseDocument } from 'yaml'
import type { Service } from '../directory/index.ts'
import { monthsAfter, nodeOf, write } from './record.ts'

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
  const document = parseDocument(text)
  const list: unknown = document.contents
  if (!isSeq(list)) throw new Error('content/confirmations.yaml is no list')
  list.flow = false
  const expires = monthsAfter(today, service.core === 'crisis' ? 3 : 6)
  list.items = list.items.filter((item) => {
    const { service: id, contact } = (item as { toJSON(): Record<string, unknown> }).toJSON()
    return id !== service.id || !contacts.includes(String(contact))
  })
  for (const contact of contacts)
    list.items.push(nodeOf(document, { service: service.id, contact, confirmed_on: today, by, how, expires }))
  return write(document)
}

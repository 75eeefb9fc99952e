import type { Contact } from '../service.ts'
import { service } from '../service.ts'
import type { Draft } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import { readOpening } from './opening-text.ts'
import { phoneOf } from './phones.ts'
import { emailOf, fieldsOf, isFields, textOf, webOf } from './values.ts'

type Contacts = Draft['service']['contacts']

/**
 * The contacts of a service as an export of Fingerpost has them in full (`fingerpost.contacts`): in their order, each with its
 * hours, which Open Referral has no field for. Each is read as strictly as anybody's. Null where there are none.
 */
export function ownContactsOf(own: unknown, facts: ImportFacts): Contacts | null {
  if (!isFields(own)) return null
  const found = fieldsOf(own.contacts).flatMap((one): Contacts => {
    const type = service.shape.contacts.element.shape.type.safeParse(one.type).data
    const value = type && printedOf(type, one.value, facts)
    if (!type || value === null || value === undefined) return []
    const hours = readOpening(textOf(one.hours, 20_000) ?? '') ?? 'unknown'
    return [{ type, value, ...(hours === 'unknown' ? {} : { hours }) }]
  })
  return found.length > 0 ? found : null
}

function printedOf(type: Contact['type'], value: unknown, { role_mailboxes }: ImportFacts): string | null {
  const text = textOf(value)
  switch (type) {
    case 'walk_in':
      return ''
    case 'text':
      return text && /^\d{5,6}$/.test(text) ? text : phoneOf(text)
    case 'phone':
    case 'textphone':
      return phoneOf(text)
    case 'web':
    case 'chat':
      return webOf(text)
    case 'email': {
      const email = emailOf(text, role_mailboxes)
      return email && 'email' in email ? email.email : null
    }
  }
}

import type { Hours } from '../service.ts'
import type { Draft, Flag } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import {
  emailOf,
  type Fields,
  fieldsOf,
  isFields,
  isPersonalNumber,
  numberOf,
  phoneOf,
  textOf,
  webOf,
} from './values.ts'

type Contacts = Draft['service']['contacts']

/**
 * How a service of Open Referral is reached: its numbers, then its address on the web, then a mailbox of a role. What is a
 * person's own (a mobile with a name to it, a mailbox that is nobody's role) is left out.
 */
export function contactsOf(row: Fields, facts: ImportFacts, hours: Hours, flags: Flag[]): Contacts {
  const contacts: Contacts = []
  const add = (type: 'phone' | 'text' | 'textphone' | 'web' | 'email', value: string) => {
    if (contacts.some((one) => one.type === type && one.value === value)) return
    contacts.push({ type, value, ...(hours === 'unknown' || type === 'email' ? {} : { hours }) })
  }
  for (const { phone, named } of phonesOf(row)) {
    const kind = textOf(phone.type, 20)?.toLowerCase() ?? 'voice'
    const written = textOf(phone.number ?? phone.phone_number)
    const number = phoneOf(written)
    if (number && named && isPersonalNumber(number)) flags.push('private_left_out')
    else if (number && kind !== 'fax') add(phoneTypes[kind] ?? 'phone', number)
    else if (kind === 'text' && written && /^\d{5,6}$/.test(written)) add('text', written)
  }
  const web =
    webOf(row.url) ?? (isFields(row.organization) ? webOf(row.organization.website ?? row.organization.url) : null)
  if (web) add('web', web)
  const email = emailOf(row.email, facts.role_mailboxes)
  if (email) {
    if ('email' in email) add('email', email.email)
    else flags.push('private_left_out')
  }
  const people = fieldsOf(row.contacts)
  if (people.some((one) => textOf(one.name) ?? textOf(one.email))) flags.push('private_left_out')
  return contacts
}

const phoneTypes: Readonly<Record<string, 'phone' | 'text' | 'textphone'>> = { text: 'text', textphone: 'textphone' }

/** Of the service, of its places, and of its contacts (the only place v1 has for them). */
function phonesOf(row: Fields): { phone: Fields; named: boolean }[] {
  const at = fieldsOf(row.service_at_locations)
  const contacts = [row, ...at].flatMap((one) => fieldsOf(one.contacts))
  return [
    ...[row, ...at].flatMap((one) => fieldsOf(one.phones).map((phone) => ({ phone, named: false }))),
    ...contacts.flatMap((one) => fieldsOf(one.phones).map((phone) => ({ phone, named: textOf(one.name) !== null }))),
  ]
}

/** Free where every price is nothing, paid where one is not; otherwise not known. */
export function costOf(row: Fields): { cost?: 'free' | 'paid' } {
  const amounts = fieldsOf(row.cost_options).flatMap((one) => numberOf(one.amount) ?? [])
  if (amounts.some((amount) => amount > 0)) return { cost: 'paid' }
  const free = amounts.length > 0 || /^free\b/i.test(textOf(row.fees) ?? textOf(row.fees_description) ?? '')
  return free ? { cost: 'free' } : {}
}

/** Languages people name in English, beside their codes. */
const named = new Map(
  [
    'en',
    'pa',
    'ur',
    'hi',
    'bn',
    'gu',
    'pl',
    'ro',
    'fr',
    'ar',
    'so',
    'fa',
    'ps',
    'ku',
    'tr',
    'es',
    'pt',
    'it',
    'de',
    'ru',
    'uk',
  ]
    .concat([
      'lt',
      'lv',
      'sk',
      'cs',
      'hu',
      'bg',
      'ta',
      'te',
      'ml',
      'ne',
      'sw',
      'yo',
      'ig',
      'am',
      'ti',
      'zh',
      'vi',
      'cy',
    ])
    .map((code) => [new Intl.DisplayNames(['en'], { type: 'language' }).of(code)?.toLowerCase() ?? code, code]),
)

export function languagesOf(row: Fields): { languages?: string[] } {
  const found = fieldsOf(row.languages).flatMap((one) => {
    const code = textOf(one.code, 12)
    if (code && /^[a-z]{2,3}(-[A-Za-z]{2,4})?$/.test(code)) return [code]
    const name = (textOf(one.name, 60) ?? textOf(one.language, 60))?.toLowerCase()
    return named.get(name ?? '') ?? ([...named.values()].includes(name ?? '') ? [name ?? ''] : [])
  })
  return found.length > 0 ? { languages: [...new Set(found)] } : {}
}

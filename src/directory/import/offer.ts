import type { Hours } from '../service.ts'
import type { Draft, Flag } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import { isPersonalNumber, phonesIn } from './phones.ts'
import { emailOf, type Fields, fieldsOf, isFields, listOf, numberOf, textOf, webOf } from './values.ts'

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
    if (kind === 'fax' || !written) continue
    if (kind === 'text' && /^\d{5,6}$/.test(written)) {
      add('text', written)
      continue
    }
    const { numbers, whole } = phonesIn(written)
    if (!whole || textOf(phone.extension)) flags.push('contact_not_whole')
    for (const number of numbers)
      if (named && isPersonalNumber(number)) flags.push('private_left_out')
      else add(phoneTypes[kind] ?? 'phone', number)
  }
  const organization = isFields(row.organization) ? row.organization : {}
  const webs = severalOf(row.url)
  const links = (webs.length > 0 ? webs : severalOf(organization.website ?? organization.url)).map(webOf)
  // One address with a space in it is broken, and what stands before the space is another one.
  if (links.includes(null)) flags.push('contact_not_whole')
  else
    for (const web of links) {
      if (web && holdsKey(web)) flags.push('private_left_out')
      else if (web) add('web', web)
    }
  for (const written of severalOf(row.email)) {
    const email = emailOf(written, facts.role_mailboxes)
    if (email && 'email' in email) add('email', email.email)
    else flags.push(email ? 'private_left_out' : 'contact_not_whole')
  }
  const people = fieldsOf(row.contacts)
  if (people.some((one) => textOf(one.name) ?? textOf(one.email))) flags.push('private_left_out')
  return contacts
}

/** What a field holds that may hold several, apart by semicolons or spaces. */
function severalOf(value: unknown): string[] {
  return (textOf(value, 500) ?? '').split(/[;\s]+|,(?=\s|$)/).filter((one) => one !== '')
}

/** Whether a link lets in whoever holds it, or says whose it is. */
export function holdsKey(web: string): boolean {
  const { searchParams } = new URL(`https://${web}`)
  return [...searchParams].some(
    ([key, value]) => /pwd|passw|token|secret|^key$|apikey|e-?mail/i.test(key) || value.includes('@'),
  )
}

const phoneTypes: Readonly<Record<string, 'phone' | 'text' | 'textphone'>> = { text: 'text', textphone: 'textphone' }

/**
 * Of the service, of its places, and of its contacts (the only place v1 has for them); of the organisation where none of
 * these has any.
 */
function phonesOf(row: Fields): { phone: Fields; named: boolean }[] {
  const at = fieldsOf(row.service_at_locations)
  const places = [...at.flatMap((one) => (isFields(one.location) ? [one.location] : [])), ...fieldsOf(row.locations)]
  const contacts = [row, ...at].flatMap((one) => fieldsOf(one.contacts))
  const found = [
    ...[row, ...at, ...places].flatMap((one) => numbersOf(one).map((phone) => ({ phone, named: false }))),
    ...contacts.flatMap((one) => numbersOf(one).map((phone) => ({ phone, named: textOf(one.name) !== null }))),
  ]
  if (found.length > 0 || !isFields(row.organization)) return found
  return numbersOf(row.organization).map((phone) => ({ phone, named: false }))
}

/** Records of a number, or numbers that nobody made records of. */
function numbersOf({ phones }: Fields): Fields[] {
  return (listOf(phones) ?? [phones]).flatMap((one) => (isFields(one) ? [one] : textOf(one) ? [{ number: one }] : []))
}

/** "Free", and not "Free for members, 5 pounds for others". */
const free = /^free( of charge| to all| to everyone| service)?[.!]?$/i

/** Free where every price is nothing, paid where one is not; otherwise not known. */
export function costOf(row: Fields): { cost?: 'free' | 'paid' } {
  const options = fieldsOf(row.cost_options)
  const amounts = options.flatMap(
    ({ amount, option }) => numberOf(amount) ?? (free.test(textOf(option) ?? '') ? 0 : []),
  )
  if (amounts.some((amount) => amount > 0)) return { cost: 'paid' }
  const said = amounts.length > 0 && amounts.length === options.length
  return said || free.test(textOf(row.fees) ?? textOf(row.fees_description) ?? '') ? { cost: 'free' } : {}
}

import type { Flag } from './draft.ts'
import { textOf } from './values.ts'

export type Name = {
  name: string | null
  /** Something of a person, or a password, stood in it and was left out. */
  privateLeftOut: boolean
}

/** A mobile, a mailbox: what people write into a name because it is always read. */
const ofPersons = [
  /(?:\+ ?44|\b0044|\b0)[ ()0-]{0,6}7(?:[ ()-]{0,3}\d){9}(?!\d)/g,
  /[^\s()<>,;:@]{1,64}@[^\s()<>,;:@]{1,64}\.[a-z]{2,}/gi,
]
/** The number or the password of a meeting. */
const keys = [
  /\b(?:pass ?(?:word|code)|pwd|pw|p\/w|pin|(?:meeting|zoom|room) ?id)\b ?(?:is|no\.?|number)? ?[:=#-]? ?(?:(?=\S{0,30}\d)\S+(?: ?\d{3,})*)/gi,
  /\bpass ?(?:word|code) ?(?:is |[:=] ?)\S+/gi,
]
const secrets = [...ofPersons, ...keys]
/** What leads up to the number of a person, from the word that says what to do with it: "ring Jane", "tel." */
const leadingUp =
  /[\s,;:|–-]*\b(?:ring|call|text|phone|tel(?:ephone)?|mob(?:ile)?|contact|whatsapp|ask for)\b\.?[^,;]*$/i
const brackets = /\s?[([][^()[\]]*[)\]]/g

/** The name of a service, a group or a building, without what is a person's own or a key. */
export function nameOf(value: unknown, most: number): Name {
  const written = textOf(value, 300)
  if (!written) return { name: null, privateLeftOut: false }
  const holdsOne = (text: string) => secrets.some((secret) => text.search(secret) >= 0)
  if (!holdsOne(written)) return { name: textOf(written, most), privateLeftOut: false }
  // With what stands in brackets around it: "(ring Jane 07700 900123)".
  const rest = written.replaceAll(brackets, (one) => (holdsOne(one) ? ' ' : one))
  const withoutKeys = keys.reduce((text, secret) => text.replaceAll(secret, ' '), rest)
  const whole = ofPersons.reduce((text, secret) => text.replaceAll(secret, ' '), withoutKeys)
  const brief = ofPersons.reduce(withoutWayTo, withoutKeys)
  return { name: trimmed(brief, most) ?? trimmed(whole, most), privateLeftOut: true }
}

/** The same, where what was left out is told of by a flag. */
export function namedIn(value: unknown, most: number, flags: Flag[]): string | null {
  const { name, privateLeftOut } = nameOf(value, most)
  if (privateLeftOut) flags.push('private_left_out')
  return name
}

function trimmed(text: string, most: number): string | null {
  return textOf(text.replaceAll(/^[\s,;:|–-]+|[\s,;:|–-]+$/g, ''), most)
}

function withoutWayTo(text: string, secret: RegExp): string {
  const parts = text.split(secret)
  return parts.map((part, index) => (index < parts.length - 1 ? part.replace(leadingUp, '') : part)).join(' ')
}

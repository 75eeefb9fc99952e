import { textOf } from './values.ts'

export type Name = {
  name: string | null
  /** Something of a person, or a password, stood in it and was left out. */
  privateLeftOut: boolean
}

/** A mobile, a mailbox, the number or the password of a meeting: what people write into a name because it is always read. */
const secrets = [
  /(?:\+ ?44|\b0044|\b0)[ ()0-]{0,6}7(?:[ ()-]{0,3}\d){9}(?!\d)/g,
  /[^\s()<>,;:@]{1,64}@[^\s()<>,;:@]{1,64}\.[a-z]{2,}/gi,
  /\b(?:pass ?(?:word|code)|pwd|pw|p\/w|pin|(?:meeting|zoom|room) ?id)\b ?(?:is|no\.?|number)? ?[:=#-]? ?(?:(?=\S{0,30}\d)\S+(?: ?\d{3,})*)/gi,
  /\bpass ?(?:word|code) ?(?:is |[:=] ?)\S+/gi,
]
const brackets = /\s?[([][^()[\]]*[)\]]/g

/** The name of a service, a group or a building, without what is a person's own or a key. */
export function nameOf(value: unknown, most: number): Name {
  const written = textOf(value, 300)
  if (!written) return { name: null, privateLeftOut: false }
  const holdsOne = (text: string) => secrets.some((secret) => text.search(secret) >= 0)
  if (!holdsOne(written)) return { name: textOf(written, most), privateLeftOut: false }
  // With what stands in brackets around it: "(ring Jane 07700 900123)".
  const rest = written.replaceAll(brackets, (one) => (holdsOne(one) ? ' ' : one))
  const name = secrets.reduce((text, secret) => text.replaceAll(secret, ' '), rest)
  return { name: textOf(name.replaceAll(/^[\s,;:|–-]+|[\s,;:|–-]+$/g, ''), most), privateLeftOut: true }
}

import { isMap, isSeq, parseDocument } from 'yaml'
import { linksFile } from '../conversation/links.ts'
import { nodeOf, write } from './record.ts'

/** content/areas/<area>/links.yaml with one name more; `team` empty: for any team. Throws where the name cannot be one. */
export function addLink(text: string, { name, team }: { name: string; team: string }): string {
  const document = parseDocument(text)
  const list = document.get('links')
  if (!isSeq(list)) throw new Error('links.yaml is no list')
  ;(list.items as unknown[]).push(nodeOf(document, team ? { name, team } : { name }))
  return checked(write(document))
}

/** The same with a name revoked, or in use again: it is never deleted, for it is on posters and in people's phones. */
export function setRevoked(text: string, name: string, revoked: boolean): string {
  const document = parseDocument(text)
  const list = document.get('links')
  const item = isSeq(list) ? list.items.find((one) => isMap(one) && one.get('name') === name) : undefined
  if (!isMap(item)) throw new Error('there is no such link')
  if (revoked) item.set('revoked', true)
  else item.delete('revoked')
  return checked(write(document))
}

function checked(text: string): string {
  linksFile.parse(parseDocument(text).toJS())
  return text
}

import { isSeq, parseDocument } from 'yaml'
import type { Visit } from '../directory/index.ts'
import { nodeOf, readRecord, write } from './record.ts'

/** A record's file with one visit more. Throws where it would not be a record. */
export function addVisit(text: string, visit: Visit): string {
  const document = parseDocument(text)
  const list = document.get('lived')
  if (isSeq(list)) (list.items as unknown[]).push(nodeOf(document, visit))
  else document.set('lived', nodeOf(document, [visit]))
  return checked(write(document))
}

/** The same without the visit at a place in its list; as it is where there is none. */
export function removeVisit(text: string, at: number): string {
  const document = parseDocument(text)
  const list = document.get('lived')
  if (!isSeq(list)) return text
  list.items.splice(at, 1)
  if (list.items.length === 0) document.delete('lived')
  return checked(write(document))
}

function checked(text: string): string {
  readRecord(text)
  return text
}

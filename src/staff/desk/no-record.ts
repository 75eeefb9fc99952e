import type { Response } from 'express'
import { importedNamed } from './imported.ts'
import { missing } from './pages.ts'
import type { DeskParts, Visitor } from './parts.ts'

/**
 * Answers where no file of ours has the record: one that was imported is looked at, and made a record of ours, on its own
 * page. Lists link to records by their id, whoever wrote them.
 */
export async function noRecord(parts: DeskParts, response: Response, visitor: Visitor, id: string): Promise<void> {
  const one = await importedNamed(parts, id)
  if (!one) return missing(parts, response, visitor)
  response.redirect(303, `/desk/imported/${one.id}`)
}

import { ownersIn } from '../../publishing/entries.ts'
import { readRecord } from '../../publishing/record.ts'
import type { Change } from '../../publishing/workbench.ts'
import { allRecords, recordNamed } from './directory.ts'
import { importedNamed } from './imported.ts'
import type { DeskParts, Visitor } from './parts.ts'
import { mayChange } from './people.ts'
import { confirmationsPath } from './ring.ts'

/** What a record asks of whoever changes it. */
type Asks = { area: string; fits: readonly string[] }

/**
 * Whoever may change a record may take back a change of it, of its confirmations and of its words. Any other change, and one
 * of a record that is gone, is for publishers.
 */
export async function mayTakeBack(parts: DeskParts, { person }: Visitor, change: Change): Promise<boolean> {
  if (person.role === 'publisher') return true
  const area = /^content\/areas\/([a-z0-9-]+)\/services\//.exec(change.path)?.[1]
  if (area) {
    const text = change.after ?? change.before
    return text !== null && mayChange(person, { area, fits: readRecord(text).fits })
  }
  const owners = ownersIn(change) ?? []
  const asked = change.path === confirmationsPath ? recordsConfirmed : recordsWorded
  const may = await Promise.all(
    owners.map(async (owner) => (await asked(parts, owner)).some((one) => mayChange(person, one))),
  )
  return may.length > 0 && may.every(Boolean)
}

/** The record of this id, ours or imported. */
async function recordsConfirmed(parts: DeskParts, id: string): Promise<Asks[]> {
  const record = await recordNamed(parts, id)
  if (record) return [{ area: record.area, fits: record.service.fits }]
  const imported = await importedNamed(parts, id)
  return imported ? [{ area: parts.live.bundle().area.id, fits: imported.draft.service.fits }] : []
}

/** The records whose words stand under this key: of several who share them, each may change them. */
async function recordsWorded(parts: DeskParts, key: string): Promise<Asks[]> {
  const records = await allRecords(parts)
  return records
    .filter(({ service }) => (service.texts ?? service.id) === key)
    .map(({ area, service }) => ({ area, fits: service.fits }))
}

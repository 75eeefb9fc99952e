import { parse } from 'yaml'
import { z } from 'zod'
import { type ImportFacts, importFacts } from '../directory/import/facts.ts'
import type { Fellowship, Known } from '../directory/import/meeting.ts'
import { importedRecord, readSource, serviceOf, splitFile } from '../directory/import/record.ts'
import { type Service, service } from '../directory/index.ts'
import { areaPlaces, compileGround } from '../places/index.ts'
import { type Files, openFiles } from './files.ts'

/**
 * The imported records of an area that somebody has confirmed, as services; all others stay drafts in their files. Only
 * their own documents are read as YAML, so that ten thousand drafts cost no more than the reading of their file, and
 * nothing at all where nobody has confirmed any.
 * @param wanted ids that confirmations name and no file of services holds
 */
export function importedServices(files: Files, home: string, wanted: ReadonlySet<string>): Service[] {
  if (wanted.size === 0) return []
  return files
    .list(`${home}/imported`)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => {
      const path = `${home}/imported/${name}`
      const { head, records } = splitFile(files.text(path))
      const found = records.filter((one) => wanted.has(one.id))
      try {
        const info = found.length > 0 ? readSource(head) : null
        return found.flatMap((one) => {
          const made = info && serviceOf(importedRecord.parse(parse(one.text)), info)
          return made ?? []
        })
      } catch (error) {
        files.problem(path, error instanceof z.ZodError ? z.prettifyError(error).replaceAll('\n', ' ') : String(error))
        return []
      }
    })
}

/**
 * What the readers of feeds know: where the area is, what codes mean, and whose meetings they are.
 * @param fellowship a key of `fellowships` in content/imports.yaml; null for a directory of services
 * @throws ContentError where the content cannot be used
 */
export function importKnowledge(root: string, areaId: string, fellowship: string | null): Known {
  const files = openFiles(root)
  const facts = files.yaml('content/imports.yaml', importFacts)
  const area = files.yaml(`content/areas/${areaId}/places.yaml`, areaPlaces)
  const outcodes = files.text('content/places/outcodes.tsv')
  const sectors = files.text('content/places/sectors.tsv')
  const found = facts && fellowship ? fellowshipOf(files, facts, fellowship) : null
  files.finish()
  if (!facts || !area) throw new Error('content was checked and is missing')
  return { facts, fellowship: found, ground: compileGround({ outcodes, sectors, area }) }
}

function fellowshipOf(files: Files, facts: ImportFacts, name: string): Fellowship | null {
  const known = facts.fellowships[name]
  if (!known) {
    files.problem(
      'content/imports.yaml',
      `has no fellowship ${name}, only ${Object.keys(facts.fellowships).join(', ')}`,
    )
    return null
  }
  const like = files.yaml(`content/areas/national/services/${known.like}.yaml`, service)
  return like && { ...like, texts: known.texts }
}

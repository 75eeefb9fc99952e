import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { FeedOptions, Format } from '../../../src/commands/import/feed.ts'
import { bringIn, type ImportOptions } from '../../../src/commands/import/index.ts'
import { root } from '../../root.ts'

/** A folder of content with what an import needs, gone after the test. */
export function workplace(): string {
  const folder = mkdtempSync(join(tmpdir(), 'fingerpost-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const path of ['imports.yaml', 'places', 'areas/sandwell/places.yaml', 'areas/national/services'])
    cpSync(join(root, 'content', path), join(folder, 'content', path), { recursive: true })
  return folder
}

export function feed(folder: string, name: string, data: unknown): string {
  const path = join(folder, name)
  writeFileSync(path, typeof data === 'string' ? data : JSON.stringify(data))
  return path
}

export function bring(
  folder: string,
  format: Format,
  from: string,
  options: Partial<ImportOptions> = {},
  reading: Partial<FeedOptions> = {},
) {
  return bringIn(
    folder,
    format,
    from,
    { area: 'sandwell', ...options },
    { hosts: [], say: () => undefined, ...reading },
  )
}

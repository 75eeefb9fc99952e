import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'
import type { Danger } from '../../src/safety/index.ts'
import { sandwell } from '../sandwell.ts'

/** Labelled messages: test/corpora/README.md says who wrote which, and who may read them. */
export const corporaFolder = join(import.meta.dirname, '../corpora')

export type Row = {
  text: string
  kind: string | null
  level: 'now' | 'gentle' | null
  who?: string | null
  /** Of a blind set. */
  set?: 'positive' | 'hard_negative' | 'ordinary'
}
export type Read = { row: Row; danger: Danger | null }
export type Corpus = { name: string; path: string; blind: boolean; read: Read[] }

/** Every corpus with what the screen finds in each of its messages. */
export function readCorpora(): Corpus[] {
  const folders = ['safety', ...readdirSync(join(corporaFolder, 'blind')).map((set) => `blind/${set}`)]
  return folders.flatMap((folder) =>
    readdirSync(join(corporaFolder, folder))
      .filter((file) => file.endsWith('.yaml'))
      .map((file) => {
        const path = join(corporaFolder, folder, file)
        const given = parse(readFileSync(path, 'utf8')) as (Row & { crisis?: string })[]
        const rows = given.map((row) => withKind(file === 'ordinary.yaml' ? { ...row, set: 'ordinary' } : row))
        return {
          name: `${folder}/${file.replace(/\.yaml$/, '')}`,
          path,
          blind: folder !== 'safety',
          read: rows.map((row) => ({ row, danger: sandwell.screen(row.text).danger })),
        }
      }),
  )
}

/** The first blind set calls the kind `crisis`. */
function withKind({ crisis, ...row }: Row & { crisis?: string | null }): Row {
  return { ...row, kind: row.kind ?? crisis ?? null }
}

/** The hash of each file of a blind set, as it was committed before anything was run against it. */
export function hashesOf(path: string): { committed: string; found: string } {
  const sums = join(path, '../SHA256SUMS')
  return {
    committed: existsSync(sums) ? readFileSync(sums, 'utf8') : '',
    found: createHash('sha256').update(readFileSync(path)).digest('hex'),
  }
}

/** Names a message without showing it: nobody who edits the lexicons may read a blind one. */
export function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 10)
}

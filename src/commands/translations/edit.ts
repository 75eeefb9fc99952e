import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { applyEdits, modify } from 'jsonc-parser'
import { ContentError } from '../../content/index.ts'
import type { Language } from '../../taxonomy.ts'
import type { Change } from './merge.ts'

/** A file as it was read (null: there was none) and as it is to be. */
export type Edit = { before: string | null; after: string }

/** Marks that steer the direction of text: written so that they are seen in the file. */
const unseen = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g

const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' }

/**
 * The files of a language with some sentences changed, by path, the reviews last. All else in them keeps its bytes; files
 * in which nothing changes are not among them.
 */
export function editsOf(root: string, language: Language, changes: readonly Change[]): Map<string, Edit> {
  const edits = new Map<string, Edit>()
  const set = (path: string, at: string[], value: unknown) => {
    const before = edits.has(path) ? (edits.get(path)?.before ?? null) : readIfAny(join(root, path))
    const text = edits.get(path)?.after ?? before ?? '{}\n'
    edits.set(path, { before, after: withValue(text, at, value) })
  }
  for (const { key, text } of changes) {
    const [subject, path = ''] = key.split(':')
    if (text !== undefined) set(`locales/${language}/${subject}.json`, path.split('.'), text)
  }
  for (const { key, review } of changes)
    if (review !== undefined) set(`locales/${language}/reviews.json`, [key], review ?? undefined)
  return edits
}

/**
 * Writes each file beside its place and then puts it there, the old one whole until then.
 * @throws ContentError where a file is no longer what it was read as; nothing is written then
 */
export function writeEdits(root: string, edits: ReadonlyMap<string, Edit>): void {
  const changed = [...edits].filter(([path, { before }]) => readIfAny(join(root, path)) !== before)
  if (changed.length > 0) throw new ContentError(changed.map(([path]) => `${path}: was changed meanwhile`))
  const written = [...edits].map(([path, { after }]) => ({ path: join(root, path), after }))
  try {
    for (const { path, after } of written) writeBeside(path, after)
    for (const { path } of written) renameSync(beside(path), path)
  } finally {
    for (const { path } of written) rmSync(beside(path), { force: true })
  }
}

/** Writes one file so that it is there whole or not at all. */
export function writeWhole(path: string, text: string): void {
  try {
    writeBeside(path, text)
    renameSync(beside(path), path)
  } finally {
    rmSync(beside(path), { force: true })
  }
}

function writeBeside(path: string, text: string): void {
  const file = openSync(beside(path), 'w')
  try {
    writeFileSync(file, text)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function beside(path: string): string {
  return `${path}.${process.pid}.part`
}

function readIfAny(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
}

/** A new sentence comes after the others of its name (`about`, `about_web`), or last. `undefined` takes it out. */
function withValue(text: string, at: string[], value: unknown): string {
  const plain = (name: string) => name.replace(/_[a-z]+$/, '')
  const name = at.at(-1) ?? ''
  const edits = modify(text, at, value, {
    formattingOptions,
    getInsertionIndex: (names) => {
      const last = names.findLastIndex((one) => one === plain(name) || plain(one) === plain(name))
      return last < 0 ? names.length : last + 1
    },
  })
  const seen = edits.map((edit) => ({ ...edit, content: edit.content.replace(unseen, escaped) }))
  return applyEdits(text, seen)
}

function escaped(mark: string): string {
  return `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`
}

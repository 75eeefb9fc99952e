import { readdirSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { parse } from 'yaml'
import type { z } from 'zod'

/** Content that cannot be used; the message names every file at fault and why, for whoever edited it. */
export class ContentError extends Error {
  override readonly name = 'ContentError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the content cannot be used:\n${problems.map((problem) => `  ${problem}`).join('\n')}`)
    this.problems = problems
  }
}

/** Reads the files of one folder; what is wrong is gathered, so that an editor sees all of it at once. */
export type Files = {
  text(path: string): string
  /** A YAML file in the shape of a schema. */
  yaml<T extends z.ZodType>(path: string, schema: T): z.output<T> | null
  json(path: string): unknown
  /** A JSON file in the shape of a schema. */
  jsonOf<T extends z.ZodType>(path: string, schema: T): z.output<T> | null
  /** The names in a folder, sorted; none where there is no such folder. */
  list(path: string): string[]
  problem(path: string, why: string): void
  /** @throws ContentError where anything was wrong */
  finish(): void
  /** Every file read so far, for the bundle's hash. */
  read: ReadonlyMap<string, string>
}

/** Texts that stand for files, by path, whether or not there is such a file; null: as though there were none. */
export type Instead = ReadonlyMap<string, string | null>

export function openFiles(root: string, instead: Instead = new Map()): Files {
  const read = new Map<string, string>()
  const problems: string[] = []
  const problem = (path: string, why: string) => void problems.push(`${path}: ${why}`)
  const text = (path: string) => {
    const known = read.get(path)
    if (known !== undefined) return known
    let found = ''
    try {
      const other = instead.get(path)
      if (other === null) throw Object.assign(new Error('taken out'), { code: 'ENOENT' })
      found = other ?? readFileSync(join(root, path), 'utf8')
    } catch (error) {
      problem(path, `cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'})`)
    }
    read.set(path, found)
    return found
  }
  const tried = <T>(path: string, work: () => T): T | null => {
    try {
      return work()
    } catch (error) {
      problem(path, error instanceof Error ? error.message.replaceAll('\n', ' ') : String(error))
      return null
    }
  }
  const shaped = <T extends z.ZodType>(path: string, data: unknown, schema: T): z.output<T> | null => {
    if (data === null) return null
    const result = schema.safeParse(data)
    if (result.success) return result.data
    for (const issue of result.error.issues) problem(path, `${issue.path.map(String).join('.')} ${issue.message}`)
    return null
  }
  const json = (path: string) => tried(path, () => JSON.parse(text(path)) as unknown)
  return {
    text,
    yaml: (path, schema) =>
      shaped(
        path,
        tried(path, () => parse(text(path)) as unknown),
        schema,
      ),
    json,
    jsonOf: (path, schema) => shaped(path, json(path), schema),
    list(path) {
      const names = new Set(namesIn(join(root, path)))
      for (const [one, other] of instead)
        if (dirname(one) === path) other === null ? names.delete(basename(one)) : names.add(basename(one))
      return [...names].sort()
    },
    problem,
    finish() {
      if (problems.length > 0) throw new ContentError(problems)
    },
    read,
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

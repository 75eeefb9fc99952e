import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Licensed } from '../channels/pages/index.ts'

/** What of package-lock.json says which packages run with us, and under which licence (npm's lockfile version 3). */
const lockfile = z.object({
  packages: z.record(
    z.string(),
    z.object({
      version: z.string().optional(),
      license: z.string().optional(),
      dev: z.boolean().optional(),
      optional: z.boolean().optional(),
    }),
  ),
})

/** Named in their package.json in an old form, which npm does not carry over to the lockfile. */
const inOldForm: Readonly<Record<string, string>> = { limiter: 'MIT' }

/** The packages that run with us, by name; the ones for development and those that only bring a Node are not. */
export function licencesIn(root: string): Licensed[] {
  const { packages } = lockfile.parse(JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')))
  const found = Object.entries(packages).flatMap(([path, { version = '', license, dev, optional }]) => {
    if (path === '' || dev || optional) return []
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length)
    return { name, version, licence: license ?? inOldForm[name] ?? '' }
  })
  const unique = new Map(found.map((one) => [`${one.name} ${one.version}`, one]))
  return [...unique.values()].sort((a, b) => a.name.localeCompare(b.name, 'en'))
}

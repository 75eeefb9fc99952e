import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../root.ts'

/** The files the desk may change, as they are installed, in memory: no test writes to the real ones. */
export function installedFiles(): Map<string, string> {
  const homes = ['sandwell', 'national'].map((area) => `content/areas/${area}/services`)
  const records = homes.flatMap((home) => readdirSync(join(root, home)).map((name) => `${home}/${name}`))
  const paths = [
    ...records,
    'content/confirmations.yaml',
    'content/areas/sandwell/links.yaml',
    'locales/en/services.json',
  ]
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]))
}

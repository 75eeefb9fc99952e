/**
 * Files out of npm packages whose own dependencies nobody needs here (a bundle for the browser, a folder of documents):
 * the package alone is fetched by name and version, and nothing is used that is not what was looked at.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const packages = {
  /** The real Web Chat, for the tests of Direct Line: `dist/webchat-minimal.js`. */
  'botframework-webchat': {
    version: '4.18.1',
    integrity: 'sha512-7jpEUJ7olT62Xm+8eh7BhhIcXVfU2xD4pZDaeBt8K4XcNy6K/83UGIxE9BFkXmHMZ4hDEVOzs5cre07GWuaXzg==',
  },
  /** Twilio's OpenAPI documents: `src/services/twilio-api/twilio_api_v2010.json` and its neighbours. */
  '@twilio/cli-core': {
    version: '9.0.0',
    integrity: 'sha512-FPHm5gXAUwM2oATmQi3AGYPFz4Urg5G5/vDkpUu5WqNuwueQaS93HwXjdX1OM+miuq0LMimdfbXDTLEp4Nsjfg==',
  },
} as const

export type Packed = keyof typeof packages
export const packed = Object.keys(packages) as Packed[]

const cache = join(import.meta.dirname, '../node_modules/.cache/fingerpost')

/** The path of a file in such a package, e.g. `dist/webchat-minimal.js`. `fetchPacked` has to have been there first. */
export function fileIn(name: Packed, path: string): string {
  return join(folderOf(name), path)
}

/** Fetches a package unless it is there already. Gives what went wrong, for a person, or null. */
export function fetchPacked(name: Packed): string | null {
  const folder = folderOf(name)
  if (existsSync(folder)) return null
  const { version, integrity } = packages[name]
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'fetch-'))
  try {
    const run = spawnSync('npm', ['pack', `${name}@${version}`, '--json', '--pack-destination', work], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    const file = /"filename": "([^"]+)"/.exec(run.stdout ?? '')?.[1]
    if (run.status !== 0 || !file) return `npm could not fetch ${name}@${version}.`
    const tarball = join(work, file)
    const found = `sha512-${createHash('sha512').update(readFileSync(tarball)).digest('base64')}`
    if (found !== integrity) return `${name}@${version} is not the package that was looked at.`
    if (spawnSync('tar', ['-xzf', tarball, '-C', work]).status !== 0) return `${name}@${version} could not be unpacked.`
    renameSync(join(work, 'package'), folder)
    return null
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

function folderOf(name: Packed): string {
  return join(cache, `${name.replace('/', '+')}-${packages[name].version}`)
}

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fetchPacked, packed } from './packed.ts'

/** Where Debian puts its Chromium; another can be named. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

/** What the tests need besides npm's packages, and the packages of Debian that have it. */
const needs = [
  {
    name: 'Chromium',
    found: () => existsSync(chromium),
    packages: ['chromium', 'fonts-noto-core'],
    or: 'name it in CHROMIUM',
  },
  {
    name: 'Caddy',
    found: () => spawnSync('caddy', ['version'], { stdio: 'ignore' }).status === 0,
    packages: ['caddy'],
    or: 'put it on the PATH',
  },
  { name: 'Redis 7', found: hasRedis, packages: ['redis-server'], or: 'put its redis-server on the PATH' },
]

/**
 * Gets what the tests need and this machine lacks, where that is possible here (as root, with apt; with npm). Gives what a person
 * has to do where it is not, or null.
 */
export function prepare(): string | null {
  const [major] = process.versions.node.split('.')
  if (Number(major) < 24)
    return `The tests need Node 24 or newer; this is ${process.version}. "npm ci" puts one first where it can: run them with "npm test".`
  return installed() ?? packed.map(fetchPacked).find((lacking) => lacking !== null) ?? null
}

/** The programs: got with apt where they are missing. */
function installed(): string | null {
  const missing = needs.filter(({ found }) => !found())
  const [first] = missing
  if (!first) return null
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  if (process.getuid?.() !== 0 || !apt)
    return `The tests need ${first.name}. Install it (Debian: "apt-get install ${first.packages.join(' ')}"), or ${first.or}.`
  const packages = missing.flatMap((need) => need.packages)
  process.stdout.write(`Getting ${packages.join(', ')} with apt-get\n`)
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  if (
    run('update') &&
    run('install', '-y', '--no-install-recommends', ...packages) &&
    needs.every(({ found }) => found())
  )
    return null
  return `apt-get could not install ${packages.join(', ')}.`
}

/** The functions the Redis store needs came with version 7.0. */
function hasRedis(): boolean {
  const { stdout } = spawnSync('redis-server', ['--version'], { encoding: 'utf8' })
  return Number(/ v=(\d+)\./.exec(stdout ?? '')?.[1] ?? 0) >= 7
}

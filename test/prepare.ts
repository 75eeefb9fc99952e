import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

/** Where Debian puts its Chromium; another can be named. */
export const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium'

/**
 * Gets what the tests need and this machine lacks, where that is possible here (as root, with apt). Gives what a person
 * has to do where it is not, or null.
 */
export function prepare(): string | null {
  const [major] = process.versions.node.split('.')
  if (Number(major) < 24)
    return `The tests need Node 24 or newer; this is ${process.version}. "npm ci" puts one first where it can: run them with "npm test".`
  if (existsSync(chromium)) return null
  const apt = spawnSync('apt-get', ['--version'], { stdio: 'ignore' }).status === 0
  if (process.getuid?.() !== 0 || !apt)
    return 'The tests need Chromium. Install it (Debian: "apt-get install chromium fonts-noto-core"), or name it in CHROMIUM.'
  process.stdout.write('Getting Chromium and fonts with apt-get\n')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const run = (...args: string[]) =>
    spawnSync('apt-get', args, { stdio: ['ignore', 'ignore', 'inherit'], env }).status === 0
  if (
    run('update') &&
    run('install', '-y', '--no-install-recommends', 'chromium', 'fonts-noto-core') &&
    existsSync(chromium)
  )
    return null
  return 'apt-get could not install Chromium (packages chromium, fonts-noto-core).'
}

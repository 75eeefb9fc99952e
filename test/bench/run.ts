import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Row, tableOf } from './row.ts'

/**
 * `npm run bench [NAME...]`: runs every file of rows/ (or those named), each in a process of its own, and prints one table.
 * What is measured against is installed beside this file, the first time, as its lock file says.
 */
const here = import.meta.dirname
if (!existsSync(join(here, 'node_modules'))) {
  process.stderr.write('Getting what is measured against (test/bench/package-lock.json)\n')
  const { status } = spawnSync('npm', ['ci', '--ignore-scripts'], { cwd: here, stdio: ['ignore', 'ignore', 'inherit'] })
  if (status !== 0) process.exit(1)
}

const asked = process.argv.slice(2)
const names = readdirSync(join(here, 'rows'))
  .map((file) => file.replace(/\.ts$/, ''))
  .filter((name) => asked.length === 0 || asked.includes(name))
const rows = names.flatMap((name): Row[] => {
  process.stderr.write(`${name}\n`)
  const { stdout, status } = spawnSync(process.execPath, [join(here, 'measure.ts'), name], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
  })
  if (status !== 0) process.exit(1)
  return JSON.parse(stdout)
})
process.stdout.write(`${tableOf(rows)}`)

/**
 * The whole test command: gets what is missing, then runs every check, and ends with the sums. Each of format, types,
 * content and what was written counts as one.
 */
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { prepare } from './prepare.ts'

const lacking = prepare()
if (lacking) {
  process.stderr.write(`${lacking}\n`)
  process.stdout.write('0 passed, 1 failed\n')
  process.exit(1)
}

const folder = mkdtempSync(join(tmpdir(), 'fingerpost-'))
const report = join(folder, 'report.json')
// Whatever the tests' processes write is taken down, and searched in the end.
const written = join(folder, 'written')
mkdirSync(written)
// One test runs the program as a user without rights, whose words are looked at as well.
chmodSync(folder, 0o711)
chmodSync(written, 0o777)
process.env.FINGERPOST_WRITTEN = written
const passed: string[] = []
const failed: string[] = []
let tests = { passed: 0, failed: 0 }

step('format and lint', 'biome', ['check', '.'])
step('types', 'tsc', ['--noEmit'])
step('types in the browser', 'tsc', ['-p', 'tsconfig.browser.json'])
step('content', process.execPath, ['src/main.ts', 'check'])
const vitest = run('vitest', [
  'run',
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${report}`,
  ...process.argv.slice(2),
])
try {
  const sums = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number
    numFailedTests: number
    success: boolean
  }
  tests = { passed: sums.numPassedTests, failed: sums.numFailedTests }
  if (!sums.success && sums.numFailedTests === 0) failed.push('a test file did not run')
} catch {
  failed.push('the tests did not run')
}
if (vitest !== 0 && tests.failed === 0 && failed.length === 0) failed.push('the test runner failed')

step('nothing about a person in what was written', process.execPath, ['test/written/check.ts', written])

for (const name of failed) process.stdout.write(`failed: ${name}\n`)
process.stdout.write(`${tests.passed + passed.length} passed, ${tests.failed + failed.length} failed\n`)
process.exitCode = tests.failed + failed.length > 0 ? 1 : 0

function step(name: string, command: string, args: string[]): void {
  process.stdout.write(`\n${name}\n`)
  ;(run(command, args) === 0 ? passed : failed).push(name)
}

function run(command: string, args: string[]): number {
  return spawnSync(command, args, { stdio: 'inherit' }).status ?? 1
}

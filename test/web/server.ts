import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { root } from '../root.ts'

export type Server = { url: string; stop: (signal?: NodeJS.Signals) => Promise<number | null>; output: () => string }

/** A Tuesday at noon, for every server of a test file: the time goes on through restarts. */
const moved = Date.parse('2026-11-24T12:00Z') - Date.now()
const clock = join(root, 'test/clock.ts')

/**
 * The real command, as a process of its own on a free port; `env` is all it sees besides the path and the clock. `home`:
 * where it is installed.
 */
export async function startServer(env: Record<string, string>, home = root): Promise<Server> {
  const child: ChildProcess = spawn(process.execPath, ['--import', clock, join(home, 'src/main.ts'), 'serve'], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', FINGERPOST_CLOCK: String(moved), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  child.stdout?.on('data', (data) => {
    output += data
  })
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  const url = await new Promise<string>((resolve, reject) => {
    child.stderr?.on('data', (data) => {
      output += data
      const found = /Fingerpost is at (\S+)/.exec(output)?.[1]
      if (found) resolve(found)
    })
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)))
  })
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    child.kill(signal)
    return ended
  }
  return { url, stop, output: () => output }
}

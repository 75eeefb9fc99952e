import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A process of its own that serves texts. */
export type Child = {
  url: string
  pid: number
  /** Resolves when it is gone, with the signal that ended it. */
  gone: Promise<NodeJS.Signals | null>
  kill(signal?: NodeJS.Signals): Promise<NodeJS.Signals | null>
}

const small = join(import.meta.dirname, 'process.ts')
const faults = join(import.meta.dirname, 'faults.ts')
/** What Node has compiled once: starting is most of what a test that kills costs. */
const compiled = join(tmpdir(), 'fingerpost-compiled')

/**
 * Starts `process.ts` (or what `command` names), and resolves when it serves. `env` is all it sees besides the path; with
 * KILL_AT it dies at that point.
 */
export async function startChild(env: Record<string, string>, command: readonly string[] = [small]): Promise<Child> {
  const preload = env.KILL_AT ? ['--import', faults] : []
  const child: ChildProcess = spawn(process.execPath, [...preload, ...command], {
    env: { PATH: process.env.PATH ?? '', NODE_COMPILE_CACHE: compiled, ...env },
    stdio: 'pipe',
  })
  const gone = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null)
  let told = ''
  const url = await new Promise<string>((resolve, reject) => {
    const read = (data: unknown) => {
      told += data
      const found = /(?:ready|Fingerpost is) at (\S+)/.exec(told)?.[1]
      if (found) resolve(found)
    }
    child.stdout?.on('data', read)
    child.stderr?.on('data', read)
    void gone.then((signal) => reject(new Error(`ended before it served (${signal}): ${told}`)))
  })
  // Read on, so that it never waits to be read.
  told = ''
  child.stdout?.removeAllListeners('data').resume()
  child.stderr?.removeAllListeners('data').resume()
  return {
    url,
    pid: child.pid as number,
    gone,
    kill: (signal = 'SIGKILL') => {
      child.kill(signal)
      return gone
    },
  }
}

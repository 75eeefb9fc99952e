/**
 * Takes down what is written while the tests run, in every process they start: each log line, wherever it goes to, what
 * `serve` and `work` write to standard error, what a process dies of; and, to look for in these, what people said. Loaded
 * into the test runner's workers (vitest.config.ts) and by them into each Node they start. Does nothing unless
 * FINGERPOST_WRITTEN names the folder (test/run.ts does); test/written/search.ts reads it.
 */
import childProcess from 'node:child_process'
import { tracingChannel } from 'node:diagnostics_channel'
import { appendFileSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { inspect } from 'node:util'
import { Activity } from '@microsoft/agents-activity'

export type Written = {
  kind: 'log' | 'stderr' | 'crash' | 'said'
  /** Of a process of ours, as people run it. */
  command: boolean
  text: string
}

const folder = process.env.FINGERPOST_WRITTEN
const listening = Symbol.for('fingerpost listening')
const known = globalThis as unknown as Record<symbol, boolean>

if (folder && !known[listening]) {
  known[listening] = true
  listen(folder)
}

function listen(to: string): void {
  const command = /src\/main\.ts$/.test(process.argv[1] ?? '')
  const take = (kind: Written['kind'], text: string) => {
    const one: Written = { kind, command, text }
    appendFileSync(join(to, `${process.pid}.jsonl`), `${JSON.stringify(one)}\n`)
  }

  // Pino tells of every line it makes.
  const lines = tracingChannel<{ result: string }, { result: string }>('pino_asJson')
  const [start, asyncStart, asyncEnd, error] = [() => {}, () => {}, () => {}, () => {}]
  lines.subscribe({ start, asyncStart, asyncEnd, error, end: ({ result }) => take('log', result) })

  if (command && /^(serve|work)$/.test(process.argv[2] ?? '')) {
    const write = process.stderr.write.bind(process.stderr)
    process.stderr.write = ((chunk: string | Uint8Array, ...rest: []) => {
      take('stderr', String(chunk))
      return write(chunk, ...rest)
    }) as typeof process.stderr.write
    process.on('uncaughtExceptionMonitor', (error) => take('crash', inspect(error, { depth: 10 })))
  }

  // However an Activity is made (`fromObject`, or field by field), its text is set on it.
  Object.defineProperty(Activity.prototype, 'text', {
    configurable: true,
    set(this: Activity, text: string | undefined) {
      if (text) take('said', text)
      Object.defineProperty(this, 'text', { value: text, writable: true, enumerable: true, configurable: true })
    },
  })

  const env = { FINGERPOST_WRITTEN: to, NODE_OPTIONS: `--import=${fileURLToPath(import.meta.url)}` }
  const { spawn, spawnSync, fork } = childProcess
  type Options = { env?: NodeJS.ProcessEnv }
  type Start = (program: string, args: string[], options?: Options) => unknown
  const heard =
    (begin: unknown): Start =>
    (program, args, options = {}) => {
      const { env: given = process.env } = options
      return (begin as Start)(program, args, { ...options, env: { ...env, ...given } })
    }
  Object.assign(childProcess, { spawn: heard(spawn), spawnSync: heard(spawnSync), fork: heard(fork) })
  syncBuiltinESMExports()
}

import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import type { Handler } from '../../src/delivery/worker.ts'

/** Does a job by writing down what it is about, a line each time it is done; several processes may share the file. */
export function noteIn(file: string): Handler {
  return async ({ payload }) => appendFileSync(file, `${payload}\n`)
}

export function noted(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : []
}

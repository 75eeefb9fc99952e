/** Why a job was not done. `code` is a word for logs and dead letters: never a number, never words of a person. */
export class JobError extends Error {
  override readonly name = 'JobError'
  readonly code: string
  /** The same again, later, may succeed. */
  readonly retry: boolean
  /** Not before so many milliseconds. */
  readonly afterMs: number

  constructor(code: string, { retry, afterMs = 0 }: { retry: boolean; afterMs?: number }) {
    super(code)
    this.code = code
    this.retry = retry
    this.afterMs = afterMs
  }
}

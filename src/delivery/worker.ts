import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../log.ts'
import type { Job, Store } from '../store/index.ts'
import { JobError } from './job-error.ts'

/**
 * Does one job, in about the lease at most; `signal` says that it is too late. Rejects with a JobError where it could
 * not; anything else it rejects with is a fault of ours. A job may be done twice: the second time must do no harm.
 */
export type Handler = (job: Job, signal: AbortSignal) => Promise<void>

/** What does each kind of job. */
export type Handlers = Readonly<Record<string, Handler>>

export type WorkerSettings = {
  store: Store
  log: Log
  handlers: Handlers
  /** Tells this worker from others at the same store. */
  name: string
  /** Epoch milliseconds. */
  now?: () => number
  /** From 0 to 1. */
  random?: () => number
  /** Jobs under way at a time. */
  limit?: number
  /** How long a job is this worker's; the same for all workers. */
  leaseMs?: number
  /** How often it is looked for new jobs where there were none. */
  pollMs?: number
  /** A job that was taken this often and is not done yet is given up. */
  maxAttempts?: number
  /** The longest pause after the first attempt; after each further one it may be twice as long. */
  backoffMs?: number
  maxBackoffMs?: number
  /** How long what is under way may take once the worker is told to stop. */
  drainMs?: number
}

export type Worker = {
  /** Takes nothing new, and resolves when what was under way is done, or given back. */
  stop(): Promise<void>
}

/**
 * The outbox worker: takes jobs from the store and does them, at least once each, those of one conversation in order.
 * What may pass is tried again after a pause drawn from zero to a bound that doubles (full jitter), so that many jobs
 * that failed together do not come back together; what will not pass, or did not in the end, becomes a dead letter.
 */
export function startWorker(settings: WorkerSettings): Worker {
  const { store, log, handlers, name, now = Date.now, random = Math.random, limit = 8, pollMs = 1000 } = settings
  const { leaseMs = 60_000, maxAttempts = 20, drainMs = 10_000 } = settings
  const { backoffMs = 2000, maxBackoffMs = 900_000 } = settings
  const stopping = new AbortController()
  const drained = new AbortController()
  const underWay = new Set<Promise<void>>()

  async function run(): Promise<void> {
    for (let failures = 0; !stopping.signal.aborted; ) {
      if (underWay.size >= limit) {
        await Promise.race(underWay)
        continue
      }
      try {
        const jobs = await store.take(name, now(), { limit: limit - underWay.size, leaseMs })
        failures = 0
        for (const job of jobs) begin(job)
        if (jobs.length === 0) await pause(pollMs)
      } catch (error) {
        log.error('jobs_not_taken', { error })
        await pause(Math.max(pollMs, pauseAfter(++failures)), false)
      }
    }
  }

  function begin(job: Job): void {
    const done = settle(job)
      // Whatever the store did not take down is taken again once its lease is over.
      .catch((error) => log.error('job_not_settled', { error }))
      .finally(() => underWay.delete(done))
    underWay.add(done)
  }

  async function settle(job: Job): Promise<void> {
    const failure = await attempt(job)
    if (!failure) {
      await store.finish(job)
      log.info('job', { outcome: 'done', job: job.kind })
    } else if (failure.retry && job.attempt < maxAttempts) {
      await store.retry(job, now() + Math.max(failure.afterMs, pauseAfter(job.attempt)), failure.code)
      log.info('job', { outcome: 'again', job: job.kind, error: failure })
    } else {
      await store.bury(job, failure.code, now())
      log.error('job', { outcome: 'given_up', job: job.kind, error: failure })
    }
  }

  /** What kept the job from being done; null: it is done. */
  async function attempt(job: Job): Promise<JobError | null> {
    const handler = Object.hasOwn(handlers, job.kind) ? handlers[job.kind] : undefined
    if (!handler) return new JobError('no_handler', { retry: false })
    // Every time it was taken, whoever took it did not live to say so.
    if (job.attempt > maxAttempts) return new JobError('never_settled', { retry: false })
    const late = new AbortController()
    const timer = setTimeout(() => late.abort(), leaseMs * 0.8)
    const signal = AbortSignal.any([late.signal, drained.signal])
    try {
      await Promise.race([handler(job, signal), rejectsOn(signal)])
      return null
    } catch (error) {
      if (error instanceof JobError) return error
      log.error('job_failed', { job: job.kind, error })
      return new JobError('failed', { retry: false })
    } finally {
      clearTimeout(timer)
    }
  }

  function pauseAfter(attempts: number): number {
    return Math.round(random() * Math.min(maxBackoffMs, backoffMs * 2 ** (attempts - 1)))
  }

  /** Until the time is over, the worker stops, or (`early`) a job is done: its conversation may have another. */
  async function pause(ms: number, early = true): Promise<void> {
    const over = new AbortController()
    const signal = AbortSignal.any([over.signal, stopping.signal])
    await Promise.race([sleep(ms, undefined, { signal }).catch(() => {}), ...(early ? underWay : [])])
    over.abort()
  }

  const running = run()
  return {
    stop: async () => {
      stopping.abort()
      const timer = setTimeout(() => drained.abort(), drainMs)
      await running
      await Promise.all(underWay)
      clearTimeout(timer)
    },
  }
}

function rejectsOn(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    const give = () => reject(new JobError('took_too_long', { retry: true }))
    if (signal.aborted) give()
    else signal.addEventListener('abort', give, { once: true })
  })
}

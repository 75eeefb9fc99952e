import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import RateLimiterStoreAbstract from 'rate-limiter-flexible/lib/RateLimiterStoreAbstract.js'
import type { Store, Tally } from '../store/index.ts'

export type Limit = {
  /** So much is within it... */
  points: number
  /** ...in so long, from the first on. */
  seconds: number
}

/** Whoever counts has this long; then each process counts for itself, until the next time. */
const storeMs = 300

/**
 * A limiter whose counts all processes at one store share. While the store is away it counts in this process's memory.
 * `consume` rejects with a RateLimiterRes beyond the limit, and never because of the store.
 */
export class SharedLimiter extends RateLimiterStoreAbstract {
  private readonly tally: Store['tally']
  private readonly now: () => number

  constructor(name: string, { points, seconds }: Limit, tally: Store['tally'], now: () => number) {
    const options = { keyPrefix: name, points, duration: seconds }
    super({
      ...options,
      storeClient: null,
      // Who is beyond it and comes again costs the store nothing more.
      inMemoryBlockOnConsumed: points + 1,
      insuranceLimiter: new RateLimiterMemory(options),
    })
    this.tally = tally
    this.now = now
  }

  protected _upsert(key: string, points: number, ms: number, anew: boolean): Promise<Tally> {
    return inTime(this.tally(key, points, this.now(), ms, anew))
  }

  protected _getRateLimiterRes(_key: string, by: number, { total, ends }: Tally): RateLimiterRes {
    return new RateLimiterRes(Math.max(this.points - total, 0), Math.max(ends - this.now(), 0), total, total === by)
  }
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('the store did not count in time')), storeMs)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}

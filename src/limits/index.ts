import { RateLimiterRes } from 'rate-limiter-flexible'
import type { Log } from '../log.ts'
import type { PseudonymKey } from '../privacy/index.ts'
import type { Store } from '../store/index.ts'
import { createDayName, networkOf } from './day-names.ts'
import { type Limit, SharedLimiter } from './shared-limiter.ts'

export { createSourceOf, networkOf, type SourceOf } from './day-names.ts'

/** `just_over`: this is the first beyond the limit. */
export type Standing = 'within' | 'just_over' | 'over'

/** What came from the open web: where from (absent: not known), and of whom or by which link, where there is such. */
export type WebVisit = {
  address?: string
  /** A conversation's pseudonym. */
  person?: string
  /** The id of a link of ours. */
  link?: string
}

export type Limits = {
  /** Takes note of one request from the open web. Never rejects. Not for what Twilio signed: it all comes from there. */
  web(visit: WebVisit): Promise<Standing>
}

/**
 * Design choices, none of them measured on people. An address may be a hostel's, a library's or a mobile network's: its limit
 * leaves room for dozens at once.
 */
export const limits = {
  all: { points: 3000, seconds: 60 },
  address: { points: 600, seconds: 300 },
  link: { points: 300, seconds: 600 },
  person: { points: 40, seconds: 300 },
} satisfies Record<string, Limit>

export type LimitsParts = {
  tally: Store['tally']
  /** As for the pseudonyms, newest first. */
  keys: readonly PseudonymKey[]
  log: Log
  /** Epoch milliseconds. */
  now?: () => number
}

/**
 * Holds abuse of the open web: how much may come, from everybody, from one address, by one link, of one person, over all
 * processes at one store. Texts that a provider signed are held where they are committed (channels/sms/breaker.ts). What is counted is named by a keyed hash that changes with the day, and is gone when its count ends.
 */
export function createLimits({ tally, keys, log, now = Date.now }: LimitsParts): Limits {
  const hidden = createDayName(keys, now)
  const limiterOf = (name: keyof typeof limits) => new SharedLimiter(name, limits[name], tally, now)
  const limiters = {
    all: limiterOf('all'),
    address: limiterOf('address'),
    link: limiterOf('link'),
    person: limiterOf('person'),
  }

  async function take(kind: keyof typeof limits, id: string): Promise<Standing> {
    try {
      await limiters[kind].consume(hidden(kind, id))
      return 'within'
    } catch (beyond) {
      if (!(beyond instanceof RateLimiterRes)) throw beyond
      if (beyond.consumedPoints !== limits[kind].points + 1) return 'over'
      // Once for each count. That everybody together is too much is a thing to look into now.
      log[kind === 'all' ? 'error' : 'warn']('limit_reached', { outcome: kind })
      return 'just_over'
    }
  }

  return {
    async web({ address, person, link }) {
      const network = address === undefined ? null : networkOf(address)
      const counted = [
        ['all', ''],
        ['address', network],
        ['link', link],
        ['person', person],
      ] as const
      for (const [kind, id] of counted) {
        const standing = id === null || id === undefined ? 'within' : await take(kind, id)
        if (standing !== 'within') return standing
      }
      return 'within'
    },
  }
}

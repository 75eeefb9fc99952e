/** What an answer is counted as: by whom it goes to, or as one that must be said whatever it costs. */
export type Spending = 'uk' | 'foreign' | 'urgent'

/** `warn`: four fifths of a limit are spent. `over`: it does not fit any more, and was not counted. */
export type Spent = 'ok' | 'warn' | 'over'

/** In SMS parts a day; 0: no limit. `foreign` is for numbers that are no UK mobiles, and is part of `all`. */
export type DailyParts = { all: number; foreign: number }

export type Budget = {
  /**
   * Counts the parts of one answer, unless they do not fit. `counters` are to be committed with the turn, if it has one; what
   * is said without the store (`unstored`) this process remembers alone. `now` in epoch milliseconds.
   */
  spend(
    kind: Spending,
    parts: number,
    now: number,
    unstored?: boolean,
  ): { spent: Spent; counters: Record<string, number> }
}

export type BudgetParts = {
  limits: DailyParts
  /** What all processes have committed on a day. May reject. */
  counts: (day: string) => Promise<Readonly<Record<string, number>>>
  /** The day (YYYY-MM-DD) a time counts to, the same as for what is committed. */
  dayOf: (now: number) => string
}

/** What the parts of all texts of a day are counted under. */
export const partsCount = 'sms.parts'

const names = { all: partsCount, foreign: `${partsCount}.foreign` } as const
const kinds = ['all', 'foreign'] as const

/** How old what is known of the others may be. So much of their spending, and no more, can go beyond a limit. */
const askEveryMs = 5000

/**
 * The budget of a day, over all processes at one store: what they have said is counted where it is committed, and asked
 * for every few seconds. While the store is away the last that was known stands, and each adds what it says itself. What is
 * urgent counts towards `all` and is never over. Foreign answers that do not fit their own limit leave that of the others
 * untouched.
 */
export function createBudget({ limits, counts, dayOf }: BudgetParts): Budget {
  let today = ''
  let asked = Number.NEGATIVE_INFINITY
  /** What the store told; what was said here since it was asked; what it will never hear of. */
  let told: DailyParts = { all: 0, foreign: 0 }
  let since: DailyParts = { all: 0, foreign: 0 }
  let unstoredParts: DailyParts = { all: 0, foreign: 0 }

  async function ask(day: string): Promise<void> {
    const before = { ...since }
    try {
      const found = await counts(day)
      if (day !== today) return
      told = { all: found[names.all] ?? 0, foreign: found[names.foreign] ?? 0 }
      for (const one of kinds) since[one] -= before[one]
    } catch {
      // The store is away, which it tells elsewhere: what is known stands.
    }
  }

  return {
    spend(kind, parts, now, unstored = false) {
      const day = dayOf(now)
      if (day !== today) {
        today = day
        asked = Number.NEGATIVE_INFINITY
        told = { all: 0, foreign: 0 }
        since = { all: 0, foreign: 0 }
        unstoredParts = { all: 0, foreign: 0 }
      }
      if (now - asked >= askEveryMs) {
        asked = now
        void ask(day)
      }
      const total = (one: keyof DailyParts) => told[one] + since[one] + unstoredParts[one]
      const counted = kinds.filter((one) => one === 'all' || kind === 'foreign')
      const fits = counted.every((one) => limits[one] === 0 || total(one) + parts <= limits[one])
      if (!fits && kind !== 'urgent') return { spent: 'over', counters: {} }
      for (const one of counted) (unstored ? unstoredParts : since)[one] += parts
      const warn = counted.some((one) => limits[one] > 0 && total(one) >= limits[one] * 0.8)
      const counters = Object.fromEntries(counted.map((one) => [names[one], parts]))
      return { spent: warn ? 'warn' : 'ok', counters }
    },
  }
}

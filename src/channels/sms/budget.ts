/** What an answer is counted as: by whom it goes to, or as one that must be said whatever it costs. */
export type Spending = 'uk' | 'foreign' | 'urgent'

/** `warn`: four fifths of a limit are spent. `over`: it does not fit any more, and was not counted. */
export type Spent = 'ok' | 'warn' | 'over'

/** Counts SMS parts by the day (ISO date). */
export type Budget = { spend(kind: Spending, parts: number, day: string): Spent }

/** In SMS parts a day; 0: no limit. `foreign` is for numbers that are no UK mobiles, and is part of `all`. */
export type DailyParts = { all: number; foreign: number }

/**
 * A budget of this process alone. What is urgent counts towards `all` and is never over. Foreign answers that do not fit
 * their own limit leave that of the others untouched.
 */
export function createBudget(limits: DailyParts): Budget {
  let today = ''
  let spent: DailyParts = { all: 0, foreign: 0 }
  return {
    spend(kind, parts, day) {
      if (day !== today) {
        today = day
        spent = { all: 0, foreign: 0 }
      }
      const counted = (['all', 'foreign'] as const).filter((one) => one === 'all' || kind === 'foreign')
      const fits = counted.every((one) => limits[one] === 0 || spent[one] + parts <= limits[one])
      if (!fits && kind !== 'urgent') return 'over'
      for (const one of counted) spent[one] += parts
      return counted.some((one) => limits[one] > 0 && spent[one] >= limits[one] * 0.8) ? 'warn' : 'ok'
    },
  }
}

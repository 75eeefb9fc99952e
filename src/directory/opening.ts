import type { Temporal } from 'temporal-polyfill'
import type { Opening } from './listing.ts'
import { londonDay, londonDayAt, londonInstant } from './londonDays.ts'
import { hasRhythm, timingOf } from './recurrence.ts'
import type { Hours, Schedule } from './service.ts'

export type IsBankHoliday = (date: Temporal.PlainDate) => boolean

/** A meeting may still be joined this long after its start (issue 2: "start just missed (15 minutes' grace)"). */
const grace = 15 * 60_000

/** How many days ahead are looked at, until it is told: tomorrow is enough for most, five weeks for any Christmas. */
const horizons = [2, 8, 36]
/** What is not weekly may rest for months, until its season or its next fifth Sunday. */
const farHorizons = [...horizons, 400]

/**
 * When something is open, seen from `now`, in London's wall-clock time. A slot that runs past midnight belongs to the day
 * it starts on, for bank holidays too. Slots that touch or overlap count as one. Open from the instant it opens, closed
 * from the instant it closes. In the five weeks ahead (a year where it is not weekly), no closing at all is `always` and no
 * opening at all is `unknown`.
 */
export function openingOf(hours: Hours, now: Temporal.Instant, isBankHoliday: IsBankHoliday): Opening {
  if (hours === 'always' || hours === 'unknown') return plain[hours]
  const at = now.epochMilliseconds
  const known = remembered.get(hours)
  if (known && known.isBankHoliday === isBankHoliday && known.from <= at && at < known.until) return known.opening
  const opening = reckoned(hours, at, isBankHoliday)
  remembered.set(hours, { isBankHoliday, from: at, until: nextChange(hours, at, isBankHoliday), opening })
  return opening
}

const plain = { always: { state: 'always' }, unknown: { state: 'unknown' } } as const

/**
 * Nothing changes until the next slot begins or ends, or the next day does: hundreds of hours are asked for in a turn, and the
 * same ones in the next.
 */
const remembered = new WeakMap<
  readonly Schedule[],
  { isBankHoliday: IsBankHoliday; from: number; until: number; opening: Opening }
>()

/** The first instant after `at` (epoch ms) at which an opening could be another. */
function nextChange(hours: readonly Schedule[], at: number, isBankHoliday: IsBankHoliday): number {
  const today = londonDayAt(at)
  let next = londonDay(today + 1).midnight
  for (const { start, end, meeting } of slotsOf(hours, today, today + 1, isBankHoliday))
    for (const change of [start, end, meeting ? start + grace + 1 : end])
      if (change > at && change < next) next = change
  return next
}

function reckoned(hours: readonly Schedule[], at: number, isBankHoliday: IsBankHoliday): Opening {
  const today = londonDayAt(at)
  let open = false
  for (const horizon of hours.some(hasRhythm) ? farHorizons : horizons) {
    const slots = slotsOf(hours, today, today + horizon, isBankHoliday).filter((slot) => canStillUse(slot, at))
    const opening = read(slots, at, londonDay(today + horizon).midnight)
    if (opening.state !== 'beyond') return opening
    open = opening.open
  }
  return { state: open ? 'always' : 'unknown' }
}

/** `sure` is false on a bank holiday of which no source says whether it opens. Times in epoch ms. */
type Slot = { start: number; end: number; sure: boolean; meeting: boolean }

/** What the slots do not decide: open without a break to where they end, or not known to open before that. */
type Beyond = { state: 'beyond'; open: boolean }

/** The opening, as far as slots that start before `end` can tell. */
function read(slots: Slot[], at: number, end: number): Opening | Beyond {
  const current = slots.filter((slot) => slot.start <= at)
  const open = current.filter((slot) => slot.sure)
  if (open.length > 0) {
    const until = lastsUntil(slots, Math.max(...open.map((slot) => slot.end)))
    if (until >= end) return { state: 'beyond', open: true }
    return open.every((slot) => slot.meeting) ? { state: 'open', until, justStarted: true } : { state: 'open', until }
  }
  const later = slots.filter((slot) => slot.start > at)
  const sure = earliest(later.filter((slot) => slot.sure))
  if (current.length > 0) return sure === null ? { state: 'beyond', open: false } : { state: 'uncertain', opens: sure }
  const opens = earliest(later)
  if (opens === null) return { state: 'beyond', open: false }
  return opens === sure ? { state: 'closed', opens } : { state: 'closed', opens, uncertain: true }
}

function lastsUntil(slots: Slot[], end: number): number {
  const sure = slots.filter((slot) => slot.sure).sort((a, b) => a.start - b.start)
  return sure.reduce((until, slot) => (slot.start <= until ? Math.max(until, slot.end) : until), end)
}

function earliest(slots: Slot[]): number | null {
  return slots.length === 0 ? null : Math.min(...slots.map((slot) => slot.start))
}

function canStillUse(slot: Slot, at: number): boolean {
  return slot.end > at && (!slot.meeting || at <= slot.start + grace)
}

/** Every slot that starts from two days before `today` (24:00 to 24:00 reaches that far) to before `end`. */
function slotsOf(schedules: readonly Schedule[], today: number, end: number, isBankHoliday: IsBankHoliday): Slot[] {
  const slots: Slot[] = []
  for (const schedule of schedules) {
    const { bank_holidays, meeting } = schedule
    const { runs, opens, closes } = timingOf(schedule)
    for (let day = today - 2; day < end; day++) {
      if (!runs(day)) continue
      const holiday = bank_holidays !== 'open' && isBankHoliday(londonDay(day).date)
      if (holiday && bank_holidays === 'closed') continue
      const start = londonInstant(day, opens)
      const finish = londonInstant(day, closes)
      // A slot of less than an hour may vanish where the clocks go forward.
      if (finish > start) slots.push({ start, end: finish, sure: !holiday, meeting })
    }
  }
  return slots
}

import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, it, test } from 'vitest'
import { type Hours, type Opening, openingOf } from '../../src/directory/index.ts'
import { dayOf, timingOf } from '../../src/directory/recurrence.ts'
import { type Schedule, weekdays } from '../../src/directory/service.ts'
import { at, isBankHoliday } from './fixture/fernshire.ts'

const daily = [...weekdays]
const office: Schedule = slot(['MO', 'TU', 'WE', 'TH', 'FR'], '09:00', '17:00')
const meeting: Schedule = { ...slot(['TH'], '19:30', '20:30'), meeting: true }
const late: Schedule = slot(['SA'], '21:00', '02:00')

type Row = [what: string, hours: Hours, now: string, opening: string]

// 19 Nov 2026 is a Thursday; 25 Dec 2026 a Friday and 28 Dec 2026 the Monday that stands in for Boxing Day.
const rows: Row[] = [
  ['day and night', 'always', '2026-11-19 03:00', 'always'],
  ['no source says', 'unknown', '2026-11-19 03:00', 'unknown'],
  ['an ordinary day', [office], '2026-11-19 12:00', 'open until 2026-11-19 17:00'],
  ['the night before', [office], '2026-11-19 02:30', 'opens 2026-11-19 09:00'],
  ['the minute before', [office], '2026-11-19 08:59', 'opens 2026-11-19 09:00'],
  ['the instant it opens', [office], '2026-11-19 09:00', 'open until 2026-11-19 17:00'],
  ['the last minute', [office], '2026-11-19 16:59', 'open until 2026-11-19 17:00'],
  ['the instant it closes', [office], '2026-11-19 17:00', 'opens 2026-11-20 09:00'],
  ['nothing left this week', [office], '2026-11-20 18:00', 'opens 2026-11-23 09:00'],
  ['several slots a day, between them', twice('12:00', '14:00'), '2026-11-19 13:00', 'opens 2026-11-19 14:00'],
  ['adjacent slots are one', twice('12:00', '12:00'), '2026-11-19 10:00', 'open until 2026-11-19 18:00'],
  ['overlapping slots are one', twice('14:00', '11:00'), '2026-11-19 10:00', 'open until 2026-11-19 18:00'],

  ['past midnight, before it', [late], '2026-11-21 23:00', 'open until 2026-11-22 02:00'],
  ['past midnight, after it', [late], '2026-11-22 01:59', 'open until 2026-11-22 02:00'],
  ['past midnight, over', [late], '2026-11-22 02:00', 'opens 2026-11-28 21:00'],
  ['past midnight, the wrong night', [late], '2026-11-21 01:00', 'opens 2026-11-21 21:00'],
  ['until 24:00', [slot(['TH'], '10:00', '24:00')], '2026-11-19 23:59', 'open until 2026-11-20 00:00'],
  ['until 24:00, over', [slot(['TH'], '10:00', '24:00')], '2026-11-20 00:00', 'opens 2026-11-26 10:00'],
  ['from 24:00', [slot(['TH'], '24:00', '02:00')], '2026-11-20 01:00', 'open until 2026-11-20 02:00'],
  ['24 hours from 24:00', [slot(['WE'], '24:00', '24:00')], '2026-11-19 23:00', 'open until 2026-11-20 00:00'],
  ['once round the clock', [slot(['TH'], '08:00', '08:00')], '2026-11-20 07:59', 'open until 2026-11-20 08:00'],
  ['two nights that touch', [slot(['TH', 'FR'], '18:00', '18:00')], '2026-11-19 19:00', 'open until 2026-11-21 18:00'],
  ['every hour of the week', [bank('open', slot(daily, '00:00', '24:00'))], '2026-11-19 19:00', 'always'],
  ['and a bank holiday ahead', [slot(daily, '00:00', '24:00')], '2026-12-20 19:00', 'open until 2026-12-25 00:00'],

  ['a meeting to come', [meeting], '2026-11-19 19:29', 'opens 2026-11-19 19:30'],
  ['a meeting at its start', [meeting], '2026-11-19 19:30', 'open until 2026-11-19 20:30, just started'],
  ['a meeting just missed', [meeting], '2026-11-19 19:45', 'open until 2026-11-19 20:30, just started'],
  ['a meeting missed', [meeting], '2026-11-19 19:46', 'opens 2026-11-26 19:30'],
  [
    'two meetings that touch',
    [meeting, also('20:30', '21:30')],
    '2026-11-19 19:40',
    'open until 2026-11-19 21:30, just started',
  ],
  [
    'the first missed, the next to come',
    [meeting, also('20:30', '21:30')],
    '2026-11-19 20:00',
    'opens 2026-11-19 20:30',
  ],
  [
    'a meeting behind an open door',
    [meeting, slot(['TH'], '19:00', '22:00')],
    '2026-11-19 19:40',
    'open until 2026-11-19 22:00',
  ],
  [
    'a missed meeting keeps no door open',
    [also('19:00', '23:00'), slot(['TH'], '19:00', '22:00')],
    '2026-11-19 20:00',
    'open until 2026-11-19 22:00',
  ],

  ['bank holiday, open', [bank('open', office)], '2026-12-25 12:00', 'open until 2026-12-25 17:00'],
  ['bank holiday, closed, and the next too', [bank('closed', office)], '2026-12-25 12:00', 'opens 2026-12-29 09:00'],
  ['bank holiday, not known', [office], '2026-12-25 12:00', 'uncertain, surely 2026-12-29 09:00'],
  ['bank holiday, not known, before it opens', [office], '2026-12-25 08:00', 'opens 2026-12-25 09:00, uncertain'],
  ['the evening before one', [office], '2026-12-24 20:00', 'opens 2026-12-25 09:00, uncertain'],
  [
    'one slot is sure, another not',
    [office, bank('open', slot(['FR'], '09:00', '10:00'))],
    '2026-12-24 20:00',
    'opens 2026-12-25 09:00',
  ],
  [
    'on Fridays only, over Christmas',
    [bank('closed', slot(['FR'], '09:00', '17:00'))],
    '2026-12-19 12:00',
    'opens 2027-01-08 09:00',
  ],
  [
    'a night that began before one',
    [bank('closed', slot(['SU'], '20:00', '04:00'))],
    '2026-12-28 02:00',
    'open until 2026-12-28 04:00',
  ],
  [
    'a night that begins on one',
    [bank('closed', slot(['MO'], '20:00', '04:00'))],
    '2026-12-29 02:00',
    'opens 2027-01-04 20:00',
  ],
]

const monthly = (nth: Schedule['nth']): Schedule => ({ ...slot(['SU'], '14:00', '16:00'), nth })
const fortnightly: Schedule = { ...meeting, every: { weeks: 2, from: '2026-11-10' } }
const summer: Schedule = { ...slot(['SA'], '10:00', '12:00'), season: { from: '04-01', until: '09-30' } }
const winter: Schedule = { ...slot(['MO'], '18:00', '20:00'), season: { from: '12-01', until: '02-28' } }

rows.push(
  ['first Sunday, before it', [monthly([1])], '2026-11-19 12:00', 'opens 2026-12-06 14:00'],
  ['first Sunday, on it', [monthly([1])], '2026-12-06 14:30', 'open until 2026-12-06 16:00'],
  ['last Sunday', [monthly([-1])], '2026-11-30 12:00', 'opens 2026-12-27 14:00'],
  ['second and fourth Sunday', [monthly([2, 4])], '2026-11-19 12:00', 'opens 2026-11-22 14:00'],
  ['fifth Sunday: in months that have one', [monthly([5])], '2026-12-01 12:00', 'opens 2027-01-31 14:00'],
  ['every other Thursday, the week between', [fortnightly], '2026-11-19 12:00', 'opens 2026-11-26 19:30'],
  ['every other Thursday, in its week', [fortnightly], '2026-11-26 12:00', 'opens 2026-11-26 19:30'],
  ['a season to come', [summer], '2026-11-19 12:00', 'opens 2027-04-03 10:00'],
  ['a season over New Year', [winter], '2027-01-04 12:00', 'opens 2027-01-04 18:00'],
  ['the last week of a season', [winter], '2027-02-23 12:00', 'opens 2027-12-06 18:00'],
  ['not yet', [{ ...office, from: '2026-12-07' }], '2026-11-19 12:00', 'opens 2026-12-07 09:00'],
  ['not any more: nobody vouches for it', [{ ...office, until: '2026-11-18' }], '2026-11-19 12:00', 'unknown'],
  ['its last day', [{ ...office, until: '2026-11-19' }], '2026-11-19 12:00', 'open until 2026-11-19 17:00'],
  ['its last night', [{ ...late, until: '2026-11-21' }], '2026-11-22 01:00', 'open until 2026-11-22 02:00'],
  ['a day left out', [{ ...meeting, except: ['2026-11-19'] }], '2026-11-19 12:00', 'opens 2026-11-26 19:30'],
)

test.each(rows)('%s', (_, hours, now, opening) => {
  expect(inWords(openingOf(hours, at(now), isBankHoliday))).toBe(opening)
})

describe('when the clocks change', () => {
  // 01:59 BST is followed by 01:00 GMT on 25 Oct 2026, and 00:59 GMT by 02:00 BST on 28 Mar 2027: both Sundays.
  const rows: [what: string, hours: Hours, now: string, opening: Opening][] = [
    ['back: an evening through it', [slot(['SA'], '22:00', '03:00')], '2026-10-25T00:30Z', open('2026-10-25T03:00Z')],
    ['back: a day of 25 hours', [slot(['SU'], '00:00', '24:00')], '2026-10-25T01:30Z', open('2026-10-26T00:00Z')],
    [
      'back: opens the first time it is 01:30',
      [slot(['SU'], '01:30', '05:00')],
      '2026-10-25T00:30Z',
      open('2026-10-25T05:00Z'),
    ],
    ['back: and not before', [slot(['SU'], '01:30', '05:00')], '2026-10-25T00:29Z', opens('2026-10-25T00:30Z')],
    [
      'back: closes the first time it is 01:30',
      [slot(['SU'], '00:00', '01:30')],
      '2026-10-25T00:30Z',
      opens('2026-11-01T00:00Z'),
    ],
    [
      'back: the afternoon, now in GMT',
      [slot(['SU'], '14:00', '16:00')],
      '2026-10-25T00:00Z',
      opens('2026-10-25T14:00Z'),
    ],
    [
      'forward: an evening through it',
      [slot(['SA'], '22:00', '03:00')],
      '2027-03-28T00:30Z',
      open('2027-03-28T02:00Z'),
    ],
    [
      'forward: opens in the hour that is skipped',
      [slot(['SU'], '01:30', '05:00')],
      '2027-03-28T01:00Z',
      opens('2027-03-28T01:30Z'),
    ],
    ['forward: closes in it', [slot(['SU'], '00:00', '01:30')], '2027-03-28T01:15Z', open('2027-03-28T01:30Z')],
    ['forward: swallowed by it', [slot(['SU'], '01:30', '02:00')], '2027-03-28T00:00Z', opens('2027-04-04T00:30Z')],
    [
      'forward: the afternoon, now in BST',
      [slot(['SU'], '14:00', '16:00')],
      '2027-03-28T00:00Z',
      opens('2027-03-28T13:00Z'),
    ],
    ['in summer time', [office], '2026-07-06T08:00Z', open('2026-07-06T16:00Z')],
    [
      'past midnight in London, not yet in UTC',
      [slot(['MO'], '00:00', '00:45')],
      '2026-07-05T23:30Z',
      open('2026-07-05T23:45Z'),
    ],
  ]
  test.each(rows)('%s', (_, hours, now, opening) => {
    expect(openingOf(hours, Temporal.Instant.from(now), isBankHoliday)).toEqual(opening)
  })
})

describe('against a reckoning minute by minute', () => {
  const minute = 60_000
  const week = 7 * 24 * 60 * minute
  const bankHolidays = ['2026-12-25', '2026-12-26', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29']
  // No times in the hour that the clocks skip or repeat: the wall clock alone cannot tell what those mean.
  const times = fc.constantFrom(
    '00:00',
    '00:30',
    '02:15',
    '07:10',
    '09:00',
    '12:30',
    '17:05',
    '20:00',
    '22:45',
    '23:59',
  )
  // Mostly plain weeks: with every rule at once hardly anything ever opens.
  const rarely = <T>(some: fc.Arbitrary<T>) =>
    fc.oneof({ weight: 7, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: some })
  const dates = fc.constantFrom('2026-11-18', '2026-12-24', '2026-12-28', '2026-10-25', '2027-03-28', '2026-07-02')
  const monthDays = fc.constantFrom('01-01', '03-28', '06-30', '11-19', '12-25')
  const rhythm = {
    nth: rarely(fc.subarray([1, 2, 3, 4, 5, -1] as const, { minLength: 1 }).map((all) => [...all])),
    every: rarely(fc.record({ weeks: fc.integer({ min: 2, max: 4 }), from: dates })),
    from: rarely(dates),
    until: rarely(dates),
    season: rarely(fc.record({ from: monthDays, until: monthDays })),
    except: rarely(fc.array(dates)),
  }
  const schedules = fc.array(
    fc.record({
      days: fc.subarray(daily, { minLength: 1 }),
      opens: times,
      closes: fc.oneof(times, fc.constant('24:00')),
      bank_holidays: fc.constantFrom('open', 'closed', 'unknown'),
      meeting: fc.boolean(),
      ...rhythm,
    }),
    { minLength: 1, maxLength: 3 },
  )
  const starts = fc.constantFrom('2026-11-16', '2026-12-24', '2026-12-26', '2026-10-22', '2027-03-25', '2026-07-01')

  it('says what a person with a calendar and a watch would', () => {
    const seen = new Set<string>()
    const property = fc.property(schedules, starts, fc.nat({ max: 3 * 24 * 60 }), (hours, start, later) => {
      const now = Date.parse(`${start}T00:00:00Z`) + later * minute
      const opening = openingOf(hours, Temporal.Instant.fromEpochMilliseconds(now), isBankHoliday)
      const expected = reckon(hours, now)
      if (!expected) return
      expect(opening).toEqual(expected)
      seen.add('justStarted' in expected ? 'just started' : expected.state)
    })
    fc.assert(property, { numRuns: 250, seed: 20261122 })
    expect([...seen].sort()).toEqual(['closed', 'just started', 'open', 'uncertain'])
  })

  it('knows the days of any year', () => {
    const seen = new Set<boolean>()
    const days = fc.integer({ min: dayOf('2020-01-01'), max: dayOf('2040-12-31') })
    const property = fc.property(schedules, days, ([one], first) => {
      if (!one) return
      for (let day = first; day < first + 40; day++) {
        const time = new Date(day * 24 * 60 * minute)
        const expected = one.days.includes(daily[(time.getUTCDay() + 6) % 7] ?? 'MO') && takesPlace(one, iso(time))
        expect(timingOf(one).runs(day)).toBe(expected)
        seen.add(expected)
      }
    })
    fc.assert(property, { numRuns: 300, seed: 20261122 })
    expect(seen.size).toBe(2)
  })

  const iso = (time: Date) => time.toISOString().slice(0, 10)

  /** Walks through a week a minute at a time, looking at London's clocks; null where a week does not decide. */
  function reckon(hours: Schedule[], now: number): Opening | null {
    const missed = new Set(held(hours, now).flatMap((one) => (one.meeting && one.begun > 15 ? one.key : [])))
    const usable = (instant: number) => held(hours, instant).filter((one) => !missed.has(one.key))
    const current = usable(now)
    const sure = current.filter((one) => one.sure)
    const justStarted = sure.every((one) => one.meeting)
    for (let instant = now + minute; instant <= now + week; instant += minute) {
      const then = usable(instant)
      const thenSure = then.some((one) => one.sure)
      if (sure.length > 0) {
        if (!thenSure) return { state: 'open', until: instant, ...(justStarted ? { justStarted } : {}) }
      } else if (current.length > 0) {
        if (thenSure) return { state: 'uncertain', opens: instant }
      } else if (then.length > 0) return { state: 'closed', opens: instant, ...(thenSure ? {} : { uncertain: true }) }
    }
    return null
  }

  /** The slots that hold at an instant, each with the minutes since it began and a name of its own. */
  function held(hours: Schedule[], instant: number) {
    const { date, weekday, minutes } = londonClock(instant)
    const before = londonClock(instant - minutes * minute - 3 * 60 * minute)
    return hours.flatMap((one, index) => {
      const opens = inMinutes(one.opens)
      const closes = inMinutes(one.closes)
      const length = closes > opens ? closes - opens : closes + 1440 - opens
      return [
        { day: weekday, date, begun: minutes - opens },
        { day: before.weekday, date: before.date, begun: minutes + 1440 - opens },
      ].flatMap(({ day, date, begun }) => {
        if (!one.days.includes(day) || begun < 0 || begun >= length || !takesPlace(one, date)) return []
        const holiday = one.bank_holidays !== 'open' && bankHolidays.includes(date)
        if (holiday && one.bank_holidays === 'closed') return []
        return [{ key: `${index} on ${date}`, meeting: one.meeting, sure: !holiday, begun }]
      })
    })
  }

  const reckoned = new WeakMap<Schedule, Map<string, boolean>>()

  /** Its rhythm on a date, by counting days one by one through months and weeks as one does on a wall calendar. */
  function takesPlace(one: Schedule, date: string): boolean {
    const days = reckoned.get(one) ?? new Map<string, boolean>()
    reckoned.set(one, days)
    const known = days.get(date) ?? reckonDay(one, date)
    days.set(date, known)
    return known
  }

  function reckonDay({ nth, every, from, until, season, except }: Schedule, date: string): boolean {
    const day = Date.parse(date)
    const length = 24 * 60 * minute
    const sameWeekday = (step: number) => {
      let count = 0
      for (let at = day; iso(new Date(at)).slice(0, 7) === date.slice(0, 7); at += step * 7 * length) count++
      return count
    }
    const place = sameWeekday(-1)
    const isLast = sameWeekday(1) === 1
    if (nth && !nth.some((one) => (one === -1 ? isLast : one === place))) return false
    if (every) {
      const monday = (at: number) => {
        let found = at
        while (new Date(found).getUTCDay() !== 1) found -= length
        return found
      }
      if (((monday(day) - monday(Date.parse(every.from))) / (7 * length)) % every.weeks !== 0) return false
    }
    if ((from && day < Date.parse(from)) || (until && day > Date.parse(until))) return false
    if (except?.includes(date)) return false
    if (!season) return true
    for (let at = Date.parse(`2023-${season.from}`); ; at += length) {
      if (iso(new Date(at)).slice(5) === date.slice(5)) return true
      if (iso(new Date(at)).slice(5) === season.until) return false
    }
  }

  const clocks = new Map<number, { date: string; weekday: Schedule['days'][number]; minutes: number }>()
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: 'Europe/London',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })

  function londonClock(instant: number) {
    const known = clocks.get(instant)
    if (known) return known
    const part = Object.fromEntries(format.formatToParts(instant).map(({ type, value }) => [type, value]))
    const made = {
      date: `${part.year}-${part.month}-${part.day}`,
      weekday: part.weekday?.slice(0, 2).toUpperCase() as Schedule['days'][number],
      minutes: Number(part.hour) * 60 + Number(part.minute),
    }
    clocks.set(instant, made)
    return made
  }
})

function inMinutes(time: string): number {
  const [hours, minutes] = time.split(':').map(Number)
  return (hours ?? 0) * 60 + (minutes ?? 0)
}

function slot(days: Schedule['days'], opens: string, closes: string): Schedule {
  return { days, opens, closes, bank_holidays: 'unknown', meeting: false }
}

function also(opens: string, closes: string): Schedule {
  return { ...slot(['TH'], opens, closes), meeting: true }
}

/** Thursday from 9 to one time and from another to 18:00. */
function twice(closes: string, opens: string): Schedule[] {
  return [slot(['TH'], opens, '18:00'), slot(['TH'], '09:00', closes)]
}

function bank(bank_holidays: Schedule['bank_holidays'], one: Schedule): Schedule {
  return { ...one, bank_holidays }
}

function open(until: string): Opening {
  return { state: 'open', until: Temporal.Instant.from(until).epochMilliseconds }
}

function opens(instant: string): Opening {
  return { state: 'closed', opens: Temporal.Instant.from(instant).epochMilliseconds }
}

function inWords(opening: Opening): string {
  const clock = (epochMilliseconds: number) =>
    Temporal.Instant.fromEpochMilliseconds(epochMilliseconds)
      .toZonedDateTimeISO('Europe/London')
      .toPlainDateTime()
      .toString({ smallestUnit: 'minute' })
      .replace('T', ' ')
  switch (opening.state) {
    case 'open':
      return `open until ${clock(opening.until)}${opening.justStarted ? ', just started' : ''}`
    case 'closed':
      return `opens ${clock(opening.opens)}${opening.uncertain ? ', uncertain' : ''}`
    case 'uncertain':
      return `uncertain, surely ${clock(opening.opens)}`
    default:
      return opening.state
  }
}

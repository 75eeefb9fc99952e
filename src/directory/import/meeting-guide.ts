import type { Weekday } from '../service.ts'
import { daysIn } from './days.ts'
import { type Draft, FeedError, type Flag, parseJson, type Reading, readRows, rowsIn } from './draft.ts'
import { draftOf, type Known } from './meeting.ts'
import { namedIn, nameOf } from './names.ts'
import {
  dateOf,
  type Fields,
  idOf,
  isFields,
  isSaid,
  listOf,
  numberOf,
  textOf,
  timeOf,
  timesOf,
  yesOf,
} from './values.ts'
import { isAbroad, townIn, withoutPostcode } from './where.ts'

/**
 * Meeting Guide (github.com/code4recovery/spec): a JSON array of weekly meetings. Read as it is met in the wild: days as
 * numbers, words or lists, times in either clock, a slug that several meetings share.
 * @throws FeedError for what is no such feed
 */
export function readMeetingGuide(text: string, known: Known): Reading {
  const data = parseJson(text)
  const rows = rowsIn(data, ['meetings', 'data', 'results'])
  if (!rows) throw new FeedError('it is not a list of meetings')
  const shared = sharedSlugs(rows)
  return readRows(rows, slugOf, (row) => readMeeting(row, shared, known))
}

function readMeeting(row: unknown, shared: ReadonlySet<string>, known: Known): Draft | string {
  if (!isFields(row)) return 'it is not a record'
  const slug = slugOf(row)
  if (!slug) return 'it has no slug'
  const { name, privateLeftOut } = [nameOf(row.name, 120), nameOf(row.group, 120)].find((one) => one.name) ?? noName
  if (!name) return 'it has no name'
  const flags: Flag[] = privateLeftOut ? ['private_left_out'] : []
  const days = daysOf(row.day, flags)
  const both = timesOf(row.time)
  const time = both?.opens ?? timeOf(row.time)
  if (!time && isSaid(row.time)) flags.push('times_not_understood')
  const types = typesOf(row)
  // Codes, and where a feed is somebody's own spreadsheet the words they stand for.
  const open = types.has('O') || types.has('OPEN')
  const closedToOthers = types.has('C') || types.has('CLOSED')
  const option = textOf(row.attendance_option, 20)?.toLowerCase()
  const address = addressOf(row, flags)
  const approximate = yesOf(row.approximate) === true || !address
  const closed = types.has('TC') || option === 'inactive'
  const joins = Boolean(textOf(row.conference_url) ?? textOf(row.conference_phone))
  const online = option ? ['online', 'hybrid'].includes(option) : types.has('ONL') || joins
  const inPerson = option
    ? ['in_person', 'hybrid', 'inactive'].includes(option)
    : !types.has('TC') && !(online && approximate)
  return draftOf(
    {
      // Meetings of one group under one slug are told apart by when they are.
      id: shared.has(slug) ? `${slug} ${(days ?? []).join('+')} ${time ?? ''}`.trim() : slug,
      name,
      page: row.url,
      updated: isoOnly(row.updated) ?? americanDate(row.updated),
      days,
      time,
      end: timeOf(row.end_time) ?? both?.closes ?? null,
      zone: row.timezone,
      bankHolidays: 'unknown',
      place: {
        address,
        postcode: textOf(row.postal_code, 20) ?? textOf(row.formatted_address, 300) ?? textOf(row.address, 300),
        lat: numberOf(row.latitude),
        lon: numberOf(row.longitude),
        town: isAbroad(row.country) ? null : (textOf(row.city, 60) ?? townIn(row.formatted_address)),
        approximate,
      },
      inPerson: inPerson || !online,
      online,
      joinUrl: row.conference_url,
      joinPhone: row.conference_phone,
      open: open === closedToOthers ? null : open,
      meanings: [...types].flatMap((type) => known.facts.meeting_types[type] ?? []),
      inactive: closed && !online,
      flags: holdsPrivate(row) ? [...flags, 'private_left_out'] : flags,
    },
    known,
  )
}

function slugOf(row: unknown): string | null {
  return isFields(row) ? (idOf(row.slug) ?? idOf(row.id)) : null
}

/** Slugs that several meetings at different times are listed under. */
function sharedSlugs(rows: readonly unknown[]): Set<string> {
  const times = new Map<string, Set<string>>()
  for (const row of rows) {
    const slug = slugOf(row)
    if (!slug || !isFields(row)) continue
    const when = times.get(slug) ?? new Set()
    times.set(slug, when.add(JSON.stringify([row.day, row.time])))
  }
  return new Set([...times].filter(([, when]) => when.size > 1).map(([slug]) => slug))
}

/** 0 is Sunday. Null for none, or where one of them cannot be understood: half a list of days is a wrong list. */
function daysOf(value: unknown, flags: Flag[]): Weekday[] | null {
  const written = (listOf(value) ?? [value]).filter(isSaid)
  if (written.length === 0) return null
  const days = written.map((one) => {
    const text = textOf(one) ?? ''
    if (!/\d/.test(text)) return daysIn(text)
    const each = text.split(/[,;/&]/).map((day) => dayOf(day, flags))
    return each.some((day) => day === null) ? null : each.filter((day) => day !== null)
  })
  if (!days.includes(null)) return [...new Set(days.flatMap((each) => each ?? []))]
  flags.push('times_not_understood')
  return null
}

const fromSunday: Weekday[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

function dayOf(value: unknown, flags: Flag[]): Weekday | null {
  const number = numberOf(value)
  if (number === null) return null
  // Nothing but the end of a week that began on Monday; a curator is told.
  if (number === 7) flags.push('day_seven')
  return fromSunday[number === 7 ? 0 : number] ?? null
}

/** Street and town, without the postcode; null where only a town is given. */
function addressOf(row: Fields, flags: Flag[]): string | null {
  const street = namedIn(row.address, 200, flags)
  const whole = namedIn(row.formatted_address, 300, flags)
  const venue = namedIn(row.location, 100, flags)
  const city = textOf(row.city, 60)
  // Many write the town into the street as well.
  const repeated = city && street?.toLowerCase().endsWith(city.toLowerCase())
  const parts = street ? [street, repeated ? null : city] : whole && hasStreet(whole) ? [whole] : []
  if (parts.length === 0) return null
  const plain = withoutPostcode(parts.filter(Boolean).join(', '))
  return venue && !plain.startsWith(venue) ? `${venue}, ${plain}` : plain
}

/** "Anytown, OK 12345, USA" is a town: a door has a number, or a street before its town. */
function hasStreet(address: string): boolean {
  const parts = withoutPostcode(address).split(',')
  return /\d/.test(parts[0] ?? '') || parts.filter((part) => !/^\s*(USA|[A-Z]{2} \d{5})\s*$/.test(part)).length > 2
}

function typesOf(row: Fields): Set<string> {
  const given = listOf(row.types) ?? (textOf(row.types) ?? '').split(',')
  return new Set(given.flatMap((one) => textOf(one, 40)?.toUpperCase() ?? []))
}

const noName = { name: null, privateLeftOut: false }

function holdsPrivate(row: Fields): boolean {
  return Object.keys(row).some(
    (key) => /^(contact_\d|email$|conference_(url|phone)_notes)/.test(key) && textOf(row[key]) !== null,
  )
}

/** Only in ISO order: with slashes the feeds of this format put the month first. */
function isoOnly(value: unknown): string | null {
  return /^\d{4}-/.test(textOf(value) ?? '') ? dateOf(value) : null
}

/** "8/25/2022 11:17:07 AM": month first, as servers in America write it. */
function americanDate(value: unknown): string | null {
  const [, month = '', day = '', year = ''] = /^(\d{1,2})\/(\d{1,2})\/(\d{4})\b/.exec(textOf(value) ?? '') ?? []
  return dateOf(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)
}

import type { Weekday } from '../service.ts'
import { type Draft, FeedError, type Flag, parseJson, type Reading, readRows, rowsIn } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import { draftOf, type Known } from './meeting.ts'
import { namedIn } from './names.ts'
import {
  type Fields,
  fieldsOf,
  idOf,
  isFields,
  isSaid,
  later,
  listOf,
  numberOf,
  postcodeOf,
  textOf,
  timeOf,
  weekdayOf,
  yesOf,
} from './values.ts'
import { isAbroad, withoutPostcode } from './where.ts'

/**
 * BMLT, GetSearchResults: a JSON array of meetings, or an object of meetings and formats. Weekdays count from 1, Sunday;
 * `venue_type` is 1 in person, 2 virtual, 3 both; a blank time zone is that of the country it is read for.
 * @throws FeedError for what is no such feed
 */
export function readBmlt(text: string, known: Known): Reading {
  const data = parseJson(text)
  const rows = rowsIn(data, ['meetings', 'data', 'results'])
  if (!rows) throw new FeedError('it is not a list of meetings')
  const formats = formatsOf(isFields(data) ? data.formats : null)
  return readRows(
    rows,
    (row) => (isFields(row) ? idOf(row.id_bigint) : null),
    (row) => readMeeting(row, formats, known),
  )
}

type Formats = { byId: ReadonlyMap<string, string>; byLetters: ReadonlyMap<string, string> }

const fromSunday: Weekday[] = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA']

function readMeeting(row: unknown, formats: Formats, known: Known): Draft | string {
  if (!isFields(row)) return 'it is not a record'
  const id = idOf(row.id_bigint)
  if (!id) return 'it has no id_bigint'
  const flags: Flag[] = []
  const name = namedIn(row.meeting_name, 120, flags)
  if (!name) return 'it has no meeting_name'
  if (yesOf(row.published) === false) return 'it is not published'
  const day = textOf(row.weekday_tinyint)
  const weekday = day === null ? null : (fromSunday[(numberOf(day) ?? 0) - 1] ?? weekdayOf(day))
  const time = timeOf(row.start_time)
  if ((!weekday && isSaid(row.weekday_tinyint)) || (!time && isSaid(row.start_time))) flags.push('times_not_understood')
  const codes = codesOf(row, formats, known.facts)
  const link = textOf(row.virtual_meeting_link, 500)
  const { inPerson, online, inactive } = venueOf(row, known.facts, link !== null)
  return draftOf(
    {
      id,
      name,
      page: null,
      updated: null,
      days: weekday ? [weekday] : null,
      time,
      end: endOf(time, row.duration_time),
      zone: row.time_zone,
      bankHolidays: codes.has(known.facts.bmlt_closed_holidays) ? 'closed' : 'unknown',
      place: {
        address: addressOf(row, flags),
        postcode: textOf(row.location_postal_code_1, 20) ?? postcodeOf(row.location_street),
        lat: numberOf(row.latitude),
        lon: numberOf(row.longitude),
        town: isAbroad(row.location_nation) ? null : textOf(row.location_municipality, 60),
        approximate: !textOf(row.location_street),
      },
      inPerson,
      online,
      joinUrl: link,
      joinPhone: row.phone_meeting_number,
      open:
        codes.has(known.facts.bmlt_open) === codes.has(known.facts.bmlt_closed)
          ? null
          : codes.has(known.facts.bmlt_open),
      meanings: [...codes].flatMap((code) => known.facts.bmlt_formats[code] ?? []),
      inactive,
      flags: holdsPrivate(row) ? [...flags, 'private_left_out'] : flags,
    },
    known,
  )
}

/**
 * Whether one comes in person, joins from elsewhere, or neither: by `venue_type`, by the formats for virtual and hybrid
 * meetings where there is none, by the link where there is neither. A hall that is closed for now (TC) is no place to come to.
 */
function venueOf(row: Fields, { bmlt_venues }: ImportFacts, linked: boolean) {
  const codes = new Set(lettersIn(row.formats))
  const type = numberOf(row.venue_type)
  const said = type === 1 || type === 2 || type === 3
  const hybrid = said ? type === 3 : codes.has(bmlt_venues.hybrid)
  const online = said ? type !== 1 : hybrid || codes.has(bmlt_venues.virtual) || linked
  const closed = codes.has(bmlt_venues.closed)
  const virtual = said
    ? type === 2
    : online && !hybrid && (codes.has(bmlt_venues.virtual) || !textOf(row.location_street))
  return { inPerson: !virtual && !(closed && online), online, inactive: closed && !online }
}

/** Formats by their id and by their letters, each to its world id. */
function formatsOf(value: unknown): Formats {
  const byId = new Map<string, string>()
  const byLetters = new Map<string, string>()
  for (const one of fieldsOf(value)) {
    const world = textOf(one.world_id, 20)
    if (!world) continue
    const id = idOf(one.id)
    const letters = textOf(one.key_string, 20)
    if (id) byId.set(id, world)
    if (letters) byLetters.set(letters, world)
  }
  return { byId, byLetters }
}

function codesOf(row: Fields, { byId, byLetters }: Formats, facts: ImportFacts): Set<string> {
  return new Set([
    ...lettersIn(row.formats).flatMap((one) => byLetters.get(one) ?? facts.bmlt_letters[one] ?? []),
    ...lettersIn(row.format_shared_id_list).flatMap((one) => byId.get(one) ?? []),
  ])
}

/** Apart by commas, or a list. */
function lettersIn(value: unknown): string[] {
  return (listOf(value) ?? (textOf(value, 300) ?? '').split(',')).flatMap((one) => textOf(one, 20) ?? [])
}

/** `duration_time` is hours and minutes; none and zero are not known, and a whole day is no meeting. */
function endOf(start: string | null, duration: unknown): string | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(textOf(duration, 12) ?? '') ?? []
  const length = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  return start && length > 0 && length < 1440 ? later(start, length) : null
}

function addressOf(row: Fields, flags: Flag[]): string | null {
  const street = namedIn(row.location_street, 150, flags)
  if (!street) return null
  const venue = namedIn(row.location_text, 100, flags)
  const town = textOf(row.location_municipality, 60)
  return withoutPostcode([venue, street, town].filter(Boolean).join(', '))
}

function holdsPrivate(row: Fields): boolean {
  return Object.keys(row).some(
    (key) => /^(contact_|email_contact)|virtual_meeting_additional_info/.test(key) && textOf(row[key]) !== null,
  )
}

import type { Weekday } from '../service.ts'
import { type Draft, FeedError, type Flag, parseJson, type Reading, readRows } from './draft.ts'
import type { ImportFacts } from './facts.ts'
import { draftOf, type Known } from './meeting.ts'
import { type Fields, fieldsOf, idOf, isFields, later, numberOf, textOf, timeOf } from './values.ts'

/**
 * BMLT, GetSearchResults: a JSON array of meetings, or an object of meetings and formats. Weekdays count from 1, Sunday;
 * `venue_type` is 1 in person, 2 virtual, 3 both; a blank time zone is that of the country it is read for.
 * @throws FeedError for what is no such feed
 */
export function readBmlt(text: string, known: Known): Reading {
  const data = parseJson(text)
  const rows = Array.isArray(data) ? data : isFields(data) ? data.meetings : null
  if (!Array.isArray(rows)) throw new FeedError('it is not a list of meetings')
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
  const name = textOf(row.meeting_name, 120)
  if (!name) return 'it has no meeting_name'
  if (textOf(row.published) === '0') return 'it is not published'
  const flags: Flag[] = []
  const day = numberOf(row.weekday_tinyint)
  const weekday = day === null ? null : fromSunday[day - 1]
  const time = timeOf(row.start_time)
  if ((day !== null && !weekday) || (!time && textOf(row.start_time))) flags.push('times_not_understood')
  const codes = codesOf(row, formats, known.facts)
  const link = textOf(row.virtual_meeting_link, 500)
  const venue = numberOf(row.venue_type) ?? (link && !textOf(row.location_street) ? 2 : link ? 3 : 1)
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
        address: addressOf(row),
        postcode: textOf(row.location_postal_code_1, 20),
        lat: numberOf(row.latitude),
        lon: numberOf(row.longitude),
        approximate: !textOf(row.location_street),
      },
      inPerson: venue !== 2,
      online: venue !== 1,
      joinUrl: link,
      joinPhone: row.phone_meeting_number,
      open:
        codes.has(known.facts.bmlt_open) === codes.has(known.facts.bmlt_closed)
          ? null
          : codes.has(known.facts.bmlt_open),
      meanings: [...codes].flatMap((code) => known.facts.bmlt_formats[code] ?? []),
      inactive: false,
      flags: holdsPrivate(row) ? [...flags, 'private_left_out'] : flags,
    },
    known,
  )
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
  const split = (value: unknown) => (textOf(value, 300) ?? '').split(',').map((one) => one.trim())
  return new Set([
    ...split(row.formats).flatMap((one) => byLetters.get(one) ?? facts.bmlt_letters[one] ?? []),
    ...split(row.format_shared_id_list).flatMap((one) => byId.get(one) ?? []),
  ])
}

/** `duration_time` is hours and minutes; none and zero are not known, and a whole day is no meeting. */
function endOf(start: string | null, duration: unknown): string | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(textOf(duration, 12) ?? '') ?? []
  const length = Number(hours ?? 0) * 60 + Number(minutes ?? 0)
  return start && length > 0 && length < 1440 ? later(start, length) : null
}

function addressOf(row: Fields): string | null {
  const street = textOf(row.location_street, 150)
  if (!street) return null
  const venue = textOf(row.location_text, 100)
  const town = textOf(row.location_municipality, 60)
  return [venue, street, town].filter(Boolean).join(', ')
}

function holdsPrivate(row: Fields): boolean {
  return Object.keys(row).some(
    (key) => /^(contact_|email_contact)|virtual_meeting_additional_info/.test(key) && textOf(row[key]) !== null,
  )
}

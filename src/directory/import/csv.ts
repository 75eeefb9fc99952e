import Papa from 'papaparse'
import { FeedError, mostRows, type Reading, readRows } from './draft.ts'
import type { Known } from './meeting.ts'
import { readService } from './open-referral.ts'
import { readOpening, writeOpening } from './opening-text.ts'
import { isOutpost, outpostServices } from './outpost.ts'
import { ownTaxonomy } from './own-terms.ts'
import { type Fields, idOf, isFields, textOf, yesOf } from './values.ts'

/** The columns of the template (docs/directory-template.csv), in its order. Only `id` and `name` have to be filled in. */
export const columns = [
  'id',
  'name',
  'organisation',
  'needs',
  'audiences',
  'substances',
  'approach',
  'attendance',
  'fits',
  'preferences',
  'first_contact',
  'offered_by',
  'phone',
  'text',
  'website',
  'email',
  'drop_in',
  'address',
  'town',
  'postcode',
  'opening',
  'free',
  'languages',
  'min_age',
  'max_age',
  'only_for',
  'national',
  'open_to_new',
] as const
export type Column = (typeof columns)[number]

/** What an export says of where a row is from; an import has that recorded for the whole source. */
export const originColumns = ['source', 'licence', 'attribution'] as const

/** What stands in a cell of several values. */
export const between = ';'

/**
 * A spreadsheet saved as CSV: our own template, or an export of Outpost (its `services.csv`). Commas, semicolons or tabs;
 * columns in any order.
 * @throws FeedError where it has no header with the columns of one of them
 */
export function readCsv(text: string, known: Known): Reading {
  const { data, errors, meta } = Papa.parse<Record<string, string>>(text.replace(/^\uFEFF/, ''), {
    header: true,
    skipEmptyLines: 'greedy',
    preview: mostRows + 1,
    transformHeader: (name) => columnOf(name),
    transform: (value) => value.replace(/^'(?=[=+\-@\t\r])/, ''),
  })
  const headers = meta.fields ?? []
  if (data.length > mostRows) throw new FeedError(`it has more than ${mostRows} rows`)
  if (isOutpost(headers)) return readOutpost(data, known)
  if (!headers.includes('name') || !headers.includes('id'))
    throw new FeedError('its first line does not name the columns id and name')
  const reading = readRows(
    data,
    (row) => (isFields(row) ? idOf(row.id) : null),
    (row) => {
      if (!isFields(row)) return 'it is not a record'
      const opening = textOf(row.opening, 1000)
      if (opening && readOpening(opening) === null)
        return `its opening is not written as the template has it: ${opening.slice(0, 60)}`
      return readService(serviceOf(row), known)
    },
  )
  const expected: readonly string[] = [...columns, ...originColumns, '']
  const strange = headers.filter((name) => !expected.includes(name))
  if (strange.length > 0) reading.notes.push(`columns not known and not read: ${strange.slice(0, 20).join(', ')}`)
  noteErrors(errors, reading)
  return reading
}

function readOutpost(data: readonly Fields[], known: Known): Reading {
  const { services, skipped, notes } = outpostServices(data)
  const reading = readRows(
    services,
    (row) => (isFields(row) ? idOf(row.id) : null),
    (row) => readService(row, known),
  )
  return { ...reading, skipped: [...reading.skipped, ...skipped], notes: [...reading.notes, ...notes] }
}

function noteErrors(errors: readonly Papa.ParseError[], reading: Reading): void {
  const telling = errors.filter((one) => one.type !== 'Delimiter')
  if (telling.length > 0)
    reading.notes.push(
      `${telling.length} lines are not as the header says, the first is row ${(telling[0]?.row ?? 0) + 1}`,
    )
}

/** "Opening hours" and "opening_hours" are one column; a few are known by other names. */
function columnOf(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_+|_+$/g, '')
  return synonyms[plain] ?? plain
}

const synonyms: Readonly<Record<string, Column>> = {
  organization: 'organisation',
  web: 'website',
  url: 'website',
  telephone: 'phone',
  phone_number: 'phone',
  e_mail: 'email',
  opening_hours: 'opening',
  opening_times: 'opening',
  post_code: 'postcode',
}

/** A row of the template as Open Referral would say it, so that there is one way to read a service. */
function serviceOf(row: Fields): Fields {
  const several = (key: Column) => (textOf(row[key], 500) ?? '').split(between).flatMap((one) => textOf(one) ?? [])
  const terms = (dimension: string, names: readonly string[]) =>
    names.map((name) => ({
      taxonomy_term: { taxonomy: `${ownTaxonomy}:${dimension}`, name: name.toLowerCase().replaceAll(/[\s-]+/g, '_') },
    }))
  const kept = (dimension: string, names: readonly string[]) =>
    names.map((name) => ({ taxonomy_term: { taxonomy: `${ownTaxonomy}:${dimension}`, name: name.toLowerCase() } }))
  const hours = readOpening(textOf(row.opening, 1000) ?? '')
  const schedules =
    hours && hours !== 'unknown' ? [{ freq: 'WEEKLY', notes: `Fingerpost: ${writeOpening(hours)}` }] : []
  const hasPlace = Boolean(textOf(row.address) ?? textOf(row.postcode))
  const free = yesOf(row.free)
  return {
    id: row.id,
    name: row.name,
    status: yesOf(row.open_to_new) === false ? 'inactive' : 'active',
    organization: { name: row.organisation },
    url: row.website,
    email: row.email,
    minimum_age: row.min_age,
    maximum_age: row.max_age,
    phones: [
      ...several('phone').map((number) => ({ number })),
      ...several('text').map((number) => ({ number, type: 'text' })),
    ],
    languages: several('languages').map((one) => ({ code: one, name: one })),
    cost_options: free === null ? [] : [{ amount: free ? 0 : 1 }],
    attributes: [
      ...terms('needs', several('needs')),
      ...terms('audiences', several('audiences')),
      ...terms('substances', several('substances')),
      ...kept('approach', several('approach')),
      ...terms('attendance', several('attendance')),
      ...kept('fits', several('fits')),
      ...terms('preferences', several('preferences')),
      ...terms('first_contact', several('first_contact')),
      ...terms('offered_by', several('offered_by')),
      ...terms('eligibility', several('only_for')),
      ...(yesOf(row.drop_in) ? kept('walk_in', ['true']) : []),
      ...(yesOf(row.national) ? kept('coverage', ['national']) : []),
    ],
    schedules,
    service_at_locations: hasPlace
      ? [{ location: { addresses: [{ address_1: row.address, city: row.town, postal_code: row.postcode }] } }]
      : [],
  }
}

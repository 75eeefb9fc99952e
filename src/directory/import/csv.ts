import Papa from 'papaparse'
import { z } from 'zod'
import { service } from '../service.ts'
import { FeedError, mostRows, type Reading, readRows } from './draft.ts'
import type { Known } from './meeting.ts'
import { readService } from './open-referral.ts'
import { readOpening, writeOpening } from './opening-text.ts'
import { isOutpost, outpostServices } from './outpost.ts'
import { ownEligibility, ownTaxonomy } from './own-terms.ts'
import { type Fields, idOf, isFields, numberOf, textOf, yesOf } from './values.ts'

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

/**
 * What a person seldom fills in, and an export of ours needs so that reading it again gives the same. `contact_opening` has
 * the hours of each contact in the order of their columns, apart by `|`.
 */
export const moreColumns = [
  'latitude',
  'longitude',
  'textphone',
  'chat',
  'contact_opening',
  'coverage',
  'fellowship',
  'emergency',
  'texts',
] as const
export type More = (typeof moreColumns)[number]

/** The columns of contacts, in the order in which they are read. */
export const contactColumns = [
  ['drop_in', 'walk_in'],
  ['phone', 'phone'],
  ['text', 'text'],
  ['textphone', 'textphone'],
  ['website', 'web'],
  ['chat', 'chat'],
  ['email', 'email'],
] as const

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
  const { data, errors, meta } = Papa.parse<Record<string, string>>(
    text.replace(/^\uFEFF/, '').replace(/^"?sep=."?\r?\n/i, ''),
    {
      header: true,
      skipEmptyLines: 'greedy',
      preview: mostRows + 1,
      transformHeader: (name) => columnOf(name),
      transform: (value) => value.replace(/^'(?=[=+\-@\t\r])/, ''),
    },
  )
  const headers = meta.fields ?? []
  if (data.length > mostRows) throw new FeedError(`it has more than ${mostRows} rows`)
  // From there to the end all rows are one cell: nothing after it could be told.
  const unclosed = errors.find((one) => one.code === 'MissingQuotes')
  if (unclosed)
    throw new FeedError(
      `a quotation mark in it is never closed, or has more behind it (row ${(unclosed.row ?? 0) + 1})`,
    )
  if (isOutpost(headers)) return readOutpost(data, known)
  if (!headers.includes('name') || !headers.includes('id'))
    throw new FeedError('its first line does not name the columns id and name')
  const reading = readRows(
    data,
    (row) => (isFields(row) ? idOf(row.id) : null),
    (row) => {
      if (!isFields(row)) return 'it is not a record'
      const opening = openingIn(row)
      if (opening && readOpening(opening) === null)
        return `its opening is not written as the template has it: ${opening.slice(0, 60)}`
      const draft = readService(serviceOf(row), known)
      if (typeof draft === 'string' || strangeWords(row).length === 0) return draft
      return { ...draft, flags: [...draft.flags, 'words_not_understood' as const] }
    },
  )
  const expected: readonly string[] = [...columns, ...moreColumns, ...originColumns, '']
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
  return synonyms.get(plain) ?? plain
}

const synonyms = new Map<string, Column>(
  Object.entries({
    organization: 'organisation',
    web: 'website',
    url: 'website',
    telephone: 'phone',
    phone_number: 'phone',
    e_mail: 'email',
    opening_hours: 'opening',
    opening_times: 'opening',
    post_code: 'postcode',
  } as const),
)

/** The words of the columns that have a list of them, as our ids: "Women only", "talk now", "12-step". */
const vocabulary = {
  needs: service.shape.needs,
  audiences: service.shape.audiences,
  substances: service.shape.substances,
  approach: service.shape.approach,
  attendance: service.shape.attendance,
  preferences: service.shape.preferences,
  first_contact: service.shape.first_contact,
  only_for: z.array(z.enum(ownEligibility)),
} as const

function severalIn(row: Fields, key: Column | More): string[] {
  return (textOf(row[key], 500) ?? '').split(between).flatMap((one) => textOf(one) ?? [])
}

function wordsIn(row: Fields, key: keyof typeof vocabulary): string[] {
  return severalIn(row, key).map((one) => {
    const plain = one.toLowerCase()
    const id = plain.replaceAll(/[\s-]+/g, '_')
    const forms = [id, plain, `${id}_only`]
    return forms.find((form) => vocabulary[key].safeParse([form]).success) ?? id
  })
}

/** Columns that say yes or no. */
const yesOrNo = ['drop_in', 'national', 'open_to_new', 'fellowship', 'emergency'] as const

/** What is none of our words, and would be lost without being told. */
function strangeWords(row: Fields): string[] {
  const keys = Object.keys(vocabulary) as (keyof typeof vocabulary)[]
  const unclear = yesOrNo.filter((key) => textOf(row[key]) !== null && yesOf(row[key]) === null)
  const price = textOf(row.free) !== null && costsOf(row.free).length === 0 ? ['free'] : []
  return [
    ...keys.flatMap((key) => wordsIn(row, key).filter((one) => !vocabulary[key].safeParse([one]).success)),
    ...unclear,
    ...price,
  ]
}

/** Yes and no, or what it costs: "free", "3", "£3.50". */
function costsOf(value: unknown): Fields[] {
  const text = textOf(value, 20)?.toLowerCase() ?? ''
  const free = text === 'free' ? true : text === 'paid' ? false : yesOf(text)
  const amount = free === null ? numberOf(text.replace(/^£/, '')) : free ? 0 : 1
  return amount === null ? [] : [{ amount }]
}

/** A cell may have a line for each day. */
function openingIn(row: Fields): string | null {
  return textOf(typeof row.opening === 'string' ? row.opening.replaceAll(/[\r\n]+/g, between) : row.opening, 20_000)
}

/** Contacts with their own hours, where the cell has as many as there are contacts. */
function contactsWithHours(row: Fields): Fields {
  const hours = (textOf(row.contact_opening, 20_000) ?? '').split('|').map((one) => one.trim())
  const contacts = contactColumns.flatMap(([column, type]) => {
    const values = column !== 'drop_in' ? severalIn(row, column) : yesOf(row.drop_in) ? [''] : []
    return values.map((value) => ({ type, value }))
  })
  const needed = hours.join('') !== '' || contacts.some((one) => one.type === 'chat')
  if (!needed || hours.length !== contacts.length) return {}
  return { fingerpost: { contacts: contacts.map((one, index) => ({ ...one, hours: hours[index] })) } }
}

/** A row of the template as Open Referral would say it, so that there is one way to read a service. */
function serviceOf(row: Fields): Fields {
  const terms = (dimension: string, names: readonly string[]) =>
    names.map((name) => ({ taxonomy_term: { taxonomy: `${ownTaxonomy}:${dimension}`, name } }))
  const words = (key: keyof typeof vocabulary, dimension: string = key) => terms(dimension, wordsIn(row, key))
  const hours = readOpening(openingIn(row) ?? '')
  const schedules =
    hours && hours !== 'unknown' ? [{ freq: 'WEEKLY', notes: `Fingerpost: ${writeOpening(hours)}` }] : []
  const hasPlace = (['address', 'town', 'postcode', 'latitude', 'longitude'] as const).some(
    (key) => textOf(row[key]) !== null,
  )
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
      ...severalIn(row, 'phone').map((number) => ({ number })),
      ...severalIn(row, 'text').map((number) => ({ number, type: 'text' })),
      ...severalIn(row, 'textphone').map((number) => ({ number, type: 'textphone' })),
    ],
    ...contactsWithHours(row),
    languages: severalIn(row, 'languages').map((one) => ({ code: one, name: one })),
    cost_options: costsOf(row.free),
    attributes: [
      ...words('needs'),
      ...words('audiences'),
      ...words('substances'),
      ...words('approach'),
      ...words('attendance'),
      ...terms(
        'fits',
        severalIn(row, 'fits').map((one) => one.toLowerCase()),
      ),
      ...words('preferences'),
      ...words('first_contact'),
      ...terms(
        'offered_by',
        severalIn(row, 'offered_by').map((one) => one.toLowerCase()),
      ),
      ...words('only_for', 'eligibility'),
      ...(yesOf(row.drop_in) ? terms('walk_in', ['true']) : []),
      ...terms('coverage', yesOf(row.national) ? ['national'] : severalIn(row, 'coverage')),
      ...(yesOf(row.fellowship) ? terms('fellowship', ['true']) : []),
      ...(yesOf(row.emergency) ? terms('emergency', ['true']) : []),
      ...terms('texts', severalIn(row, 'texts')),
    ],
    schedules,
    service_at_locations: hasPlace
      ? [
          {
            location: {
              latitude: row.latitude,
              longitude: row.longitude,
              addresses: [{ address_1: row.address, city: row.town, postal_code: row.postcode }],
            },
          },
        ]
      : [],
  }
}

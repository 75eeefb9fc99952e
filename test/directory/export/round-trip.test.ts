import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toCsv } from '../../../src/directory/export/csv.ts'
import { toMeetingGuide } from '../../../src/directory/export/meeting-guide.ts'
import { serviceFull } from '../../../src/directory/export/open-referral.ts'
import { type Publication, published } from '../../../src/directory/export/published.ts'
import { columns, readCsv } from '../../../src/directory/import/csv.ts'
import type { Reading } from '../../../src/directory/import/draft.ts'
import { readMeetingGuide } from '../../../src/directory/import/meeting-guide.ts'
import { readOpenReferral } from '../../../src/directory/import/open-referral.ts'
import type { Service } from '../../../src/directory/index.ts'
import { type Hours, type Schedule, service as serviceSchema, weekdays } from '../../../src/directory/service.ts'
import { audiences, needs, plainPreferences, substances } from '../../../src/taxonomy.ts'
import { relations } from '../fixture/fernshire.ts'
import { knownOf } from '../import/known.ts'

/** Random services of every kind that leave and come back: each says the same as before. */

const two = (value: number) => String(value).padStart(2, '0')
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
  .map(([hour, minute]) => `${two(hour)}:${two(minute)}`)
const date = fc
  .integer({ min: 20_000, max: 22_000 })
  .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10))
const monthDay = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([month, day]) => `${two(month)}-${two(day)}`)
const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1 })
const maybe = <K extends string, T>(key: K, arb: fc.Arbitrary<T>) =>
  fc.option(arb, { nil: undefined }).map((value) => (value === undefined ? {} : { [key]: value }))

const rhythm = fc
  .tuple(
    maybe('nth', some([1, 2, 3, 4, 5, -1] as const)),
    maybe('every', fc.record({ weeks: fc.integer({ min: 2, max: 8 }), from: date })),
    maybe('from', date),
    maybe('until', date),
    maybe('season', fc.record({ from: monthDay, until: monthDay })),
    maybe('except', fc.uniqueArray(date, { minLength: 1, maxLength: 40 })),
  )
  .map((parts): Partial<Schedule> => Object.assign({}, ...parts))

const slot = (rules: fc.Arbitrary<Partial<Schedule>>): fc.Arbitrary<Schedule> =>
  fc
    .record({
      days: some(weekdays),
      opens: clock,
      // Midnight, past midnight and a whole day are among them.
      closes: fc.oneof(clock, fc.constant('24:00'), fc.constant('00:00')),
      bank_holidays: fc.constantFrom('closed' as const, 'open' as const, 'unknown' as const),
      meeting: fc.boolean(),
    })
    .chain((plain) => rules.map((rule) => ({ ...plain, ...rule })))

const hours: fc.Arbitrary<Hours> = fc.oneof(
  fc.constant('unknown' as const),
  fc.constant('always' as const),
  fc.uniqueArray(slot(rhythm), {
    minLength: 1,
    maxLength: 3,
    selector: ({ days: _, ...rest }) => JSON.stringify(rest),
  }),
)

const contact = fc
  .record({
    kind: fc.constantFrom(...(['phone', 'text', 'textphone', 'web', 'chat', 'email'] as const).map((type) => type)),
    number: fc.integer({ min: 0, max: 999 }),
    hours,
  })
  .map(({ kind: type, number, hours: open }) => {
    const digits = String(number).padStart(3, '0')
    const phone = `0121 496 0${digits}`
    const values = {
      phone,
      textphone: phone,
      text: `07700 900${digits}`,
      web: `example.org/${digits}`,
      chat: `chat.example.org/${digits}`,
      email: `info@a${digits}.example.org`,
    }
    return { type, value: values[type], hours: open }
  })

const places = [
  { address: '1 Made Up Road, Tipton', postcode: 'DY4 8HX', town: 'tipton', lat: 52.52641, lon: -2.06361 },
  { address: 'Made-up Hall, 2 Made Up Road', postcode: 'B66 1JE', town: 'smethwick', lat: 52.5015, lon: -1.9825 },
  // A town without a postcode, outside the area, and nothing but a point.
  { address: '3 Made Up Road, West Bromwich', town: 'west-bromwich' },
  { address: '4 Made Up Road, Otterford' },
  { address: '5 Made Up Road, Tipton', town: 'tipton', lat: 52.53, lon: -2.06 },
] as const

const name = fc.constantFrom('Made-up café', '=SUM(A1)', 'O\'Made & Up; Sons, "Ltd"', '@made-up', 'ਮੇਡ ਅੱਪ')
const both = fc.constantFrom('women_only', 'men_only', 'community_only', 'referral_only')

const anyService = (most: number): fc.Arbitrary<Service> =>
  fc
    .record({
      name,
      organization: name,
      offered_by: fc.constantFrom('peer' as const, 'professional' as const, 'community' as const),
      fellowship: fc.boolean(),
      // A service for people hurt at home keeps nothing but its town.
      needs: some(needs.filter((need) => need !== 'domestic_abuse')),
      audiences: some(audiences),
      substances: fc.option(some(substances), { nil: undefined }),
      approach: fc.subarray(['12-step', 'smart', 'faith-based', 'secular', 'clinical', 'harm-reduction'] as const),
      attendance: fc.subarray(['still_using_ok', 'medication_ok', 'self_referral', 'no_sign_up'] as const),
      preferences: fc.subarray([...plainPreferences]),
      first_contact: fc.subarray(['text', 'form', 'walk_in', 'rings_back', 'call'] as const),
      fits: fc.subarray(['polish', 'sikh', 'african-caribbean']),
      languages: fc.subarray(['en', 'pa', 'pl', 'ur']),
      cost: fc.constantFrom('free' as const, 'paid' as const, 'unknown' as const),
      coverage: fc.constantFrom('national' as const, 'borough' as const, 'neighbour' as const),
      ages: fc.tuple(
        maybe('min_age', fc.integer({ min: 1, max: 40 })),
        maybe('max_age', fc.integer({ min: 41, max: 120 })),
      ),
      only: fc.option(both, { nil: undefined }),
      contacts: fc.uniqueArray(contact, {
        minLength: 1,
        maxLength: 4,
        selector: ({ type, value }) => `${type}${value}`,
      }),
      drop_in: fc.boolean(),
      locations: fc.array(
        fc.tuple(fc.constantFrom(...places), hours).map(([place, open]) => ({ ...place, hours: open })),
        { maxLength: most },
      ),
    })
    .map(({ ages, only, drop_in, contacts, ...rest }) =>
      serviceSchema.parse({
        ...rest,
        id: 'made-up',
        texts: 'imported',
        eligibility: { ...ages[0], ...ages[1], ...(only ? { [only]: true } : {}) },
        // Nobody drops in where there is no door.
        contacts: drop_in && rest.locations.length > 0 ? [{ type: 'walk_in', value: '' }, ...contacts] : contacts,
        steward: 'made-up',
        provenance: {},
      }),
    )

function publish(service: Service): Publication {
  return {
    services: published([service], { confirmed: () => true, taxonomy: relations }),
    describe: () => 'A made-up service.',
    attribution: [],
    area: { id: 'sandwell', name: 'Sandwell', nation: 'England' },
    locate: () => null,
    confirmedOn: () => null,
  }
}

const facts = serviceSchema.omit({ id: true, provenance: true, steward: true })
const factsOf = ({ id: _, provenance: _p, steward: _s, ...rest }: Service) => facts.parse(rest)
function said({ drafts, skipped }: Reading) {
  expect(skipped).toEqual([])
  return drafts.map(({ service }) => facts.parse(service))
}

/** In the order of the columns, which is all that a spreadsheet keeps of it. */
const order = ['walk_in', 'phone', 'text', 'textphone', 'web', 'chat', 'email']
function byColumn<T extends { contacts: readonly { type: string }[] }>(one: T): T {
  const contacts = [...one.contacts].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type))
  return { ...one, contacts }
}

/** Codes stand in the order of content/imports.yaml, which says nothing. */
function sorted<T extends { preferences: readonly string[] }>(one: T): T {
  return { ...one, preferences: [...one.preferences].sort() }
}

const runs = { numRuns: 150 }

describe('import, export, import gives the same', () => {
  test('as Open Referral', () => {
    fc.assert(
      fc.property(anyService(3), (service) => {
        const publication = publish(service)
        const text = JSON.stringify({ contents: publication.services.map((one) => serviceFull(one, publication)) })
        expect(said(readOpenReferral(text, knownOf.none))).toEqual([factsOf(service)])
      }),
      runs,
    )
  })

  test('as CSV', () => {
    fc.assert(
      fc.property(anyService(1), (service) => {
        const text = toCsv(publish(service).services)
        expect(said(readCsv(text, knownOf.none))).toEqual([byColumn(factsOf(service))])
        expect(text).not.toMatch(/(^|,)"?[=@]/m)
      }),
      runs,
    )
  })

  test('as Meeting Guide, which is for weekly meetings', () => {
    const row = fc.record({
      slug: fc.constant('made-up'),
      name: fc.constantFrom('Made-up', 'Made & Up'),
      day: fc.oneof(fc.integer({ min: 0, max: 6 }), some([0, 1, 2, 3, 4, 5, 6])),
      time: fc.oneof(clock, fc.constant('24:00')),
      end_time: fc.oneof(clock, fc.constant('24:00'), fc.constant('')),
      types: fc.subarray(['O', 'C', 'W', 'X', 'LGBTQ', 'POL', 'Y']),
      attendance_option: fc.constantFrom('in_person', 'hybrid', 'online'),
      conference_url: fc.constantFrom('https://example.org/join', ''),
      address: fc.constantFrom('1 Made Up Road, Tipton', '1 Made Up Road'),
      city: fc.constantFrom('Tipton', ''),
      postal_code: fc.constantFrom('DY4 8HX', ''),
    })
    fc.assert(
      fc.property(row, (meeting) => {
        const reading = readMeetingGuide(JSON.stringify([meeting]), knownOf.aa)
        // What nobody can reach is not shown, and so it does not leave.
        if (reading.drafts.every((one) => one.service.contacts.length === 0)) return
        const [once] = said(reading)
        if (!once) throw new Error('nothing was read')
        const service = serviceSchema.parse({ ...once, id: 'made-up', steward: 'made-up', provenance: {} })
        const text = JSON.stringify(toMeetingGuide(publish(service).services, knownOf.aa.facts))
        expect(said(readMeetingGuide(text, knownOf.aa)).map(sorted)).toEqual([sorted(once)])
      }),
      runs,
    )
  })
})

test('the spreadsheet begins with the columns of the template', () => {
  expect(toCsv([]).split(',').slice(0, columns.length)).toEqual([...columns])
})

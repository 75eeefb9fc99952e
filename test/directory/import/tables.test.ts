import { describe, expect, test } from 'vitest'
import { readOpenReferral } from '../../../src/directory/import/open-referral.ts'
import { knownOf, only, openingOf } from './known.ts'

/** HSDS 3 as tables: made up. */
const tables = {
  organizations: [{ id: 'o', name: 'Made-up Trust' }],
  services: [{ id: 's', organization_id: 'o', name: 'Made-up food bank', status: 'active' }],
  locations: [{ id: 'l', name: 'Hall', latitude: '52.5264', longitude: '-2.0636' }],
  service_at_locations: [{ id: 'sal', service_id: 's', location_id: 'l' }],
  addresses: [{ id: 'a', location_id: 'l', address_1: '1 Made Up Road', city: 'Tipton', postal_code: 'DY4 8HX' }],
  phones: [
    { id: 'p', service_id: 's', contact_id: '', number: '0121 496 0123' },
    { id: 'q', service_id: 's', contact_id: 'c', number: '07700 900123' },
  ],
  contacts: [{ id: 'c', service_id: 's', name: 'Sam Sample' }],
  languages: [{ id: 'x', service_id: 's', name: 'Punjabi' }],
  attributes: [{ id: 'y', link_id: 's', taxonomy_term_id: 't' }],
  taxonomy_terms: [{ id: 't', name: 'Debt' }],
}
const slot = { id: 'z', freq: 'WEEKLY', byday: 'MO', opens_at: '09:00', closes_at: '12:00' }
const read = (change: object) => readOpenReferral(JSON.stringify({ ...tables, ...change }), knownOf.none)

describe('tables joined by their ids', () => {
  test.each<[string, object]>([
    ['of the service', { schedules: [{ ...slot, service_id: 's' }] }],
    ['of the service at its location', { schedules: [{ ...slot, service_at_location_id: 'sal' }] }],
    ['of the location', { schedules: [{ ...slot, location_id: 'l', service_id: '' }] }],
    ['by the name of one', { schedule: [{ ...slot, service_id: 's' }] }],
  ])('a schedule %s', (_, change) => {
    const draft = only(read(change))
    expect(openingOf(draft)).toBe('Mon 09:00-12:00')
    expect(draft.service).toMatchObject({
      organization: 'Made-up Trust',
      needs: ['food', 'benefits_debt'],
      languages: ['pa'],
      contacts: [{ type: 'phone', value: '0121 496 0123' }],
      locations: [{ address: '1 Made Up Road, Tipton', postcode: 'DY4 8HX', town: 'tipton' }],
    })
    // The number of a person is theirs, though it names the service too.
    expect(JSON.stringify(draft)).not.toMatch(/07700|Sample/)
    expect(draft.flags).toEqual(['private_left_out'])
  })

  test('one service at two places, one without any, one twice', () => {
    const { drafts, skipped } = read({
      services: [...tables.services, { id: 'u', name: 'Made-up debt advice' }, ...tables.services],
      locations: [...tables.locations, { id: 'm', latitude: 52.5264, longitude: -2.0636 }],
      service_at_locations: [...tables.service_at_locations, { id: 'two', service_id: 's', location_id: 'm' }],
    })
    expect(drafts.map(({ service }) => service.locations?.length ?? 0)).toEqual([2, 0])
    expect(skipped).toEqual([{ id: 's', why: expect.stringContaining('duplicate') }])
  })

  test('an organisation that says the same by itself stays one', () => {
    const whole = { id: 'o', name: 'Made-up Trust', services: tables.services, locations: tables.locations }
    const draft = only(readOpenReferral(JSON.stringify(whole), knownOf.none))
    expect(draft.service.organization).toBe('Made-up Trust')
  })

  test('what is nested already stays as it is', () => {
    const services = [
      { ...tables.services[0], phones: [{ number: '0121 496 0177' }], organization: { name: 'Nested' } },
    ]
    expect(only(read({ services })).service).toMatchObject({
      organization: 'Nested',
      contacts: [{ value: '0121 496 0177' }],
    })
  })
})

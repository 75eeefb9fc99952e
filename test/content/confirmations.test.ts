import { describe, expect, test } from 'vitest'
import { confirmedOn } from '../../src/content/confirmations.ts'
import { service } from '../../src/directory/service.ts'

const one = service.parse({
  id: 'made-up',
  name: 'Made up',
  organization: 'Made up',
  offered_by: 'community',
  needs: ['treatment'],
  coverage: 'borough',
  contacts: [
    { type: 'phone', value: '07700 900123' },
    { type: 'web', value: 'example.org' },
  ],
  steward: 'tests',
  provenance: {},
})

const phone = 'phone:07700 900123'
const web = 'web:example.org'

describe('when somebody confirmed a service', () => {
  test.each<[string, [contact: string, on: string, expires: string][], string | null]>([
    ['nobody did', [], null],
    ['its phone', [[phone, '2026-11-01', '2027-05-01']], '2026-11-01'],
    [
      'the same again: the last time',
      [
        [phone, '2026-10-01', '2027-04-01'],
        [phone, '2026-11-01', '2027-05-01'],
      ],
      '2026-11-01',
    ],
    [
      'both: what was asked longest ago',
      [
        [phone, '2026-11-01', '2027-05-01'],
        [web, '2026-09-01', '2027-03-01'],
      ],
      '2026-09-01',
    ],
    ['that has run out', [[phone, '2026-01-01', '2026-07-01']], null],
    ['a number that it no longer has', [['phone:07700 900999', '2026-11-01', '2027-05-01']], null],
    ['not yet', [[phone, '2026-12-01', '2027-05-01']], null],
  ])('%s', (_, rows, expected) => {
    const all = rows.map(([contact, confirmed_on, expires]) => ({
      service: 'made-up',
      contact,
      confirmed_on,
      by: 'tests',
      how: 'made up',
      expires,
    }))
    expect(confirmedOn(all, one, '2026-11-22')).toBe(expected)
    expect(confirmedOn(all, { ...one, id: 'another' }, '2026-11-22')).toBeNull()
  })
})

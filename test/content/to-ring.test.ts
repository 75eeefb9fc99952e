import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { stringify } from 'yaml'
import { toRing } from '../../src/content/index.ts'
import { sandwell } from '../sandwell.ts'

const today = '2026-11-22'

type Confirmed = [service: string, contact: string, expires: string]

/** Every contact of Sandwell confirmed for long, but for what is given; null: not confirmed at all. */
function rowsWith(...others: [service: string, contact: string, expires: string | null][]) {
  const given = new Map(others.map(([service, contact, expires]) => [`${service} ${contact}`, expires]))
  const all = toRing(sandwell, today).flatMap(({ service: { id }, contact }): Confirmed[] => {
    const expires = given.get(`${id} ${contact}`)
    return expires === null ? [] : [[id, contact, expires ?? '2027-05-22']]
  })
  return rowsOf(all)
}

function rowsOf(all: Confirmed[]) {
  const confirmations = all.map(([service, contact, expires]) => ({
    service,
    contact,
    confirmed_on: '2026-08-22',
    by: 'tests',
    how: 'made up',
    expires,
  }))
  const instead = new Map([['content/confirmations.yaml', stringify(confirmations)]])
  return toRing(sandwell.with(instead, Temporal.PlainDate.from(today)), today)
}

const line = ['samaritans', 'phone:116 123'] as const
const treatment = ['cranstoun-sandwell', 'phone:0121 553 1333'] as const
const food = ['smethwick-foodbank', 'phone:0808 208 2138'] as const

describe('what is to be rung through', () => {
  test.each<[string, string | null, { confirmed: boolean; until: string | null } | null]>([
    ['nobody confirmed it', null, { confirmed: false, until: null }],
    ['it lapsed', '2026-11-21', { confirmed: false, until: '2026-11-21' }],
    ['it ends today', '2026-11-22', { confirmed: true, until: '2026-11-22' }],
    ['it ends in a month', '2026-12-22', { confirmed: true, until: '2026-12-22' }],
    ['it holds for longer', '2026-12-23', null],
  ])('%s', (_, expires, expected) => {
    const rows = rowsWith([...food, expires]).map(({ contact, confirmed, until }) => ({ contact, confirmed, until }))
    expect(rows).toEqual(expected ? [{ contact: food[1], ...expected }] : [])
  })

  test('of two confirmations the one that holds longer counts', () => {
    const all = [[...food, '2026-11-01'] as Confirmed, [...food, '2027-05-01'] as Confirmed]
    expect(rowsOf(all).some(({ contact }) => contact === food[1])).toBe(false)
    expect(rowsOf(all.toReversed()).some(({ contact }) => contact === food[1])).toBe(false)
  })

  test.each<[string, Parameters<typeof rowsWith>, string[]]>([
    [
      'a crisis line that ends before a place that nobody confirmed',
      [
        [...food, null],
        [...line, '2026-12-01'],
      ],
      ['samaritans', 'smethwick-foodbank'],
    ],
    [
      'a crisis line before treatment, that before the rest: all end',
      [
        [...food, '2026-11-23'],
        [...treatment, '2026-11-30'],
        [...line, '2026-12-01'],
      ],
      ['samaritans', 'cranstoun-sandwell', 'smethwick-foodbank'],
    ],
    [
      'what lapsed before what ends',
      [
        ['black-country-foodbank', 'phone:01384 671250', '2026-11-23'],
        [...food, '2026-11-21'],
      ],
      ['smethwick-foodbank', 'black-country-foodbank'],
    ],
    [
      'the soonest first',
      [
        ['black-country-foodbank', 'phone:01384 671250', '2026-11-25'],
        [...food, '2026-11-24'],
      ],
      ['smethwick-foodbank', 'black-country-foodbank'],
    ],
  ])('%s', (_, given, expected) => {
    expect(rowsWith(...given).map(({ service }) => service.id)).toEqual(expected)
  })

  test('a part of the core is named while it still holds', () => {
    const [row] = rowsWith([...line, '2026-12-01'])
    expect(row).toMatchObject({ core: 'crisis', confirmed: true })
  })
})

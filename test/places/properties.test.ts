import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Place, PlaceReading } from '../../src/places/index.ts'
import { area, outcodes, places, sectors, words } from './sandwell.ts'

const lines = (table: string) => table.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
const allOutcodes = lines(outcodes).map((line) => line.split('\t')[0] ?? '')
const allSectors = lines(sectors).flatMap((line) => {
  const [outcode, ...entries] = line.split('\t')
  return entries.map((entry) => `${outcode} ${entry.charAt(0)}`)
})

const codeOf = (reading: PlaceReading | null) =>
  reading && 'value' in reading ? `${reading.kind} ${reading.value}` : reading
const wrong = (codes: string[], kind: Place['kind'], spell: (code: string) => string) =>
  codes.filter((code) => codeOf(places.read(spell(code))) !== `${kind} ${code}`)

describe('every code of Great Britain reads as itself', () => {
  test('the files hold them all', () => {
    expect(allOutcodes).toHaveLength(2995)
    expect(allSectors).toHaveLength(12_005)
  })

  test.each([
    ['as it is', (code: string) => code],
    ['in lower case', (code: string) => code.toLowerCase()],
    ['after a word that names it', (code: string) => `my postcode is ${code.toLowerCase()} and i need help`],
  ])('districts, %s', (_, spell) => expect(wrong(allOutcodes, 'outcode', spell)).toEqual([]))

  test.each([
    ['as it is', (code: string) => code],
    ['inside a sentence', (code: string) => `i live in ${code.toLowerCase()}, please help`],
  ])('sectors, %s', (_, spell) => expect(wrong(allSectors, 'sector', spell)).toEqual([]))

  test('sectors, in one word, where that is no other code', () => {
    const known = new Set([...allOutcodes, ...words.never.map((code) => code.toUpperCase())])
    const joined = allSectors.filter((code) => !known.has(code.replace(' ', '')))
    expect(joined.length).toBeGreaterThan(11_000)
    expect(wrong(joined, 'sector', (code) => code.replace(' ', ''))).toEqual([])
  })

  test.each([
    ['as it is', (code: string) => `${code}XY`],
    ['in one word', (code: string) => `${code.replace(' ', '')}xy`.toLowerCase()],
    ['inside a sentence', (code: string) => `he drinks and we are at ${code.toLowerCase()}ab all day`],
    ['in pieces', (code: string) => `${code.replace(/^([A-Z]+)/, '$1 ')} XY`],
  ])('full postcodes, %s', (_, spell) => expect(wrong(allSectors, 'postcode', spell)).toEqual([]))
})

describe('every name in the file reads as itself', () => {
  const named = [area.area, ...area.towns, ...area.neighbourhoods, ...area.outside].flatMap((one) =>
    [one.name, ...one.aliases, ...one.misspellings, ...one.everyday].map((name) => [name, one.slug] as const),
  )
  const slugs = (reading: PlaceReading | null) =>
    reading && [...new Set(('ambiguous' in reading ? reading.ambiguous : [reading]).map((place) => place.value))]

  test.each(named)('%s', (name, slug) => {
    expect(slugs(places.read(name))).toEqual([slug])
    expect(slugs(places.read(`I live in ${name.toUpperCase()}`))).toEqual([slug])
  })

  test('and one slip in a town of the area is forgiven', () => {
    const slip = fc.record({
      town: fc.constantFrom(...area.towns.filter(({ name }) => !name.includes(' '))),
      at: fc.integer({ min: 1, max: 4 }),
    })
    fc.assert(
      fc.property(slip, ({ town: { name, slug }, at }) => {
        expect(places.read(name.slice(0, at) + name.slice(at + 1))).toMatchObject({ kind: 'town', value: slug })
      }),
    )
  })
})

/** Anything a phone can send, with pieces of places strewn in. */
const message = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...allSectors, ...area.towns.map((town) => town.name)),
        fc.constantFrom('b', '66', '1jx', 'O', 'or', 'in', 'hill', 'top', 'not', '.', '\n', 'want'),
        fc.string({ maxLength: 6 }),
      ),
      { maxLength: 40 },
    )
    .map((parts) => parts.join(' ')),
)

describe('whatever is written', () => {
  test('it is read without a throw, into places that can be shown', () => {
    fc.assert(
      fc.property(message, (text) => {
        const reading = places.read(text)
        const found = reading ? ('ambiguous' in reading ? reading.ambiguous : [reading]) : []
        if (reading && 'ambiguous' in reading) expect(found.length).toBeGreaterThan(1)
        expect(found.length).toBeLessThanOrEqual(5)
        for (const place of found) {
          expect(places.name(place)).not.toBe('')
          if (place.value !== area.area.slug) expect(places.point(place)).not.toBeNull()
        }
      }),
      { numRuns: 500 },
    )
  })

  test('nothing of a full postcode survives beyond its sector', () => {
    const letters = fc.stringMatching(/^[ABD-HJLNP-UW-Z]{2}$/)
    fc.assert(
      fc.property(fc.constantFrom(...allSectors), letters, fc.constantFrom('', ' ', '  ', '-'), (sector, end, gap) => {
        const reading = places.read(`im at ${sector.replace(' ', gap)}${end} tonight`)
        for (const place of reading ? ('ambiguous' in reading ? reading.ambiguous : [reading]) : []) {
          expect(Object.keys(place).every((field) => ['kind', 'value', 'town', 'inArea'].includes(field))).toBe(true)
          expect([sector, sector.split(' ')[0]]).toContain(place.value)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test.each([
    'a ',
    'b12 ',
    'b1 2 ',
    'o1 i0 ',
    'b66 1jx ',
    'hill top ',
    'smethwqik tiptwon ',
    'tipton or oldbury ',
    'not want in ',
    'ਟਿਪਟਨ ',
  ])('64 KB of "%s" is read in a linear time', (piece) => {
    const long = piece.repeat(Math.ceil(65_536 / piece.length))
    const began = performance.now()
    places.read(long)
    // Some 200 ms at worst; a square of the length takes above ten seconds.
    expect(performance.now() - began).toBeLessThan(3000)
  })
})

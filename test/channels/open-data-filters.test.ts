import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { beforeAll, describe, expect, test } from 'vitest'
import { createOpenDataRouter } from '../../src/channels/open-data/index.ts'
import { service } from '../../src/directory/service.ts'

/** Made up: a degree of latitude is some 111 km, so 0.01 are 1,112 metres. */
const centre = { lat: 52.5, lon: -2 }
const weekly = (days: string[], opens: string, closes: string) => [{ days, opens, closes }]
const made = {
  near: { locations: [{ address: '1 Made Up Road', lat: 52.51, lon: -2, hours: weekly(['MO'], '09:00', '12:00') }] },
  two: {
    locations: [
      { address: '2 Made Up Road', lat: 52.51, lon: -2, hours: weekly(['TU'], '10:00', '12:00') },
      { address: '3 Made Up Road', lat: 53.5, lon: -2, hours: weekly(['SU'], '18:00', '20:00') },
    ],
  },
  night: { locations: [{ address: '4 Made Up Road', lat: 52.6, lon: -2, hours: weekly(['SA'], '22:00', '02:00') }] },
  unplaced: { locations: [{ address: '5 Made Up Road', hours: 'unknown' }] },
  line: { coverage: 'national', contacts: [{ type: 'phone', value: '07700 900123', hours: 'always' }] },
  silent: { coverage: 'national', contacts: [{ type: 'phone', value: '07700 900124' }] },
}
const services = Object.entries(made).map(([id, rest]) =>
  service.parse({
    id,
    name: id,
    organization: id,
    offered_by: 'community',
    needs: ['treatment'],
    coverage: 'borough',
    contacts: [{ type: 'walk_in', value: '' }],
    steward: 'tests',
    provenance: {},
    ...rest,
  }),
)

let base = ''

beforeAll(async () => {
  const publication = {
    services,
    confirmedOn: () => null,
    describe: () => 'Made up.',
    attribution: [],
    area: { id: 'fernshire', name: 'Fernshire', nation: 'England' },
    locate: (postcode: string) =>
      ({ 'ZZ1 1AA': { point: centre, inArea: true }, 'ZZ9 9AA': { point: centre, inArea: false } })[postcode] ?? null,
  }
  const server = express()
    .use(createOpenDataRouter(() => publication))
    .listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oruk/v3`
  return () => void server.close()
})

const all = Object.keys(made)

describe('which services', () => {
  test.each([
    ['', all],
    ['postcode=ZZ1+1AA', all],
    ['postcode=zz11aa', all],
    ['postcode=ZZ9+9AA', ['line', 'silent']],
    ['postcode=ZZ1+1AA&proximity=1200', ['near', 'two']],
    ['postcode=ZZ9+9AA&proximity=1100', []],
    ['postcode=ZZ1+1AA&proximity=12000', ['near', 'two', 'night']],
    ['day=MO', ['near', 'line']],
    ['day=monday', ['near', 'line']],
    ['day=Sunday', ['two', 'line']],
    ['start_time=10:00', ['two', 'night']],
    ['start_time=09:00&end_time=12:00', ['near', 'two']],
    ['end_time=24:00', ['near', 'two', 'line']],
    ['start_time=22:00&end_time=23:59', []],
    ['day=TU&start_time=18:00', []],
    ['day=SU&postcode=ZZ1+1AA&proximity=1200', []],
    ['day=TU&postcode=ZZ1+1AA&proximity=1200', ['two']],
    ['postcode=&day=&proximity=', all],
  ])('%s', async (query, expected) => {
    const { contents } = await (await fetch(`${base}/services?${query}`)).json()
    expect(contents.map((one: { name: string }) => one.name)).toEqual(expected)
  })

  test.each([
    ['day=SU', ['3 Made Up Road']],
    ['postcode=ZZ1+1AA&proximity=1200', ['1 Made Up Road', '2 Made Up Road']],
    ['postcode=ZZ1+1AA&proximity=1200&day=SU', []],
  ])('at which of their places: %s', async (query, expected) => {
    const { contents } = await (await fetch(`${base}/service_at_locations?${query}`)).json()
    expect(contents.map((one: { location: { name: string } }) => one.location.name)).toEqual(expected)
  })
})

describe('what makes no sense is refused, and says why', () => {
  test.each([
    ['postcode=ZZ8+8AA', 'postcode'],
    ['postcode=B66', 'postcode'],
    ['postcode=%3Cscript%3E', 'postcode'],
    ['proximity=500', 'proximity'],
    ['postcode=ZZ1+1AA&proximity=near', 'proximity'],
    ['postcode=ZZ1+1AA&proximity=-5', 'proximity'],
    ['postcode=ZZ1+1AA&proximity=0', 'proximity'],
    ['day=someday', 'day'],
    ['day=7', 'day'],
    ['day=MO&day=TU', 'day'],
    ['start_time=9am', 'start_time'],
    ['start_time=25:00', 'start_time'],
    ['end_time=12:60', 'end_time'],
    ['minimum_age=old', 'minimum_age'],
    ['maximum_age=-1', 'maximum_age'],
    ['search=a&search=b', 'search'],
    ['page=0', 'page'],
    ['page=1e9', 'page'],
    ['per_page=1.5', 'per_page'],
  ])('%s', async (query, name) => {
    for (const list of ['services', 'service_at_locations']) {
      const response = await fetch(`${base}/${list}?${query}`)
      expect(response.status, list).toBe(400)
      expect((await response.json()).error).toMatch(new RegExp(`^${name} is `))
    }
  })
})

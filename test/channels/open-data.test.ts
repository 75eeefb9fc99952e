import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { beforeAll, describe, expect, test } from 'vitest'
import { createOpenDataRouter } from '../../src/channels/open-data/index.ts'
import { uuidOf } from '../../src/directory/export/ids.ts'
import { published } from '../../src/directory/export/published.ts'
import { relations, services } from '../directory/fixture/fernshire.ts'

const all = published(services, { confirmed: () => true, taxonomy: relations })
let base = ''

beforeAll(async () => {
  const app = express().use(
    createOpenDataRouter(() => ({
      services: all,
      describe: (service) => `About ${service.id}.`,
      attribution: ['Made up'],
      area: { id: 'fernshire', name: 'Fernshire', nation: 'England' },
      locate: () => null,
      confirmedOn: ({ id }) => (id.length % 2 === 0 ? '2026-11-20' : '2026-11-21'),
    })),
  )
  const server = app.listen(0, '127.0.0.1')
  await once(server, 'listening')
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return () => void server.close()
})

// biome-ignore lint/suspicious/noExplicitAny: whatever the server answers
async function get(path: string): Promise<{ status: number; body: any }> {
  const response = await fetch(`${base}${path}`)
  return { status: response.status, body: await response.json() }
}

describe('Open Referral UK v3', () => {
  test('pages hold every service once, whatever their size', async () => {
    const ids: string[] = []
    for (let page = 1, last = false; !last; page++) {
      const { body } = await get(`/oruk/v3/services?page=${page}&per_page=3`)
      expect(body).toMatchObject({ total_items: all.length, page_number: page, size: body.contents.length })
      ids.push(...body.contents.map((one: { id: string }) => one.id))
      last = body.last_page
    }
    expect(ids.sort()).toEqual(all.map((one) => uuidOf('service', one.id)).sort())
  })

  test('every service, place, organisation and term answers by its id', async () => {
    for (const kind of ['services', 'service_at_locations', 'organizations', 'taxonomies', 'taxonomy_terms']) {
      const { body } = await get(`/oruk/v3/${kind}?per_page=200`)
      expect(body.contents.length, kind).toBeGreaterThan(0)
      const [one] = body.contents
      expect((await get(`/oruk/v3/${kind}/${one.id}`)).body).toMatchObject({ id: one.id })
    }
  })

  test('minimal: ids and days of all of them, on one page', async () => {
    const { body } = await get('/oruk/v3/services?minimal=true&per_page=1')
    expect(body).toMatchObject({ total_items: all.length, total_pages: 1, size: all.length })
    for (const one of body.contents) expect(Object.keys(one).sort()).toEqual(['id', 'modified_date'])
  })

  test('full: with all that belongs to them', async () => {
    const { body } = await get('/oruk/v3/services?full=true&per_page=200')
    for (const one of body.contents) expect(one).toEqual((await get(`/oruk/v3/services/${one.id}`)).body)
    const [place] = (await get('/oruk/v3/service_at_locations?full=true')).body.contents
    expect(place.service).toHaveProperty('attributes')
    const [theirs] = (await get('/oruk/v3/organizations?full=true')).body.contents
    expect(theirs.services[0]).not.toHaveProperty('attributes')
    const [whole] = (await get('/oruk/v3/organizations?full_service=true')).body.contents
    expect(whole.services[0]).toHaveProperty('attributes')
  })

  test.each(['services', 'service_at_locations', 'organizations', 'taxonomies', 'taxonomy_terms'])(
    'ndjson: all the %s, a line each',
    async (kind) => {
      const response = await fetch(`${base}/oruk/v3/${kind}?format=ndjson&per_page=1`)
      const lines = (await response.text()).trimEnd().split('\n')
      expect(response.headers.get('content-type')).toMatch(/^application\/x-ndjson/)
      const { body } = await get(`/oruk/v3/${kind}?per_page=200`)
      expect(lines.map((line) => JSON.parse(line))).toEqual(body.contents)
    },
  )

  test('modified_after: on that day or later', async () => {
    const { body } = await get('/oruk/v3/services?minimal=true')
    const days: string[] = body.contents.map((one: { modified_date: string }) => one.modified_date.slice(0, 10)).sort()
    const latest = days.at(-1) ?? ''
    const count = async (since: string) => (await get(`/oruk/v3/services?modified_after=${since}`)).body.total_items
    expect(await count('1999-01-01')).toBe(all.length)
    expect(await count(`${latest}T23:59:59Z`)).toBe(days.filter((day) => day === latest).length)
    expect(await count('2999-01-01T00:00:00%2B01:00')).toBe(0)
  })

  test('organisations, taxonomies and terms are searched by their names', async () => {
    const [first] = all
    const { body } = await get(`/oruk/v3/organizations?search=${encodeURIComponent(first?.organization ?? '')}`)
    expect(body.contents.map((one: { name: string }) => one.name)).toContain(first?.organization)
    expect((await get('/oruk/v3/organizations?search=zzz')).body.total_items).toBe(0)
    expect((await get('/oruk/v3/taxonomies?search=substances')).body.total_items).toBe(1)
    expect((await get('/oruk/v3/taxonomy_terms?parent_id=x')).body.total_items).toBe(0)
  })

  test.each(['modified_after=yesterday', 'minimal=maybe', 'full=1', 'format=xml', 'modified_after=2026-02-30'])(
    'what makes no sense is refused: %s',
    async (query) => {
      expect(await get(`/oruk/v3/services?${query}`)).toMatchObject({
        status: 400,
        body: { error: expect.any(String) },
      })
    },
  )

  test('filters', async () => {
    const [first] = all
    if (!first) throw new Error('no services')
    const count = async (query: string) => (await get(`/oruk/v3/services?${query}`)).body.total_items
    expect(await count(`search=${encodeURIComponent(`About ${first.id}.`)}`)).toBe(1)
    expect(await count('search=nothing+like+this')).toBe(0)
    expect(await count(`organization_id=${uuidOf('organization', first.organization)}`)).toBe(
      all.filter((one) => one.organization === first.organization).length,
    )
    expect(await count(`taxonomy_term_id=${uuidOf('taxonomy_term', 'needs/mutual_aid')}`)).toBe(
      all.filter((one) => one.needs.includes('mutual_aid')).length,
    )
    expect(await count(`taxonomy_id=${uuidOf('taxonomy', 'substances')}`)).toBe(
      all.filter((one) => one.substances?.length).length,
    )
    expect(await count('minimum_age=18')).toBe(all.filter((one) => (one.eligibility.min_age ?? 0) >= 18).length)
  })

  test('what is not there, and what cannot be done', async () => {
    expect((await get('/oruk/v3/services/none')).status).toBe(404)
    expect((await get('/oruk/v3/services?page=900')).body).toMatchObject({ empty: true, contents: [] })
    expect((await fetch(`${base}/oruk/v3/services`, { method: 'POST' })).status).toBe(404)
  })

  test('it may be read from any page, and says whose data it holds', async () => {
    const response = await fetch(`${base}/oruk/v3`)
    expect(response.headers.get('access-control-allow-origin')).toBe('*')
    expect(await response.json()).toMatchObject({ version: '3.0', attribution: ['Made up'] })
  })

  test('as CSV', async () => {
    const response = await fetch(`${base}/directory.csv`)
    expect(response.headers.get('content-type')).toContain('text/csv')
    expect((await response.text()).split('\r\n').length).toBeGreaterThan(all.length)
  })
})

test('a contact that people reported wrong does not leave the house while nobody has looked', () => {
  const options = { confirmed: () => true, taxonomy: relations }
  const contactsOf = (list: ReturnType<typeof published>) =>
    list.flatMap((one) => one.contacts.map(({ value }) => value))
  const [wrong = ''] = contactsOf(all)
  const left = contactsOf(published(services, { ...options, hidden: (_, contact) => contact.endsWith(`:${wrong}`) }))
  expect(contactsOf(all)).toContain(wrong)
  expect(left).not.toContain(wrong)
  expect(left.length).toBeGreaterThan(0)
})

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { deskRoutes } from '../../../src/staff/desk/index.ts'
import { openTestDesk, type TestDesk } from './desk.ts'

let desk: TestDesk
beforeAll(async () => {
  desk = await openTestDesk()
})
afterAll(() => desk?.close())

const roles = ['reader', 'curator', 'publisher']

/** Who may, by route. A route that is not here fails the test that compares the two. */
const allowed: Record<string, string[]> = {
  'get /desk': roles,
  'post /desk/reports/:id': ['curator', 'publisher'],
  'get /desk/suggestions': ['curator', 'publisher'],
  'get /desk/suggestions/:id': ['curator', 'publisher'],
  'post /desk/suggestions/:id/draft': ['curator', 'publisher'],
  'post /desk/suggestions/:id/listed': ['curator', 'publisher'],
  'post /desk/suggestions/:id/declined': ['curator', 'publisher'],
  'get /desk/records': roles,
  'get /desk/records/:id': roles,
  'post /desk/records/:id/preview': ['curator', 'publisher'],
  'post /desk/records/:id/save': ['curator', 'publisher'],
  'get /desk/records/:id/visits': roles,
  'post /desk/records/:id/visits': ['curator', 'publisher'],
  'post /desk/records/:id/visits/remove': ['curator', 'publisher'],
  'get /desk/records/:id/words/:language': roles,
  'post /desk/records/:id/words/:language/preview': ['curator', 'publisher'],
  'post /desk/records/:id/words/:language/save': ['curator', 'publisher'],
  'get /desk/new': ['curator', 'publisher'],
  'post /desk/new/preview': ['curator', 'publisher'],
  'post /desk/new/save': ['curator', 'publisher'],
  'get /desk/imported': roles,
  'get /desk/imported/:id': roles,
  'post /desk/imported/:id': ['curator', 'publisher'],
  'get /desk/links': roles,
  'post /desk/links': ['publisher'],
  'post /desk/links/:id': ['publisher'],
  'get /desk/gaps': roles,
  'get /desk/gaps/map.svg': roles,
  'get /desk/gaps/hours.svg': roles,
  'get /desk/gaps/demand.svg': roles,
  'get /desk/gaps/sectors.csv': roles,
  'get /desk/gaps/hours.csv': roles,
  'get /desk/gaps/for-whom.csv': roles,
  'get /desk/gaps/needs.csv': roles,
  'get /desk/gaps/towns.csv': roles,
  'get /desk/gaps/named.csv': roles,
  'get /desk/changes': roles,
  'get /desk/changes/:id': roles,
  'post /desk/changes/:id/take-back': ['curator', 'publisher'],
  'get /desk/publish': roles,
  'get /desk/publish/progress': roles,
  'post /desk/publish': ['publisher'],
  'post /desk/publish/go-back': ['publisher'],
  'get /desk/ring': roles,
  'get /desk/ring/:id': ['curator', 'publisher'],
  'post /desk/ring/:id': ['curator', 'publisher'],
}

const routes = Object.keys(allowed).map((name) => {
  const [method = '', path = ''] = name.split(' ')
  return { name, method, path: path.replace(':id', 'smethwick-foodbank').replace(':language', 'pl') }
})

test('every route of the desk is in the table, and no other', () => {
  const known = deskRoutes(desk.parts).map(({ method, path }) => `${method} ${path}`)
  expect(known.sort()).toEqual(Object.keys(allowed).sort())
})

describe.each(routes)('$name', ({ name, method, path }) => {
  const ask = (who: string | undefined, fields = {}, headers?: Record<string, string>) =>
    desk.as(who).then((client) => (method === 'get' ? client.get(path) : client.post(path, fields, headers)))
  const refused = 'not yours to do'

  test.each(roles)('as %s', async (role) => {
    const { status, body } = await ask(role)
    const may = allowed[name]?.includes(role) ?? false
    expect({ role, refused: status === 403 && body.includes(refused) }).toEqual({ role, refused: !may })
    if (method === 'get' && may) expect(status).toBe(/\/(changes|suggestions|imported)\//.test(path) ? 404 : 200)
  })

  test('not signed in', async () => {
    const { status, location } = await ask(undefined)
    if (method === 'get') expect([status, location]).toEqual([303, '/desk/sign-in'])
    else expect(status).toBe(403)
  })

  test('signed in, and not on the list', async () => {
    const client = await desk.as('stranger')
    const { status } = method === 'get' ? await client.get(path) : await client.post(path, {})
    expect(status).toBe(method === 'get' ? 303 : 403)
  })

  if (method === 'post') {
    test.each([
      ['without its token', { _csrf: '' }, undefined],
      ['with another token', { _csrf: 'x'.repeat(32) }, undefined],
      ['from another site', {}, { 'sec-fetch-site': 'cross-site' }],
      ['from a neighbouring site', {}, { 'sec-fetch-site': 'same-site' }],
      ['with the origin of another site', {}, { origin: 'https://evil.example' }],
      ['with no origin to speak of', {}, { origin: 'null' }],
    ])('a form %s is refused', async (_, fields, headers) => {
      const { status, body } = await ask('publisher', fields, headers)
      expect(status).toBe(403)
      expect(body).toContain('That form was not taken')
    })

    test('of an older browser that tells its origin only, it is taken', async () => {
      const { body } = await ask('publisher', {}, { origin: desk.url })
      expect(body).not.toContain('That form was not taken')
    })
  }
})

describe('a curator keeps to what is theirs', () => {
  const may = async (who: string, id: string) => {
    const { body } = await (await desk.as(who)).get(`/desk/records/${id}`)
    return !body.includes('You may read this record')
  }
  test.each([
    ['curator', 'smethwick-foodbank', true],
    ['curator', 'samaritans', false],
    ['elsewhere', 'smethwick-foodbank', false],
    ['sikh', 'guru-nanak-gurdwara-smethwick', true],
    ['sikh', 'sikh-helpline', true],
    ['sikh', 'smethwick-foodbank', false],
    ['publisher', 'samaritans', true],
    ['reader', 'smethwick-foodbank', false],
  ])('%s, %s: %s', async (who, id, expected) => {
    expect(await may(who, id)).toBe(expected)
    const fields = { from: 'x', why: 'to see whether it is let through' }
    const { status } = await (await desk.as(who)).post(`/desk/records/${id}/preview`, fields)
    // Let through it is a conflict: it was not opened as it is.
    expect(status).toBe(expected ? 409 : 403)
  })
})

test('pages ask for nothing from elsewhere, run no script of the page, and stand in no frame', async () => {
  const { headers, body } = await (await desk.as('publisher')).get('/desk')
  const policy = headers.get('content-security-policy') ?? ''
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
  expect(policy).toContain("form-action 'self'")
  expect(policy).not.toContain('unsafe')
  expect(headers.get('cache-control')).toBe('no-store')
  expect(body).not.toMatch(/<script(?![^>]*src=)|style="|onclick=/)
})

import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createOneTimeLink } from '../../../src/staff/desk/index.ts'
import { clientOf, openTestDesk, type TestDesk } from './desk.ts'

let desk: TestDesk
beforeEach(async () => {
  desk = await openTestDesk()
})
afterEach(() => desk?.close())

const isIn = async (cookie: string) =>
  (await fetch(`${desk.url}/desk`, { headers: { cookie }, redirect: 'manual' })).status === 200

describe('who is signed in', () => {
  test('has a sealed cookie for the desk alone, that no script can read', async () => {
    const client = await desk.as()
    await client.get('/desk/leave')
    const { headers } = await client.get('/desk/signed-in?who=curator')
    const set = headers.getSetCookie().find((line) => line.startsWith('desk=')) ?? ''
    expect(set).toMatch(/HttpOnly/)
    expect(set).toMatch(/SameSite=Lax/)
    expect(set).toMatch(/Path=\/desk/)
    expect(set).toMatch(/Max-Age=3540/)
    expect(set).not.toContain('curator')
  })

  test('a cookie planted before is worth nothing after: signing in gives a new one, and ends the old', async () => {
    const attacker = await desk.as('reader')
    const planted = attacker.cookie()
    expect(await isIn(planted)).toBe(true)
    const victim = clientOf(desk.url)
    const leave = await fetch(`${desk.url}/desk/leave`, { headers: { cookie: planted }, redirect: 'manual' })
    const leaving = leave.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ')
    const back = await fetch(`${desk.url}/desk/signed-in?who=publisher`, {
      headers: { cookie: `${planted}; ${leaving}` },
      redirect: 'manual',
    })
    const fresh =
      back.headers
        .getSetCookie()
        .find((line) => line.startsWith('desk='))
        ?.split(';')[0] ?? ''
    expect(fresh).not.toBe(planted)
    expect(await isIn(fresh)).toBe(true)
    expect(await isIn(planted)).toBe(false)
    expect(victim.cookie()).toBe('')
  })

  test('signing out ends the session, copies of its cookie too', async () => {
    const client = await desk.as('curator')
    const copy = client.cookie()
    expect((await client.post('/desk/sign-out', {})).status).toBe(200)
    expect(client.cookie()).not.toContain('desk=')
    expect(await isIn(copy)).toBe(false)
  })

  test("another's page cannot sign anybody out", async () => {
    const client = await desk.as('curator')
    const { status } = await client.post('/desk/sign-out', {}, { 'sec-fetch-site': 'cross-site' })
    expect([status, await isIn(client.cookie())]).toEqual([403, true])
  })

  test('ten hours are the most', async () => {
    const client = await desk.as('curator')
    desk.clock.now += 10 * 3_600_000
    expect(await isIn(client.cookie())).toBe(true)
    desk.clock.now += 1
    expect(await isIn(client.cookie())).toBe(false)
  })

  test('a cookie that was tampered with, or sealed by another key, is none', async () => {
    const client = await desk.as('curator')
    expect(await isIn(client.cookie().replace(/.{8}$/, 'AAAAAAAA'))).toBe(false)
    expect(await isIn('desk=Fe26.2*1*abc*def*ghi**jkl*mno~2')).toBe(false)
  })

  test('coming back without having left, or a second time, is refused', async () => {
    const client = await desk.as()
    expect((await client.get('/desk/signed-in?who=publisher')).status).toBe(403)
    await client.get('/desk/leave')
    expect((await client.get('/desk/signed-in?who=publisher')).status).toBe(303)
    expect((await client.get('/desk/signed-in?who=publisher')).status).toBe(403)
  })
})

describe('the link of a trial', () => {
  let trial: TestDesk
  beforeEach(async () => {
    trial = await openTestDesk({ trial: true })
  })
  afterEach(() => trial?.close())

  test('lets one person in once; looking at it uses nothing up', async () => {
    const token = trial.parts.link?.make() ?? ''
    const first = clientOf(trial.url)
    expect((await first.get(`/desk/sign-in?token=${token}`)).body).toContain(token)
    expect((await first.post('/desk/link', { token })).location).toBe('/desk')
    expect((await first.get('/desk')).body).toContain('Signed in as trial, publisher')
    expect((await clientOf(trial.url).post('/desk/link', { token })).status).toBe(403)
  })

  test.each([['x'], [''], ['y'.repeat(32)]])('%j is no link', async (token) => {
    trial.parts.link?.make()
    expect((await clientOf(trial.url).post('/desk/link', { token })).status).toBe(403)
  })

  test('is void after a day, and once a newer one is printed', () => {
    let now = 0
    const link = createOneTimeLink(() => now)
    const old = link.make()
    const newer = link.make()
    expect(link.use(old)).toBe(false)
    now = 24 * 3_600_000 + 1
    expect(link.use(newer)).toBe(false)
  })
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { personFor } from '../../../src/staff/desk/people.ts'
import { createSignIn } from '../../../src/staff/desk/sign-in.ts'
import { type Client, clientOf, openTestDesk, type TestDesk } from './desk.ts'

const clientSecret = 'a-secret-of-the-tests'
let server: Server
let issuer: string
let desk: TestDesk

/** A real provider on loopback, whose own sign-in page lets in whoever one names. */
beforeAll(async () => {
  server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  issuer = `http://localhost:${(server.address() as AddressInfo).port}`
  desk = await openTestDesk({ signIn: createSignIn({ issuer, clientId: 'desk', clientSecret }) })
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'desk',
        client_secret: clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [`${desk.url}/desk/signed-in`],
      },
    ],
    pkce: { required: () => true },
    cookies: { keys: ['of the tests'] },
    conformIdTokenClaims: false,
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: `${id}@council.example`, email_verified: id !== 'unverified' }),
    }),
  })
  server.on('request', provider.callback())
})
afterAll(async () => {
  await desk?.close()
  await new Promise((resolve) => server.close(resolve))
})

/** Goes to the provider with the desk's browser, signs in there as `who`, and gives the address one is sent back to. */
async function throughProvider(client: Client, who: string): Promise<string> {
  const { location } = await client.get('/desk/leave')
  const there = clientOf('')
  let at = location ?? ''
  for (let step = 0; step < 10; step++) {
    if (at.startsWith(desk.url)) return at.slice(desk.url.length)
    const { location: next, body } = await there.get(at.startsWith('/') ? issuer + at : at)
    const action = /action="([^"]+)"/.exec(body)?.[1]
    if (next) at = next
    else if (action) {
      const prompt = /name="prompt" value="([^"]+)"/.exec(body)?.[1] ?? ''
      const init = { method: 'POST', body: new URLSearchParams({ prompt, login: who, password: 'x' }) }
      const headers = { cookie: there.cookie() }
      const response = await fetch(action.startsWith('/') ? issuer + action : action, {
        ...init,
        headers,
        redirect: 'manual',
      })
      at = response.headers.get('location') ?? ''
    } else throw new Error(`lost at ${at}: ${body.slice(0, 300)}`)
  }
  throw new Error('never came back')
}

describe('signing in by OpenID Connect', () => {
  test('asks with PKCE, state and nonce, and lets in whoever is on the list', async () => {
    const client = clientOf(desk.url)
    const asked = new URL((await client.get('/desk/leave')).location ?? '')
    expect(asked.searchParams.get('code_challenge_method')).toBe('S256')
    for (const part of ['code_challenge', 'state', 'nonce']) expect(asked.searchParams.get(part)).toMatch(/^.{20,}$/)
    const { status, location } = await client.get(await throughProvider(client, 'curator'))
    expect([status, location]).toEqual([303, '/desk'])
    expect((await client.get('/desk')).body).toContain('Signed in as curator, curator')
  })

  test('whoever is not on the list is told so, and is not in', async () => {
    const client = clientOf(desk.url)
    const { status, body } = await client.get(await throughProvider(client, 'stranger'))
    expect(status).toBe(403)
    expect(body).toContain('You are not on the list')
    expect((await client.get('/desk')).status).toBe(303)
  })

  test('what comes back to another browser is refused', async () => {
    const victim = clientOf(desk.url)
    await victim.get('/desk/leave')
    const code = await throughProvider(clientOf(desk.url), 'publisher')
    expect((await victim.get(code)).status).toBe(403)
    expect((await victim.get('/desk')).status).toBe(303)
  })

  test.each([
    ['another state', (at: string) => at.replace(/state=[^&]+/, 'state=other')],
    ['another code', (at: string) => at.replace(/code=[^&]+/, 'code=other')],
    ['another issuer', (at: string) => at.replace(/iss=[^&]+/, 'iss=https%3A%2F%2Fevil.example')],
    ['no', () => '/desk/signed-in?error=access_denied'],
  ])('coming back with %s is refused', async (_, spoil) => {
    const client = clientOf(desk.url)
    const { status, body } = await client.get(spoil(await throughProvider(client, 'publisher')))
    expect(status).toBe(403)
    expect(body).toContain('Signing in did not work')
    expect((await client.get('/desk')).status).toBe(303)
  })

  test('the same answer serves once', async () => {
    const client = clientOf(desk.url)
    const back = await throughProvider(client, 'curator')
    expect((await client.get(back)).status).toBe(303)
    expect((await client.get(back)).status).toBe(403)
  })

  test('a provider that is not there is said, and asked again the next time', async () => {
    const away = await openTestDesk({
      signIn: createSignIn({ issuer: 'http://localhost:9', clientId: 'desk', clientSecret }),
    })
    const { status, body } = await clientOf(away.url).get('/desk/leave')
    expect(status).toBe(502)
    expect(body).toContain('does not answer')
    await away.close()
  })
})

describe('who is on the list', () => {
  const list = [
    { email: 'Jo@council.example', sign: 'JB', role: 'reader' as const, areas: [], communities: [] },
    { subject: 'abc', sign: 'AC', role: 'publisher' as const, areas: [], communities: [] },
  ]
  test.each([
    [{ subject: 'x', email: 'jo@council.example', emailVerified: true }, 'JB'],
    [{ subject: 'x', email: 'jo@council.example', emailVerified: false }, null],
    [{ subject: 'abc', email: null, emailVerified: false }, 'AC'],
    [{ subject: '', email: null, emailVerified: false }, null],
    [{ subject: 'x', email: '', emailVerified: true }, null],
  ])('%j is %s', (identity, sign) => {
    expect(personFor(list, identity)?.sign ?? null).toBe(sign)
  })
})

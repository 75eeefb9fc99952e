import * as oidc from 'openid-client'
import type { Identity } from './people.ts'

export type OidcSettings = { issuer: string; clientId: string; clientSecret: string }

/** What the browser keeps, sealed, between leaving for the provider and coming back. */
export type Leaving = { state: string; nonce: string; verifier: string }

export type SignIn = {
  /** Where to send the browser, and what it has to keep. Rejects where the provider does not answer. */
  begin(redirectUri: string): Promise<{ url: string; leaving: Leaving }>
  /** Who came back. Rejects where what came back is not the provider's answer to what was asked. */
  finish(cameBackTo: URL, leaving: Leaving): Promise<Identity>
}

/** Sign-in by OpenID Connect: the code flow with PKCE, state and nonce. */
export function createSignIn(settings: OidcSettings): SignIn {
  let found: Promise<oidc.Configuration> | null = null
  const provider = () => {
    // One that did not answer is asked again the next time.
    found ??= discover(settings).catch((error: unknown) => {
      found = null
      throw error
    })
    return found
  }
  return {
    async begin(redirectUri) {
      const leaving = {
        state: oidc.randomState(),
        nonce: oidc.randomNonce(),
        verifier: oidc.randomPKCECodeVerifier(),
      }
      const url = oidc.buildAuthorizationUrl(await provider(), {
        redirect_uri: redirectUri,
        scope: 'openid email',
        state: leaving.state,
        nonce: leaving.nonce,
        code_challenge: await oidc.calculatePKCECodeChallenge(leaving.verifier),
        code_challenge_method: 'S256',
      })
      return { url: url.href, leaving }
    },
    async finish(cameBackTo, { state, nonce, verifier }) {
      const tokens = await oidc.authorizationCodeGrant(await provider(), cameBackTo, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      const claims = tokens.claims()
      if (!claims) throw new Error('no identity came back')
      return {
        subject: claims.sub,
        email: typeof claims.email === 'string' ? claims.email : null,
        emailVerified: claims.email_verified === true,
      }
    },
  }
}

/** A provider without TLS is one for a trial on this machine (config.ts lets no other through). */
function discover({ issuer, clientId, clientSecret }: OidcSettings): Promise<oidc.Configuration> {
  const server = new URL(issuer)
  const execute = server.protocol === 'http:' ? [oidc.allowInsecureRequests] : []
  return oidc.discovery(server, clientId, clientSecret, undefined, { execute, timeout: 5 })
}

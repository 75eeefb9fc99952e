import { hkdfSync } from 'node:crypto'
import { errors, jwtVerify, SignJWT } from 'jose'
import { z } from 'zod'
import type { PseudonymKey } from '../../privacy/index.ts'

/** How long a token opens its conversation, and an address of its stream may wait to be used (Direct Line 3.0), in seconds. */
export const tokenSeconds = 1800
export const streamSeconds = 60

/** What a token says. `user`: the name the client's own page chose for the person, which only the client ever sees again. */
const claims = z.object({
  conversation: z.string(),
  user: z.string().optional(),
  /** A stream's: where it begins (as `after` of the transcript). */
  after: z.string().nullable().optional(),
})
export type Claims = z.infer<typeof claims>

type Use = 'conversation' | 'stream'
export type ReadToken = { outcome: 'read'; claims: Claims } | { outcome: 'expired' } | { outcome: 'forged' }

export type Tokens = {
  issue(use: Use, claims: Claims): Promise<string>
  read(use: Use, token: string): Promise<ReadToken>
}

/**
 * Tokens that hold all they say, signed (JWT, HS256): any machine reads them, none keeps them. The signing keys come from
 * the pseudonym keys, so a new one of those makes new tokens, and the older ones are still read.
 */
export function createTokens(keys: readonly PseudonymKey[], now: () => number = Date.now): Tokens {
  const signing = new Map(keys.map(({ version, key }) => [version, derived(key)]))
  const [newest] = keys
  if (!newest) throw new RangeError('no key')
  return {
    async issue(use, said) {
      const at = Math.floor(now() / 1000)
      return new SignJWT(said)
        .setProtectedHeader({ alg: 'HS256', kid: newest.version })
        .setAudience(use)
        .setIssuedAt(at)
        .setExpirationTime(at + (use === 'stream' ? streamSeconds : tokenSeconds))
        .sign(derived(newest.key))
    },
    async read(use, token) {
      try {
        const key = ({ kid }: { kid?: string }) => {
          const found = signing.get(kid ?? '')
          if (!found) throw new errors.JWSSignatureVerificationFailed()
          return found
        }
        const options = { algorithms: ['HS256'], audience: use, currentDate: new Date(now()), requiredClaims: ['exp'] }
        const { payload } = await jwtVerify(token, key, options)
        return { outcome: 'read', claims: claims.parse(payload) }
      } catch (error) {
        return { outcome: error instanceof errors.JWTExpired ? 'expired' : 'forged' }
      }
    },
  }
}

function derived(key: Buffer): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, '', 'direct line tokens', 32))
}

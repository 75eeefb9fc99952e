import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { DirectLineConfig } from './config.ts'
import type { Claims, Tokens } from './tokens.ts'

/** An error as Direct Line's clients read it: status, and `{error: {code, message}}` in the body. */
export class DirectLineError extends Error {
  override readonly name = 'DirectLineError'
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }

  get body(): { error: { code: string; message: string } } {
    return { error: { code: this.code, message: this.message } }
  }
}

export type Access = {
  /** Whether a page of this origin may talk to us. What is no page (no Origin) is not kept out by this. */
  fromAllowedOrigin(request: IncomingMessage): boolean
  /** Who may make a token for a new conversation. @throws DirectLineError */
  mayGenerate(request: IncomingMessage): void
  /** What the request's token says, or null where the secret came in its place. @throws DirectLineError */
  claimsOf(request: IncomingMessage): Promise<Claims | null>
  /** The same, for one conversation. @throws DirectLineError where the token is of another */
  claimsFor(request: IncomingMessage, conversationId: string): Promise<Claims>
}

export function createAccess(tokens: Tokens, { secret, origins }: DirectLineConfig, publicUrl: () => string): Access {
  const isSecret = (given: string | null) => given !== null && secret !== null && same(given, secret)

  const claimsOf = async (request: IncomingMessage): Promise<Claims | null> => {
    const given = bearerOf(request)
    if (given === null) throw new DirectLineError(401, 'Unauthorized', 'Authorization: Bearer TOKEN is missing')
    if (isSecret(given)) return null
    const read = await tokens.read('conversation', given)
    // 403 is how a client learns that it needs a new token.
    if (read.outcome === 'expired') throw new DirectLineError(403, 'TokenExpired', 'the token has expired')
    if (read.outcome === 'forged') throw new DirectLineError(401, 'Unauthorized', 'the token is none of ours')
    return read.claims
  }
  return {
    fromAllowedOrigin(request) {
      const { origin, host } = request.headers
      if (origin === undefined) return true
      if (!URL.canParse(origin)) return false
      return new URL(origin).host === host || [new URL(publicUrl()).origin, ...origins].includes(origin)
    },
    mayGenerate(request) {
      if (secret === null || isSecret(bearerOf(request))) return
      throw new DirectLineError(401, 'Unauthorized', 'Authorization: Bearer SECRET is missing or wrong')
    },
    claimsOf,
    async claimsFor(request, conversation) {
      const claims = await claimsOf(request)
      if (claims === null) return { conversation }
      if (claims.conversation === conversation) return claims
      throw new DirectLineError(403, 'BadArgument', 'the token is of another conversation')
    },
  }
}

function bearerOf({ headers }: IncomingMessage): string | null {
  return /^Bearer ([\x21-\x7e]{1,4096})$/i.exec(headers.authorization ?? '')?.[1] ?? null
}

function same(given: string, known: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(known))
}

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** For a trial without a provider: a link that lets one person in once. */
export type OneTimeLink = {
  /** Makes a new link; the one before it is void. */
  make(): string
  /** Whether this is the link; it is used up then. */
  use(token: string): boolean
}

/** A link that is not used is void after this. */
const lifeMs = 24 * 3_600_000

/** @param now epoch milliseconds */
export function createOneTimeLink(now: () => number = Date.now): OneTimeLink {
  let waiting: { digest: Buffer; until: number } | null = null
  const digestOf = (token: string) => createHash('sha256').update(token).digest()
  return {
    make() {
      const token = randomBytes(24).toString('base64url')
      waiting = { digest: digestOf(token), until: now() + lifeMs }
      return token
    },
    use(token) {
      if (!waiting || now() > waiting.until || !timingSafeEqual(digestOf(token), waiting.digest)) return false
      waiting = null
      return true
    },
  }
}

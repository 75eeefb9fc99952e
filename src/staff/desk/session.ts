import { randomBytes, randomUUID } from 'node:crypto'
import type { Request, Response } from 'express'
import { getIronSession, type IronSession } from 'iron-session'
import type { Store } from '../../store/index.ts'
import type { Identity } from './people.ts'
import type { Leaving } from './sign-in.ts'

/** The sealed cookie of who is signed in: who they are, never what they may do. */
export type DeskSession = {
  id: string
  identity: Identity
  /** Goes with every form (OWASP: synchroniser token). */
  csrf: string
  /** Epoch milliseconds of the sign-in. */
  since: number
}

export type Sessions = {
  read(request: Request, response: Response): Promise<DeskSession | null>
  /** Begins a new one, whatever cookie came with the request. */
  begin(request: Request, response: Response, identity: Identity): Promise<void>
  /** Ends it everywhere: a copy of its cookie is worth nothing from here on. */
  end(request: Request, response: Response): Promise<void>
  keepLeaving(request: Request, response: Response, leaving: Leaving): Promise<void>
  /** What was kept on leaving for the provider; it is had once. */
  takeLeaving(request: Request, response: Response): Promise<Leaving | null>
}

/** Nothing done for an hour, or ten hours since the sign-in, ends a session. */
const idleSeconds = 3600
const longestMs = 10 * 3_600_000
const leavingSeconds = 600

export type SessionSettings = {
  /** At least 32 characters each; the first seals, all open. */
  keys: readonly string[]
  /** The desk is reached by https. */
  secure: boolean
  store: Pick<Store, 'document' | 'putDocument'>
  now: () => number
}

export function createSessions({ keys, secure, store, now }: SessionSettings): Sessions {
  const password = Object.fromEntries(keys.map((key, index) => [String(keys.length - index), key]))
  const open = <T extends object>(request: Request, response: Response, name: string, ttl: number) =>
    getIronSession<T>(request, response, {
      cookieName: secure ? `__Secure-${name}` : name,
      password,
      ttl,
      // Lax: coming back from the provider is a visit from elsewhere. Forms are guarded by more than this (guard.ts).
      cookieOptions: { httpOnly: true, secure, sameSite: 'lax', path: '/desk' },
    })
  const signedIn = (request: Request, response: Response): Promise<IronSession<Partial<DeskSession>>> =>
    open(request, response, 'desk', idleSeconds)
  const leftFor = (request: Request, response: Response): Promise<IronSession<Partial<Leaving>>> =>
    open(request, response, 'desk-leaving', leavingSeconds)

  const signOut = (id: string) =>
    store.putDocument({ collection: 'signed-out', id, version: 0, text: '', expires: now() + longestMs }, now())

  return {
    async read(request, response) {
      const kept = await signedIn(request, response)
      const { id, identity, csrf, since } = kept
      if (!id || !identity || !csrf || !since || now() - since > longestMs) return null
      if (await store.document('signed-out', id, now())) return null
      await kept.save()
      return { id, identity, csrf, since }
    },
    async begin(request, response, identity) {
      const kept = await signedIn(request, response)
      if (kept.id) await signOut(kept.id)
      Object.assign(kept, { id: randomUUID(), identity, csrf: randomBytes(24).toString('base64url'), since: now() })
      await kept.save()
    },
    async end(request, response) {
      const kept = await signedIn(request, response)
      if (kept.id) await signOut(kept.id)
      kept.destroy()
    },
    async keepLeaving(request, response, leaving) {
      const kept = await leftFor(request, response)
      Object.assign(kept, leaving)
      await kept.save()
    },
    async takeLeaving(request, response) {
      const kept = await leftFor(request, response)
      const { state, nonce, verifier } = kept
      kept.destroy()
      return state && nonce && verifier ? { state, nonce, verifier } : null
    },
  }
}

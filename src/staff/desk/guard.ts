import { timingSafeEqual } from 'node:crypto'
import type { Request } from 'express'

/**
 * Whether a form comes from one of our own pages: the browser says so (Fetch Metadata, Origin). A browser that says
 * neither is let pass here; the token of the session decides.
 */
export function isFromHere(request: Request, publicUrl: string): boolean {
  const site = request.get('sec-fetch-site')
  if (site !== undefined) return site === 'same-origin'
  const origin = request.get('origin')
  if (origin === undefined) return true
  if (!URL.canParse(origin)) return false
  // Behind a proxy the Host may be another: the address that is configured counts as well.
  return origin === new URL(publicUrl).origin || new URL(origin).host === request.get('host')
}

/** Whether a form carries the token of its session. */
export function hasToken(request: Request, csrf: string): boolean {
  const given: unknown = request.body?._csrf
  if (typeof given !== 'string') return false
  const [a, b] = [Buffer.from(given), Buffer.from(csrf)]
  return a.length === b.length && timingSafeEqual(a, b)
}

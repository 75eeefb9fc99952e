import { randomBytes } from 'node:crypto'
import type { RequestHandler, Response } from 'express'
import helmet from 'helmet'

/**
 * What a page of the chat may do: run the scripts and use the styles that carry this answer's nonce, speak to us, and
 * nothing else. Only `embedOrigins` may hold it in a frame. The nonce is in `response.locals.nonce`.
 */
export function pagePolicy(embedOrigins: readonly string[]): RequestHandler {
  const nonce = (_request: unknown, response: unknown) => `'nonce-${(response as Response).locals.nonce}'`
  const policy = helmet.contentSecurityPolicy({
    useDefaults: false,
    directives: {
      defaultSrc: ["'none'"],
      scriptSrc: [nonce],
      styleSrc: [nonce],
      imgSrc: ['data:'],
      connectSrc: ["'self'"],
      formAction: ["'self'"],
      baseUri: ["'none'"],
      frameAncestors: embedOrigins.length > 0 ? ["'self'", ...embedOrigins] : ["'none'"],
    },
  })
  return (request, response, next) => {
    response.locals.nonce = randomBytes(16).toString('base64')
    // Where frames are allowed at all, frame-ancestors alone says to whom.
    if (embedOrigins.length > 0) response.removeHeader('X-Frame-Options')
    policy(request, response, next)
  }
}

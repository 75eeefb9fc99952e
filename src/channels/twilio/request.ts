import type { Request, Response } from 'express'
import { type Form, signatureHeader, signedBy } from './signature.ts'

/** A request that was signed, and with which of the tokens; or why it is not taken. */
export type Signed = { form: Form; token: string } | { status: 400 | 403 | 415 | 503; error: string }

/**
 * Reads a form Twilio sent. `publicUrl` is the address Twilio was given, to which its signature belongs: what the request
 * says of its host counts for nothing. `setUp` false: no account is set up, and what no token signed is answered 503.
 */
export function readSigned(
  request: Request,
  { tokens, setUp, publicUrl }: { tokens: readonly string[]; setUp: boolean; publicUrl: string },
): Signed {
  const form: Form | undefined = request.is('urlencoded') ? (request.body ?? {}) : undefined
  const signature = request.get(signatureHeader)
  const token = form && signature ? signedBy(tokens, signature, publicUrl + request.originalUrl, form) : null
  if (form && token) return { form, token }
  if (!setUp) return { status: 503, error: 'twilio_not_set_up' }
  if (!signature) return { status: 400, error: 'signature_missing' }
  if (!form) return { status: 415, error: 'not_a_form' }
  return { status: 403, error: 'signature_wrong' }
}

/** For whoever sets the webhook up: a code and, where it helps, the field. */
export function refuse(response: Response, status: number, error: string, field?: string): void {
  response.status(status).json({ error, field })
}

export function refuseMethod(response: Response): void {
  response.set('Allow', 'POST')
  refuse(response, 405, 'method_not_allowed')
}

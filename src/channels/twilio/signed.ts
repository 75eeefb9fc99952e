import type { Request, Response } from 'express'
import type { TwilioConfig } from '../../config.ts'
import { type Form, signatureHeader, signedBy } from './signature.ts'

export type Signers = {
  /** Null: not set up; then every request is answered 503, except the on-screen phone's. */
  twilio: TwilioConfig | null
  /** The address Twilio was given, to which its signature belongs; never taken from the request. */
  publicUrl: string
  /** What the on-screen phone signs with; null in production. */
  phoneToken: string | null
}

/** The form of a request that Twilio signed (`phone`: the on-screen phone did), or null once it has been refused. */
export function signedForm(
  { twilio, publicUrl, phoneToken }: Signers,
  request: Request,
  response: Response,
): { form: Form; phone: boolean } | null {
  const form: Form | undefined = request.is('urlencoded') ? (request.body ?? {}) : undefined
  const tokens = [...(twilio?.authTokens ?? []), ...(phoneToken ? [phoneToken] : [])]
  const signature = request.get(signatureHeader)
  const token = form && signature ? signedBy(tokens, signature, publicUrl + request.originalUrl, form) : null
  if (!twilio && !token) return refuse(response, 503, 'twilio_not_set_up')
  if (!signature) return refuse(response, 400, 'signature_missing')
  if (!form) return refuse(response, 415, 'not_a_form')
  if (!token) return refuse(response, 403, 'signature_wrong')
  return { form, phone: token === phoneToken }
}

/** For whoever sets the webhook up: a code and, where it helps, the field. */
export function refuse(response: Response, status: number, error: string, field?: string): null {
  response.status(status).json({ error, field })
  return null
}

/** Answers what is not a POST. */
export function onlyPost(response: Response): void {
  response.set('Allow', 'POST')
  refuse(response, 405, 'method_not_allowed')
}

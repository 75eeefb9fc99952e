import { getExpectedTwilioSignature, validateRequest } from 'twilio/lib/webhooks/webhooks.js'

/** The header Twilio signs its requests in. */
export const signatureHeader = 'x-twilio-signature'

/** A form as it arrived: every field, and a list where a field came several times. */
export type Form = Readonly<Record<string, string | string[]>>

/**
 * The first of the tokens the request was signed with, or null. `url` is the public one, with its query; the form must
 * hold every field received: Twilio adds new ones without notice and signs them all.
 */
export function signedBy(tokens: readonly string[], signature: string, url: string, form: Form): string | null {
  try {
    return tokens.find((token) => validateRequest(token, signature, url, form)) ?? null
  } catch {
    // The library throws on a URL it cannot read: such a one was signed by nobody.
    return null
  }
}

/** Signs a request as Twilio would. */
export function sign(token: string, url: string, form: Form): string {
  return getExpectedTwilioSignature(token, url, form)
}

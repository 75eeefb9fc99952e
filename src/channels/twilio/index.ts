/** Where Twilio tells what became of a message. */
export const statusPath = '/channels/twilio/status'

export { type Form, sign, signatureHeader } from './signature.ts'
export { onlyPost, refuse, type Signers, signedForm } from './signed.ts'

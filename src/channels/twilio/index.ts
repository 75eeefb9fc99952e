/** Where Twilio tells what became of a message. */
export const statusPath = '/channels/twilio/status'

export { readSigned, refuse, refuseMethod } from './request.ts'
export { type Form, sign, signatureHeader } from './signature.ts'

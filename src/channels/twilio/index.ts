export { readSigned, refuse, refuseMethod } from './request.ts'
export { type Form, sign, signatureHeader } from './signature.ts'

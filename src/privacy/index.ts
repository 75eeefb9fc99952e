export { AddressError, type Addresses, createAddresses } from './address.ts'
export { createPseudonyms, type PseudonymKey, type Pseudonyms, phoneNumber } from './pseudonym.ts'
export { retention } from './retention.ts'

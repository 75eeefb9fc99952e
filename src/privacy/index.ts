export { AddressError, type Addresses, type AddressUse, createAddresses } from './address.ts'
export { createPseudonyms, type PseudonymKey, type Pseudonyms, phoneNumber } from './pseudonym.ts'
export { retention } from './retention.ts'

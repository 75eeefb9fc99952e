export { createPseudonyms, type PseudonymKey, type Pseudonyms, phoneNumber } from './pseudonym.ts'

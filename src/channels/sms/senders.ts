import { phoneNumber } from '../../privacy/index.ts'

/**
 * Who sent a message: somebody on WhatsApp, where an answer costs no SMS part; otherwise who sent a text, by the address alone: a UK mobile; another UK number (a landline, a personal or premium number, a mobile
 * of Jersey, Guernsey or the Isle of Man, which cost like foreign ones); a number of another country; or a machine (a short
 * code, a name), which reads no answer.
 */
export type SenderKind = 'whatsapp' | 'uk_mobile' | 'uk_other' | 'foreign' | 'machine'

/**
 * Mobiles within +44 that are not of the UK. Sources: Ofcom's numbering plan (https://www.ofcom.org.uk/phones-and-broadband/
 * phone-numbers/numbering-data), and the patterns of GG, JE and IM in https://github.com/google/libphonenumber,
 * resources/PhoneNumberMetadata.xml, read in November 2026.
 */
const islands = [
  /^7(?:(?:781|839)\d|911[17])\d{5}$/,
  /^7(?:(?:(?:50|82)9|937)\d|7(?:00[378]|97\d))\d{5}$/,
  /^7(?:4576|[59]24\d|624\d)\d{5}$/,
]

/**
 * UK mobiles: 071 to 075 and 077 to 079 (Ofcom). 070 are personal numbers and 076 pagers; 09 and the rest are no mobiles.
 * Whether a range is in use is not asked: people are given new ones, and Ofcom's numbers for drama count as mobiles here.
 */
const ukMobile = /^7[1-57-9]\d{8}$/

/** @param address as the provider gives it */
export function senderKind(address: string): SenderKind {
  const number = phoneNumber(address)
  if (!number) return 'machine'
  if (!number.startsWith('+44')) return 'foreign'
  const national = number.slice(3)
  return ukMobile.test(national) && !islands.some((range) => range.test(national)) ? 'uk_mobile' : 'uk_other'
}

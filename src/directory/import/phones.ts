import { textOf } from './values.ts'

/**
 * A British number as it is printed: spaces as the feed has them, +44 as 0. Null for what is none: other countries,
 * dial-in strings with codes to press, too few or too many digits.
 */
export function phoneOf(value: unknown): string | null {
  const text = textOf(value, 60)
    ?.replaceAll(/["'“”]/g, '')
    .replace(/^\s*(tel|telephone|phone|call|landline|helpline)\s*[.:]*\s*(?=[+(\d])/i, '')
  if (!text || /[,;#*@a-wyz]/i.test(text)) return null
  const local = text
    .replace(/^\s*(\+|00)\s*44\s*(\(0\))?\s*0?/, '0')
    .replaceAll(/[().\-\u2010-\u2015]/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  const digits = local.replaceAll(/\D/g, '')
  if (/[^\d ]/.test(local)) return null
  if (/^(999|111|101|116 ?\d{3}|119|0800 ?1111)$/.test(local)) return local
  return isWhole(digits) ? (local.includes(' ') ? local : spaced(digits)) : null
}

/**
 * Eleven digits with the 0. Ten are only whole in a few old area codes of four or five digits, and after 0800 and 0500
 * (Ofcom, National Telephone Numbering Plan): elsewhere one was lost, and the number is somebody else's.
 */
function isWhole(digits: string): boolean {
  if (/^0[1-35789]\d{9}$/.test(digits)) return true
  return /^0(?:[58]00\d{6}|1[2-9](?!1)\d{7})$/.test(digits)
}

export type Phones = {
  /** Numbers as they are printed. */
  numbers: string[]
  /** Whether that is all that was written: no extension, no word, no number that is not understood was left out. */
  whole: boolean
}

/** What follows a number: an extension, or a word about it. */
const after = /\s*(?:(?:ext(?:ension)?|extn|x)\s*[.:]?\s*\d+|\([^()]*[a-z][^()]*\)|[-,]?\s*option \d)\s*$/i

/** Every number of a field that may hold several, with words about them. */
export function phonesIn(value: unknown): Phones {
  const text = textOf(value, 300)
  if (!text) return { numbers: [], whole: true }
  const alone = phoneOf(text)
  if (alone) return { numbers: [alone], whole: true }
  let whole = true
  const numbers = text.split(/\s*(?:[,;/|&]|\bor\b|\band\b)\s*/i).flatMap((part) => {
    if (part === '') return []
    const bare = part.replace(after, '')
    const number = phoneOf(bare)
    if (!number || bare !== part) whole = false
    return number ?? []
  })
  // "0121 496 0123,,5678#" is a number with codes to press.
  return /[#*]|,,/.test(text) ? { numbers: [], whole: false } : { numbers: [...new Set(numbers)], whole }
}

/** A mobile or a personal number: somebody's own, unless a service says otherwise. */
export function isPersonalNumber(printed: string): boolean {
  return /^07/.test(printed.replaceAll(' ', ''))
}

/** Digits in the groups people read a number by: 020 and four, 0121 and three, 01902 and six. */
function spaced(digits: string): string {
  const area = /^0(?:2\d|11\d|1\d1|3\d\d|8\d\d|\d{4})/.exec(digits)?.[0] ?? digits.slice(0, 5)
  const rest = digits.slice(area.length)
  return rest.length > 6 ? `${area} ${rest.slice(0, rest.length - 4)} ${rest.slice(-4)}` : `${area} ${rest}`
}

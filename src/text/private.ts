/**
 * A text without what may be a person's own: e-mail addresses, and numbers that are a mobile's (07..., +447...) or are too
 * long to be told apart from one. Landlines, opening times and postcodes stay. Names of people cannot be told from names
 * of places, and stay too: whoever reads it is told so.
 * @param mark what stands in the place of each
 */
export function withoutPrivate(text: string, mark: string): string {
  return text
    .normalize('NFKC')
    .replace(/[^\s<>()[\],;:"]+@[^\s<>()[\],;:"]+/gu, mark)
    .replace(/(?:\+|(?<!\p{Nd}))\p{Nd}(?:[\s().-]{0,3}\p{Nd}){8,}/gu, (run) => (isPrivate(run) ? mark : run))
}

/** "10.00-12.00", as times are written too. */
const times = /\p{Nd}{1,2}\.\p{Nd}{2}\s?-\s?\p{Nd}{1,2}\.\p{Nd}{2}/u

/** Digits of other scripts are not read as numbers here: a run of them that is long enough counts as a mobile's. */
function isPrivate(run: string): boolean {
  if (times.test(run)) return false
  const digits = [...run].filter((one) => /\p{Nd}/u.test(one)).join('')
  if (/\D/.test(digits)) return true
  return /^(?:(?:00)?44)?0?7/.test(digits) || (run.startsWith('+') && !digits.startsWith('44')) || digits.length > 11
}

/** One line of plain characters, at most so long; what was cut off leaves a mark. */
export function oneLine(text: string, most: number): string {
  const line = text.replace(/[\p{C}\s]+/gu, ' ').trim()
  const letters = [...line]
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : line
}

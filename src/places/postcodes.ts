import type { Token } from '../text/index.ts'
import type { PlaceWords } from './area.ts'
import type { Gazetteer } from './gazetteer.ts'
import type { Surroundings } from './surroundings.ts'

/** A code found at a token: what it is cut down to, and the token position after it. */
export type Code = { kind: 'postcode' | 'sector' | 'outcode'; value: string; to: number }

/** Reads the codes in one message; ask it for every position. */
export type CodeReader = (tokens: readonly Token[]) => (from: number) => Code | null

const longestPostcode = 7
const mostPieces = 6

/**
 * Reads postcodes, sectors and districts as people type them: "b661jx", "B66 1JX", "b 66 1jx", "B7O 8LU" (O for 0, I for
 * 1). A full postcode is cut down to its sector here, before anything else sees it. Only codes that exist are read, and
 * those that look like words ("b12", "e10", "m5") only where the words around them say so.
 *
 * @param home postcode areas ("B", "DY") whose codes are believed without such words
 */
export function codeReader(
  gazetteer: Gazetteer,
  home: readonly string[],
  words: PlaceWords,
  around: Surroundings,
): CodeReader {
  const { outcodes, sectors } = gazetteer
  const homes = new Set(home)
  const everyday = new Set(words.everyday_codes)
  const doubtful = new Set(words.doubtful)
  const notWith = new Set(words.not_with)
  const never = new Set(words.never)
  const counted = new Set(words.counted)
  const notInward = new Set(words.not_inward)

  const outcodeOf = (raw: string): string | null => {
    if (raw.length < 2 || raw.length > 4 || !/\d/.test(raw)) return null
    const typed = raw.toUpperCase()
    return outcodes.has(typed) ? typed : (misread(raw).find((one) => outcodes.has(one)) ?? null)
  }
  const isHome = (outcode: string) => homes.has(areaOf(outcode))

  // Asked for every "b12" of a message, so the answer is kept: a message of nothing else must not take the square of its length.
  const asked = new WeakMap<readonly Token[], boolean>()
  const vitamins = (tokens: readonly Token[]) => {
    const known = asked.get(tokens) ?? tokens.some((token) => notWith.has(token.text))
    asked.set(tokens, known)
    return known
  }

  /** Whether the words around make a code in these pieces believable. Split codes ("b 66", "e 10 2") need more. */
  const believed = (tokens: readonly Token[], from: number, to: number, outcode: string, split: boolean) => {
    const code = outcode.toLowerCase()
    if (around.surely(tokens, from)) return true
    if (doubtful.has(code)) return to - from === tokens.length
    if (around.alone(tokens, from, to)) return true
    if (everyday.has(code)) return !vitamins(tokens) && around.named(tokens, from, to)
    if (isHome(outcode) && (!split || areaOf(outcode).length === 2)) return true
    return around.named(tokens, from, to)
  }

  const full = (tokens: readonly Token[], from: number, to: number, joined: string): Code | null => {
    if (joined.length < 5 || joined.length > longestPostcode) return null
    const inward = readInward(joined.slice(-3))
    const outcode = inward && outcodeOf(joined.slice(0, -3))
    if (!inward || !outcode) return null
    const pieces = to - from
    const whole = pieces === 1 || (pieces === 2 && tokens[from]?.text.length === joined.length - 3)
    if (pieces > 1 && notInward.has(tokens[to - 1]?.text ?? '')) return null
    if (!whole && !isHome(outcode) && !believed(tokens, from, to, outcode, true)) return null
    const sector = `${outcode} ${inward}`
    return sectors.has(sector) ? { kind: 'postcode', value: sector, to } : { kind: 'outcode', value: outcode, to }
  }

  const sector = (tokens: readonly Token[], from: number, to: number, joined: string): Code | null => {
    const digit = joined.slice(-1)
    if (!/^\d$/.test(digit)) return null
    const pieces = to - from
    const apart = pieces > 1 && tokens[to - 1]?.text === digit
    if (pieces > 1 && !apart) return null
    const outcode = outcodeOf(joined.slice(0, -1))
    const value = `${outcode} ${digit}`
    if (!outcode || !sectors.has(value) || (pieces === 1 && never.has(joined))) return null
    if (apart && !around.last(tokens, to) && counted.has(tokens[to]?.text ?? '')) return null
    return believed(tokens, from, to, outcode, pieces > 2) ? { kind: 'sector', value, to } : null
  }

  const district = (tokens: readonly Token[], from: number, to: number, joined: string): Code | null => {
    const outcode = outcodeOf(joined)
    if (!outcode) return null
    return believed(tokens, from, to, outcode, to - from > 1) ? { kind: 'outcode', value: outcode, to } : null
  }

  return (tokens) => (from) => {
    const first = tokens[from]?.text ?? ''
    if (first.length > longestPostcode || !/^[a-z01]/.test(first) || !couldBegin(first, tokens[from + 1]?.text))
      return null
    const joins: string[] = []
    let joined = ''
    for (let at = from; at < tokens.length && joins.length < mostPieces; at++) {
      const token = tokens[at]
      if (!token || (at > from && token.breakBefore)) break
      joined += token.text
      if (joined.length > longestPostcode || !/^[a-z0-9]+$/.test(token.text)) break
      joins.push(joined)
    }
    for (const read of [full, sector, district])
      for (let pieces = joins.length; pieces > 0; pieces--) {
        // "b66" alone is the district, before "b6 6" is thought of.
        if (read === sector && pieces === 1 && district(tokens, from, from + 1, joins[0] ?? '')) continue
        if (read === district && pieces > 2) continue
        const code = read(tokens, from, from + pieces, joins[pieces - 1] ?? '')
        if (code) return code
      }
    return null
  }
}

/** A code has a digit in its first piece, or begins with one or two letters and a digit in the next. */
function couldBegin(first: string, second: string | undefined): boolean {
  return /\d/.test(first) || (first.length <= 2 && second !== undefined && /^[\doi]/.test(second))
}

function areaOf(outcode: string): string {
  return /^[A-Z]+/.exec(outcode)?.[0] ?? ''
}

/** The digit of a postcode's second half ("1jx" -> "1"), or null; C, I, K, M, O and V are never used there. */
function readInward(raw: string): string | null {
  const digit = asDigits(raw.slice(0, 1))
  return /^\d$/.test(digit) && /^[abd-hjlnp-uw-z]{2}$/.test(raw.slice(1)) ? digit : null
}

/** The other outcodes a typed one may mean, with O for 0 and I for 1 undone where a digit is left to trust. */
function misread(raw: string): string[] {
  if (!/[oi01]/.test(raw)) return []
  const found: string[] = []
  for (const letters of [2, 1]) {
    const area = asLetters(raw.slice(0, letters))
    const rest = raw.slice(letters)
    if (!/^[a-z]+$/.test(area) || rest === '') continue
    found.push(area + asDigits(rest), area + asDigits(rest.slice(0, -1)) + rest.slice(-1))
  }
  return found.map((one) => one.toUpperCase())
}

function asDigits(text: string): string {
  return text.replace(/o/g, '0').replace(/i/g, '1')
}

function asLetters(text: string): string {
  return text.replace(/0/g, 'o').replace(/1/g, 'i')
}

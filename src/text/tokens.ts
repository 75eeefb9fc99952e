/**
 * A message as tokens. Everything that reads a person's words (screening, understanding, places) reads these, so a
 * disguise undone here ("k.i.l.l", "diiie", "İM", a bidi mark inside a word) is undone everywhere.
 */

export type Token = {
  /** Lower case, without accents on Latin letters, without apostrophes: "Can’t" -> "cant". */
  text: string
  /** A sentence ended before this token (full stop, question mark, line break). */
  breakBefore: boolean
}

/** Joiners, direction marks, soft hyphens, variation selectors, and the skin tones of emoji. */
const invisible = /\p{Default_Ignorable_Code_Point}|\p{Emoji_Modifier}/gu
const apostrophes = /['’‘`´ʼ′＇]/gu
const asciiPiece = /[a-z0-9]+|[.!?;\n\r]+/g
const piece = /[\p{L}\p{M}\p{N}]+|\p{Extended_Pictographic}|[.!?;\n\r।۔؟…]+/gu
const stop = /^[.!?;\n\r।۔؟…]/u
const latinAccents = /(\p{Script=Latin})\p{Mn}+/gu
/** Nukta, addak, Arabic vowel points and the stretching stroke: left out as often as written, and never needed to tell two words apart here. */
const idleMarks = /[\u0a3c\u0a71\u093c\u0640\u064b-\u0652\u0670]/g
/** Letters that do not come apart, and letters that a keyboard for another language gives in their place. */
const plainLetters: Record<string, string> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
  '\u064a': '\u06cc',
  '\u0649': '\u06cc',
  '\u0643': '\u06a9',
  '\u0647': '\u06c1',
  // Arabic as it is texted: alef without its hamza or madda, ta marbuta as ha.
  '\u0622': '\u0627',
  '\u0623': '\u0627',
  '\u0625': '\u0627',
  '\u0671': '\u0627',
  '\u0629': '\u06c1',
  '\u0901': '\u0902',
}

const ascii = /^[\0-\x7f]*$/

/** Plain letters, figures and signs: most texts have nothing else, and reading any other by Unicode's tables takes long. */
export function isPlain(text: string): boolean {
  return ascii.test(text)
}

/** Folds a text to what is compared: compatibility forms, case, accents on Latin letters, apostrophes, invisible marks. */
export function fold(text: string): string {
  if (isPlain(text)) return text.replace(/['`]/g, '').toLowerCase()
  const folded = text
    .normalize('NFKC')
    .replace(invisible, '')
    .replace(apostrophes, '')
    .toLowerCase()
    .normalize('NFD')
    .replace(latinAccents, '$1')
    .normalize('NFC')
    .replace(idleMarks, '')
  return folded.replace(
    /[łøđßæœı\u0622\u0623\u0625\u0629\u0671\u064a\u0649\u0643\u0647\u0901]/g,
    (letter) => plainLetters[letter] ?? letter,
  )
}

/** Cuts a text into tokens: words and numbers in any script, one token an emoji. Time linear in the length. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let breakBefore = false
  const folded = fold(text)
  for (const match of folded.match(isPlain(folded) ? asciiPiece : piece) ?? []) {
    if (stop.test(match)) {
      breakBefore = tokens.length > 0
      continue
    }
    tokens.push({ text: match, breakBefore })
    breakBefore = false
  }
  return joinSpelledOut(tokens)
}

/** "k i l l" and "k.i.l.l" become one token; fewer than four single letters in a row stay as they are ("u r ok"). */
function joinSpelledOut(tokens: Token[]): Token[] {
  const joined: Token[] = []
  for (let at = 0; at < tokens.length; ) {
    let end = at
    while (end < tokens.length && isOneLetter(tokens[end]?.text ?? '')) end++
    const first = tokens[at]
    if (!first) break
    if (end - at >= 4) {
      joined.push({
        text: tokens
          .slice(at, end)
          .map((token) => token.text)
          .join(''),
        breakBefore: first.breakBefore,
      })
      at = end
    } else {
      joined.push(first)
      at++
    }
  }
  return joined
}

function isOneLetter(text: string): boolean {
  if (text.length > 2) return false
  // Of most scripts it need not be asked by Unicode's tables, which takes long.
  return text < '\x80' ? text.length === 1 && text >= 'a' : /^\p{Script=Latin}$/u.test(text)
}

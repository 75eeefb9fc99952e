/**
 * Which known words a misspelt word may stand for. By precomputed forms with a letter less rather than by comparing with every word:
 * safety reads every message through this, so its cost must not grow with the vocabulary. (Fuse.js over the same 1,400
 * words needs milliseconds a word and misses transpositions; it is used where a person picks a place, see places/.)
 */
export type Speller = (word: string) => string[]

/**
 * @param vocabulary words worth correcting to; those of fewer than five letters are left out, for they are one slip from too much
 * @param right says whether a word is right as it stands ("bus", "pills"): it is then never corrected
 */
export function createSpeller(vocabulary: Iterable<string>, right: (word: string) => boolean): Speller {
  const known: string[] = []
  const bySqueezed = new Map<string, string[]>()
  const put = (map: Map<string, string[]>, key: string, word: string) => {
    const list = map.get(key)
    if (list) list.push(word)
    else map.set(key, [word])
  }
  for (const word of new Set(vocabulary)) {
    if (!isWord.test(word)) continue
    put(bySqueezed, squeeze(word), word)
    if (word.length < 5) continue
    known.push(word)
  }
  const near = compileNear(known)

  return (word) => {
    const plain = /\d/.test(word) && /\p{L}/u.test(word) ? unleet(word) : word
    if (plain !== word) {
      const meant = bySqueezed.get(squeeze(plain))
      if (meant) return meant
    }
    // Asking by Unicode's tables costs more than all the rest, and most words have plain letters alone.
    const simple = /^[a-z]+$/.test(plain)
    if (!(simple || isWord.test(plain)) || plain.length > 40 || right(word)) return []
    if (simple ? /([a-z])\1/.test(plain) : /(\p{L})\1/u.test(plain)) {
      const meant = bySqueezed.get(squeeze(plain))
      if (meant && plain.length >= 3) return meant
    }
    if (plain.length < 5) return []
    // A figure may also stand for a letter that has no other sign: "3" and "7" in Arabic as it is texted.
    const slipsOf = (of: string) => near(of).filter((one) => one[0] === of[0] && oneSlipApart(of, one))
    return plain === word ? slipsOf(word) : [plain, word].flatMap(slipsOf)
  }
}

/** Letters, and figures among them. */
const isWord = /^(?=.*\p{L})[\p{L}\p{N}]+$/u

/** "diiiie" -> "die", "killl" -> "kil": runs of one letter become one, on both sides of the comparison. */
function squeeze(word: string): string {
  return word.replace(/(\p{L})\1+/gu, '$1')
}

const digits: Record<string, string> = { '0': 'o', '1': 'i', '3': 'e', '4': 'a', '5': 's', '7': 't', '8': 'b' }

function unleet(word: string): string {
  return word.replace(/[013457 8]/g, (digit) => digits[digit] ?? digit)
}

/**
 * Gives the words that have a form in common with a word: itself, or what one letter less makes of it. By the hashes of
 * the forms in one flat table, since the forms of a lexicon are hundreds of thousands; two that fall together by chance
 * are told apart by whoever asks.
 */
function compileNear(words: readonly string[]): (word: string) => string[] {
  const count = words.reduce((sum, word) => sum + word.length + 1, 0)
  const room = 2 ** Math.ceil(Math.log2(count * 1.5 + 1))
  // A hash, and the number of its word, from 1; several of one hash stand behind one another in the words' order.
  const table = new Int32Array(2 * room)
  // A bit by some bits of each hash there is: most forms are none of ours, which this tells without a look at the table.
  const some = new Int32Array(Math.max(1, room >> 3))
  const shift = 32 - Math.log2(32 * some.length)
  for (const [index, word] of words.entries())
    for (const hash of hashesOf(word)) {
      let at = hash & (room - 1)
      while (table[2 * at + 1] !== 0) at = (at + 1) & (room - 1)
      table[2 * at] = hash
      table[2 * at + 1] = index + 1
      const bit = hash >>> shift
      some[bit >> 5] = (some[bit >> 5] as number) | (1 << (bit & 31))
    }
  return (word) => {
    const found: string[] = []
    const hashes = hashesOf(word)
    for (let one = 0; one < hashes.length; one++) {
      const hash = hashes[one] as number
      const bit = hash >>> shift
      if (((some[bit >> 5] as number) & (1 << (bit & 31))) === 0) continue
      for (let at = hash & (room - 1); table[2 * at + 1] !== 0; at = (at + 1) & (room - 1)) {
        const known = words[(table[2 * at + 1] as number) - 1] as string
        if (table[2 * at] === hash && !found.includes(known)) found.push(known)
      }
    }
    return found
  }
}

/** The hash of a word, then of each form without one of its letters, the first letter first: time linear in its length. */
function hashesOf(word: string): Int32Array {
  const hashes = new Int32Array(word.length + 1)
  // First, of the letters up to each; behind the last it is the whole word's.
  let before = 7
  for (let at = 0; at < word.length; at++) {
    hashes[at + 1] = before
    before = (Math.imul(before, 31) + word.charCodeAt(at)) | 0
  }
  hashes[0] = before
  // Then that, followed by the letters behind the one left out. (`power`: 31 to how many those are.)
  for (let at = word.length - 1, behind = 0, power = 1; at >= 0; at--, power = Math.imul(power, 31)) {
    hashes[at + 1] = (Math.imul(hashes[at + 1] as number, power) + behind) | 0
    behind = (behind + Math.imul(word.charCodeAt(at), power)) | 0
  }
  for (let at = 0; at < hashes.length; at++) {
    const hash = hashes[at] as number
    hashes[at] = Math.imul(hash ^ (hash >>> 15), 0x9e3779b1)
  }
  return hashes
}

/** One letter added, missing, wrong, or two neighbours swapped. */
function oneSlipApart(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false
  let head = 0
  while (head < a.length && a[head] === b[head]) head++
  let tail = 0
  while (tail < Math.min(a.length, b.length) - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  const restA = a.slice(head, a.length - tail)
  const restB = b.slice(head, b.length - tail)
  if (restA.length <= 1 && restB.length <= 1) return true
  return restA.length === 2 && restB.length === 2 && restA[0] === restB[1] && restA[1] === restB[0]
}

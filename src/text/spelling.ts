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
    const plain = /\p{L}/u.test(word) && /\d/.test(word) ? unleet(word) : word
    if (plain !== word) {
      const meant = bySqueezed.get(squeeze(plain))
      if (meant) return meant
    }
    if (!isWord.test(plain) || plain.length > 40 || right(word)) return []
    if (/(\p{L})\1/u.test(plain)) {
      const meant = bySqueezed.get(squeeze(plain))
      if (meant && plain.length >= 3) return meant
    }
    if (plain.length < 5) return []
    // A figure may also stand for a letter that has no other sign: "3" and "7" in Arabic as it is texted.
    return [...new Set([plain, word])].flatMap((of) =>
      near(of).filter((one) => one[0] === of[0] && oneSlipApart(of, one)),
    )
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
  const visit = (word: string, see: (hash: number) => void) => {
    for (let without = -1; without < word.length; without++) {
      let hash = 7
      for (let at = 0; at < word.length; at++) if (at !== without) hash = Math.imul(hash, 31) + word.charCodeAt(at)
      see(Math.imul(hash ^ (hash >>> 15), 0x9e3779b1))
    }
  }
  for (const [index, word] of words.entries())
    visit(word, (hash) => {
      let at = hash & (room - 1)
      while (table[2 * at + 1] !== 0) at = (at + 1) & (room - 1)
      table[2 * at] = hash
      table[2 * at + 1] = index + 1
    })
  return (word) => {
    const found = new Set<string>()
    visit(word, (hash) => {
      for (let at = hash & (room - 1); table[2 * at + 1] !== 0; at = (at + 1) & (room - 1))
        if (table[2 * at] === hash) found.add(words[(table[2 * at + 1] as number) - 1] as string)
    })
    return [...found]
  }
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

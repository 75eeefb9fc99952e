import type { Token } from '../text/index.ts'

/**
 * What the classifier sees of a message: its words, what they are made of, and which stand beside which, each as a number.
 * Letters inside words carry over between spellings ("marta", "maarta", "martaa") and between the forms of one verb.
 */
export type Features = {
  /** The numbers of each word and of the pairs it ends, one word behind another. */
  numbers: Uint32Array
  /** Behind the numbers of each word. */
  ends: Uint32Array
}

/** Shortest and longest n-gram of letters, with a mark at both ends of the word. */
const shortest = 2
const longest = 5
const [opens, closes, whole] = [0x3c, 0x3e, 0x3d]
const [beside, across] = [0x9e3779b1, 0x85ebca6b]

export function featuresOf(tokens: readonly Token[]): Features {
  const words = tokens.map(({ text }) => heldDown(text))
  const numbers = new Uint32Array(
    words.reduce((sum, { length }) => sum + 3 + (longest - shortest + 1) * (length + 1), 0),
  )
  const ends = new Uint32Array(words.length)
  let count = 0
  let before = 0
  let beforeThat = 0
  for (const [at, word] of words.entries()) {
    const own = wholeWord(word)
    numbers[count++] = spread(own)
    count = gramsOf(word, numbers, count)
    if (at > 0) numbers[count++] = spread(Math.imul(before, beside) ^ own)
    if (at > 1) numbers[count++] = spread(Math.imul(beforeThat, across) ^ own)
    beforeThat = before
    before = own
    ends[at] = count
  }
  return { numbers: numbers.subarray(0, count), ends }
}

/** A letter held down ("noooo") counts twice. */
function heldDown(word: string): string {
  return /(.)\1\1/u.test(word) ? word.replace(/(.)\1{2,}/gu, '$1$1') : word
}

function wholeWord(word: string): number {
  let hash = step(start, whole)
  for (let at = 0; at < word.length; at++) hash = step(hash, word.charCodeAt(at))
  return hash
}

/** Writes the n-grams of a word behind `count` numbers; gives how many there are then. */
function gramsOf(word: string, numbers: Uint32Array, before: number): number {
  const length = word.length + 2
  let count = before
  const codeAt = (at: number) => (at === 0 ? opens : at === length - 1 ? closes : word.charCodeAt(at - 1))
  for (let from = 0; from + shortest <= length; from++) {
    let hash = start
    for (let at = from; at < Math.min(from + longest, length); at++) {
      hash = step(hash, codeAt(at))
      if (at + 1 - from >= shortest) numbers[count++] = spread(hash)
    }
  }
  return count
}

/** FNV-1a, over UTF-16 code units. */
const start = 0x811c9dc5
function step(hash: number, code: number): number {
  return Math.imul(hash ^ code, 0x01000193)
}

/** Over all its bits, since only the lower ones are used (the end of MurmurHash3); unsigned. */
function spread(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35)
  return (bits ^ (bits >>> 16)) >>> 0
}

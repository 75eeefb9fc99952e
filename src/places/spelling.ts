import Fuse from 'fuse.js'

/** Gives the word of the vocabulary that an unknown word is most likely meant to be, or null. */
export type Corrector = (word: string) => string | null

const shortest = 5
const longest = 20

/**
 * Corrects single words to the small vocabulary of place names. Fuse.js proposes and is asked only about words that
 * share the first letter, about the length and most letters with one of ours (a look at a message costs it nothing
 * else); a proposal counts where it is one slip away, two for names of nine letters or more.
 *
 * @param ordinary words that are right as they stand
 */
export function createCorrector(
  vocabulary: Iterable<string>,
  ordinary: Iterable<string>,
): Corrector & { plausible(word: string): boolean } {
  const known = new Set([...vocabulary].filter((word) => /^[a-z]+$/.test(word) && word.length >= shortest))
  const right = new Set(ordinary)
  const fuse = new Fuse([...known], {
    includeScore: true,
    threshold: 0.45,
    ignoreLocation: true,
    minMatchCharLength: 2,
  })
  const byFirst = new Map<string, { word: string; letters: number; slips: number }[]>()
  for (const word of known) {
    const list = byFirst.get(word.charAt(0)) ?? []
    list.push({ word, letters: letters(word), slips: slipsAllowed(word) })
    byFirst.set(word.charAt(0), list)
  }
  const plausible = (word: string) => {
    if (word.length < shortest || word.length > longest || right.has(word) || !/^[a-z]+$/.test(word)) return false
    const its = letters(word)
    return (byFirst.get(word.charAt(0)) ?? []).some(
      (one) => Math.abs(one.word.length - word.length) <= one.slips && bits(one.letters ^ its) <= 2 * one.slips,
    )
  }
  const correct = (word: string) => {
    if (!plausible(word)) return null
    for (const { item } of fuse.search(word, { limit: 5 }))
      if (item.charAt(0) === word.charAt(0) && slips(word, item) <= slipsAllowed(item)) return item
    return null
  }
  return Object.assign(correct, { plausible })
}

function slipsAllowed(word: string): number {
  return word.length >= 9 ? 2 : 1
}

/** Which letters a word has, as bits. */
function letters(word: string): number {
  let set = 0
  for (let at = 0; at < word.length; at++) set |= 1 << (word.charCodeAt(at) - 97)
  return set
}

function bits(value: number): number {
  let count = 0
  for (let rest = value; rest !== 0; rest &= rest - 1) count++
  return count
}

/** Letters added, missing, wrong or swapped with a neighbour between two words. */
function slips(a: string, b: string): number {
  let before: number[] = []
  let last = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? (before[j - 2] ?? 0) + 1 : Infinity
      row[j] = Math.min(
        (last[j] ?? 0) + 1,
        (row[j - 1] ?? 0) + 1,
        (last[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1),
        swap,
      )
    }
    before = last
    last = row
  }
  return last[b.length] ?? 0
}

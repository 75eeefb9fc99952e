import type { Lexicon } from './lexicon.ts'

/**
 * In Latin letters the languages of the subcontinent and Arabic have no spelling: everybody writes as it sounds ("chacha",
 * "caca"; "zabardasti", "jabardasti"; "bykasser", "bikassar"). Gives the words of danger, from the romanised lexicons,
 * that a word no lexicon knows may be another way of writing.
 *
 * @param wordsOf the words of danger of one lexicon
 */
export function soundsAlike(
  lexicons: readonly Lexicon[],
  wordsOf: (lexicon: Lexicon) => Iterable<string>,
): (word: string) => string[] {
  const sounds = [
    { ways: new Map<string, string[]>(), key: soundOfIndic, of: /^(?!ar).*-Latn$/ },
    { ways: new Map<string, string[]>(), key: soundOfArabic, of: /^ar-Latn$/ },
  ]
  for (const lexicon of lexicons)
    for (const { ways, key } of sounds.filter(({ of }) => of.test(lexicon.language)))
      for (const word of new Set(wordsOf(lexicon))) {
        const sound = key(word)
        if (sound !== null) ways.set(sound, [...(ways.get(sound) ?? []), word])
      }
  return (word) => {
    const alike: string[] = []
    for (const { ways, key } of sounds) {
      const sound = key(word)
      if (sound !== null) alike.push(...(ways.get(sound) ?? []))
    }
    return alike
  }
}

/** Long and short, breathed and plain are one; null for what is too short to be told apart by its sound. */
function soundOfIndic(word: string): string | null {
  if (!/^[a-z]{4,}$/.test(word)) return null
  let sound = indic.breath(word)
  if (sound.includes('h')) sound = sound.replace(/([bcdgjkst])h+/g, '$1')
  sound = squeezed(withoutLastNasal(indic.o(indic.i(indic.e(indic.letters(sound))))))
  return sound.length >= 4 ? sound : null
}

/** The consonants are the word, and the vowels between them are anyone's. */
function soundOfArabic(word: string): string | null {
  if (!/^[a-z][a-z2-9]{4,}$/.test(word)) return null
  const sound = squeezed(withoutVowels(arabic(word)))
  return sound.length >= 4 ? sound : null
}

const indic = {
  breath: letters({ ph: 'f', ck: 'k', q: 'k' }),
  letters: letters({ z: 'j', w: 'v', x: 'ks' }),
  e: letters({ ai: 'e', ay: 'e', ei: 'e', ey: 'e' }),
  i: letters({ ee: 'i', ie: 'i', y: 'i' }),
  o: letters({ oo: 'u', ou: 'u' }),
}
const arabic = letters({ kh: '5', gh: '8', '7': 'h', q: '2', j: 'g', z: 's', ou: 'u', w: 'u' })

/**
 * Puts other letters in the place of pairs of letters and of single ones, from left to right, in one go: what `replace` does
 * with a pattern, in a tenth of its time. Every word that no lexicon knows comes by here.
 */
function letters(ways: Record<string, string>): (word: string) => string {
  const codeOf = (from: string) => from.charCodeAt(0) + 128 * (from.length > 1 ? from.charCodeAt(1) : 0)
  const all = new Map(Object.entries(ways).map(([from, to]) => [codeOf(from), to]))
  const begins = new Uint8Array(128)
  for (const from of Object.keys(ways)) begins[from.charCodeAt(0)] = 1
  return (word) => {
    let made = ''
    let copied = 0
    for (let at = 0; at < word.length; at++) {
      const code = word.charCodeAt(at)
      if (begins[code] !== 1) continue
      const pair = at + 1 < word.length ? all.get(code + 128 * word.charCodeAt(at + 1)) : undefined
      const to = pair ?? all.get(code)
      if (to === undefined) continue
      made += word.slice(copied, at) + to
      if (pair !== undefined) at++
      copied = at + 1
    }
    return copied === 0 ? word : made + word.slice(copied)
  }
}

/** A vowel at the end, through the nose or breathed, is that vowel: "maan", "maah", "maa". */
function withoutLastNasal(word: string): string {
  let end = word.length
  if (word[end - 1] === 'h') end--
  if (word[end - 1] === 'n') end--
  return isVowel(word.charCodeAt(end - 1)) ? word.slice(0, end) : word
}

/** Without those behind the first letter. */
function withoutVowels(word: string): string {
  let made = word.charAt(0)
  for (let at = 1; at < word.length; at++) if (!isVowel(word.charCodeAt(at)) && word[at] !== 'y') made += word[at]
  return made
}

const vowels = new Set([...'aeiou'].map((vowel) => vowel.charCodeAt(0)))

function isVowel(code: number): boolean {
  return vowels.has(code)
}

/** Each letter once, however often it is said. */
function squeezed(word: string): string {
  let made = ''
  for (let at = 0; at < word.length; at++) if (at === 0 || word[at] !== word[at - 1]) made += word[at]
  return made
}

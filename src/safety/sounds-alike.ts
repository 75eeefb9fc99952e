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
  return (word) => sounds.flatMap(({ ways, key }) => ways.get(key(word) ?? '') ?? [])
}

/** Long and short, breathed and plain are one; null for what is too short to be told apart by its sound. */
function soundOfIndic(word: string): string | null {
  if (!/^[a-z]{4,}$/.test(word)) return null
  let sound = word
  if (sound.includes('h')) sound = sound.replace(/ph/g, 'f')
  if (sound.includes('ck') || sound.includes('q')) sound = sound.replace(/ck|q/g, 'k')
  if (sound.includes('h')) sound = sound.replace(/([bcdgjkst])h+/g, '$1')
  if (sound.includes('z')) sound = sound.replace(/z/g, 'j')
  if (sound.includes('w')) sound = sound.replace(/w/g, 'v')
  if (sound.includes('x')) sound = sound.replace(/x/g, 'ks')
  if (sound.includes('i') || sound.includes('y')) sound = sound.replace(/a[iy]|e[iy]/g, 'e')
  if (sound.includes('e') || sound.includes('y')) sound = sound.replace(/ee|ie|y/g, 'i')
  if (sound.includes('o')) sound = sound.replace(/o[ou]/g, 'u')
  sound = sound.replace(/(?<=[aeiou])n?h?$/, '').replace(/(.)\1+/g, '$1')
  return sound.length >= 4 ? sound : null
}

/** The consonants are the word, and the vowels between them are anyone's. */
function soundOfArabic(word: string): string | null {
  if (!/^[a-z][a-z2-9]{4,}$/.test(word)) return null
  const sound = word
    .replace(/kh/g, '5')
    .replace(/gh/g, '8')
    .replace(/7/g, 'h')
    .replace(/[q2]/g, '2')
    .replace(/j/g, 'g')
    .replace(/z/g, 's')
    .replace(/ou|w/g, 'u')
    .replace(/(?<=.)[aeiouy]+/g, '')
    .replace(/(.)\1+/g, '$1')
  return sound.length >= 4 ? sound : null
}

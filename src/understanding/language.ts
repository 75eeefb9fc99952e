import { isPlain } from '../text/index.ts'

/** A stretch of a message (token positions, `to` exclusive) that a lexicon of this language knows. */
export type Clue = { language: string; from: number; to: number }

/**
 * The language a message is written in, by its script, its letters and the words the lexicons know. `sure`: enough to
 * answer in it unasked. Null where it could be several. One word that other languages also have never makes sure.
 */
export function detectLanguage(
  text: string,
  clues: readonly Clue[],
  isEnglish: (position: number) => boolean,
): { language: string | null; sure: boolean } {
  // Plain letters tell no language, and most messages have no other.
  const plain = isPlain(text)
  if (plain && clues.length === 0) return { language: null, sure: false }
  const byScript = plain ? null : scriptOf(text)
  if (byScript?.sure) return byScript
  const words = new Map<string, Set<number>>()
  for (const { language, from, to } of clues) {
    const positions = words.get(language) ?? words.set(language, new Set()).get(language)
    for (let at = from; at < to; at++) positions?.add(at)
  }
  const shared = new Set<number>()
  // English gives way to what belongs to no language: STOP and AA are sent in every one.
  for (const at of words.get('und') ?? []) words.get('en')?.delete(at)
  words.delete('und')
  // A word both English and another language have ("number", "no", "drink") shows neither.
  const english = words.get('en') ?? new Set()
  for (const [language, positions] of words)
    if (language !== 'en')
      for (const at of positions)
        if (english.has(at)) {
          positions.delete(at)
          shared.add(at)
        }
  for (const at of shared) english.delete(at)
  const scores = [...words]
    .map(([language, positions]) => ({ language, score: positions.size }))
    .filter(({ score }) => score > 0)
  for (const { language, letters } of ownLetters)
    if (!plain && letters.test(text)) {
      const known = scores.find((one) => one.language === language)
      if (known) known.score += 1
      else scores.push({ language, score: 1 })
    }
  // English words stand in every language's messages, so on a draw the other language is the one written in.
  scores.sort((a, b) => b.score - a.score || Number(a.language === 'en') - Number(b.language === 'en'))
  // A script that several languages share: the one whose words are known.
  if (byScript) {
    const known = scores.find(({ language }) => language === 'ar' || language === 'ur')
    return known ? { language: known.language, sure: true } : byScript
  }
  const [best, second] = scores
  if (!best) return { language: null, sure: false }
  // "menu", "please", "housing" stand in many a language's messages, and alone show none.
  const own = words.get(best.language)
  if (best.language !== 'en' && own?.size && [...own].every(isEnglish)) return { language: null, sure: false }
  const contested = second !== undefined && second.score === best.score && second.language !== 'en'
  // Punjabi, Urdu and Hindi in Latin letters share many words. Between them it is perhaps Punjabi, the first here after
  // English; never sure.
  if (contested) {
    const punjabi = scores.some(({ language, score }) => language === 'pa-Latn' && score === best.score)
    return { language: punjabi ? 'pa-Latn' : null, sure: false }
  }
  return { language: best.language, sure: best.score >= (best.language === 'en' ? 3 : 2) }
}

/** Scripts that tell the language, as far as they do: one that several languages share is not sure. */
const scripts = [
  { letters: /\p{Script=Gurmukhi}/gu, language: 'pa', sure: true },
  { letters: /\p{Script=Devanagari}/gu, language: 'hi', sure: true },
  { letters: /\p{Script=Bengali}/gu, language: 'bn', sure: true },
  { letters: /\p{Script=Arabic}/gu, language: 'ar', sure: false },
  { letters: /\p{Script=Gujarati}/gu, language: 'gu', sure: true },
  { letters: /\p{Script=Tamil}/gu, language: 'ta', sure: true },
  { letters: /\p{Script=Telugu}/gu, language: 'te', sure: true },
  { letters: /\p{Script=Malayalam}/gu, language: 'ml', sure: true },
  { letters: /\p{Script=Sinhala}/gu, language: 'si', sure: true },
  { letters: /\p{Script=Thai}/gu, language: 'th', sure: true },
  { letters: /\p{Script=Greek}/gu, language: 'el', sure: true },
  { letters: /\p{Script=Hangul}/gu, language: 'ko', sure: true },
  { letters: /[\p{Script=Hiragana}\p{Script=Katakana}]/gu, language: 'ja', sure: true },
]

/** Letters Urdu has and neither Arabic nor Persian; letters Arabic has and Urdu writes otherwise. */
const urdu = /[ٹڈڑںےھہۓ]/u
const arabic = /[ةىيكإ]/u
const beyondArabic = /[پچژگ]/u

/** Latin letters that, of the languages written to us, one alone has. */
const ownLetters = [
  { language: 'pl', letters: /[ąęłńśźż]/iu },
  { language: 'ro', letters: /[ăîșțşţ]/iu },
]

function scriptOf(text: string): { language: string; sure: boolean } | null {
  let found: { language: string; sure: boolean; count: number } | null = null
  for (const { letters, language, sure } of scripts) {
    const count = text.match(letters)?.length ?? 0
    if (count >= 2 && count > (found?.count ?? 0)) found = { language, sure, count }
  }
  if (!found) return null
  // A name or a word in another script inside a Latin message does not make it that language.
  const latin = text.match(/\p{Script=Latin}/gu)?.length ?? 0
  if (found.count * 3 < latin) return null
  if (found.language !== 'ar') return found
  if (urdu.test(text)) return { language: 'ur', sure: true }
  if (arabic.test(text)) return { language: 'ar', sure: true }
  return { language: beyondArabic.test(text) ? 'ur' : 'ar', sure: false }
}

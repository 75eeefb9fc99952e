import { type Token, tokenise } from '../text/index.ts'
import type { AreaPlaces, PlaceWords } from './area.ts'
import type { Place } from './place.ts'
import type { Code } from './postcodes.ts'
import { createCorrector } from './spelling.ts'
import type { Surroundings } from './surroundings.ts'

/** A name found at a token: what it may mean, and the token position after it. `street`: "Tipton Road" may be anywhere. */
export type Named = { places: Place[]; to: number; street: boolean }

/** Reads the names in one message, given what reads its codes; ask it for every position. */
export type NameReader = (
  tokens: readonly Token[],
  codeAt: (from: number) => Code | null,
) => (from: number) => Named | null

const mostUnknownWords = 8

type Entry = { places: Place[]; everyday: boolean }

/**
 * Finds towns, neighbourhoods, their everyday forms and misspellings. The longest name wins ("Cradley Heath" before
 * "Cradley"); one of the area wins over the same name elsewhere. At most eight unknown words a message are looked up.
 * Throws where two places of the area claim the same name.
 */
export function nameReader(area: AreaPlaces, words: PlaceWords, around: Surroundings): NameReader {
  const index = new Map<string, Entry>()
  const firsts = new Set<string>()
  const guessable = new Set<string>()
  const street = new Set(words.street)
  let mostWords = 1

  const put = (name: string, places: Place[], everyday: boolean, guess: boolean) => {
    const parts = tokenise(name).map((token) => token.text)
    for (const form of new Set([parts.join(' '), parts.join('')])) {
      const known = index.get(form)
      if (known && known.places[0]?.value !== places[0]?.value) {
        if (places[0]?.inArea) throw new Error(`"${name}" means ${known.places[0]?.value} and ${places[0]?.value}`)
        continue
      }
      index.set(form, { places, everyday: everyday || (known?.everyday ?? false) })
    }
    firsts.add(parts[0] ?? '').add(parts.join(''))
    if (guess) for (const part of parts) guessable.add(part)
    mostWords = Math.max(mostWords, parts.length)
  }
  for (const { names, places, guess } of namedPlaces(area))
    for (const { name, everyday, misspelt } of names) put(name, places, everyday, guess && !misspelt)

  const known = new Set([...index.keys()].flatMap((name) => name.split(' ')))
  const correct = createCorrector(guessable, words.ordinary)

  return (tokens, codeAt) => {
    let asked = 0
    const spelt = tokens.map(({ text }) => {
      if (known.has(text) || asked >= mostUnknownWords || !correct.plausible(text)) return text
      asked++
      return correct(text) ?? text
    })
    const longestAt = (from: number, everydayToo: boolean): Named | null => {
      if (!firsts.has(spelt[from] ?? '')) return null
      let longest: Named | null = null
      let form = ''
      for (let to = from + 1; to <= Math.min(tokens.length, from + mostWords); to++) {
        if (to > from + 1 && tokens[to - 1]?.breakBefore) break
        form += to > from + 1 ? ` ${spelt[to - 1]}` : spelt[from]
        const entry = index.get(form)
        if (!entry || (entry.everyday && !(everydayToo && meantAsName(from, to)))) continue
        longest = { places: entry.places, to, street: !around.last(tokens, to) && street.has(tokens[to]?.text ?? '') }
      }
      return longest
    }
    /** A plain word is a name where it is all that is said, where words or a place beside it say so, or ends a sentence. */
    const meantAsName = (from: number, to: number) =>
      !around.plain(tokens, from) &&
      (around.alone(tokens, from, to) ||
        around.named(tokens, from, to) ||
        around.last(tokens, to) ||
        codeAt(to) !== null ||
        longestAt(to, false) !== null)
    return (from) => longestAt(from, true)
  }
}

type NamedPlace = { names: { name: string; everyday: boolean; misspelt: boolean }[]; places: Place[]; guess: boolean }

/** Those of the area first, so that theirs is the name. */
function namedPlaces(area: AreaPlaces): NamedPlace[] {
  const namesOf = (one: { name: string; aliases: string[]; misspellings: string[]; everyday: string[] }) => [
    ...[one.name, ...one.aliases].map((name) => ({ name, everyday: false, misspelt: false })),
    ...one.misspellings.map((name) => ({ name, everyday: false, misspelt: true })),
    ...one.everyday.map((name) => ({ name, everyday: true, misspelt: false })),
  ]
  const town = (slug: string): Place => ({ kind: 'town', value: slug, town: slug, inArea: true })
  return [
    ...area.towns.map((one) => ({ names: namesOf(one), places: [town(one.slug)], guess: true })),
    ...area.neighbourhoods.map((one) => ({
      names: namesOf(one),
      places: (one.towns ?? [one.town ?? '']).map(
        (slug): Place => ({ kind: 'neighbourhood', value: one.slug, town: slug, inArea: true }),
      ),
      guess: true,
    })),
    { names: namesOf(area.area), places: [{ kind: 'town', value: area.area.slug, inArea: true }], guess: true },
    ...area.outside.map((one) => ({
      names: namesOf(one),
      places: [{ kind: 'town', value: one.slug, inArea: false } satisfies Place],
      guess: one.spelling === 'near',
    })),
  ]
}

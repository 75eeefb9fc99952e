import { z } from 'zod'
import { createSpeller, tokenise } from '../text/index.ts'
import type { Service } from './service.ts'

const wordLists = z
  .record(z.string(), z.string())
  .transform((byLanguage) => Object.values(byLanguage).flatMap((text) => tokenise(text).map((token) => token.text)))

const phraseLists = z.record(z.string(), z.array(z.string())).transform((byLanguage) =>
  Object.values(byLanguage)
    .flat()
    .map((phrase) => tokenise(phrase).map((token) => token.text)),
)

/** content/names.yaml: the words around a name where somebody asks for a service by it. */
export const askingWords = z.strictObject({
  asks: wordLists,
  wants: wordLists,
  around: wordLists,
  refuses: phraseLists,
  between: wordLists,
  meetings: wordLists,
})
export type AskingWords = z.infer<typeof askingWords>

/**
 * The services a message names, and says nothing besides; none where it says more, or something else. `empty`: nothing else
 * was understood of it, nor is it a place. Ids, at most `mostNamed`.
 */
export type FindNamed = (text: string, empty: boolean) => string[]

/** A name that more services have is the word for a kind of service. */
const mostNamed = 3
/** Nobody names a service in more words. */
const longest = 30

/**
 * An index of names: whoever writes nothing but the name of a service, or asks for its number, its door or its times, means
 * it. Names of ordinary words alone ("calm", "our guide to") have to be said exactly and without "i need"; part of a name is
 * enough where the part is one no dictionary has ("cranstoun"), or where it is two words that begin no other name and mean
 * nothing else ("guru nanak"). Time linear in the message.
 * @param ordinary says whether a word is in a dictionary, or of a place's name
 * @param ofPlace says whether it is of a place's name
 */
export function compileNames(
  services: readonly Service[],
  words: AskingWords,
  ordinary: (word: string) => boolean,
  ofPlace: (word: string) => boolean,
): FindNamed {
  const asks = new Set(words.asks)
  const wants = new Set(words.wants)
  const around = new Set([...words.asks, ...words.wants, ...words.around])
  /** Whole names without their blanks, and the parts of names, with the services that have them. */
  const whole = new Map<string, Set<string>>()
  const parts = new Map<string, Set<string>>()
  const beginnings = new Map<string, Set<string>>()
  const put = (map: Map<string, Set<string>>, key: string, id: string) =>
    void (map.get(key) ?? map.set(key, new Set()).get(key))?.add(id)
  const vocabulary = new Set<string>()
  const wordsOfService = new Map<string, Set<string>>()
  for (const service of services) {
    const names = namesOf(service, ordinary)
    const towns = service.locations.flatMap(({ town = '' }) => town.split('-'))
    wordsOfService.set(service.id, new Set([...names.flat(), ...towns]))
    for (const name of names) {
      put(whole, name.join(''), service.id)
      for (const word of name) {
        vocabulary.add(word)
        if (!ordinary(word) && word.length >= 4) put(parts, word, service.id)
      }
      for (let size = 2; size < name.length; size++) put(beginnings, name.slice(0, size).join(' '), service.id)
    }
  }
  const suggest = createSpeller(vocabulary, ordinary)
  const few = (ids: ReadonlySet<string> | undefined): string[] => (ids && ids.size <= mostNamed ? [...ids] : [])

  const find = (name: readonly string[], plainly: boolean, empty: boolean): string[] => {
    const exact = few(whole.get(name.join('')))
    if (exact.length > 0 && (plainly || !name.every((word) => ordinary(word)))) return exact
    // Where the message was understood, part of a name counts only if it is one by itself ("cranstoun", not "gurdwara").
    const told = empty || name.some((word) => whole.has(word)) ? name.flatMap((word) => parts.get(word) ?? []) : []
    // "cranstoun smethwick": what else is said has to be of its name or its town.
    const fitting = told[0] ? [...told[0]].filter((id) => name.every((word) => wordsOfService.get(id)?.has(word))) : []
    if (fitting.length > 0) return fitting.length <= mostNamed ? fitting : []
    if (!empty || name.length < 2) return []
    const begun = beginnings.get(name.join(' '))
    return begun?.size === 1 ? [...begun] : []
  }

  return (text, empty) => {
    const tokens = tokenise(text).map((token) => token.text)
    if (tokens.length === 0 || tokens.length > longest) return []
    const spelt = tokens.map((word) => (vocabulary.has(word) || around.has(word) ? word : (suggest(word)[0] ?? word)))
    for (const said of spelt.some((word, at) => word !== tokens[at]) ? [tokens, spelt] : [tokens])
      for (const { name, rest } of insides(said, around)) {
        const plainly = rest.some((word) => asks.has(word)) || !rest.some((word) => wants.has(word))
        const found = find(name, plainly, empty)
        if (found.length > 0) return found
        // "kaleidoscope in tipton"
        const elsewhere = name.filter((word) => !ofPlace(word))
        const here = elsewhere.length < name.length ? insides(elsewhere, around).at(-1) : undefined
        const there = here ? find(here.name, plainly, empty) : []
        if (there.length > 0) return there
      }
    return []
  }
}

/**
 * A message with ever more of the words at its ends that only stand around a name left out: names have such words, too
 * ("recovery near you"). The longest first.
 */
function insides(tokens: readonly string[], around: ReadonlySet<string>): { name: string[]; rest: string[] }[] {
  let [heads, tails] = [0, 0]
  while (heads < tokens.length && around.has(tokens[heads] ?? '')) heads++
  while (tails < tokens.length - heads && around.has(tokens[tokens.length - 1 - tails] ?? '')) tails++
  const found: { name: string[]; rest: string[] }[] = []
  for (let from = 0; from <= heads; from++)
    for (let left = 0; left <= tails && from + left < tokens.length; left++) {
      const to = tokens.length - left
      found.push({ name: tokens.slice(from, to), rest: [...tokens.slice(0, from), ...tokens.slice(to)] })
    }
  return found.sort((a, b) => b.name.length - a.name.length)
}

/**
 * What a service goes by, as words: its names and whoever runs it, each also without "The", without what stands after a comma
 * or in brackets, and what stands in brackets. Whoever runs it under a word that is an ordinary one ("Respect") goes by none.
 */
export function namesOf(
  { name, short, organization, known_as = [] }: Service,
  ordinary: (word: string) => boolean,
): (readonly string[])[] {
  const own = [name, ...(short ? [short] : []), ...known_as].flatMap(variantsOf)
  const theirs = variantsOf(organization).filter((words) => words.length > 1 || !words.every((word) => ordinary(word)))
  return [...new Map([...own, ...theirs].map((words) => [words.join(' '), words])).values()]
}

function variantsOf(name: string): string[][] {
  const inside = /\(([^)]+)\)/.exec(name)?.[1] ?? ''
  const plain = name.replace(/\([^)]*\)/g, ' ')
  const words = [name, plain, plain.split(',')[0] ?? '', inside].map((one) => tokenise(one).map((token) => token.text))
  const without = words.map((one) => (one[0] === 'the' ? one.slice(1) : one.at(-1) === 'uk' ? one.slice(0, -1) : one))
  return [...words, ...without].filter((one) => one.length > 0)
}

import { tokenise } from '../text/index.ts'
import { type AskingWords, namesOf } from './names.ts'
import type { Service } from './service.ts'

/**
 * The services a message names among other words, by id: those it will not have ("not cranstoun", "i dont want aa"), and the
 * fellowships it asks for ("NA meetings near B66", "smart recovery b68").
 */
export type Mentions = { refused: string[]; wanted: string[] }

/** More of a message is not looked at for names. */
const longest = 60

/**
 * A name counts as refused where words that refuse stand before it, with nothing between but such as "to go to", "or". A
 * fellowship is asked for by a name of several words, or by a short one beside "meeting". Time linear in the message.
 * @param ordinary says whether a word is in a dictionary, or of a place's name
 */
export function compileMentions(
  services: readonly Service[],
  { refuses, between, meetings }: AskingWords,
  ordinary: (word: string) => boolean,
): (text: string) => Mentions {
  const whole = new Map<string, Set<string>>()
  const parts = new Map<string, Set<string>>()
  const fellowships = new Set(services.filter(isFellowship).map(({ id }) => id))
  const put = (map: Map<string, Set<string>>, key: string, id: string) =>
    void (map.get(key) ?? map.set(key, new Set()).get(key))?.add(id)
  let longestName = 1
  for (const service of services)
    for (const name of namesOf(service, ordinary)) {
      put(whole, name.join(' '), service.id)
      longestName = Math.max(longestName, name.length)
      for (const word of name) if (!ordinary(word) && word.length >= 4) put(parts, word, service.id)
    }
  // "NA", "CA", which no record gives as a name of its own.
  const initials = Map.groupBy(
    services.filter((one) => fellowships.has(one.id) && one.fellowship),
    ({ name }) => (name.match(/\b[A-Z]/g) ?? []).join('').toLowerCase(),
  )
  const filler = new Set(between)
  const meeting = new Set(meetings)
  // Looked up by the word they begin with: at most words nothing begins.
  const refusals = Map.groupBy(refuses, ([first]) => first)
  const beginnings = new Set([...[...whole.keys()].map((name) => name.split(' ', 1)[0]), ...parts.keys()])

  /** The longest name that begins at a word, and where it ends. */
  const nameAt = (words: readonly string[], from: number): { ids: ReadonlySet<string>; to: number } | null => {
    if (!beginnings.has(words[from])) return null
    for (let to = Math.min(words.length, from + longestName); to > from; to--) {
      const ids = whole.get(words.slice(from, to).join(' '))
      if (ids) return { ids, to }
    }
    const ids = parts.get(words[from] ?? '')
    return ids ? { ids, to: from + 1 } : null
  }

  const refusedFrom = (words: readonly string[], start: number): { ids: string[]; to: number } => {
    const ids: string[] = []
    let at = start
    let to = start
    while (at < words.length) {
      const name = nameAt(words, at)
      if (name) ids.push(...name.ids)
      else if (!filler.has(words[at] ?? '')) break
      at = name ? name.to : at + 1
      if (name) to = at
    }
    return { ids, to }
  }

  return (text) => {
    const words = tokenise(text)
      .map((token) => token.text)
      .slice(0, longest)
    const refused = new Set<string>()
    const wanted = new Set<string>()
    for (let at = 0; at < words.length; at++) {
      const phrase = refusals.get(words[at])?.find((one) => one.every((word, index) => words[at + index] === word))
      if (phrase) {
        const found = refusedFrom(words, at + phrase.length)
        for (const id of found.ids) refused.add(id)
        at = Math.max(at, found.to - 1)
        continue
      }
      const beside = meeting.has(words[at + 1] ?? '')
      if (beside) for (const { id } of initials.get(words[at] ?? '') ?? []) wanted.add(id)
      const name = nameAt(words, at)
      if (!name) continue
      if (beside || name.to - at > 1) for (const id of name.ids) if (fellowships.has(id)) wanted.add(id)
      at = name.to - 1
    }
    return { refused: [...refused], wanted: [...wanted].filter((id) => !refused.has(id)) }
  }
}

function isFellowship({ offered_by, coverage, needs }: Service): boolean {
  return offered_by === 'peer' && coverage === 'national' && needs.includes('mutual_aid')
}
